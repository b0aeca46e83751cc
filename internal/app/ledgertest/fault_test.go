package ledgertest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/i18n"
)

// fault breaks the pair while commits are under way. What it returns is called before the
// standby takes over.
type fault struct {
	name   string
	breaks func(w *world) (before func())
	during string // what an administrator does to a commit that waits for the standby
	crash  bool   // the primary dies while they wait, and comes back
	split  bool   // portals go on with the old primary while they know the new one
}

var kinds = []fault{
	{name: "the primary is cut from the standby, and an administrator cancels what hangs", breaks: cut, during: `pg_cancel_backend(pid)`},
	{name: "it is cut, and portals know both", breaks: cut, during: `pg_cancel_backend(pid)`, split: true},
	{name: "it is cut, dies and comes back", breaks: cut, crash: true},
	{name: "the standby is frozen", breaks: frozen, during: `pg_cancel_backend(pid)`},
	{name: "it is cut, and an administrator ends the sessions that hang", breaks: cut, during: `pg_terminate_backend(pid)`},
	{name: "it is cut, and nobody does anything", breaks: cut},
}

func cut(w *world) func() {
	w.pair.Stream.Cut()
	return func() {}
}

func frozen(w *world) func() {
	thaw := w.pair.Freeze()
	return func() {
		w.pair.Stream.Cut()
		thaw()
	}
}

// What anybody was told, on any surface of any replica, is there after the standby took
// over, whatever broke; and nothing that was acknowledged is lost.
func TestWhatIsToldOutlivesThePrimary(t *testing.T) {
	t.Parallel()
	n := *faults
	if n == 0 {
		n = 4
	}
	if testing.Short() {
		n = min(n, 2)
	}
	w := newWorld(t, 5*n)
	w.staff.SignInStaff("saeed")
	w.Cleanup(w.system.ends)
	told := 0
	for i := range n {
		f := kinds[i%len(kinds)]
		began := time.Now()
		lost, of := w.suffer(f, i%4 == 3)
		told += of
		t.Logf("fault %d, %s: %d things told, %d lost, %.1f s", i, f.name, of, len(lost), time.Since(began).Seconds())
		for c, surface := range lost {
			t.Errorf("fault %d, %s: %s told %+v, and it is gone", i, f.name, surface, c)
		}
	}
	w.Database.Advance(t, approval.AbandonedAfter+time.Second) // exchanges whose end was lost
	w.Sweep()
	w.NoViolations()
	heard, hooks := w.system.heard.Load(), w.system.hooks.Load()
	if heard == 0 || hooks == 0 {
		t.Errorf("the API told %d things, and webhooks %d", heard, hooks)
	}
	t.Logf("%d faults, %d things told; %d answers of the API and %d webhooks among what told them", n, told, heard, hooks)
}

// suffer lets people act during a fault, fails over, and returns what was told and lost.
func (w *world) suffer(f fault, restart bool) (map[claim]string, int) {
	w.Helper()
	clients := w.guests()
	w.system.prepares()
	before := f.breaks(w)
	observing, stop := w.observe(clients)
	acting := w.act(clients)
	w.untilCommitsWait()
	if f.during != "" {
		w.harass(f.during, acting)
	}
	if f.crash {
		w.pair.Crash()
		w.wire.LeadTo(w, w.pair.Primary.URL("postgres", "takeed"))
	}
	<-acting
	observing(1)
	before()
	w.pair.Promote()
	if f.split {
		w.wire.LeadTo(w, w.pair.Primary.URL("postgres", "takeed"))
		observing(1)
	}
	w.leadAway()
	stop()
	gone, of := w.compare()
	w.pair.Follow()
	for _, c := range clients[:4] {
		w.untilTold(c)
		c.leaves()
	}
	if restart {
		for i := range replicas {
			w.system.senders[i].stop()
			w.Restart(i)
			w.system.senders[i] = w.sends(i)
		}
	}
	return gone, of
}

// act has everybody do what they are about to do. The channel is closed when all have
// been answered.
func (w *world) act(clients []*client) <-chan struct{} {
	done := make(chan struct{})
	var all sync.WaitGroup
	all.Go(clients[0].confirms)
	all.Go(clients[1].confirms)
	all.Go(clients[2].cancels)
	all.Go(func() { _ = clients[4].asks() })
	all.Go(w.system.acts)
	go func() {
		all.Wait()
		close(done)
	}()
	return done
}

// observe has everybody look again and again, from now on. observing waits until each has
// looked at everything so many times more; stop ends it.
func (w *world) observe(clients []*client) (observing func(passes int), stop func()) {
	over := make(chan struct{})
	var all sync.WaitGroup
	var counts []*atomic.Int64
	again := func(look func()) {
		n := new(atomic.Int64)
		counts = append(counts, n)
		all.Go(func() {
			pace := time.NewTicker(100 * time.Millisecond) // the machine has others to serve
			defer pace.Stop()
			for {
				select {
				case <-over:
					return
				case <-pace.C:
					look()
					n.Add(1)
				}
			}
		})
	}
	for _, c := range clients[:4] {
		again(c.looks)
	}
	again(func() { w.staff.reads(clients[:4]) })
	again(w.system.looks)
	return func(passes int) { await(counts, int64(passes)) }, func() { close(over); all.Wait() }
}

// await returns when each count has grown by more than n: the pass that was under way
// does not count.
func await(counts []*atomic.Int64, n int64) {
	targets := make([]int64, len(counts))
	for i, c := range counts {
		targets[i] = c.Load() + n + 1
	}
	for i, c := range counts {
		for c.Load() < targets[i] {
			time.Sleep(10 * time.Millisecond)
		}
	}
}

// untilCommitsWait returns when somebody's commit waits for the standby.
func (w *world) untilCommitsWait() {
	w.Helper()
	for waiting := 0; waiting == 0; {
		waiting = w.onPrimary(`select count(*) from pg_stat_activity where wait_event = 'SyncRep'`)
	}
}

// untilTold returns when every replica says again what became of somebody's transaction.
func (w *world) untilTold(c *client) {
	w.Helper()
	for _, b := range c.at {
		for over := time.Now().Add(time.Minute); ; {
			if p, err := b.Try(c.path); err == nil && (p.Status == http.StatusOK && !isUnsettled(p) || p.Path() != c.path) {
				break // or their session went with the primary
			}
			if time.Now().After(over) {
				w.Fatalf("%s is not told to its owner any more", c.path)
			}
		}
	}
}

// isUnsettled reports whether a page says that it cannot say yet.
func isUnsettled(p *apptest.Page) bool {
	return p.Heading() == i18n.T(i18n.EN, "checking.unsettled_title") || p.Heading() == i18n.T(i18n.AR, "checking.unsettled_title")
}

// harass does something to every session whose commit waits, until all who act were
// answered.
func (w *world) harass(how string, until <-chan struct{}) {
	w.Helper()
	for {
		w.onPrimary(`select count(` + how + `) from pg_stat_activity where wait_event = 'SyncRep'`)
		select {
		case <-until:
			w.onPrimary(`select count(` + how + `) from pg_stat_activity where wait_event = 'SyncRep'`)
			return
		case <-time.After(time.Duration(100+rand.IntN(400)) * time.Millisecond):
		}
	}
}

// leadAway ends the old primary, and with it what the portals still have there, and leads
// them to the new one.
func (w *world) leadAway() {
	w.Helper()
	w.pair.KillStandby()
	w.wire.Cut()
	w.wire.LeadTo(w, w.pair.Primary.URL("postgres", "takeed"))
	w.wire.Mend()
}

// compare looks up everything that was told.
func (w *world) compare() (map[claim]string, int) {
	w.Helper()
	gone, of, err := w.ledger.lost(context.Background(), w.pair.Primary.URL("postgres", "takeed"))
	if err != nil {
		w.Fatal(fmt.Errorf("compare the ledger: %w", err))
	}
	return gone, of
}
