package clienttest

import (
	"fmt"
	"net/http"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/postgres/postgrestest"
)

// falls are how many blows of each sort fell.
type falls map[blow]int

// strikes has a number of blows fall, one sort after another, on one portal after another.
// during is what a client does when one is about to fall, and after it fell, by the next portal.
func (w *world) strikes(n int, statement, path string, round func(i int) (during, after func())) falls {
	fell := falls{}
	for i := range n {
		during, after := round(i)
		p, b := w.portals[i%len(w.portals)], blow(i%int(blows))
		p.serving()
		w.gate.lead(p)
		struck := p.strike(b, statement, 0)
		if b == swallowed {
			p.wire.Judge(nil)
			struck = w.gate.swallow(path)
		}
		during()
		if struck.Load() {
			fell[b]++
		} else {
			w.Errorf("round %d, %s: nothing struck", i, b)
		}
		w.spare(p)
		next := w.portals[(i+1)%len(w.portals)]
		next.serving()
		w.gate.lead(next)
		after()
	}
	return fell
}

// Something dies between the commit of consume and the answer to the sample core, or just before
// the commit. The core comes back, looks again, and has paid each order once.
func TestKilledAtConsume(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 3)
	b := w.bank()
	var orders []order
	fell := w.strikes(*kills, "insert into consumptions", "/consume", func(i int) (during, after func()) {
		c := w.customer()
		o := b.ask(c)
		if o.Link == "" {
			t.Fatalf("round %d: the core has no link: %+v", i, o)
		}
		w.confirms(c, o.Link)
		orders = append(orders, o)
		return func() { b.looks(o) }, func() {
			b.comesBack()
			for range 3 { // the first is told to wait if the call before is still being given up
				b.looks(o)
			}
		}
	})
	times := b.paid()
	for i, o := range orders {
		if times[o.ID] != 1 || b.order(o.ID).Status != "paid" {
			t.Errorf("round %d, %s: paid %d times, and the core says %q", i, blow(i%int(blows)), times[o.ID], b.order(o.ID).Status)
		}
	}
	if n := postgrestest.Query[int](t, w.database, `select count(*) from consumptions where outcome = 'consumed'`); n != len(orders) || len(times) != n {
		t.Errorf("%d orders, %d of them paid, %d consumed", len(orders), len(times), n)
	}
	w.database.NoViolations(t)
	t.Logf("%d blows at consume: %v; %d orders, each paid once", len(orders), fell, len(times))
}

// The same at create: the client repeats the call with its key, and there is one transaction,
// and what was acknowledged before is there.
func TestKilledAtCreate(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 3)
	c := apptest.NewClient(t, w.database, "core", w.client())
	told := map[string]string{} // transactions by reference
	eid := w.customer().Identity.EmiratesID
	ask := func(reference string) (apptest.Answer, error) {
		return c.Ask(t.Context(), "key-"+reference, reference, eid)
	}
	fell := w.strikes(*kills, "insert into requests", "/transactions", func(i int) (during, after func()) {
		before, struck := fmt.Sprint("before-", i), fmt.Sprint("struck-", i)
		a, err := ask(before)
		if err != nil || a.Status != http.StatusCreated {
			t.Fatalf("%d %s %v", a.Status, a.Text, err)
		}
		told[before] = a.Member("id")
		return func() {
				if a, err := ask(struck); err == nil && a.Status == http.StatusCreated {
					told[struck] = a.Member("id") // it may well know
				}
			}, func() {
				a := settled(t, func() (apptest.Answer, error) { return ask(struck) })
				if id := a.Member("id"); a.Status != http.StatusCreated || told[struck] != "" && told[struck] != id {
					t.Errorf("round %d, %s: answered %d %s, and before %q", i, blow(i%int(blows)), a.Status, a.Text, told[struck])
				}
				told[struck] = a.Member("id")
			}
	})
	w.allThere(t, c, told)
	t.Logf("%d blows at create: %v; %d transactions", *kills, fell, len(told))
}

// allThere looks up each reference, and nothing else is stored.
func (w *world) allThere(t *testing.T, c *apptest.Client, told map[string]string) {
	t.Helper()
	stored := postgrestest.Query[map[string]string](t, w.database, `select json_object_agg(reference, 'txn_' || replace(id::text, '-', '')) from requests`)
	if len(stored) != len(told) {
		t.Errorf("%d transactions are stored for %d keys", len(stored), len(told))
	}
	for reference, id := range told {
		if stored[reference] != id {
			t.Errorf("%s was acknowledged as %s, and is %q", reference, id, stored[reference])
		}
	}
	w.database.NoViolations(t)
}
