package simulator_test

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"takeed/internal/simulator/simulatortest"
)

func TestSigningInFromThePageToTheProfile(t *testing.T) {
	for _, lang := range []string{"en", "ar"} {
		t.Run(lang, func(t *testing.T) {
			w := start(t)
			q := w.answer(w.request(w.Signin, "ui_locales", lang, "scope", visitors), simulatortest.Decision{Persona: "daniel"})
			if q.Get("state") != "state-of-the-portal+=/" || len(q) != 2 {
				t.Fatalf("callback %v", q)
			}
			profile := w.must(w.userinfoRequest(w.accessToken(w.Signin, q.Get("code")))).JSON(t)
			if profile["sub"] != "35a00610-27b0-4555-8d93-453392900005" || profile["unifiedID"] != "100000005" {
				t.Errorf("signed in as %v", profile["sub"])
			}
		})
	}
}

func TestASignInLeavesASessionThatLogoutEnds(t *testing.T) {
	w := start(t)
	w.answer(w.request(w.Signin), simulatortest.Decision{Persona: "fatima"})
	if page, err := simulatortest.Open(w.browser, w.request(w.Signin)); err == nil {
		t.Fatalf("the second sign-in asks again: %s", page.Find("h1").Text())
	}
	q := w.answer(w.request(w.Signin), simulatortest.Decision{})
	profile := w.must(w.userinfoRequest(w.accessToken(w.Signin, q.Get("code")))).JSON(t)
	if profile["firstnameEN"] != "Fatima" {
		t.Errorf("the session answered as %v", profile["firstnameEN"])
	}

	// The facial confirmation asks in any case.
	if _, err := simulatortest.Open(w.browser, w.request(w.Face)); err != nil {
		t.Errorf("the session answered a facial confirmation: %v", err)
	}
	// Another browser has no session.
	if _, err := simulatortest.Open(simulatortest.NewBrowser(t), w.request(w.Signin)); err != nil {
		t.Errorf("another browser was signed in: %v", err)
	}

	w.browser.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	home := portal + "/en/?a=b&c=d"
	resp, err := w.browser.Get(w.URL + "/idshub/logout?redirect_uri=" + url.QueryEscape(home))
	if err != nil {
		t.Fatal("logout failed")
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusFound || resp.Header.Get("Location") != home {
		t.Errorf("logout: %d %s", resp.StatusCode, resp.Header.Get("Location"))
	}
	if _, err := simulatortest.Open(w.browser, w.request(w.Signin)); err != nil {
		t.Errorf("the session survived the logout: %v", err)
	}
}

// Whoever kept a copy of the cookie is signed out too.
func TestLogoutEndsTheSessionItself(t *testing.T) {
	w := start(t)
	w.answer(w.request(w.Signin), simulatortest.Decision{Persona: "fatima"})
	thief := simulatortest.NewBrowser(t)
	home, _ := url.Parse(w.URL)
	thief.Jar.SetCookies(home, w.browser.Jar.Cookies(home))
	if _, err := simulatortest.Open(thief, w.request(w.Signin)); err == nil {
		t.Fatal("the copy does not work to begin with")
	}
	resp, err := w.browser.Get(w.URL + "/idshub/logout")
	if err != nil {
		t.Fatal("logout failed")
	}
	resp.Body.Close()
	if _, err := simulatortest.Open(thief, w.request(w.Signin)); err != nil {
		t.Errorf("the copied cookie still works: %v", err)
	}
}

func TestLogoutLeadsToRegisteredOriginsOnly(t *testing.T) {
	w := start(t)
	for target, leaves := range map[string]bool{
		portal:                          true,
		portal + "/ar/":                 true,
		"":                              false,
		"https://evil.example/":         false,
		"http://portal.example/":        false,
		portal + "@evil.example/":       false,
		"https://a@portal.example/":     false,
		"//portal.example/":             false,
		"javascript://portal.example/%": false,
		"https://portal.example.evil/":  false,
	} {
		r := w.get(w.URL + "/idshub/logout?redirect_uri=" + url.QueryEscape(target))
		if left := r.Status == http.StatusFound && r.Header.Get("Location") == target; left != leaves || !leaves && r.Status != 200 {
			t.Errorf("%q: status %d to %q", target, r.Status, r.Header.Get("Location"))
		}
	}
}

func TestWhatAPersonDoesOnThePhone(t *testing.T) {
	declined := regexp.MustCompile(`^state=state-of-the-portal%2B%3D%2F&error=cancelledOnApp&sp=Takeed&crId=[0-9a-f-]{36}&tenantDomain=carbon\.super$`)
	for _, lang := range []string{"en", "ar"} {
		t.Run(lang, func(t *testing.T) {
			w := start(t)
			request := w.request(w.Face, "ui_locales", lang)
			for want, d := range map[string]simulatortest.Decision{
				"Fatima": {},
				"Mariam": {Action: simulatortest.Other, Persona: "mariam"},
			} {
				code := w.answer(request, d).Get("code")
				profile := w.must(w.userinfoRequest(w.accessToken(w.Face, code))).JSON(t)
				if profile["firstnameEN"] != want {
					t.Errorf("%v answered, not %s", profile["firstnameEN"], want)
				}
			}
			for _, c := range []struct {
				request string
				d       simulatortest.Decision
			}{
				{request, simulatortest.Decision{Action: simulatortest.Decline}},
				{w.request(w.Signin, "ui_locales", lang), simulatortest.Decision{Action: simulatortest.Decline}},
			} {
				callback, err := simulatortest.Answer(w.browser, c.request, c.d)
				if _, query, _ := strings.Cut(callback, "?"); err != nil || !declined.MatchString(query) {
					t.Errorf("declined: %q, %v", query, err)
				}
			}
			if _, err := simulatortest.Answer(w.browser, request, simulatortest.Decision{Action: simulatortest.Ignore}); !errors.Is(err, simulatortest.ErrStays) {
				t.Errorf("an ignored request returned: %v", err)
			}
		})
	}
}

// A person who signs in as nobody, or answers for themselves as "another", did not
// use the page.
func TestAnswersThatThePageDoesNotOffer(t *testing.T) {
	w := start(t)
	for name, d := range map[string]simulatortest.Decision{
		"unknown persona":  {Persona: "nobody"},
		"no persona":       {},
		"ignore":           {Action: simulatortest.Ignore},
		"unknown scenario": {Persona: "fatima", Scenario: "no-such-scenario"},
	} {
		if _, err := simulatortest.Answer(w.browser, w.request(w.Signin), d); err == nil {
			t.Errorf("%s: the helper pressed a button that is not there", name)
		}
	}
	signin, face := w.pageKey(w.request(w.Signin)), w.pageKey(w.request(w.Face))
	for name, form := range map[string]url.Values{
		"unknown persona":      {"sessionDataKey": {signin}, "persona": {"nobody"}},
		"approve at sign-in":   {"sessionDataKey": {signin}, "answer": {"approve"}, "persona": {"fatima"}},
		"persona on the phone": {"sessionDataKey": {face}, "persona": {"mariam"}},
		"unknown other":        {"sessionDataKey": {face}, "answer": {"other"}, "persona": {"nobody"}},
		"unknown answer":       {"sessionDataKey": {face}, "answer": {"maybe"}},
		"unknown scenario":     {"sessionDataKey": {face}, "answer": {"approve"}, "scenario": {"x"}},
	} {
		if status, location := w.post(form); status != http.StatusBadRequest || location != "" {
			t.Errorf("%s: %d %s", name, status, location)
		}
	}
	if status, _ := w.post(url.Values{"sessionDataKey": {"forged"}, "answer": {"approve"}}); status != http.StatusNotFound {
		t.Errorf("a forged request: %d", status)
	}
}

func TestARequestIsAnsweredOnce(t *testing.T) {
	w := start(t)
	key := w.pageKey(w.request(w.Face))
	form := url.Values{"sessionDataKey": {key}, "answer": {"approve"}}
	status, first := w.post(form)
	if status != http.StatusSeeOther || !strings.Contains(first, "code=") {
		t.Fatalf("%d", status)
	}
	if _, again := w.post(form); again != first {
		t.Error("a double click leads elsewhere")
	}
	form.Set("answer", "decline")
	if _, again := w.post(form); again != first {
		t.Error("an answer was taken back")
	}
	form.Set("answer", "ignore")
	if _, again := w.post(form); again != first {
		t.Error("an answered request was ignored afterwards")
	}
	page := w.get(w.URL + "/authenticationendpoint/login.do?sessionDataKey=" + key)
	if !strings.Contains(page.Body, "This request has been answered") || strings.Contains(page.Body, "code=") {
		t.Error("the page of an answered request asks again, or shows the code")
	}

	ignored := w.pageKey(w.request(w.Face))
	w.post(url.Values{"sessionDataKey": {ignored}, "answer": {"ignore"}})
	if _, location := w.post(url.Values{"sessionDataKey": {ignored}, "answer": {"approve"}}); strings.Contains(location, "code=") {
		t.Error("an ignored request was approved")
	}
}

// pageKey opens a request and returns the key of its page.
func (w *world) pageKey(authorizeURL string) string {
	w.t.Helper()
	location, err := url.Parse(w.get(authorizeURL).Header.Get("Location"))
	if err != nil || location.Query().Get("sessionDataKey") == "" {
		w.t.Fatal("the request has no page")
	}
	return location.Query().Get("sessionDataKey")
}

// post sends the form of a request without following the answer.
func (w *world) post(form url.Values) (status int, location string) {
	w.t.Helper()
	resp, err := simulatortest.Fresh.PostForm(w.URL+"/authenticationendpoint/login.do", form)
	if err != nil {
		w.t.Fatal("the form could not be sent")
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode, resp.Header.Get("Location")
}
