package logverify_test

import (
	"context"
	"flag"
	"log/slog"
	"sync"
	"testing"

	"takeed/internal/postgres"
	"takeed/internal/postgres/logverify"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/postgres/sequencer"
	"takeed/internal/translog"
)

var clean = flag.Int("clean", 20, "how often a log is verified while portals serve")

// Verifying reads as of one moment. Whatever portals and the log do meanwhile, it raises no
// alarm.
//
//takeed:race
func TestACleanLogRaisesNoAlarm(t *testing.T) {
	g := newLedger(t, 500)
	db, err := postgres.Open(t.Context(), g.database.Config("beside"))
	must(t, err)
	defer db.Close()
	ctx, stop := context.WithCancel(t.Context())
	var beside sync.WaitGroup
	beside.Go(func() { confirmOn(ctx, t, db) })
	log := sequencer.New(db, sequencer.Config{Keys: g.keys, Log: slog.New(slog.DiscardHandler)})
	kept := g.kept
	for range *clean {
		r, err := logverify.Verify(t.Context(), logverify.Options{URL: g.database.URL, Keys: g.keys, Kept: kept, Readers: 3})
		must(t, err)
		if r.Found != 0 {
			t.Errorf("an alarm: %v", r.Findings)
		}
		_, err = log.Round(t.Context())
		must(t, err)
		note, err := log.Checkpoint(t.Context())
		must(t, err)
		c, err := g.keys.Open(note)
		must(t, err)
		kept = []translog.Checkpoint{c}
	}
	stop()
	beside.Wait()
}

// confirmOn lets people confirm until the context ends.
func confirmOn(ctx context.Context, t *testing.T, db *postgres.DB) {
	for ctx.Err() == nil {
		p, session := postgrestest.Somebody(t, db)
		postgrestest.Confirmed(t, db, p, session)
	}
}
