package simulator_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

func TestAnExactAnswerForOneCode(t *testing.T) {
	w := start(t)
	code, other := w.issue(w.Face, "fatima", ""), w.issue(w.Face, "fatima", "")
	raw := "\xef\xbb\xbf{\"access_token\":\"{access_token}\",\x00\xff"
	exact := simulator.Scenario{Where: simulator.AtToken, Do: simulator.Effect{
		Reply: &simulator.Reply{Status: 203, Header: map[string]string{"X-One": "1", "Content-Type": "text/plain"}, Raw: []byte(raw)},
	}}
	if err := w.Script(code, exact); err != nil {
		t.Fatal(err)
	}
	r := w.exchange(w.Face, code)
	r.header.Del("Date")
	r.header.Del("Content-Length")
	r.header.Del("Connection")
	if r.status != 203 || r.body != raw || len(r.header) != 2 || r.header.Get("X-One") != "1" || r.header.Get("Content-Type") != "text/plain" {
		t.Errorf("%d %v %q", r.status, r.header, r.body)
	}
	w.accessToken(w.Face, other)

	bare := w.issue(w.Face, "fatima", "")
	if err := w.Script(bare, simulator.Scenario{Where: simulator.AtUserinfo, Do: simulator.Effect{Reply: &simulator.Reply{Raw: []byte("<html>")}}}); err != nil {
		t.Fatal(err)
	}
	r = w.must(w.userinfoRequest(w.accessToken(w.Face, bare)))
	if _, guessed := r.header["Content-Type"]; guessed || r.status != 200 || r.body != "<html>" {
		t.Errorf("%d %v %q", r.status, r.header, r.body)
	}
}

func TestACodeCanHaveAScenarioAtEachEndpoint(t *testing.T) {
	w := start(t)
	code := w.issue(w.Face, "fatima", "userinfo-500")
	for _, sc := range simulator.Scenarios() {
		if slices.Contains([]string{"token-expires-text", "userinfo-no-idn", "introspect-other-client"}, sc.ID) {
			if err := w.Script(code, sc); err != nil {
				t.Fatal(err)
			}
		}
	}
	answer := w.exchange(w.Face, code).json(t)
	token, _ := answer["access_token"].(string)
	profile := w.must(w.userinfoRequest(token))
	if answer["expires_in"] != "3600" || profile.status != 200 || profile.json(t)["idn"] != nil ||
		w.must(w.introspectRequest(w.Face, token)).json(t)["client_id"] != "sdg_digivault" {
		t.Errorf("%v %s", answer, profile.body)
	}
}

func TestScriptsThatCannotStrike(t *testing.T) {
	w := start(t)
	code := w.issue(w.Face, "fatima", "")
	reply := simulator.Effect{Reply: &simulator.Reply{}}
	for name, sc := range map[string]simulator.Scenario{
		"nowhere":     {Do: reply},
		"unknown":     {Where: "moon"},
		"callback":    {Where: simulator.AtCallback, Do: reply},
		"logout":      {Where: simulator.AtLogout, Do: reply},
		"status 42":   {Where: simulator.AtToken, Do: simulator.Effect{Reply: &simulator.Reply{Status: 42}}},
		"status 1000": {Where: simulator.AtToken, Do: simulator.Effect{Reply: &simulator.Reply{Status: 1000}}},
		"a page":      {Where: simulator.AtToken, Do: simulator.Effect{Stay: simulator.DeadRetry}},
		"a person":    {Where: simulator.AtToken, Do: simulator.Effect{OtherPerson: true}},
		"a field":     {Where: simulator.AtNetwork, Do: simulator.Effect{Drop: []string{"sub"}}},
		"a session":   {Where: simulator.AtUserinfo, Do: simulator.Effect{FromSession: true}},
		"a query":     {Where: simulator.AtUserinfo, Do: simulator.Effect{Query: "a=b"}},
	} {
		if err := w.Script(code, sc); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if err := w.Script("no-such-code", simulator.Scenario{Where: simulator.AtToken, Do: reply}); err == nil || strings.Contains(err.Error(), "no-such-code") {
		t.Errorf("an unknown code: %v", err)
	}
	w.accessToken(w.Face, code)
}

func TestADefaultOfAClientIsOfferedOnThePageAndCanBeChanged(t *testing.T) {
	w := start(t)
	if err := w.SetDefault(w.Face.ID, "access-denied"); err != nil {
		t.Fatal(err)
	}
	if q := w.answer(w.request(w.Face), simulatortest.Decision{}); q.Get("error") != "access_denied" {
		t.Errorf("the default did not strike: %v", q)
	}
	if q := w.answer(w.request(w.Face), simulatortest.Decision{Scenario: "none"}); q.Get("code") == "" {
		t.Error("nothing was chosen, and something went wrong")
	}
	if q := w.answer(w.request(w.Signin), simulatortest.Decision{Persona: "fatima"}); q.Get("code") == "" {
		t.Error("the default of one client struck the other")
	}
	if err := w.SetDefault(w.Face.ID, "token-500"); err != nil {
		t.Fatal(err)
	}
	if r := w.exchange(w.Face, w.issue(w.Face, "fatima", "")); r.status != 500 {
		t.Errorf("an issued code has no default: %d", r.status)
	}
	if w.SetDefault("stranger", "token-500") == nil || w.SetDefault(w.Face.ID, "no-such-scenario") == nil {
		t.Error("an unknown default was accepted")
	}

	configured := start2(t, func(c *simulator.Config) { c.Clients[1].Scenario = "never-returns" })
	if _, err := simulatortest.Answer(configured.browser, configured.request(configured.Face), simulatortest.Decision{Scenario: "none"}); !errors.Is(err, simulatortest.ErrStays) {
		t.Errorf("a default that strikes on arrival did not: %v", err)
	}
}

func TestTheSessionMayAnswerAFacialConfirmationOnlyBySpecialWish(t *testing.T) {
	w := start(t)
	w.answer(w.request(w.Signin), simulatortest.Decision{Persona: "mariam"})
	if err := w.SetDefault(w.Face.ID, "sso-shortcut"); err != nil {
		t.Fatal(err)
	}
	code := w.answer(w.request(w.Face), simulatortest.Decision{Persona: "no page is shown"}).Get("code")
	if profile := w.must(w.userinfoRequest(w.accessToken(w.Face, code))).json(t); profile["firstnameEN"] != "Mariam" {
		t.Errorf("%v answered", profile["firstnameEN"])
	}
	if _, err := simulatortest.Open(newBrowser(t), w.request(w.Face)); err != nil {
		t.Errorf("without a session there is no short cut: %v", err)
	}
}

func TestALostAnswerUsesTheCodeUpAndALostRequestDoesNot(t *testing.T) {
	w := start(t)
	for scenario, again := range map[string]int{"token-reset": 400, "token-reset-early": 200} {
		code := w.issue(w.Face, "fatima", scenario)
		_, err := do(w.tokenRequest(w.Face, grantParameters(w.Face, code)))
		if !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("%s: not a reset: %v", scenario, err)
		}
		if got := last(w); got.Outcome != "lost" || got.Scenario != scenario || w.Exchanges(code) != 1 {
			t.Errorf("%s: journalled as %+v", scenario, got)
		}
		if scenario == "token-reset-early" {
			if err := w.Script(code, simulator.Scenario{Where: simulator.AtToken}); err != nil {
				t.Fatal(err)
			}
		}
		if r := w.exchange(w.Face, code); r.status != again {
			t.Errorf("%s, again: %d %s", scenario, r.status, r.body)
		}
	}
}

func TestAResetOverTLSIsAReset(t *testing.T) {
	t.Parallel()
	signin, face := simulatortest.Clients(portal)
	s, err := simulator.New(simulator.Config{Clients: []simulator.Client{signin, face}})
	if err != nil {
		t.Fatal(err)
	}
	for _, http2 := range []bool{false, true} {
		server := httptest.NewUnstartedServer(s)
		server.EnableHTTP2 = http2
		server.Config.ErrorLog = nil
		server.StartTLS()
		defer server.Close()
		code, err := s.Issue(simulator.Grant{ClientID: face.ID, RedirectURI: face.RedirectURIs[0], Persona: "fatima", Scenario: "token-reset"})
		if err != nil {
			t.Fatal(err)
		}
		w := &world{t: t, Provider: &simulatortest.Provider{URL: server.URL}}
		if resp, err := server.Client().Do(w.tokenRequest(face, grantParameters(face, code))); err == nil {
			resp.Body.Close()
			t.Errorf("HTTP/2 %v: answered with %d", http2, resp.StatusCode)
		}
	}
}

func TestAHeldAnswerIsReleased(t *testing.T) {
	w := start(t)
	code := w.issue(w.Face, "fatima", "token-held")
	status := make(chan int, 1)
	go func() {
		r, _ := do(w.tokenRequest(w.Face, grantParameters(w.Face, code)))
		status <- r.status
	}()
	if err := w.AwaitHeld(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if w.Exchanges(code) != 1 {
		t.Error("a held exchange is not in the journal")
	}
	w.Release()
	if got := <-status; got != 200 {
		t.Errorf("after the release: %d", got)
	}
	done, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.AwaitHeld(done, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting for what does not come: %v", err)
	}
}

// Whoever gives up must not leave a goroutine behind.
func TestAHeldAnswerEndsWithItsClient(t *testing.T) {
	t.Parallel()
	signin, face := simulatortest.Clients(portal)
	s, err := simulator.New(simulator.Config{Clients: []simulator.Client{signin, face}})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.ServeHTTP(w, r)
		close(ended)
	}))
	defer server.Close()
	defer s.Release()
	code, err := s.Issue(simulator.Grant{ClientID: face.ID, RedirectURI: face.RedirectURIs[0], Persona: "fatima", Scenario: "token-held"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, giveUp := context.WithCancel(t.Context())
	go func() {
		_ = s.AwaitHeld(ctx, 1)
		giveUp()
	}()
	w := &world{t: t, Provider: &simulatortest.Provider{URL: server.URL}}
	if _, err := do(w.tokenRequest(face, grantParameters(face, code)).WithContext(ctx)); !errors.Is(err, context.Canceled) {
		t.Fatalf("the answer was not held: %v", err)
	}
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("the handler goes on")
	}
}

func TestALinkScannerComesFirstAndWithoutCookies(t *testing.T) {
	t.Parallel()
	visits := make(chan string, 4)
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		visits <- r.Method + " " + r.URL.Query().Get("code") + r.Header.Get("Cookie")
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	}))
	defer site.Close()
	w := &world{t: t, browser: newBrowser(t), Provider: simulatortest.Start(t, site.URL)}
	code := w.answer(w.request(w.Face), simulatortest.Decision{Scenario: "scanned"}).Get("code")
	close(visits)
	var got []string
	for v := range visits {
		got = append(got, v)
	}
	if want := []string{"HEAD " + code, "GET " + code}; !slices.Equal(got, want) {
		t.Errorf("%d visits: %v", len(got), got)
	}
}

func TestACallbackToBeOpenedInAnotherBrowser(t *testing.T) {
	w := start(t)
	request := w.request(w.Face)
	key := w.pageKey(request)
	_, location := w.post(map[string][]string{"sessionDataKey": {key}, "answer": {"approve"}, "scenario": {"other-browser"}})
	page := w.get(w.URL + location)
	link := betweenQuotes(page.body, `<p><a href="`)
	if !strings.HasPrefix(link, portal+"/uaepass/confirm/callback?code=") {
		t.Fatalf("the page shows %q", link)
	}
}

func betweenQuotes(s, after string) string {
	_, rest, _ := strings.Cut(s, after)
	value, _, _ := strings.Cut(rest, `"`)
	return strings.ReplaceAll(value, "&amp;", "&")
}

func TestASignOutThatDoesNotLeadBack(t *testing.T) {
	w := start(t)
	w.answer(w.request(w.Signin), simulatortest.Decision{Persona: "fatima", Scenario: "logout-stays"})
	resp, err := w.browser.Get(w.URL + "/idshub/logout?redirect_uri=" + portal)
	if err != nil {
		t.Fatal("the browser left")
	}
	resp.Body.Close()
	if resp.StatusCode != 200 || resp.Request.URL.Path != "/idshub/logout" {
		t.Errorf("%d at %s", resp.StatusCode, resp.Request.URL.Path)
	}
	if _, err := simulatortest.Open(w.browser, w.request(w.Signin)); err != nil {
		t.Errorf("the session goes on: %v", err)
	}
}

// admin posts a JSON body to the simulator's own API.
func (w *world) admin(path, contentType string, body any) reply {
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
	if r := w.admin(path, asJSON, fields{"code": code, "scenario": "token-500"}); r.status != http.StatusNoContent {
		t.Fatalf("%d %s", r.status, r.body)
	}
	if r := w.exchange(w.Face, code); r.status != 500 || r.body != "" {
		t.Errorf("by code: %d", r.status)
	}
	code = w.issue(w.Face, "fatima", "")
	w.admin(path, asJSON, fields{"code": code, "where": "token", "status": 418, "header": fields{"X-Tea": "pot"}, "body": "{short and stout}"})
	if r := w.exchange(w.Face, code); r.status != 418 || r.body != "{short and stout}" || r.header.Get("X-Tea") != "pot" {
		t.Errorf("an exact answer: %d %s", r.status, r.body)
	}
	code = w.issue(w.Face, "fatima", "")
	w.admin(path, asJSON, fields{"code": code, "where": "userinfo", "bytes": []byte{0xff, 0}})
	if r := w.must(w.userinfoRequest(w.accessToken(w.Face, code))); r.status != 200 || r.body != "\xff\x00" {
		t.Errorf("exact bytes: %d %q", r.status, r.body)
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
		if r := w.admin(path, asJSON, body); r.status != http.StatusBadRequest {
			t.Errorf("%s: %d", name, r.status)
		}
	}
	if r := w.admin(path, asJSON, fields{"code": "x", "scenario": "token-500"}); r.status != http.StatusNotFound {
		t.Errorf("unknown code: %d", r.status)
	}
	// What a page of another origin can send without asking is not accepted.
	for _, simple := range []string{"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""} {
		if r := w.admin(path, simple, fields{"client": w.Face.ID, "scenario": "none"}); r.status != http.StatusBadRequest {
			t.Errorf("%q: %d", simple, r.status)
		}
		if r := w.admin("/simulator/release", simple, fields{}); r.status != http.StatusBadRequest {
			t.Errorf("release as %q: %d", simple, r.status)
		}
	}
}

func TestTheAdminAPIListsAndReleases(t *testing.T) {
	w := start(t)
	var rows []struct{ ID, Where, EN, AR string }
	if err := json.Unmarshal([]byte(w.get(w.URL+"/simulator/scenarios").body), &rows); err != nil || len(rows) != len(simulator.Scenarios()) {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	code := w.issue(w.Face, "fatima", "token-held")
	status := make(chan int, 1)
	go func() {
		r, _ := do(w.tokenRequest(w.Face, grantParameters(w.Face, code)))
		status <- r.status
	}()
	if err := w.AwaitHeld(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if r := w.admin("/simulator/release", "application/json", struct{}{}); r.status != http.StatusNoContent {
		t.Fatalf("%d", r.status)
	}
	if got := <-status; got != 200 {
		t.Errorf("%d", got)
	}
	var entries []simulator.Entry
	if err := json.Unmarshal([]byte(w.get(w.URL+"/simulator/journal.json").body), &entries); err != nil || len(entries) != 1 || entries[0].Code != code {
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
	if w.Exchanges(code) != 2 || w.Exchanges("unknown") != 0 {
		t.Errorf("%d exchanges", w.Exchanges(code))
	}
}

func TestHoldsEndByThemselves(t *testing.T) {
	w := start(t)
	code := w.issue(w.Face, "fatima", "")
	if err := w.Script(code, simulator.Scenario{Where: simulator.AtToken, Do: simulator.Effect{Hold: time.Millisecond}}); err != nil {
		t.Fatal(err)
	}
	w.accessToken(w.Face, code)
}
