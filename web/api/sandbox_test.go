package api_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/postgres/postgrestest"
	"takeed/web/api"
)

const clockPath = "/api/v1/test/clock"

var goodInSandbox = map[string]func(w *world) ask{
	"advanceClock": func(w *world) ask { return w.posting("hub", clockPath, `{"advance":"PT1S"}`) },
}

// newSandbox is a world whose portal is a sandbox.
func newSandbox(t *testing.T) *world {
	t.Helper()
	return newWorldOn(t, postgrestest.NewSandbox(t), true)
}

// AdvanceClock fails when a test says so.
func (s *store) AdvanceClock(ctx context.Context, by time.Duration) (now time.Time, err error) {
	if err = s.now(); err == nil {
		now, err = s.DB.AdvanceClock(ctx, by)
	}
	return now, err
}

// file is what the world's portal says of its API.
func (w *world) file() spec {
	w.Helper()
	if !w.sandbox {
		return theSpec(w)
	}
	s, err := readSandboxSpec()
	w.must(err)
	return s
}

// moved moves the clock, and with it the end of every token.
func (w *world) moved(by string) {
	w.Helper()
	w.wants(w.post("hub", clockPath, `{"advance":"`+by+`"}`), http.StatusOK, "")
	w.wants(w.get("hub", "/api/v1/events"), http.StatusUnauthorized, "invalid_token")
	clear(w.tokens)
	_, err := w.db.SweepClients(w.Context(), 100)
	w.must(err)
}

// What production does not have is held against its own part of the file.
func TestTheFileOfASandboxSaysWhatIsAnswered(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	for _, entry := range w.file().entries() {
		parts := strings.Fields(entry)
		if code := parts[len(parts)-1]; parts[0] != "advanceClock" || slices.Contains(skipped, code) {
			continue
		} else if len(parts) == 2 {
			w.provokes(entry, parts[0], "")
		} else {
			w.provokes(entry, parts[0], code)
		}
	}
	if got := w.get("hub", "/api/v1/openapi.json"); !strings.Contains(string(got.body), clockPath) || len(w.seen) < 10 {
		t.Errorf("%d answers: %v", len(w.seen), w.seen)
	}
	if got := w.get("hub", api.DocsPath); !strings.Contains(string(got.body), clockPath) {
		t.Error("the documentation does not have it")
	}
}

// A client asks, moves the clock, and sees it expired; what was confirmed lapses likewise.
func TestAClientOfASandboxNeedNotWait(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	asked, confirmed := w.asked(), w.confirmed()
	if !strings.HasPrefix(asked.member("id"), "txn_test_") || !strings.Contains(string(asked.body), `"livemode":false`) {
		t.Errorf("it answers %s", asked.body)
	}
	stands := func(of_ got, want string) {
		t.Helper()
		if read := w.get("hub", of(of_, "")); read.member("status") != want {
			t.Errorf("it is %s, want %s", read.body, want)
		}
	}
	w.moved("PT14M")
	stands(asked, "pending")
	w.moved("PT6M")
	stands(asked, "expired")
	stands(confirmed, "confirmed")
	w.moved("P1D")
	stands(confirmed, "lapsed")
	w.wants(w.post("core", of(confirmed, "/consume"), execution(confirmed)), http.StatusGone, "lapsed")
	a := w.posting("hub", clockPath, `{"advance":"P29D"}`)
	w.wants(w.do(a), http.StatusUnprocessableEntity, "invalid_fields")
	w.database.NoViolations(w)
}

func TestAStrictDurationMovesTheClock(t *testing.T) {
	t.Parallel()
	w := newSandbox(t)
	for _, advance := range []string{`"PT"`, `"P"`, `"PT0S"`, `"-PT1M"`, `"P1W"`, `"PT1.5S"`, `" PT1S"`, `"pt1s"`, `""`, `60`, `null`} {
		a := w.posting("hub", clockPath, `{"advance":`+advance+`}`)
		a.loose = true
		w.wants(w.do(a), http.StatusUnprocessableEntity, "invalid_fields")
	}
	w.wants(w.post("hub", clockPath, `{"advance":"PT1S"}`), http.StatusOK, "")
}

// In production there is no such address, and nothing else that is a sandbox's.
func TestProductionHasNothingOfASandbox(t *testing.T) {
	t.Parallel()
	production, sandbox := newWorld(t), newSandbox(t)
	gone := production.post("hub", clockPath, `{"advance":"PT16M"}`)
	production.wants(gone, http.StatusNotFound, "not_found")
	nothing := production.post("hub", "/api/v1/test/nothing", `{"advance":"PT16M"}`)
	same := func(g got) string { return strings.ReplaceAll(string(g.body), g.member("request_id"), "") }
	if same(gone) != same(nothing) {
		t.Errorf("%s and %s", gone.body, nothing.body)
	}
	for _, path := range []string{"/api/v1/openapi.json", api.DocsPath} {
		if got := production.get("hub", path); strings.Contains(string(got.body), "test/clock") {
			t.Errorf("%s tells of the clock", path)
		}
	}
	a := production.posting("hub", transactions, wanted("simulate", `"token_500"`))
	if g := production.do(a); g.StatusCode != http.StatusUnprocessableEntity || !slices.Equal(g.errors(), []string{"/simulate sandbox_only"}) {
		t.Errorf("%d %s", g.StatusCode, g.body)
	}
	sandbox.asked("simulate", `"token_500"`)
	bad := sandbox.posting("hub", transactions, wanted("simulate", `"token-500"`))
	bad.invalid = true
	if g := sandbox.do(bad); !slices.Equal(g.errors(), []string{"/simulate malformed"}) {
		t.Errorf("%d %s", g.StatusCode, g.body)
	}
}

// An ID of one sort is unknown to a portal of the other, as one that never was.
func TestNamesOfASandboxMeanNothingElsewhere(t *testing.T) {
	t.Parallel()
	for _, sandbox := range []bool{false, true} {
		w := newWorld(t)
		if sandbox {
			w = newSandbox(t)
		}
		asked := w.asked()
		id, ok := integration.Names{Sandbox: sandbox}.Read(integration.PrefixTransaction, asked.member("id"))
		if !ok {
			t.Fatal(asked.member("id"))
		}
		theirs := integration.Names{Sandbox: !sandbox}
		for _, path := range []string{transactions + "/" + theirs.Write(integration.PrefixTransaction, id), transactions + "/" + theirs.Write(integration.PrefixTransaction, approval.NewID())} {
			a := ask{method: http.MethodGet, path: path, header: headers(w.as("hub")), nowhere: true}
			w.wants(w.do(a), http.StatusNotFound, "not_found")
		}
		p, _ := w.resident()
		a := w.posting("hub", transactions, wanted("person", `{"id":"`+theirs.Write(integration.PrefixPerson, p.ID)+`"}`))
		a.loose = true
		if g := w.do(a); !slices.Equal(g.errors(), []string{"/person/id malformed"}) {
			t.Errorf("%d %s", g.StatusCode, g.body)
		}
	}
}
