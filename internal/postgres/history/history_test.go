package history_test

import (
	"testing"
	"time"

	"takeed/internal/catalogue"
	"takeed/internal/postgres/history"
	"takeed/internal/postgres/postgrestest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

func options(t *testing.T, d *postgrestest.Database, events int64) history.Options {
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
}
