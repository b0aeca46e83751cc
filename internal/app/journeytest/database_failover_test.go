package journeytest

import (
	"sync"
	"sync/atomic"
	"testing"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/postgres/postgrestest"
)

// The database's machine is lost while customers confirm, and its standby takes over.
// They are told that we are busy, for a while; what a page called confirmed before is
// confirmed after, and everybody can go on.
//
//takeed:race
func TestAStandbyTakesOver(t *testing.T) {
	t.Parallel()
	const people = 4
	p := postgrestest.NewPair(t)
	db, wire := p.Database()
	w := open(t, crowded(people), longLivedCodes, func(o *apptest.Options) {
		o.Database = db
		configured(o, func(c *app.Config) { c.PageConns, c.Callbacks = 4, 4 })
	})
	all := crowd(t, w, people)
	var confirmed sync.Map // pages that said so
	var before, after atomic.Int64
	failed, enough := make(chan struct{}), make(chan struct{})
	var acting sync.WaitGroup
	for _, c := range all {
		acting.Go(func() {
			for {
				if page, ok := c.confirmsAsSeen(); ok {
					confirmed.Store(page, c)
					count := &before
					if isClosed(failed) {
						count = &after
					}
					count.Add(1)
				} else {
					_ = c.signIn() // the session's new token may be lost with the primary's answer
				}
				if isClosed(enough) {
					return
				}
			}
		})
	}
	until(t, func() bool { return before.Load() >= 20 })
	p.FailOver(wire)
	close(failed)
	until(t, func() bool { return after.Load() >= 20 })
	close(enough)
	acting.Wait()

	confirmed.Range(func(page, by any) bool {
		if got := recorded(w, page.(string)[len("/en/transactions/"):]); got.State != "confirmed" {
			t.Errorf("a page said confirmed, and it is %+v", got)
		}
		return true
	})
	for _, e := range w.Simulator.Journal() {
		if e.Code != "" && w.Simulator.Exchanges(e.Code) > 1 {
			t.Error("a code was exchanged twice")
		}
	}
	w.Database.Advance(t, 0) // the owner may write: the standby is a primary
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// confirmsAsSeen makes a transaction, confirms it, and reports whether its page says
// so.
func (c crowdMember) confirmsAsSeen() (page string, ok bool) {
	page, callback, err := c.begins("")
	if err != nil {
		return "", false
	}
	if _, err := c.comesBack(callback); err != nil {
		return "", false
	}
	p, err := c.Try(page)
	return page, err == nil && p.Find(".panel.tone-ok").Length() == 1
}
