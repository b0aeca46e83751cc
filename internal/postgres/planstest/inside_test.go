package planstest

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"takeed/internal/postgres/postgrestest"
)

// plan is how the server carried out a statement, be it one that the portal sent, or one that
// a trigger or a foreign key asks because of it.
type plan struct {
	SQL  string `json:"Query Text"`
	Plan node
}

type plans []plan

// explainers make the server say how it carries out whatever it is asked, once a connection of
// the portal's login begins.
const explainers = `session_preload_libraries = auto_explain; auto_explain.log_min_duration = 0; auto_explain.log_nested_statements = on;
	auto_explain.log_level = info; auto_explain.log_format = json; plan_cache_mode = force_generic_plan`

// overhear has the server of a database say how it carries out what is asked by a wire. The
// function that it returns hands over what was said since its last call. A server without the
// module auto_explain fails the test in CI and says nothing elsewhere.
func overhear(t *testing.T, d *postgrestest.Database, wire *postgrestest.Wire) (take func() plans) {
	t.Helper()
	admin := postgrestest.Connect(t, d.Admin)
	if _, err := admin.Exec(t.Context(), `load 'auto_explain'`); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Logf("what triggers ask is not looked at: %v", err)
		return func() plans { return nil }
	}
	var login, database string
	if err := postgrestest.Connect(t, d.URL).QueryRow(t.Context(), `select current_user, current_database()`).Scan(&login, &database); err != nil {
		t.Fatal(err)
	}
	for setting := range strings.SplitSeq(explainers, ";") {
		if _, err := admin.Exec(t.Context(), fmt.Sprintf(`alter role %s in database %s set %s`, login, database, setting)); err != nil {
			t.Fatal(err)
		}
	}
	var mu sync.Mutex
	var all plans
	wire.Notices(func(text string) {
		_, said, explained := strings.Cut(text, "plan:\n")
		var p plan
		if explained && json.Unmarshal([]byte(said), &p) == nil {
			mu.Lock()
			defer mu.Unlock()
			all = append(all, p)
		}
	})
	return func() plans {
		mu.Lock()
		defer mu.Unlock()
		taken := all
		all = nil
		return taken
	}
}

// executed is how the server carries out the journeys of one customer.
func (s *seed) executed() plans {
	s.Helper()
	wire := s.database.Wire(s)
	take := overhear(s.T, s.database, wire)
	w := newPortal(s.T, s.database, wire)
	take()
	travel(w.Browser("en", 0))
	return take()
}

// mustHaveForeignKeys fails if nothing was overheard that the portal did not send.
func (all plans) mustHaveForeignKeys(t *testing.T) {
	t.Helper()
	const toPeople = `SELECT 1 FROM ONLY "public"."users" x WHERE "id" OPERATOR(pg_catalog.=) $1 FOR KEY SHARE OF x`
	if all != nil && !slices.ContainsFunc(all, func(p plan) bool { return p.SQL == toPeople }) {
		t.Fatalf("of %d plans none is that of a foreign key", len(all))
	}
}

func (all plans) faults() (faults []fault) {
	for _, p := range all {
		p.Plan.judge(customers, func(what string) { faults = append(faults, fault{what, p.SQL}) })
	}
	return faults
}
