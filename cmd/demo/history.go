package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"takeed/internal/app"
	madeup "takeed/internal/postgres/history"
)

// maxEvents is how many events the demo makes up at most: about twenty gigabytes.
const maxEvents = 10_000_000

// makeHistory makes a year up until the audit log has as many events as were asked for.
func makeHistory(ctx context.Context, events int64, db database, c app.Config, out io.Writer) error {
	if events == 0 {
		return nil
	}
	n, err := madeup.Write(ctx, madeup.Options{
		URL: db.owner, Keys: c.Keys, Kinds: c.Catalogue, Events: events, Until: time.Now().Add(-time.Hour), Days: 365,
		Seed: uint64(time.Now().UnixNano()), Said: func(s string) { fmt.Fprintln(out, " ", s) },
	})
	if err != nil {
		return fmt.Errorf("make up a history: %w", err)
	}
	if n > 0 {
		fmt.Fprintf(out, "Made up a year with %d events.\n", n)
	}
	return nil
}
