package history_test

import (
	"flag"
	"testing"
	"time"

	"takeed/internal/catalogue"
	"takeed/internal/postgres/history"
	"takeed/internal/postgres/postgrestest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

func options(t testing.TB, d *postgrestest.Database, events int64) history.Options {
	kinds, err := catalogue.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return history.Options{URL: d.Owner, Keys: d.Keys, Kinds: kinds, Events: events, Until: time.Now().Add(-time.Hour), Days: 90, Seed: 1, Said: func(s string) { t.Log(s) }}
}

func TestAPastHolds(t *testing.T) {
	d := postgrestest.New(t)
	n, err := history.Write(t.Context(), options(t, d, 5000))
	if err != nil {
		t.Fatal(err)
	}
	if n < 5000 {
		t.Error(n)
	}
	d.NoViolations(t)
	if u, err := d.Open(t).Unattested(t.Context()); err != nil || u.Count+u.Before > 0 {
		t.Errorf("not attested to: %+v, %v", u, err)
	}
}

var events = flag.Int64("events", 50_000, "how many events a measurement makes up")

// BenchmarkWrite measures how fast a past is made up, loaded and indexed.
func BenchmarkWrite(b *testing.B) {
	for b.Loop() {
		d := postgrestest.New(b)
		n, err := history.Write(b.Context(), options(b, d, *events))
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "events/s")
	}
}
