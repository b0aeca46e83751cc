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

// someEvents are made up if --events is not given: enough for the desk to know what is
// usual, and made in a few seconds. With aYear events or more the history covers a year,
// with fewer a month.
const (
	someEvents = 20_000
	aYear      = 100_000
)

// makeHistory makes up a past until the audit log has as many events as were asked for.
// What seed made the people do took no time at all; in this past a confirmation takes as
// long as a real one.
func makeHistory(ctx context.Context, events int64, db database, c app.Config, out io.Writer) error {
	if events == 0 {
		return nil
	}
	days, length := 30, "a month"
	if events >= aYear {
		days, length = 365, "a year"
	}
	n, err := madeup.Write(ctx, madeup.Options{
		URL: db.owner, Keys: c.Keys, Kinds: c.Catalogue, Events: events, Until: time.Now().Add(-time.Hour), Days: days,
		Seed: uint64(time.Now().UnixNano()), Said: func(s string) { fmt.Fprintln(out, " ", s) },
	})
	if err != nil {
		return fmt.Errorf("make up a history: %w", err)
	}
	if n > 0 {
		fmt.Fprintf(out, "Made up %s with %d events.\n", length, n)
	}
	return nil
}
