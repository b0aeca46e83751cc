package main

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
)

func TestVerifyReportsEveryInvariant(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	e := on(t, d)
	enrol(t, d)
	clean := portal(t, e, "verify")
	if clean.code != 0 || clean.stderr != "" {
		t.Errorf("a clean database: exit code %d: %s", clean.code, clean.stderr)
	}
	for i, inv := range postgres.Invariants {
		want := fmt.Sprintf("%s  %-20s %s", inv.ID, "ok", inv.Meaning)
		if lines := strings.Split(clean.stdout, "\n"); len(lines) != len(postgres.Invariants)+3 || lines[i] != want {
			t.Fatalf("line %d of:\n%s\nwant:\n%s", i, clean.stdout, want)
		}
	}

	if !strings.HasSuffix(clean.stdout, "\n"+boundsOfVerify+"\n") {
		t.Errorf("it does not say what it cannot show: %s", clean.stdout)
	}

	d.Plant(t, `update audit_events set actor = 'system' where kind = 'person_enrolled'`)
	d.Plant(t, `insert into awaiting values (gen_random_uuid(), now()), (gen_random_uuid(), now())`)
	broken := portal(t, e, "verify")
	if broken.code != 1 || broken.stderr != fmt.Sprintf("portal: 2 of %d invariants do not hold: see above\n", len(postgres.Invariants)+1) {
		t.Errorf("exit code %d: %s", broken.code, broken.stderr)
	}
	var said []string
	for line := range strings.Lines(broken.stdout) {
		if !strings.Contains(line, "  ok  ") && strings.HasPrefix(line, "INV-") {
			said = append(said, line[:len("INV-00  VIOLATED 0 times")])
		}
	}
	if !slices.Equal(said, []string{"INV-10  VIOLATED 1 times", "INV-12  VIOLATED 2 times"}) {
		t.Errorf("%q of:\n%s", said, broken.stdout)
	}
}

// A log that is whole may not have everything; verify says so.
func TestVerifySaysWhatWasDropped(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	by := approval.Source{Actor: approval.Anonymous, Origin: approval.Origin{Client: netip.MustParseAddr("203.0.113.7")}}
	db := d.Open(t)
	var flood []approval.Event
	for range twice*approval.EventsPerAddress + 10 {
		flood = append(flood, by.SigninEvent(approval.AnonymousStream(time.Now(), 0), approval.EventSigninCallbackRefused, "unknown_state", ""))
	}
	if err := db.Record(t.Context(), flood...); err != nil {
		t.Fatal(err)
	}
	written := postgrestest.Query[int](t, d, `select count(*) from audit_events`)
	want := fmt.Sprintf("note    %d events of the last 24 hours were dropped, for there were too many like them; search for event:events_dropped\n", len(flood)-written)
	for _, pass := range []time.Duration{0, 2 * time.Hour} {
		d.Advance(t, pass)
		if _, err := db.TellDropped(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := portal(t, on(t, d), "verify"); got.code != 0 || !strings.HasSuffix(got.stdout, want) {
			t.Errorf("%s later, exit code %d: %s\nwant at the end: %s", pass, got.code, got.stdout, want)
		}
	}
}

// A question that cannot be asked is not a good answer.
func TestVerifyFailsWhereItCannotLook(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	if err := postgrestest.Exec(t.Context(), d.Owner, `revoke select on awaiting from takeed_app`); err != nil {
		t.Fatal(err)
	}
	got := portal(t, on(t, d), "verify")
	if got.code != 1 || !strings.Contains(got.stdout, "INV-12  INV-12: database 42501 ") {
		t.Errorf("exit code %d: %s", got.code, got.stdout)
	}
}
