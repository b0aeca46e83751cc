package simulator_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

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
	r.Header.Del("Date")
	r.Header.Del("Content-Length")
	r.Header.Del("Connection")
	if r.Status != 203 || r.Body != raw || len(r.Header) != 2 || r.Header.Get("X-One") != "1" || r.Header.Get("Content-Type") != "text/plain" {
		t.Errorf("%d %v %q", r.Status, r.Header, r.Body)
	}
	w.accessToken(w.Face, other)

	bare := w.issue(w.Face, "fatima", "")
	if err := w.Script(bare, simulator.Scenario{Where: simulator.AtUserinfo, Do: simulator.Effect{Reply: &simulator.Reply{Raw: []byte("<html>")}}}); err != nil {
		t.Fatal(err)
	}
	r = w.must(w.userinfoRequest(w.accessToken(w.Face, bare)))
	if _, guessed := r.Header["Content-Type"]; guessed || r.Status != 200 || r.Body != "<html>" {
		t.Errorf("%d %v %q", r.Status, r.Header, r.Body)
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
	answer := w.exchange(w.Face, code).JSON(t)
	token, _ := answer["access_token"].(string)
	profile := w.must(w.userinfoRequest(token))
	if answer["expires_in"] != "3600" || profile.Status != 200 || profile.JSON(t)["idn"] != nil ||
		w.must(w.introspectRequest(w.Face, token)).JSON(t)["client_id"] != "sdg_digivault" {
		t.Errorf("%v %s", answer, profile.Body)
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
	if r := w.exchange(w.Face, w.issue(w.Face, "fatima", "")); r.Status != 500 {
		t.Errorf("an issued code has no default: %d", r.Status)
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
	if profile := w.must(w.userinfoRequest(w.accessToken(w.Face, code))).JSON(t); profile["firstnameEN"] != "Mariam" {
		t.Errorf("%v answered", profile["firstnameEN"])
	}
	if _, err := simulatortest.Open(simulatortest.NewBrowser(t), w.request(w.Face)); err != nil {
		t.Errorf("without a session there is no short cut: %v", err)
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
	w := &world{t: t, browser: simulatortest.NewBrowser(t), Provider: simulatortest.Start(t, site.URL)}
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
	link := betweenQuotes(page.Body, `<p><a href="`)
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
