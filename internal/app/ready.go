package app

import (
	"context"
	"errors"
	"sync/atomic"
)

// readiness is what decides, besides the database, whether requests should be sent here.
type readiness struct {
	draining   atomic.Bool
	stopping   chan struct{} // closed when draining begins
	replicated bool          // not without a standby that acknowledges commits
}

// drain reports this process not ready, and wakes the requests that only wait.
func (r *readiness) drain() {
	if r.draining.CompareAndSwap(false, true) {
		close(r.stopping)
	}
}

var errDraining = errors.New("shutting down")

// Ready reports whether requests should be sent here: not if the database is unavailable,
// and not if it was written with another keyset. The error is approval.ErrWouldBlock if
// reads would be served and writes would wait for a standby.
func (a *App) Ready(ctx context.Context) error {
	if a.ready.draining.Load() {
		return errDraining
	}
	if err := a.DB.Ready(ctx); err != nil {
		return err
	}
	if err := a.DB.CheckKeyset(ctx); err != nil || !a.ready.replicated {
		return err
	}
	return a.DB.Replicated(ctx)
}
