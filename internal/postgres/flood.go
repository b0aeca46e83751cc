package postgres

import (
	"context"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
)

// flood counts, in this process, the anonymous events that came from each address in this
// hour, and the events that were dropped since those counts were last stored. A flood is
// stopped here, before it costs the database anything. Counts that are not stored when the
// process dies are lost.
type flood struct {
	mu      sync.Mutex
	hour    time.Time
	seen    map[alike]int
	dropped map[drop]int64
}

// alike are events that are counted together.
type alike struct {
	from netip.Prefix
	code approval.EventCode
}

// drop names the events of one code that were dropped, and the stream that will say so.
type drop struct {
	stream string
	code   approval.EventCode
}

// The memory that a flood from many addresses, or about many transactions, may take.
// Addresses beyond that number are bounded only by the limit of their streams; events
// dropped about further transactions and people are reported together, in
// approval.OfDropped.
const (
	mostAlike = 1 << 16
	mostDrops = 1 << 12
)

// admits reports whether an anonymous event may still be written: whether its address and
// its network are within their limits for this hour.
func (f *flood) admits(e approval.Event, now time.Time) bool {
	client := e.Origin.Client
	if !client.IsValid() {
		return true
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if hour := now.Truncate(time.Hour); !hour.Equal(f.hour) {
		f.hour, f.seen = hour, map[alike]int{}
	}
	if !client.Is6() {
		return f.fewer(e.Code, client, client.BitLen(), approval.EventsPerAddress)
	}
	return f.fewer(e.Code, client, 64, approval.EventsPerAddress) && f.fewer(e.Code, client, 48, approval.EventsPerNetwork)
}

func (f *flood) fewer(code approval.EventCode, client netip.Addr, bits, most int) bool {
	prefix, err := client.Prefix(bits)
	key := alike{prefix, code}
	if n, known := f.seen[key]; err != nil || n >= most || !known && len(f.seen) >= mostAlike {
		return n < most
	}
	f.seen[key]++
	return true
}

// drop counts an event that is not written.
func (f *flood) drop(e approval.Event) { f.add(drop{e.DroppedIn(), e.Code}, 1) }

func (f *flood) add(d drop, n int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.dropped == nil {
		f.dropped = map[drop]int64{}
	}
	if _, known := f.dropped[d]; !known && len(f.dropped) >= mostDrops {
		d.stream = approval.OfDropped
	}
	f.dropped[d] += n
}

func (f *flood) take() map[drop]int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	taken := f.dropped
	f.dropped = nil
	return taken
}

// TellDropped stores what this process dropped, and writes the events that say what was
// dropped in hours that are over. Of any number of replicas, one writes them. It returns
// the contents of the events that it wrote.
func (db *DB) TellDropped(ctx context.Context) ([]approval.Dropped, error) {
	if err := db.keepDropped(ctx); err != nil {
		return nil, err
	}
	dbtx, err := db.pages.Begin(ctx)
	if err != nil {
		return nil, Clean(err)
	}
	defer func() { _ = dbtx.Rollback(context.WithoutCancel(ctx)) }()
	rows, err := dbtx.Query(ctx, takeDropped)
	if err != nil {
		return nil, Clean(err)
	}
	told, err := collectDropped(rows)
	if err != nil || len(told) == 0 {
		return nil, Clean(err)
	}
	b := new(pgx.Batch)
	for _, d := range told {
		queueEvents(b, d.Event())
	}
	if err := dbtx.SendBatch(ctx, b).Close(); err != nil {
		return nil, Clean(err)
	}
	return told, commitError(dbtx.Commit(ctx))
}

// takeDropped leaves the replicas a minute to store what they dropped at the end of an
// hour.
const takeDropped = `with over as (
		delete from events_dropped where hour < takeed_now() - interval '61 minutes' returning hour, stream, kind, dropped)
	select hour, stream, kind, dropped from over order by hour, stream`

func collectDropped(rows pgx.Rows) ([]approval.Dropped, error) {
	var all []approval.Dropped
	var hour time.Time
	var d drop
	var n int64
	_, err := pgx.ForEachRow(rows, []any{&hour, &d.stream, &d.code, &n}, func() error {
		if last := len(all) - 1; last < 0 || all[last].Stream != d.stream || !all[last].Hour.Equal(hour) {
			all = append(all, approval.Dropped{Hour: hour, Stream: d.stream, Counts: map[approval.EventCode]int64{}})
		}
		all[len(all)-1].Counts[d.code] += n
		return nil
	})
	return all, err
}

// keepDropped adds what this process dropped to the counts of all replicas for this hour.
func (db *DB) keepDropped(ctx context.Context) error {
	taken := db.flood.take()
	if len(taken) == 0 {
		return nil
	}
	b := new(pgx.Batch)
	for _, d := range slices.SortedFunc(maps.Keys(taken), drop.compare) { // in one order, or two replicas at once would deadlock
		b.Queue(`insert into events_dropped as d values (date_trunc('hour', takeed_now()), $1, $2, $3)
			on conflict (hour, stream, kind) do update set dropped = d.dropped + excluded.dropped`, d.stream, d.code, taken[d])
	}
	err := commitError(db.pages.SendBatch(ctx, b).Close())
	if err != nil {
		for d, n := range taken {
			db.flood.add(d, n)
		}
	}
	return err
}

func (d drop) compare(other drop) int {
	if c := strings.Compare(d.stream, other.stream); c != 0 {
		return c
	}
	return strings.Compare(string(d.code), string(other.code))
}

// DroppedLately is how many events were dropped in the last day, as far as the replicas
// have reported.
func (db *DB) DroppedLately(ctx context.Context) (n int64, err error) {
	err = db.pages.QueryRow(ctx, `select (select coalesce(sum(dropped), 0) from events_dropped) + (select coalesce(sum((body::jsonb ->> 'count')::bigint), 0)
		from audit_events where kind = $1 and at > takeed_now() - interval '1 day')`, approval.EventEventsDropped).Scan(&n)
	return n, Clean(err)
}
