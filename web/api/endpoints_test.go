package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"takeed/internal/postgres/postgrestest"
)

// The secret is shown when it is made, and never again.
func TestTheSecretOfAnEndpointIsShownOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.endpoint()
	fresh := w.post("hub", atEndpoint(e, "/secret"), "")
	w.wants(fresh, http.StatusOK, "")
	first, second := e.member("secret"), fresh.member("secret")
	if !strings.HasPrefix(first, "whsec_") || !strings.HasPrefix(second, "whsec_") || first == second || e.member("public_key") == fresh.member("public_key") {
		t.Errorf("%s, then %s", e.body, fresh.body)
	}
	for _, g := range []got{w.get("hub", atEndpoint(e, "")), w.get("hub", endpoints), w.post("hub", atEndpoint(e, "/disable"), ""), w.post("hub", atEndpoint(e, "/enable"), "")} {
		if strings.Contains(string(g.body), "whsec_") {
			t.Errorf("%s", g.body)
		}
	}
	if log := w.lines.text(); strings.Contains(log, "whsec_") || strings.Contains(log, "hub.example.ae") {
		t.Error("the log has a secret or an address")
	}
}

func TestAnEndpointWantsWhatItAsksFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for body, want := range map[string]string{
		`{"url":"https://10.0.0.1/hook"}`:                                       "/url address",
		`{"url":"https://hub.example.ae/x","types":[]}`:                         "/types malformed",
		`{"url":"https://hub.example.ae/x","types":["transaction.*"]}`:          "/types unknown_type",
		`{"url":"https://hub.example.ae/x","types":["*","transaction.opened"]}`: "/types unknown_type",
		`{"url":"https://hub.example.ae/x","types":"*"}`:                        "/types not_a_list",
		`{"url":"https://hub.example.ae/x","types":[1]}`:                        "/types not_a_list",
		`{"url":7}`: "/url not_a_string",
		`{"url":"https://hub.example.ae/` + strings.Repeat("x", 2000) + `"}`: "/url too_long",
	} {
		a := w.posting("hub", endpoints, body)
		a.loose = true
		if g := w.do(a); strings.Join(g.errors(), ",") != want {
			t.Errorf("%s: %d %v", body, g.StatusCode, g.errors())
		}
	}
	e := w.endpoint()
	a := w.posting("hub", atEndpoint(e, ""), `{"url":"https://hub.example.ae/new","types":["transaction.confirmed","transaction.lapsed"]}`)
	a.method = http.MethodPatch
	w.wants(w.do(a), http.StatusOK, "")
	a.body = `{"url":"https://hub.example.ae/newer"}`
	w.wants(w.do(a), http.StatusOK, "")
	read := w.get("hub", atEndpoint(e, ""))
	if read.member("url") != "https://hub.example.ae/newer" || !strings.Contains(string(read.body), `"types":["transaction.confirmed","transaction.lapsed"]`) {
		t.Errorf("%s", read.body)
	}
}

// What was dropped is sent again if its client wants it, and what the staff disabled stays so.
func TestWhatDidNotArriveIsSentAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e, delivery := w.dropped()
	list := "/api/v1/deliveries?endpoint=" + e.member("id")
	if g := w.get("hub", list+"&state=dropped&limit=1"); !strings.Contains(string(g.body), delivery) || g.member("next") != delivery {
		t.Errorf("%s", g.body)
	}
	late := `{"since":"` + time.Now().Add(time.Hour).UTC().Format(time.RFC3339) + `"}`
	if g := w.post("hub", atEndpoint(e, "/replay"), late); string(g.body) != "{\"resent\":0}\n" {
		t.Errorf("%s", g.body)
	}
	if g := w.post("hub", atEndpoint(e, "/replay"), since); g.StatusCode != http.StatusAccepted || string(g.body) == "{\"resent\":0}\n" {
		t.Errorf("%d %s", g.StatusCode, g.body)
	}
	if g := w.get("hub", list+"&state=dropped"); string(g.body) != "{\"data\":[]}\n" {
		t.Errorf("%s", g.body)
	}
	if g := w.get("hub", list+"&state=due"); !strings.Contains(string(g.body), delivery) {
		t.Errorf("%s", g.body)
	}
	for _, wrong := range []string{`{"since":"yesterday"}`, `{"since":1}`, `{"since":"2026-12-01"}`} {
		a := w.posting("hub", atEndpoint(e, "/replay"), wrong)
		a.loose = true
		w.wants(w.do(a), http.StatusUnprocessableEntity, "invalid_fields")
	}
}

// The list of events and the webhooks say the same, in order and without an end.
func TestEventsAreReadInOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := w.confirmed()
	w.wants(w.post("core", of(asked, "/consume"), execution(asked)), http.StatusOK, "")
	w.settled()
	var types []string
	after := ""
	for range 20 {
		g := w.get("hub", "/api/v1/events?limit=1"+after)
		w.wants(g, http.StatusOK, "")
		var page struct {
			Data []struct{ Type string }
			Next string
		}
		w.must(json.Unmarshal(g.body, &page))
		if after = "&after=" + page.Next; len(page.Data) == 0 {
			break
		}
		types = append(types, strings.TrimPrefix(page.Data[0].Type, "transaction."))
	}
	if got := strings.Join(types, " "); got != "created opened attempt_started confirmed consumed" {
		t.Errorf("%s", got)
	}
	if g := w.get("hub", "/api/v1/events"+strings.Replace(after, "&", "?", 1)); g.member("next") != strings.TrimPrefix(after, "&after=") {
		t.Errorf("at the end: %s", g.body)
	}
}

// settled waits until nothing that runs holds events up: they come in the order of commits.
func (w *world) settled() {
	w.Helper()
	for !postgrestest.Query[bool](w, w.database, `select not exists (select from notifications where xid >= pg_snapshot_xmin(pg_current_snapshot()))`) {
	}
}
