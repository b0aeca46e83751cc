package killtest

import (
	"fmt"
	"math/rand/v2"

	"takeed/internal/postgres/postgrestest"
)

// place is where something strikes.
type place struct {
	blow     blow
	provider bool  // at a request of the portal to UAE PASS, and not at a message to the database
	number   int64 // which of them, from 1
	after    bool  // once it was carried out, before the answer; else before it arrives
}

// blow is what strikes.
type blow int

const (
	kill  blow = iota // the portal dies
	cut               // the database is gone, until everybody has noticed
	blink             // every connection to the database breaks, and new ones are let through
)

func (p place) String() string {
	what, when := "message", "before"
	if p.provider {
		what = "request"
	}
	if p.after {
		when = "after"
	}
	return fmt.Sprintf("%s %s %s %d", []string{"killed", "cut", "blinked"}[p.blow], when, what, p.number)
}

// strikeAt has a blow fall at a place, counted from now.
func (w *world) strikeAt(p place) {
	w.struck.Store(false)
	if p.provider {
		at := w.gate.count() + p.number
		w.gate.judgedBy(func(number int64, _ string) postgrestest.Verdict {
			if number != at {
				return postgrestest.Pass
			}
			defer w.wire.Cut()
			return w.strike(p)
		})
		return
	}
	at := w.wire.Messages() + p.number
	w.wire.Judge(func(m postgrestest.Message) postgrestest.Verdict {
		if m.Number != at {
			return postgrestest.Pass
		}
		return w.strike(p)
	})
}

func (w *world) strike(p place) postgrestest.Verdict {
	w.struck.Store(true) // before anybody can notice
	switch p.blow {
	case kill:
		w.victim().Kill()
	case blink:
		go w.wire.Mend() // which waits until it is cut
	}
	if p.after {
		return postgrestest.CutAfter
	}
	return postgrestest.CutBefore
}

// spare ends that: from here on nothing strikes. It reports whether something did.
func (w *world) spare() (struck bool) {
	w.gate.judgedBy(nil)
	w.wire.Judge(nil)
	return w.struck.Swap(false)
}

// size is how many messages and requests something takes.
type size struct{ messages, requests int64 }

func (w *world) measure(do func()) size {
	messages, requests := w.wire.Messages(), w.gate.count()
	do()
	return size{w.wire.Messages() - messages, w.gate.count() - requests}
}

// places are all of something of a size.
func (s size) places() []place {
	var all []place
	for _, after := range []bool{false, true} {
		for n := range s.messages {
			all = append(all, place{number: n + 1, after: after})
		}
		for n := range s.requests {
			all = append(all, place{provider: true, number: n + 1, after: after})
		}
	}
	return all
}

// any is one of them. Requests are few among the messages, and much happens between
// them, so every eighth is one.
func (s size) any(r *rand.Rand) place {
	p := place{number: 1 + r.Int64N(s.messages), after: r.IntN(2) == 0}
	if s.requests > 0 && r.IntN(8) == 0 {
		p.provider, p.number = true, 1+r.Int64N(s.requests)
	}
	return p
}
