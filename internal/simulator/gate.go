package simulator

import (
	"context"
	"sync"
	"time"
)

// gate holds requests back: until it is opened, until the client gives up, or until
// a time has passed. Tests wait for a request to be held, and then release it, so
// that "slow" needs no sleeping.
type gate struct {
	mu      sync.Mutex
	held    int
	arrived chan struct{} // closed at the next arrival
	opened  chan struct{} // closed at the next release
}

func (g *gate) init() {
	if g.arrived == nil {
		g.arrived, g.opened = make(chan struct{}), make(chan struct{})
	}
}

// hold blocks until the gate is opened, the client gives up or d has passed; a negative d
// never passes.
func (g *gate) hold(ctx context.Context, d time.Duration) {
	opened := g.enter()
	defer g.leave()
	var over <-chan time.Time
	if d >= 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-opened:
	case <-over:
	case <-ctx.Done():
	}
}

func (g *gate) enter() (opened <-chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.init()
	g.held++
	close(g.arrived)
	g.arrived = make(chan struct{})
	return g.opened
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.held--
}

func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.init()
	close(g.opened)
	g.opened = make(chan struct{})
}

// count returns how many are held, and a channel that the next arrival closes.
func (g *gate) count() (held int, arrived <-chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.init()
	return g.held, g.arrived
}

// Release lets every answer go that a scenario is holding back.
func (s *Simulator) Release() { s.gate.open() }

// AwaitHeld returns when at least n answers are being held back.
func (s *Simulator) AwaitHeld(ctx context.Context, n int) error {
	for {
		held, arrived := s.gate.count()
		if held >= n {
			return nil
		}
		select {
		case <-arrived:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
