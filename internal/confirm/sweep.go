package confirm

import (
	"context"
	"errors"
	"time"

	"takeed/internal/approval"
)

// sweepBatch bounds one round of the sweep.
const sweepBatch = 100

// Sweep writes what time has decided. Any number of replicas may sweep at any time:
// each change is decided on locked rows, so one of them makes it and the others find
// it made. It returns how many transactions it looked at.
func (f *Flow) Sweep(ctx context.Context) (int, error) {
	due, err := f.Overdue.Due(ctx, sweepBatch)
	if err != nil {
		return 0, err
	}
	var failures []error
	for _, id := range due {
		err := f.Decisions.Decide(ctx, approval.Lock{Transaction: id}, func(facts approval.Facts) (approval.Change, error) {
			return facts.Sweep(approval.Cause{Actor: approval.System})
		})
		failures = append(failures, err)
	}
	return len(due), errors.Join(failures...)
}

// Watch looks at the health of both clients of the provider, and raises or ends an
// alarm: an event for the audit log, and a line for whoever watches the logs.
func (f *Flow) Watch(ctx context.Context) error {
	var failures []error
	for _, client := range []string{approval.ClientConfirm, approval.ClientSignin} {
		var e approval.Event
		wrote, err := f.Overdue.Watch(ctx, client, func(h approval.Health, alarmed bool) (_ approval.Event, say bool) {
			e, say = h.Watch(alarmed, client)
			return e, say
		})
		if wrote && err == nil {
			f.Log.ErrorContext(ctx, "the provider's health changed", "client", client, "event", e.Code)
		}
		failures = append(failures, err)
	}
	return errors.Join(failures...)
}

// roundTime bounds one round: a database that does not answer must not keep the sweep
// from trying again.
const roundTime = 15 * time.Second

// Run sweeps and watches until the context ends, and once an hour forgets what ended long ago.
func (f *Flow) Run(ctx context.Context, every time.Duration) {
	sweep, purge := time.NewTicker(every), time.NewTicker(time.Hour)
	defer sweep.Stop()
	defer purge.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-sweep.C:
			f.round(ctx, func(ctx context.Context) error {
				_, err := f.Sweep(ctx)
				return errors.Join(err, f.Watch(ctx))
			})
		case <-purge.C:
			f.round(ctx, f.Overdue.Purge)
		}
	}
}

func (f *Flow) round(ctx context.Context, do func(context.Context) error) {
	bounded, cancel := context.WithTimeout(ctx, roundTime)
	defer cancel()
	if err := do(bounded); err != nil && ctx.Err() == nil {
		f.Log.WarnContext(ctx, "sweep", "error", err)
	}
}
