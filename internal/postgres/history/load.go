package history

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/postgres"
)

// tables are what a past consists of, in the order in which they are prepared.
const tables = `'{audit_events,audit_streams,transactions,attempts,users}'::regclass[]`

// load writes a past within one database transaction: all of it or nothing.
func load(ctx context.Context, dbtx pgx.Tx, o Options) (int64, error) {
	again, err := strip(ctx, dbtx)
	if err != nil {
		return 0, fmt.Errorf("prepare: %w", err)
	}
	e, people, err := begin(ctx, dbtx, o)
	if err != nil {
		return 0, fmt.Errorf("prepare: %w", err)
	}
	w := newWorld(o, people)
	written, err := stream(ctx, dbtx, w, e, o)
	if err != nil {
		return 0, fmt.Errorf("load: %w", err)
	}
	if err := finish(ctx, dbtx, w, e); err != nil {
		return 0, fmt.Errorf("load: %w", err)
	}
	o.Said("Building the indexes.")
	for _, sql := range again {
		if _, err := dbtx.Exec(ctx, sql); err != nil {
			return 0, fmt.Errorf("%s: %w", sql, err)
		}
	}
	return written, nil
}

// strip switches off triggers, drops foreign keys and indexes, and returns the statements
// that restore them, in an order that works.
func strip(ctx context.Context, dbtx pgx.Tx) (again []string, err error) {
	rows, err := dbtx.Query(ctx, `
		with constraints as (
			select conrelid::regclass::text t, quote_ident(conname) n, contype, pg_get_constraintdef(oid) def
			  from pg_constraint where conrelid = any(`+tables+`) and contype in ('p', 'u') or contype = 'f' and (conrelid = any(`+tables+`) or confrelid = any(`+tables+`))),
		indexes as (
			select indexrelid::regclass::text n, pg_get_indexdef(indexrelid) def from pg_index i
			 where indrelid = any(`+tables+`) and not exists (select from pg_constraint where conindid = i.indexrelid and contype in ('p', 'u')))
		select format('alter table %s drop constraint %s', t, n), format('alter table %s add constraint %s %s', t, n, def),
		       case contype when 'f' then 0 when 'u' then 1 else 2 end from constraints
		union all select 'drop index ' || n, def, 1 from indexes
		union all select format('alter table %s disable trigger user', t), format('alter table %s enable trigger user', t), 3
		  from unnest(`+tables+`) t
		order by 3, 1`)
	if err != nil {
		return nil, err
	}
	var off, on string
	var order int
	var all []string
	if _, err := pgx.ForEachRow(rows, []any{&off, &on, &order}, func() error {
		all, again = append(all, off), append([]string{on}, again...)
		return nil
	}); err != nil {
		return nil, err
	}
	for _, sql := range append([]string{`set local maintenance_work_mem = '512MB'`, `set local synchronous_commit = off`,
		`set local statement_timeout = 0`, `set local client_min_messages = warning`}, all...) {
		if _, err := dbtx.Exec(ctx, sql); err != nil {
			return nil, fmt.Errorf("%s: %w", sql, err)
		}
	}
	return again, nil
}

// begin finds what the database already has: people, and chains to go on from.
func begin(ctx context.Context, dbtx pgx.Tx, o Options) (e *encoder, people int, err error) {
	e = &encoder{keys: o.Keys, heads: map[string]head{}, hashes: map[*somebody]postgres.Hashes{}, Rand: rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))}
	if err := dbtx.QueryRow(ctx, `select pg_current_xact_id()::text, (select count(*) from users)`).Scan(&e.xid, &people); err != nil {
		return nil, 0, err
	}
	rows, err := dbtx.Query(ctx, `delete from audit_streams where stream ~ '^(login|sys):' returning stream, seq, head`)
	if err != nil {
		return nil, 0, err
	}
	var stream string
	var h head
	_, err = pgx.ForEachRow(rows, []any{&stream, &h.seq, &h.hash}, func() error {
		e.heads[stream] = h
		h.hash = nil
		return nil
	})
	return e, people, err
}

// stream makes up, encodes and loads, all three concurrently.
func stream(ctx context.Context, dbtx pgx.Tx, w *world, e *encoder, o Options) (written int64, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	made, encoded, failed := make(chan batch), make(chan *loadable), make(chan error, 1)
	go tell(ctx, w, o, made)
	go func() {
		defer close(encoded)
		for b := range made {
			l, err := e.encode(b)
			if err != nil {
				failed <- err
				cancel()
				return
			}
			select {
			case encoded <- l:
			case <-ctx.Done():
				return
			}
		}
	}()
	begin, said := time.Now(), time.Now()
	for l := range encoded {
		if err := l.copy(ctx, dbtx); err != nil {
			cancel()
			return written, err
		}
		written += int64(l.moments)
		if time.Since(said) > 5*time.Second {
			said = time.Now()
			o.Said(fmt.Sprintf("%d of %d events, %.0f a second.", written, o.Events, float64(written)/time.Since(begin).Seconds()))
		}
	}
	select {
	case err := <-failed:
		return written, err
	default:
		return written, ctx.Err()
	}
}

func (l *loadable) copy(ctx context.Context, dbtx pgx.Tx) error {
	for _, part := range []struct {
		table string
		rows  copyText
	}{
		{"audit_events (" + eventColumns + ")", l.events}, {"audit_streams (stream, seq, head)", l.streams},
		{"transactions (" + transactionColumns + ")", l.transactions}, {"attempts (" + attemptColumns + ")", l.attempts},
	} {
		if err := copyInto(ctx, dbtx, part.table, part.rows); err != nil {
			return err
		}
	}
	return nil
}

func copyInto(ctx context.Context, dbtx pgx.Tx, table string, rows copyText) error {
	_, err := dbtx.Conn().PgConn().CopyFrom(ctx, bytes.NewReader(rows), "copy "+table+" from stdin")
	return err
}

// finish loads what is known only when all is over.
func finish(ctx context.Context, dbtx pgx.Tx, w *world, e *encoder) error {
	people, err := e.people(w.people)
	if err != nil {
		return err
	}
	if err := copyInto(ctx, dbtx, "users ("+personColumns+")", people); err != nil {
		return err
	}
	return copyInto(ctx, dbtx, "audit_streams (stream, seq, head)", e.rest())
}
