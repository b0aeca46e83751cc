package modeltest

import (
	"context"
	"strings"
	"time"

	"pgregory.net/rapid"
)

var spells = []time.Duration{
	10 * time.Second, 10 * time.Second, 40 * time.Second, 40 * time.Second, 4 * time.Minute, 4 * time.Minute, 11 * time.Minute, 16 * time.Minute,
}

// timePasses in steps that end different things: a code, an abandoned exchange, an
// attempt, a session, a transaction.
func (s *sequence) timePasses(t *rapid.T) {
	by := rapid.SampledFrom(spells).Draw(t, "time")
	s.clear()
	if s.held == none || s.m.now.Add(by).Before(s.heldUntil) {
		s.advance(by)
	}
}

func (s *sequence) sweep(t *rapid.T) {
	p := s.somewhere(t, none)
	s.under(p.fault, p.replica, func() { _, _ = s.Apps[p.replica].Confirm.Sweep(context.Background()) })
	s.settle(s.swept(p.fault))
}

// sweepUp is a sweep that nothing disturbs.
func (s *sequence) sweepUp() {
	s.clear()
	s.Sweep()
	s.settle(s.swept(fault{kind: no}))
}

// swept is the model after a sweep. It commits each transaction by itself: which of them
// one that was hit by a fault came to, the store says.
func (s *sequence) swept(f fault) model {
	after, stored := s.m, lines(s.picture(s.stored()))
	for t := range s.m.transactions {
		next := after.after(func(m *model) { m.sweep(t) })
		if f.kind == no || lines(next.picture())[t] == stored[t] {
			after = next
		}
	}
	return after
}

func lines(picture string) []string { return strings.Split(picture, "\n") }
