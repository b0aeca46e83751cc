package clienttest

import (
	"strings"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/postgres/postgrestest"
)

// eventsEach is how many events a transaction has: created, opened, attempt started, confirmed,
// consumed.
const eventsEach = 5

// Events reach an endpoint that fails a third of the time, and one that is good, while portals
// die; those of one transaction in order, and the same one again is the same. In the second of
// three parts, and in the third, two more endpoints are dead.
func TestHooksArriveWhateverDies(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 2)
	c := apptest.NewClient(t, w.database, "core", w.client())
	failing, good := newReceiver(t, 3), newReceiver(t, 0)
	ids := []string{c.Listen(t, failing.server.URL), c.Listen(t, good.server.URL)}
	part := max(3, *events/eventsEach/4)
	began := time.Now()
	w.happens(part, func(int) {})
	w.arrived(good, part)
	c.Listen(t, deadEndpoint(t))
	c.Listen(t, refusingEndpoint(t))
	withDead := time.Now()
	w.happens(part, func(int) {})
	w.arrived(good, 2*part)
	dying := time.Now()
	rest := max(*deaths, *events/eventsEach-2*part)
	died := w.happensWhilePortalsDie(rest)
	over := time.Now()
	w.drained(ids)
	w.delivered(t, 2*part+rest, failing, good)
	t.Logf("%d events, %d portals died; %d and %d were repeated", good.count(), died, failing.repeated, good.repeated)
	t.Logf("the good endpoint alone with the failing one: %s; beside two dead ones: %s; while portals die, too: %s",
		good.delays(began, withDead), good.delays(withDead, dying), good.delays(dying, over))
}

// happens makes events: transactions that are asked for, opened, confirmed and consumed.
func (w *world) happens(transactions int, before func(i int)) {
	w.Helper()
	c, err := w.db.Client(w.Context(), "core")
	must(w, err)
	for i := range transactions {
		before(i)
		who := w.customer()
		id := postgrestest.ConfirmedFor(w, w.db, c, who.Person, who.session)
		view, _, err := w.db.ClientTransaction(w.Context(), c.ID, id)
		must(w, err)
		_, err = w.db.Consume(w.Context(), postgrestest.CallOf(c), c, integration.Execution{Transaction: id, Digest: view.Digest, Version: 1, Reference: string(id)},
			approval.Origin{}, func(integration.Consumption) ([]byte, error) { return []byte("{}"), nil })
		must(w, err)
	}
}

// happensWhilePortalsDie kills them at three places in turn: before the result of a try is
// written, after it was, and when something was claimed and is not sent yet.
func (w *world) happensWhilePortalsDie(transactions int) (died int) {
	w.Helper()
	every := transactions / *deaths
	w.happens(transactions, func(i int) {
		if i%every != 0 || died == *deaths {
			return
		}
		p := w.portals[died%len(w.portals)]
		if p.serving(); died >= len(w.portals) {
			p.reborn() // whether or not it was where it should have died
			p.serving()
		}
		blow, statement := killedAfter, "insert into delivery_tries"
		switch died % 3 {
		case 0:
			blow = killedBefore
		case 2:
			statement = "set claimed_by = $3"
		}
		p.strike(blow, statement, 0)
		died++
	})
	for _, p := range w.portals {
		p.reborn()
	}
	return died
}

// arrived waits until the events of so many transactions have.
func (w *world) arrived(r *receiver, transactions int) {
	w.Helper()
	pace := time.NewTicker(20 * time.Millisecond)
	defer pace.Stop()
	for over := time.Now().Add(2 * time.Minute); r.count() < transactions*eventsEach; <-pace.C {
		if time.Now().After(over) {
			w.Fatalf("%d of %d events have arrived", r.count(), transactions*eventsEach)
		}
	}
}

// drained waits until nothing is due to some endpoints any more. When all that is left waits for
// a later time, that time comes.
func (w *world) drained(endpoints []string) {
	w.Helper()
	const left = `select json_build_object('n', count(*), 'wait', coalesce(extract(epoch from min(at) - takeed_now()), 0), 'next', min(at)) from (
		select distinct on (endpoint_id, tx_id) greatest(next_at, claimed_until) as at from deliveries
		where state = 'due' and 'whe_' || replace(endpoint_id::text, '-', '') = any(string_to_array($1, ' ')) order by endpoint_id, tx_id, notification_id) first`
	type due struct {
		N    int
		Wait float64
		Next string
	}
	pace := time.NewTicker(300 * time.Millisecond)
	defer pace.Stop()
	var before due
	for over := time.Now().Add(10 * time.Minute); ; <-pace.C {
		now := postgrestest.Query[due](w, w.database, left, strings.Join(endpoints, " "))
		switch {
		case now.N == 0:
			return
		case time.Now().After(over):
			w.Fatalf("%d deliveries are left", now.N)
		case now.Wait > 0 && now.Next == before.Next && now.N == before.N:
			w.database.Advance(w, time.Duration(now.Wait*float64(time.Second))+time.Second)
		}
		before = now
	}
}

// delivered checks that every event was, and how.
func (w *world) delivered(t *testing.T, transactions int, all ...*receiver) {
	t.Helper()
	stored := postgrestest.Query[int](t, w.database, `select count(*) from notifications where tx_id is not null`)
	if stored != transactions*eventsEach {
		t.Errorf("%d events of %d transactions", stored, transactions)
	}
	for i, r := range all {
		if r.count() != stored {
			t.Errorf("endpoint %d has %d of %d events", i, r.count(), stored)
		}
		for _, fault := range r.faults[:min(len(r.faults), 10)] {
			t.Errorf("endpoint %d: %s", i, fault)
		}
	}
	if all[0].repeated == 0 {
		t.Error("nothing was sent twice to the endpoint that fails")
	}
	w.database.NoViolations(t)
}
