package modeltest

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"time"

	"pgregory.net/rapid"

	"takeed/internal/app/apptest"
	"takeed/internal/simulator"
)

// longestHold keeps what happens meanwhile well within the hour that an access token of
// the provider lives.
const longestHold = 30 * time.Minute

// lapses are what the provider takes to think: mostly nothing, or too long for whoever
// waits, or too long for the transaction.
var lapses = []time.Duration{0, 0, 0, 2 * abandoned, transactionLife + time.Minute}

// holdExchange brings a reply back to an exchange that is held.
func (s *sequence) holdExchange(t *rapid.T) {
	r, some := s.drawReply(t)
	p := place{browser: drawBrowser(t, s.holderOf(r)), replica: drawReplica(t)}
	s.clear()
	if some {
		s.holdAt(t, p, r)
	}
}

// holdAt brings a callback whose code the provider thinks about for a while, lets other
// things happen meanwhile, and then lets the provider answer, or the replica die.
func (s *sequence) holdAt(t *rapid.T, p place, r reply) {
	s.Helper()
	c, lapse, dies := brought{r, r}, rapid.SampledFrom(lapses).Draw(t, "lapse"), seldom(t, "dies")
	arrived, to := s.arrivals(c, p.browser)
	if to != toTheExchange || s.lost[r.code] {
		return
	}
	answered := s.hold(c, p)
	s.settle(arrived)
	s.held, s.heldUntil = p.replica, s.m.now.Add(longestHold)
	s.advance(lapse)
	s.meanwhile(t)
	s.held = none
	if dies {
		s.wires[p.replica].Cut()
		s.release(answered)
		s.replace(p.replica)
		return
	}
	s.clear()
	s.finish(&s.m, c, to)
	if page := s.release(answered); page == nil || page.Status >= http.StatusInternalServerError {
		s.Fatal("a callback that had to wait was not answered well")
	}
	s.settle(s.m)
	s.renewedPerhaps(p.browser)
}

func (s *sequence) release(answered <-chan *apptest.Page) *apptest.Page {
	s.Simulator.Release()
	return <-answered
}

// hold sends a callback and returns when its exchange is held.
func (s *sequence) hold(c brought, p place) <-chan *apptest.Page {
	s.Helper()
	s.script(c.code, simulator.AtToken, simulator.Effect{Hold: simulator.HoldUntilReleased})
	answered := make(chan *apptest.Page, 1)
	view := s.jars[p.browser][p.replica]
	r := view.Request(http.MethodGet, c.path(), nil)
	go func() {
		page, _ := view.Send(r)
		answered <- page
	}()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := s.Simulator.AwaitHeld(ctx, 1); err != nil {
		s.Fatalf("no exchange is held: %v", err)
	}
	return answered
}

// patience is how long the portal is kept waiting by the clock on the wall: less than it
// waits for the provider.
const patience = 2 * time.Second

// meanwhile weighs more what makes a difference to an exchange.
func (s *sequence) meanwhile(t *rapid.T) {
	plain, began := s.plainActions(), time.Now()
	names := append(slices.Sorted(maps.Keys(plain)), "time passes", "time passes", "sweep", "edit", "cancel", "begin")
	for range rapid.IntRange(1, 3).Draw(t, "steps meanwhile") {
		name := rapid.SampledFrom(names).Draw(t, "meanwhile")
		if time.Since(began) > patience {
			return
		}
		plain[name](t)
		s.verify()
	}
}
