// Package planstest asks PostgreSQL how it would carry out what the portal sends. A plan that
// is kept for as long as a connection lives was made under the statistics of one hour, and
// serves in all others. So every statement of the customers' pages and flows must find its
// rows by a key, whatever the statistics say: those of a new database, of a table that was
// empty when it was looked at, of a full one, and of a quiet night after which everybody
// comes at once. And the indexes of the sweep, which look small when nobody is waiting, must
// serve the sweep alone.
//
// The statements are not written down here: whole journeys are made, and what the portal
// sends meanwhile is what is planned.
//
// More rows change nothing as long as each key is worth it. To try that, seed more: numbers
// written into pg_class do not stand in for rows, since the planner counts the pages of a
// table itself and takes from there only how full they are.
//
//	go test ./internal/postgres/planstest -events 1000000
package planstest

import (
	"flag"
	"slices"
	"strings"
	"testing"

	"takeed/internal/postgres/postgrestest"
)

var events = flag.Int("events", 80_000, "how many events the full audit log has; the other tables are as large in proportion")

func TestMain(m *testing.M) { postgrestest.Main(m) }

func TestEveryStatementUsesItsKeyWhateverTheStatistics(t *testing.T) {
	t.Parallel()
	said, inside := listen(t)
	s := newSeed(t)
	// What is empty is best read whole. Such a plan lives until the table is first analyzed, or
	// for half an hour.
	report(t, "new", slices.DeleteFunc(append(s.plan(said).faults, inside.faults()...), fault.isWhole))
	for _, hour := range []struct {
		name  string
		comes func()
	}{
		{"empty when it was looked at", func() { s.analyze(); s.fill() }},
		{"full", func() { s.wait(200); s.analyze() }},
		{"a quiet night, and then everybody", func() { s.end(); s.analyze(); s.wait(*events / 4) }},
	} {
		hour.comes()
		found := s.plan(said)
		report(t, hour.name, append(found.faults, s.executed().faults()...))
		if len(found.sweeping) < 2 {
			t.Errorf("%s: of the indexes of the sweep it uses %v alone", hour.name, found.sweeping)
		}
	}
}

// report says each thing once: a statement that was sent was executed, too.
func report(t *testing.T, hour string, faults []fault) {
	t.Helper()
	said := map[fault]bool{}
	for _, f := range faults {
		if !said[f] {
			said[f] = true
			t.Errorf("%s: %s", hour, f)
		}
	}
}

// The test above sees what it must not find.
func TestAPlanWithoutAKeyIsSeen(t *testing.T) {
	t.Parallel()
	s := newSeed(t)
	s.fill()
	s.exec(`create index planted_due on signins (created_at)`)
	s.analyze()
	for sql, want := range map[string]string{
		`select from users where disabled_at is not null`:                                               "reads all of users",
		`select from audit_events e where e.at > takeed_now() - interval '1 year'`:                      "reads all of audit_events",
		`select from sessions where expires_at < '2000-01-01'`:                                          "has no key for sessions_by_end",
		`select from signins where created_at = $1`:                                                     "uses planted_due",
		`select from attempts where (select count(*) from sessions where data is null) > 5 and id = $1`: "reads all of sessions",
	} {
		if faults := s.plan(statements{sql: customers}).faults; len(faults) != 1 || !strings.HasPrefix(faults[0].what, want) {
			t.Errorf("%s: %v, want %s", sql, faults, want)
		}
	}
}
