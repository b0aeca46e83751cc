package main

import (
	"strings"
	"testing"

	"takeed/internal/postgres/postgrestest"
)

// With a standby declared, the check demands one that acknowledges.
func TestCheckDemandsTheStandbyThatWasDeclared(t *testing.T) {
	t.Parallel()
	p := postgrestest.NewPair(t)
	d, _ := p.Database()
	e := on(t, d).with(env{"UAEPASS_BASE_URL": provider(t), "PORTAL_REPLICATION": "sync"})
	if lines, got := checked(t, e); got.code != 0 || lines["replication"] != "ok   a standby acknowledges every commit" {
		t.Errorf("with one: exit code %d: %s%s", got.code, got.stderr, got.stdout)
	}
	p.Stream.Cut()
	for declared, code := range map[string]int{"sync": 1, "none": 1} {
		lines, got := checked(t, e.with(env{"PORTAL_REPLICATION": declared}))
		want := "FAIL the store cannot commit now: its standby does not answer: start a standby, or look why none follows (pg_stat_replication on the primary)"
		if got.code != code || lines["replication"] != want || !strings.HasPrefix(lines["database"], "ok") {
			t.Errorf("%s, cut off from it: exit code %d: %s%s", declared, got.code, got.stderr, got.stdout)
		}
	}
}

func TestCheckFindsThatNoStandbyIsSet(t *testing.T) {
	t.Parallel()
	e := on(t, postgrestest.New(t)).with(env{"UAEPASS_BASE_URL": provider(t)})
	for declared, want := range map[string]string{
		"":     "ok   none: what this one machine loses is lost",
		"sync": "FAIL no synchronous standby is set: synchronous_standby_names is empty: set it (Patroni: synchronous_mode and synchronous_mode_strict), or PORTAL_REPLICATION=none if one machine is all there is",
	} {
		lines, got := checked(t, e.with(env{"PORTAL_REPLICATION": declared}))
		if lines["replication"] != want || (got.code == 1) != (declared == "sync") {
			t.Errorf("%q: exit code %d: %s%s", declared, got.code, got.stderr, got.stdout)
		}
	}
	if got := portal(t, e.with(env{"PORTAL_REPLICATION": "async"}), "check"); got.code != 2 || !strings.Contains(got.stderr, `PORTAL_REPLICATION must be "none" or "sync"`) {
		t.Errorf("another word: %+v", got)
	}
}

// A command whose commit was carried out and not answered says what became of it, and
// says it only after a commit that saw it was answered.
func TestACommandLooksUpWhatWasNotAnswered(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	e := on(t, d)
	p, _ := enrol(t, d)
	for name, c := range map[string]struct {
		lost int
		want ended
	}{
		"one answer is lost": {1, ended{0, "disabled " + string(p.ID) + "\n", ""}},
		"both are":           {2, ended{1, "", "portal: " + errUnanswered.Error() + "\n"}},
	} {
		wire := d.Wire(t)
		commits := 0
		wire.Judge(func(m postgrestest.Message) postgrestest.Verdict {
			if m.Type == 'E' && m.SQL == "commit" {
				if commits++; commits <= c.lost {
					return postgrestest.Lose
				}
			}
			return postgrestest.Pass
		})
		if got := portal(t, e.with(env{"DATABASE_URL": wire.URL}), "person", "disable", string(p.ID)); got != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
	d.NoViolations(t)
}
