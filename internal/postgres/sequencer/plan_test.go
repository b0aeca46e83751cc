package sequencer_test

import (
	"encoding/json"
	"testing"

	"takeed/internal/postgres/postgrestest"
)

// What comes next is found without a walk over what is in the log already, also by a server that
// has no statistics: a question costs a few pages, of a hundred and more.
func TestTheNextEventsAreFoundByTheirPlace(t *testing.T) {
	w := newWorld(t)
	w.happen(6_000)
	w.sequenced()
	w.happen(3)
	conn := postgrestest.Connect(t, w.database.URL)
	for _, sql := range []string{`select * from log_after(1, true)`, `select * from log_after(8192, false)`} {
		for _, analyzed := range []string{`select 1`, `analyze`} {
			w.must(postgrestest.Exec(t.Context(), w.database.Owner, analyzed))
			pages := 0
			for range 3 { // the first time the catalogue is read, too
				var plan []byte
				w.must(conn.QueryRow(t.Context(), `explain (analyze, buffers, format json) `+sql).Scan(&plan))
				pages = pagesOf(t, plan)
			}
			if pages > 20 {
				t.Errorf("%s, after %s: %d pages", sql, analyzed, pages)
			}
		}
	}
}

func pagesOf(t *testing.T, plan []byte) int {
	t.Helper()
	var all []struct {
		Plan struct {
			Hit  int `json:"Shared Hit Blocks"`
			Read int `json:"Shared Read Blocks"`
		}
	}
	if err := json.Unmarshal(plan, &all); err != nil || len(all) != 1 {
		t.Fatalf("%s: %v", plan, err)
	}
	return all[0].Plan.Hit + all[0].Plan.Read
}
