package sequencer_test

import (
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"takeed/internal/postgres/postgrestest"
	"takeed/internal/postgres/sequencer"
	"takeed/internal/translog"
)

var benchEvents = flag.Int("events", 50_000, "how many events BenchmarkRound appends")

// Run it on a machine with nothing else to do:
//
//	go test ./internal/postgres/sequencer -run xxx -bench Round -benchtime 1x
//
// It prints what the server and this process spend on an event, and beside it what the server
// spends to write one; the package comment has the figures.
func BenchmarkRound(b *testing.B) {
	w := newBenchWorld(b)
	insert, _ := w.spent(func() { w.fill(*benchEvents) })
	server, portal := w.spent(func() {
		for range b.N {
			for more := true; more; {
				var err error
				if more, err = w.log.Round(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	if n := postgrestest.Query[int](b, w.database, `select size from log_state`); n != *benchEvents {
		b.Fatalf("%d of %d events", n, *benchEvents)
	}
	each := func(d time.Duration) float64 { return float64(d.Microseconds()) / float64(*benchEvents) }
	b.ReportMetric(each(insert), "µs-insert/event")
	b.ReportMetric(each(server), "µs-server/event")
	b.ReportMetric(each(portal), "µs-portal/event")
	twenty, idle := w.small()
	b.ReportMetric(float64(twenty), "µs-server/round-of-20")
	b.ReportMetric(float64(idle), "µs-server/idle-round")
}

// benchWorld is a database without anything else in it.
type benchWorld struct {
	testing.TB
	database *postgrestest.Database
	log      *sequencer.Log
}

func newBenchWorld(b *testing.B) *benchWorld {
	b.Helper()
	d := postgrestest.New(b)
	secret, _, err := translog.GenerateKey(origin)
	if err != nil {
		b.Fatal(err)
	}
	keys, err := translog.ParseKeys(secret, origin)
	if err != nil {
		b.Fatal(err)
	}
	c := sequencer.Config{Keys: keys, File: filepath.Join(b.TempDir(), "checkpoint"), Log: slog.New(slog.DiscardHandler)}
	return &benchWorld{b, d, sequencer.New(d.Open(b), c)}
}

// fill writes events in commits of a thousand.
func (w *benchWorld) fill(n int) {
	conn := postgrestest.Connect(w, w.database.URL)
	for ; n > 0; n -= 1000 {
		if _, err := conn.Exec(w.Context(), insertEvents, min(n, 1000)); err != nil {
			w.Fatal(err)
		}
	}
}

// spent is how long the server and this process were on a processor meanwhile.
func (w *benchWorld) spent(do func()) (server, portal time.Duration) {
	s, p := w.database.Processor(w), postgrestest.ProcessorOf(os.Getpid())
	do()
	return w.database.Processor(w) - s, postgrestest.ProcessorOf(os.Getpid()) - p
}

// small is what a round costs the server that appends twenty events, in microseconds; and
// what one does that has nothing to do.
func (w *benchWorld) small() (twenty, idle int64) {
	const rounds = 300
	conn := postgrestest.Connect(w, w.database.URL)
	insert := func() {
		if _, err := conn.Exec(w.Context(), insertEvents, 20); err != nil {
			w.Fatal(err)
		}
	}
	round := func() {
		if _, err := w.log.Round(w.Context()); err != nil {
			w.Fatal(err)
		}
	}
	times := func(do ...func()) time.Duration {
		server, _ := w.spent(func() {
			for range rounds {
				for _, f := range do {
					f()
				}
			}
		})
		return server / rounds
	}
	writing, both := times(insert), times(insert, round)
	return (both - writing).Microseconds(), times(round).Microseconds()
}
