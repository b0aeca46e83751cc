package journeytest

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"takeed/internal/simulator/simulatortest"
	"testing"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
)

// wired is a world whose portals reach the database by a wire.
func wired(t *testing.T, options ...func(*apptest.Options)) (*apptest.World, *postgrestest.Wire) {
	t.Helper()
	db := postgrestest.New(t)
	wire := db.Wire(t)
	return open(t, append(options, func(o *apptest.Options) {
		o.Database = db
		configured(o, func(c *app.Config) { c.DatabaseURL = wire.URL })
	})...), wire
}

func TestWhatAPageCostsTheDatabase(t *testing.T) {
	t.Parallel()
	w, wire := wired(t)
	b := w.Browser("en", 0)
	files := assets(b.SignIn("fatima"))
	review := b.Create("transfer", apptest.Transfer())
	b.Get(review.Path()) // every statement is prepared by now
	b.Get("/en/profile")
	for path, most := range map[string]int64{
		files[0]: 0, files[1]: 0, "/static/nothing": 0, "/healthz": 0, "/en/profile": 1, "/en/new/transfer": 1, review.Path(): 1,
	} {
		cost := most + 1
		for range 3 { // a connection that was idle for a second is first asked whether it lives
			before := wire.RoundTrips()
			b.Once(b.Request(http.MethodGet, path, nil))
			cost = min(cost, wire.RoundTrips()-before)
		}
		if cost > most {
			t.Errorf("%s cost more than %d round trips", path, most)
		}
	}
}

// While the provider keeps a callback waiting, pages are served as ever: no connection
// is held.
//
//takeed:race
func TestASlowProviderHoldsNoConnection(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *apptest.Options) {
		o.Portal = func(c *app.Config) { c.PageConns, c.Callbacks = 1, 1 }
	})
	b, other := w.Browser("en", 0), w.Browser("ar", 0)
	b.SignIn("fatima")
	callback := b.Callback(b.Create("transfer", apptest.Transfer()), approve)
	held(w, callback, simulator.AtToken)
	done := meanwhile(w, b, callback, func() {
		other.SignIn("ahmed")
		want(w, other.Confirm(other.Create("transfer", apptest.Transfer()), approve), http.StatusOK, in("ar", kind(w, "transfer").Done))
	})
	want(w, done, http.StatusOK, in("en", kind(w, "transfer").Done))
}

// No statement that the portal sends has a value in its text, and none that has
// parameters goes by the simple protocol, in which they would be part of it.
func TestNoStatementHoldsAValue(t *testing.T) {
	t.Parallel()
	w, wire := wired(t, unlimited)
	var mu sync.Mutex
	statements := map[postgrestest.Message]bool{}
	wire.Judge(func(m postgrestest.Message) postgrestest.Verdict {
		mu.Lock()
		defer mu.Unlock()
		m.Number = 0
		statements[m] = true
		return postgrestest.Pass
	})
	newSessions(w) // those of before have prepared some already
	for i, d := range []simulatortest.Decision{approve, decline, otherPerson("mariam")} {
		b := w.Browser(langs[i%2], 0)
		b.SignIn("fatima")
		page := b.Confirm(b.Create("transfer", apptest.Transfer()), d)
		b.Get("/" + b.Lang + "/transactions?kind=transfer&state=pending&from=2026-01-01&to=2026-12-31")
		b.Get("/" + b.Lang + "/transactions?after=" + url.QueryEscape("' or 1=1--"))
		b.Post(page.Path()+"/cancel", url.Values{})
	}
	w.Sweep()
	mu.Lock()
	defer mu.Unlock()
	if len(statements) < 30 {
		t.Fatalf("%d statements were heard", len(statements))
	}
	for s := range statements {
		for _, value := range []string{"1250", "Mariam", "AE07", "784199", "fatima", "UAEPASS", "or 1=1", "2026-01"} {
			if strings.Contains(s.SQL, value) {
				t.Errorf("a statement holds %q: %s", value, s.SQL)
			}
		}
		if s.Type == 'Q' && !strings.HasPrefix(s.SQL, "with session as materialized") && !slices.Contains([]string{"-- ping", "begin", "commit", "rollback", "show transaction_read_only"}, s.SQL) {
			t.Errorf("by the simple protocol: %s", s.SQL)
		}
	}
}

// While UAE PASS keeps a hundred callbacks waiting, twelve times as many as there are
// connections for them, none of these is held: pages are served as ever, and others
// confirm.
//
//takeed:race not in CI: with the detector the callbacks do not all arrive while the first is still held
func TestAPoolIsNotExhaustedByASlowProvider(t *testing.T) {
	t.Parallel()
	const people = 100
	w := open(t, crowded(people+1), longLivedCodes)
	all := crowd(t, w, people+1)
	callbacks := make([]string, people)
	atOnce(2, func(half int) {
		for i := half; i < people; i += 2 {
			var err error
			if _, callbacks[i], err = all[i].begins("userinfo-held"); err != nil {
				t.Errorf("person %d: %v", i, err)
			}
		}
	})
	var waiting sync.WaitGroup
	for i, c := range all[:people] {
		waiting.Go(func() {
			if _, err := c.comesBack(callbacks[i]); err != nil {
				t.Errorf("person %d: %v", i, err)
			}
		})
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := w.Simulator.AwaitHeld(ctx, people); err != nil {
		t.Fatalf("not all callbacks are waiting: %v", err)
	}
	busy := rows(w, `pg_stat_activity where datname = current_database() and application_name = 'takeed' and state <> 'idle'`)
	if busy != 0 {
		t.Errorf("%d connections are held", busy)
	}
	other := all[people]
	want(w, other.Get("/"+other.Lang+"/transactions"), http.StatusOK, say(other.Lang, "history.title"))
	page, callback, err := other.begins("")
	if err != nil {
		t.Fatal(err)
	}
	if led, err := other.comesBack(callback); led != "303 "+page || err != nil {
		t.Errorf("another callback led to %q: %v", led, err)
	}
	w.Simulator.Release()
	waiting.Wait()
	if n := rows(w, "transactions where state = 'confirmed'"); n != people+1 {
		t.Errorf("%d confirmations", n)
	}
}
