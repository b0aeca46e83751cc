package killtest

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/postgres/postgrestest"
)

// forgetful are customers who leave everything behind that a sweep is for: an exchange
// that the portal died in, an attempt that nobody came back from, a transaction that
// nobody confirmed.
func forgetful(c *customer) error {
	tx, err := c.newTransaction()
	if err != nil {
		return err
	}
	if _, err := c.beginAnd(tx, c.name); err != nil {
		return err
	}
	_, err = c.newTransaction()
	return err
}

// everythingIsDue leaves behind a world in which a sweep has much to do.
func (w *world) everythingIsDue() {
	w.Helper()
	dying := w.invite(forgetful, forgetful)[0]
	w.struck.Store(true)
	w.gate.at("/userinfo", w.kill)
	w.each([]*customer{dying}, func(int) error { return dying.deliver(dying.known[0].tries[0]) })
	w.spare()
	w.Database.Advance(w, transfer.Policy.Transaction+time.Minute)
}

// sweeping counts the messages of the portal's own sweeps, the first of which asks what
// is due, and calls on each.
func (w *world) sweeping(on func(number int64, sweep int) postgrestest.Verdict) {
	var number int64
	var sweeps int
	w.wire.Judge(func(m postgrestest.Message) postgrestest.Verdict {
		if m.Type == 'B' && strings.Contains(m.SQL, "(select tx_id from attempts where status = 'started'") {
			sweeps++
			number = 0
		}
		if sweeps == 0 {
			return postgrestest.Pass
		}
		number++
		return on(number, sweeps)
	})
}

// awaitDeath waits for the sweep in which the portal dies. There is one every other
// second.
func (w *world) awaitDeath() {
	w.Helper()
	select {
	case <-w.process.Ended:
	case <-time.After(apptest.StartTime):
		w.Fatal("the portal does not sweep")
	}
}

// Crash point K8 and the second half of row F39: the portal dies anywhere in its own
// sweep, and the next one finishes what this one began.
func TestKilledInTheSweep(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(uint64(*seed), 1))
	w := newWorld(t)
	w.start()
	last := w.lengthOfASweep()
	for range max(3, howOften()/50) {
		p := place{number: 1 + r.Int64N(last), after: r.IntN(2) == 0}
		w.now = "in the sweep, " + p.String()
		w.start()
		w.everythingIsDue()
		w.sweeping(func(number int64, sweep int) postgrestest.Verdict {
			if sweep == 1 && number != p.number {
				return postgrestest.Pass
			}
			return w.strike(p) // where the next one begins, if this had fewer messages than the first
		})
		w.start()
		w.awaitDeath()
		w.spare()
		w.wire.Mend()
		w.sweepUp(t)
	}
	w.start()
	w.verify()
	t.Logf("seed %d; a sweep takes %d messages", *seed, last)
}

// sweepUp is the next sweep, after which nothing is due.
func (w *world) sweepUp(t *testing.T) {
	t.Helper()
	w.Sweep()
	if n := postgrestest.Query[int](t, w.Database, `select count(*) from transactions where state = 'pending'`); n > 0 {
		t.Errorf("%s: %d transactions are still pending", w.now, n)
	}
	w.check()
}

// lengthOfASweep is how many messages there are from one sweep with much to do to the
// next.
func (w *world) lengthOfASweep() int64 {
	w.Helper()
	w.everythingIsDue()
	var length int64
	w.sweeping(func(number int64, sweep int) postgrestest.Verdict {
		if sweep == 1 {
			length = number
			return postgrestest.Pass
		}
		return w.strike(place{})
	})
	w.start()
	w.awaitDeath()
	w.spare()
	return length
}
