package confirm

import (
	"context"
	"errors"
	"sync"
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
			return facts.Sweep(approval.Source{Actor: approval.System})
		})
		failures = append(failures, err)
	}
	return len(due), errors.Join(failures...)
}

// Watch looks at the health of both clients of the provider, and raises or ends an
// alarm: an event for the audit log, and a log line for the operators.
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

// Tidy deletes what ended long ago, and reports how many events were dropped: an event for
// the audit log, and a log line for the operators.
func (f *Flow) Tidy(ctx context.Context) error {
	return errors.Join(f.tellDropped(ctx), f.Overdue.Purge(ctx))
}

func (f *Flow) tellDropped(ctx context.Context) error {
	told, err := f.Overdue.TellDropped(ctx)
	var count int64
	for _, d := range told {
		count += d.Count()
	}
	if count > 0 {
		f.Log.WarnContext(ctx, "events were dropped: too many of a kind came", "count", count, "from", told[0].Hour, "event", approval.EventEventsDropped)
	}
	return err
}

// A round is bounded, so that a database that does not answer cannot hold up the next round.
// Tidying up after a flood takes longer than a sweep, and no customer waits for it.
const (
	roundTime = 15 * time.Second
	tidyEvery = time.Minute
	tidyTime  = 5 * time.Minute
)

// Run sweeps, watches and tidies up until the context ends.
func (f *Flow) Run(ctx context.Context, every time.Duration) {
	var tidying sync.WaitGroup
	tidying.Go(func() { f.each(ctx, tidyEvery, tidyTime, f.Tidy) })
	f.each(ctx, every, roundTime, func(ctx context.Context) error {
		_, err := f.Sweep(ctx)
		return errors.Join(err, f.Watch(ctx))
	})
	tidying.Wait()
	f.round(context.WithoutCancel(ctx), roundTime, f.tellDropped) // what this process counted ends with it
}

func (f *Flow) each(ctx context.Context, every, within time.Duration, do func(context.Context) error) {
	next := time.NewTicker(every)
	defer next.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-next.C:
			f.round(ctx, within, do)
		}
	}
}

func (f *Flow) round(ctx context.Context, within time.Duration, do func(context.Context) error) {
	bounded, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	if err := do(bounded); err != nil && ctx.Err() == nil {
		f.Log.WarnContext(ctx, "sweep", "error", err)
	}
}
