package history

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/catalogue"
	"takeed/internal/keys"
)

// Options say what past to make up.
type Options struct {
	URL    string // of the owner of the schema
	Keys   *keys.Keyset
	Kinds  *catalogue.Catalogue
	Events int64     // how many the log will have in all; a few more are added to end what has begun
	Until  time.Time // the last visit begins before this
	Days   int       // how long it took
	People int       // how many customers there can be; 0: one for 200 events
	Seed   uint64
	Said   func(string) // progress, in sentences; may be nil
}

// chunk is how many events are made up before some are written.
const chunk = 20_000

// Write makes up the past and loads it. It returns how many events it added.
func Write(ctx context.Context, o Options) (written int64, err error) {
	if o.Said == nil {
		o.Said = func(string) {}
	}
	conn, err := pgx.Connect(ctx, o.URL)
	if err != nil {
		return 0, fmt.Errorf("history: connect: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	var have int64
	if err := conn.QueryRow(ctx, `select coalesce(max(id), 0) from audit_events`).Scan(&have); err != nil {
		return 0, fmt.Errorf("history: %w", err)
	}
	if o.Events -= have; o.Events <= 0 {
		return 0, nil
	}
	if err := pgx.BeginFunc(ctx, conn, func(dbtx pgx.Tx) error {
		written, err = load(ctx, dbtx, o)
		return err
	}); err != nil {
		return 0, fmt.Errorf("history: %w", err)
	}
	o.Said("Counting the events by the hour.")
	for counted := int64(1); counted > 0; {
		if err := conn.QueryRow(ctx, `select audit_count($1)`, chunk).Scan(&counted); err != nil {
			return written, fmt.Errorf("history: count: %w", err)
		}
	}
	o.Said("Gathering statistics.")
	if _, err := conn.Exec(ctx, `vacuum (analyze) audit_events, audit_streams, audit_counts, transactions, attempts, users`); err != nil {
		return written, fmt.Errorf("history: vacuum: %w", err)
	}
	return written, nil
}

// batch is a stretch of the past, in the order in which it happened.
type batch struct {
	moments      []moment
	transactions []transaction
	attempts     []attempt
}

// tell makes up the past, stretch by stretch.
func tell(ctx context.Context, w *world, o Options, out chan<- batch) {
	defer close(out)
	begin := o.Until.AddDate(0, 0, -o.Days)
	var told int64
	send := func(b batch) {
		told += int64(len(b.moments))
		select {
		case out <- b:
		case <-ctx.Done():
		}
	}
	for ctx.Err() == nil {
		all := told + int64(len(w.moments))
		if all >= o.Events {
			break
		}
		now := timeOf(float64(all)/float64(o.Events), begin, o.Days)
		if len(w.moments) >= 2*chunk {
			send(w.cut(now))
		}
		w.happens(now)
	}
	send(w.cut(time.Time{}))
}

// cut takes out what happened before a time, or everything if the time is zero. The next
// visit begins at that time, so nothing earlier can follow.
func (w *world) cut(before time.Time) batch {
	slices.SortStableFunc(w.moments, func(a, b moment) int { return a.at.Compare(b.at) })
	n := len(w.moments)
	if !before.IsZero() {
		n, _ = slices.BinarySearchFunc(w.moments, before, func(m moment, t time.Time) int { return m.at.Compare(t) })
	}
	b := batch{w.moments[:n:n], w.transactions, w.attempts}
	w.moments, w.transactions, w.attempts = slices.Clone(w.moments[n:]), nil, nil
	return b
}
