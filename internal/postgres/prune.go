package postgres

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/office"
)

// PruneResult says what was pruned from the audit log.
type PruneResult struct {
	Before  time.Time // every event that was pruned is older
	Events  int64
	Streams int64 // that lost events
}

// pruneStride is how many old events one database transaction covers: a person who signs in
// while their own stream is pruned waits no longer than that takes.
const pruneStride = 1000

// Prune removes the events that are older than so many years from the audit log of the
// database at url, as the owner of the schema: the portal's own role cannot. The schema
// decides what may be pruned and what must be recorded about it; see the migration of the
// audit retention. Each part is a commit of its own, so the next run goes on where an
// interrupted one stopped, and takes the streams that were locked by a writer. The result
// is valid with an error, too.
func Prune(ctx context.Context, url string, years int) (PruneResult, error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return PruneResult{}, fmt.Errorf("connect: %w", Clean(err))
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if err := checkSchema(ctx, conn); err != nil {
		return PruneResult{}, err
	}
	var all PruneResult
	if err := conn.QueryRow(ctx, `select statement_timestamp() - make_interval(years => $1)`, years).Scan(&all.Before); err != nil {
		return all, fmt.Errorf("ask for the time: %w", Clean(err))
	}
	for from, more := (place{}), true; more; {
		err := pgx.BeginFunc(ctx, conn, func(dbtx pgx.Tx) error {
			part, err := prune(ctx, dbtx, all.Before, &from, &more)
			if err == nil {
				all.Events, all.Streams = all.Events+part.events, all.Streams+part.streams
			}
			return err
		})
		if err != nil {
			return all, fmt.Errorf("remove old events: %w", Clean(err))
		}
	}
	return all, nil
}

// prune removes the beginnings of the streams that the next old events belong to, and moves
// from past those events.
func prune(ctx context.Context, dbtx pgx.Tx, before time.Time, from *place, more *bool) (p part, err error) {
	streams, err := oldStreams(ctx, dbtx, before, from, more)
	if err != nil {
		return p, err
	}
	rows, err := dbtx.Query(ctx, pruneStreams, streams, before)
	if err != nil {
		return p, err
	}
	if streams, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil || len(streams) == 0 {
		return p, err
	}
	p.streams = int64(len(streams))
	if err := dbtx.QueryRow(ctx, deletePruned, streams).Scan(&p.events, &p.first, &p.last, &p.sum); err != nil {
		return p, err
	}
	b := new(pgx.Batch)
	queueEvents(b, p.event(before))
	return p, dbtx.SendBatch(ctx, b).Close()
}

// part is what one commit removes.
type part struct {
	events, streams int64
	first, last     int64  // numbers of events
	sum             []byte // SHA-256 of their hashes, in the order of their numbers
}

func (p part) event(before time.Time) approval.Event {
	return office.AuditPruned("before", before.UTC().Format(time.RFC3339), "count", strconv.FormatInt(p.events, 10), "streams", strconv.FormatInt(p.streams, 10),
		"first", strconv.FormatInt(p.first, 10), "last", strconv.FormatInt(p.last, 10), "sha256", hex.EncodeToString(p.sum))
}

// oldStreams are the streams of the next old events.
func oldStreams(ctx context.Context, dbtx pgx.Tx, before time.Time, from *place, more *bool) ([]string, error) {
	rows, err := dbtx.Query(ctx, `select stream, at, id from audit_events where (at, id) > ($1, $2) and at < $3 order by at, id limit $4`,
		from.at, from.id, before, pruneStride)
	if err != nil {
		return nil, err
	}
	var all []string
	var stream string
	_, err = pgx.ForEachRow(rows, []any{&stream, &from.at, &from.id}, func() error {
		all = append(all, stream)
		return nil
	})
	*more = len(all) == pruneStride
	slices.Sort(all)
	return slices.Compact(all), err
}

// pruneStreams moves the beginning of streams to their first event that is not old, as far
// as the schema lets it. A stream that is locked is left for the next run.
const pruneStreams = `
	with held as (
		select stream, seq, gone from audit_streams where stream = any($1) and stream not like 'sys:%' order by stream for update skip locked),
	upto as (
		select stream, gone, case when stream ~ '^(txn|login):' then seq
		       else coalesce((select min(e.seq) - 1 from audit_events e where e.stream = held.stream and e.at >= $2), seq) end last from held)
	update audit_streams s set gone = e.seq, anchor = e.hash
	  from upto u join audit_events e on e.stream = u.stream and e.seq = u.last
	 where s.stream = u.stream and u.last > u.gone and e.at < $2
	   and not (u.stream like 'txn:%' and exists (select from transactions t where t.id = e.tx_id and t.state = 'pending'))
	returning s.stream`

const deletePruned = `
	with pruned as (
		delete from audit_events e using audit_streams s where s.stream = any($1) and e.stream = s.stream and e.seq <= s.gone returning e.id, e.hash)
	select count(*), min(id), max(id), sha256(string_agg(hash, '' order by id)) from pruned`

// place is how far pruning has come, in the order of time and number; the zero value stands
// before every event.
type place struct {
	at time.Time
	id int64
}
