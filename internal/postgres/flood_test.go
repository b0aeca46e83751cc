package postgres_test

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

// madeUp is a callback with a state that nobody gave out, refused.
func madeUp(client string, shard byte) approval.Event {
	by := approval.Source{Actor: approval.Anonymous, Origin: approval.Origin{Client: netip.MustParseAddr(client)}}
	return by.SigninEvent(approval.AnonymousStream(time.Now(), shard), approval.EventSigninCallbackRefused, "unknown_state", "")
}

// flooded records a flood from one address, in batches.
func (w world) flooded(n int, from func(i int) string) {
	w.Helper()
	var batch []approval.Event
	for i := range n {
		if batch = append(batch, madeUp(from(i), byte(i))); len(batch) == 100 {
			w.must(w.db.Record(w.Context(), batch...))
			batch = nil
		}
	}
	w.must(w.db.Record(w.Context(), batch...))
}

func (w world) written(code approval.EventCode) int {
	w.Helper()
	return int(w.count(`select count(*) from audit_events where kind = $1`, code))
}

// onOne is a flood from one address.
func onOne(int) string { return "203.0.113.7" }

// twice is what a bound may let pass while the clock strikes the hour.
const twice = 2

// A flood from one address leaves lines up to a bound, and does not blind the log: what
// others do is written, and so is what the staff does, at that very address.
//
//takeed:race
func TestAFloodFromOneAddressBlindsNobody(t *testing.T) {
	w := newWorld(t)
	w.flooded(20_000, onOne)
	if n := w.written(approval.EventSigninCallbackRefused); n < approval.EventsPerAddress || n > twice*approval.EventsPerAddress {
		t.Errorf("%d lines of a flood", n)
	}
	before := w.written(approval.EventSigninCallbackRefused)
	for shard := range 16 {
		w.must(w.db.Record(t.Context(), madeUp("203.0.113.8", byte(shard))))
		by := approval.Source{Actor: approval.Anonymous, Origin: approval.Origin{Client: netip.MustParseAddr(onOne(0))}}
		w.must(w.db.Record(t.Context(),
			by.SigninEvent(approval.AnonymousStream(time.Now(), byte(shard)), approval.EventSigninDeclined, "cancelled", ""),
			by.SigninEvent(approval.AnonymousStaffStream(time.Now(), byte(shard)), approval.EventStaffSigninRefused, "no_role", "")))
	}
	if n := w.written(approval.EventSigninCallbackRefused) - before; n != 16 {
		t.Errorf("%d of 16 lines of another address", n)
	}
	if n := w.written(approval.EventSigninDeclined); n != 16 {
		t.Errorf("%d of 16 lines of somebody who signed in from there", n)
	}
	if n := w.written(approval.EventStaffSigninRefused); n != 16 {
		t.Errorf("%d of 16 lines of the staff", n)
	}
	w.noViolations()
}

// From very many addresses the total is bounded all the same, and the staff has streams of
// its own.
//
//takeed:race
func TestAFloodFromEverywhereIsBounded(t *testing.T) {
	w := newWorld(t)
	stream := approval.AnonymousStream(time.Now(), 0)
	for i := range 26 {
		var all []approval.Event
		for k := range 100 {
			e := madeUp(fmt.Sprintf("198.51.%d.%d", i, k), 0)
			e.Stream = stream
			all = append(all, e)
		}
		w.must(w.db.Record(t.Context(), all...))
	}
	if n := w.written(approval.EventSigninCallbackRefused); n != approval.EventsPerStream {
		t.Errorf("%d lines", n)
	}
	by := approval.Source{Actor: approval.Anonymous}
	w.must(w.db.Record(t.Context(), by.SigninEvent(approval.AnonymousStaffStream(time.Now(), 0), approval.EventStaffSigninRefused, "no_role", "")))
	if n := w.written(approval.EventStaffSigninRefused); n != 1 {
		t.Error("the staff's line is lost")
	}
	if n, err := w.db.DroppedLately(t.Context()); err != nil || n != 0 {
		t.Errorf("%d, %v before anything was kept", n, err)
	}
	_, err := w.db.TellDropped(t.Context())
	w.must(err)
	if n, err := w.db.DroppedLately(t.Context()); err != nil || n != 600 {
		t.Errorf("%d were dropped, %v", n, err)
	}
}

// A /48 is a site with 65,536 addresses to count by.
//
//takeed:race
func TestAFloodFromAnIPv6SiteIsBounded(t *testing.T) {
	w := newWorld(t)
	w.flooded(4000, func(i int) string { return fmt.Sprintf("2001:db8:1:%x::%x", i%1000, i) })
	if n := w.written(approval.EventSigninCallbackRefused); n < approval.EventsPerNetwork || n > twice*approval.EventsPerNetwork {
		t.Errorf("%d lines", n)
	}
	w.flooded(1000, func(i int) string { return fmt.Sprintf("2001:db8:2:3::%x", i) })
	if n := w.written(approval.EventSigninCallbackRefused); n > twice*(approval.EventsPerNetwork+approval.EventsPerAddress) {
		t.Errorf("%d lines", n)
	}
}

// However many replicas dropped events in an hour, one event says how many, once.
//
//takeed:race
func TestWhatWasDroppedIsToldOnceAnHour(t *testing.T) {
	w := newWorld(t)
	other := world{t, w.database.Open(t), w.database, w.app}
	w.flooded(5000, onOne)
	other.flooded(3000, onOne)
	for _, db := range []world{w, other} {
		if told, err := db.db.TellDropped(t.Context()); err != nil || len(told) != 0 {
			t.Errorf("told %v before the hour was over, %v", told, err)
		}
	}
	w.database.Advance(t, 2*time.Hour+2*time.Minute)
	var told []approval.Dropped
	for _, db := range []world{w, other, w} {
		more, err := db.db.TellDropped(t.Context())
		w.must(err)
		told = append(told, more...)
	}
	dropped := int64(8000 - w.written(approval.EventSigninCallbackRefused))
	var count int64
	for _, d := range told {
		count += d.Count()
	}
	if len(told) < 1 || len(told) > twice || count != dropped {
		t.Errorf("%d times, %d of %d", len(told), count, dropped)
	}
	sum := postgrestest.Query[int64](t, w.database, `select sum((body::jsonb ->> 'count')::bigint) from audit_events
		where kind = 'events_dropped' and stream = 'sys:dropped' and actor = 'system'`)
	if sum != dropped {
		t.Errorf("the log says %d", sum)
	}
	if n := w.count(`select count(*) from events_dropped`); n != 0 {
		t.Errorf("%d rows are left", n)
	}
	w.noViolations()
}
