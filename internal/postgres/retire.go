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
)

// Retired is what a clean-up of the audit log removed.
type Retired struct {
	Before  time.Time // what was removed is older
	Events  int64
	Streams int64 // of which something was removed
}

// retireStride is how many old lines are looked at in one database transaction, so that
// whoever signs in while their own past is cut waits for no more than that.
const retireStride = 1000

// Retire removes what is older than so many years from the audit log of the database at
// url, under the owner of the schema: the portal's own role cannot. What may go and what
// must be said about it is decided by the schema; see the migration of the audit
// retention. Each part is a commit of its own, so one that was cut off goes on when it is
// run again; streams that somebody is writing to wait until then, too. It returns what
// went, also with an error.
func Retire(ctx context.Context, url string, years int) (Retired, error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return Retired{}, fmt.Errorf("connect: %w", clean(err))
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if err := checkSchema(ctx, conn); err != nil {
		return Retired{}, err
	}
	var all Retired
	if err := conn.QueryRow(ctx, `select statement_timestamp() - make_interval(years => $1)`, years).Scan(&all.Before); err != nil {
		return all, fmt.Errorf("ask for the time: %w", clean(err))
	}
	for from, more := (place{at: dawn}), true; more; {
		err := pgx.BeginFunc(ctx, conn, func(dbtx pgx.Tx) error {
			part, err := retire(ctx, dbtx, all.Before, &from, &more)
			if err == nil {
				all.Events, all.Streams = all.Events+part.events, all.Streams+part.streams
			}
			return err
		})
		if err != nil {
			return all, fmt.Errorf("remove old events: %w", clean(err))
		}
	}
	return all, nil
}

// retire cuts the streams that have old lines behind a place, and moves it on.
func retire(ctx context.Context, dbtx pgx.Tx, before time.Time, from *place, more *bool) (p part, err error) {
	streams, err := oldStreams(ctx, dbtx, before, from, more)
	if err != nil {
		return p, err
	}
	rows, err := dbtx.Query(ctx, cutStreams, streams, before)
	if err != nil {
		return p, err
	}
	if streams, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil || len(streams) == 0 {
		return p, err
	}
	p.streams = int64(len(streams))
	if err := dbtx.QueryRow(ctx, removeCut, streams).Scan(&p.events, &p.first, &p.last, &p.sum); err != nil {
		return p, err
	}
	b := new(pgx.Batch)
	queueEvent(b, p.event(before))
	return p, dbtx.SendBatch(ctx, b).Close()
}

// part is what one commit removes.
type part struct {
	events, streams int64
	first, last     int64  // numbers of events
	sum             []byte // SHA-256 of their hashes, in the order of their numbers
}

func (p part) event(before time.Time) approval.Event {
	return approval.AuditPruned("before", before.UTC().Format(time.RFC3339), "count", strconv.FormatInt(p.events, 10), "streams", strconv.FormatInt(p.streams, 10),
		"first", strconv.FormatInt(p.first, 10), "last", strconv.FormatInt(p.last, 10), "sha256", hex.EncodeToString(p.sum))
}

// oldStreams are those of the next old lines.
func oldStreams(ctx context.Context, dbtx pgx.Tx, before time.Time, from *place, more *bool) ([]string, error) {
	rows, err := dbtx.Query(ctx, `select stream, at, id from audit_events where (at, id) > ($1, $2) and at < $3 order by at, id limit $4`,
		from.at, from.id, before, retireStride)
	if err != nil {
		return nil, err
	}
	var all []string
	var stream string
	_, err = pgx.ForEachRow(rows, []any{&stream, &from.at, &from.id}, func() error {
		all = append(all, stream)
		return nil
	})
	*more = len(all) == retireStride
	slices.Sort(all)
	return slices.Compact(all), err
}

// cutStreams moves the beginning of streams to where they are no longer old, as far as
// the schema lets it. Whoever holds one is not waited for.
const cutStreams = `
	with held as (
		select stream, seq, gone from audit_streams where stream = any($1) and stream not like 'sys:%' order by stream for update skip locked),
	upto as (
		select stream, gone, case when stream ~ '^(txn|login):' then seq
		       else coalesce((select min(e.seq) - 1 from audit_events e where e.stream = held.stream and e.at >= $2), seq) end cut from held)
	update audit_streams s set gone = e.seq, anchor = e.hash
	  from upto u join audit_events e on e.stream = u.stream and e.seq = u.cut
	 where s.stream = u.stream and u.cut > u.gone and e.at < $2
	   and not (u.stream like 'txn:%' and exists (select from transactions t where t.id = e.tx_id and t.state = 'pending'))
	returning s.stream`

const removeCut = `
	with went as (
		delete from audit_events e using audit_streams s where s.stream = any($1) and e.stream = s.stream and e.seq <= s.gone returning e.id, e.hash)
	select count(*), min(id), max(id), sha256(string_agg(hash, '' order by id)) from went`
