package simulator_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

// admin posts a JSON body to the simulator's own API.
func (w *world) admin(path, contentType string, body any) simulatortest.Reply {
	w.t.Helper()
	content, err := json.Marshal(body)
	if err != nil {
		w.t.Fatal(err)
	}
	req, _ := http.NewRequest(http.MethodPost, w.URL+path, bytes.NewReader(content))
	req.Header.Set("Content-Type", contentType)
	return w.must(req)
}

func TestScenariosByTheAdminAPI(t *testing.T) {
	w := start(t)
	const path, asJSON = "/simulator/scenarios", "application/json"
	type fields = map[string]any
	code := w.issue(w.Face, "fatima", "")
	if r := w.admin(path, asJSON, fields{"code": code, "scenario": "token-500"}); r.Status != http.StatusNoContent {
		t.Fatalf("%d %s", r.Status, r.Body)
	}
	if r := w.exchange(w.Face, code); r.Status != 500 || r.Body != "" {
		t.Errorf("by code: %d", r.Status)
	}
	code = w.issue(w.Face, "fatima", "")
	w.admin(path, asJSON, fields{"code": code, "where": "token", "status": 418, "header": fields{"X-Tea": "pot"}, "body": "{short and stout}"})
	if r := w.exchange(w.Face, code); r.Status != 418 || r.Body != "{short and stout}" || r.Header.Get("X-Tea") != "pot" {
		t.Errorf("an exact answer: %d %s", r.Status, r.Body)
	}
	code = w.issue(w.Face, "fatima", "")
	w.admin(path, asJSON, fields{"code": code, "where": "userinfo", "bytes": []byte{0xff, 0}})
	if r := w.must(w.userinfoRequest(w.accessToken(w.Face, code))); r.Status != 200 || r.Body != "\xff\x00" {
		t.Errorf("exact bytes: %d %q", r.Status, r.Body)
	}
	w.admin(path, asJSON, fields{"client": w.Face.ID, "scenario": "access-denied"})
	if q := w.answer(w.request(w.Face), simulatortest.Decision{}); q.Get("error") != "access_denied" {
		t.Errorf("by client: %v", q)
	}
	for name, body := range map[string]any{
		"both":                    fields{"client": w.Face.ID, "code": code, "scenario": "token-500"},
		"neither":                 fields{"scenario": "token-500"},
		"unknown scenario":        fields{"code": code, "scenario": "x"},
		"unknown client":          fields{"client": "x", "scenario": "token-500"},
		"unknown place":           fields{"code": code, "where": "moon"},
		"exact answer for client": fields{"client": w.Face.ID, "where": "token"},
		"status":                  fields{"code": code, "where": "token", "status": 7},
		"unknown field":           fields{"code": code, "scenario": "token-500", "x": 1},
		"not an object":           []int{1},
	} {
		if r := w.admin(path, asJSON, body); r.Status != http.StatusBadRequest {
			t.Errorf("%s: %d", name, r.Status)
		}
	}
	if r := w.admin(path, asJSON, fields{"code": "x", "scenario": "token-500"}); r.Status != http.StatusNotFound {
		t.Errorf("unknown code: %d", r.Status)
	}
	// What a page of another origin can send without asking is not accepted.
	for _, simple := range []string{"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""} {
		if r := w.admin(path, simple, fields{"client": w.Face.ID, "scenario": "none"}); r.Status != http.StatusBadRequest {
			t.Errorf("%q: %d", simple, r.Status)
		}
		if r := w.admin("/simulator/release", simple, fields{}); r.Status != http.StatusBadRequest {
			t.Errorf("release as %q: %d", simple, r.Status)
		}
	}
}

func TestTheAdminAPIListsAndReleases(t *testing.T) {
	w := start(t)
	var rows []struct{ ID, Where, EN, AR string }
	if err := json.Unmarshal([]byte(w.get(w.URL+"/simulator/scenarios").Body), &rows); err != nil || len(rows) != len(simulator.Scenarios()) {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	code := w.issue(w.Face, "fatima", "token-held")
	status := make(chan int, 1)
	go func() {
		r, _ := simulatortest.Do(w.tokenRequest(w.Face, grantParameters(w.Face, code)))
		status <- r.Status
	}()
	if err := w.AwaitHeld(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if r := w.admin("/simulator/release", "application/json", struct{}{}); r.Status != http.StatusNoContent {
		t.Fatalf("%d", r.Status)
	}
	if got := <-status; got != 200 {
		t.Errorf("%d", got)
	}
	var entries []simulator.Entry
	if err := json.Unmarshal([]byte(w.get(w.URL+"/simulator/journal.json").Body), &entries); err != nil || len(entries) != 1 || entries[0].Code != code {
		t.Errorf("%v %v", entries, err)
	}
}

func TestTheJournalTellsWhatHappened(t *testing.T) {
	w := start(t)
	code := w.issue(w.Face, "fatima", "userinfo-500-once")
	token := w.accessToken(w.Face, code)
	w.must(w.userinfoRequest(token))
	w.must(w.userinfoRequest(token))
	w.must(w.introspectRequest(w.Signin, token))
	w.must(w.userinfoRequest("unknown"))
	w.exchange(w.Face, code)
	at := w.clock.Now()
	want := []simulator.Entry{
		{Time: at, Endpoint: simulator.AtToken, Client: w.Face.ID, Code: code, Encoding: simulator.Form, Outcome: "ok"},
		{Time: at, Endpoint: simulator.AtUserinfo, Client: w.Face.ID, Code: code, Outcome: "ok", Scenario: "userinfo-500-once"},
		{Time: at, Endpoint: simulator.AtUserinfo, Client: w.Face.ID, Code: code, Outcome: "ok"},
		{Time: at, Endpoint: simulator.AtIntrospection, Client: w.Signin.ID, Code: code, Encoding: simulator.Form, Outcome: "ok"},
		{Time: at, Endpoint: simulator.AtUserinfo, Outcome: "bad_token"},
		{Time: at, Endpoint: simulator.AtToken, Client: w.Face.ID, Code: code, Encoding: simulator.Form, Outcome: "used_code"},
	}
	if got := w.Journal(); !slices.Equal(got, want) {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
	w.exchange(w.Face, strings.Repeat("x", 5000))
	if kept := last(w).Code; len(kept) != 128 {
		t.Errorf("%d bytes of a forged code are kept", len(kept))
	}
	if w.Exchanges(code) != 2 || w.Exchanges("unknown") != 0 {
		t.Errorf("%d exchanges", w.Exchanges(code))
	}
}
