package simulator_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

const (
	portal   = "https://portal.example"
	general  = "urn:uae:digitalid:profile:general"
	visitors = general + " " + general + ":profileType " + general + ":unifiedId"
)

// world is a provider, its clock and a browser.
type world struct {
	*simulatortest.Provider
	t       *testing.T
	clock   *simulatortest.Clock
	browser *http.Client
}

func start(t *testing.T, options ...func(*simulator.Config)) *world {
	t.Helper()
	t.Parallel()
	w := &world{t: t, clock: simulatortest.NewClock(time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)), browser: simulatortest.NewBrowser(t)}
	options = append([]func(*simulator.Config){func(c *simulator.Config) { c.Now = w.clock.Now }}, options...)
	w.Provider = simulatortest.Start(t, portal, options...)
	return w
}

// request builds an authorization request; edits as for [simulatortest.Edit].
func (w *world) request(c simulator.Client, edits ...string) string {
	q := url.Values{
		"response_type": {"code"}, "client_id": {c.ID}, "scope": {general}, "redirect_uri": {c.RedirectURIs[0]},
		"state": {"state-of-the-portal+=/"}, "acr_values": {"urn:safelayer:tws:policies:authentication:level:low"},
	}
	if c.Face {
		q.Set("username", "784199000000010")
	}
	return w.URL + "/idshub/authorize?" + simulatortest.Edit(q, edits...).Encode()
}

// answer answers a request and returns the query of the callback.
func (w *world) answer(authorizeURL string, d simulatortest.Decision) url.Values {
	w.t.Helper()
	callback, err := simulatortest.Answer(w.browser, authorizeURL, d)
	if err != nil {
		w.t.Fatal(err)
	}
	u, err := url.Parse(callback)
	if err != nil {
		w.t.Fatal("the callback is not an address")
	}
	return u.Query()
}

// issue issues a code without a page.
func (w *world) issue(c simulator.Client, persona, scenario string) string {
	w.t.Helper()
	code, err := w.Issue(simulator.Grant{ClientID: c.ID, RedirectURI: c.RedirectURIs[0], Persona: persona, Scope: visitors, Scenario: scenario})
	if err != nil {
		w.t.Fatal(err)
	}
	return code
}

func (w *world) must(req *http.Request) simulatortest.Reply {
	w.t.Helper()
	return simulatortest.Must(w.t, req)
}

func grantParameters(c simulator.Client, code string) url.Values {
	return url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {c.RedirectURIs[0]}}
}

func (w *world) tokenRequest(c simulator.Client, p url.Values) *http.Request {
	req, _ := http.NewRequest(http.MethodPost, w.URL+"/idshub/token", strings.NewReader(p.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(c.ID, c.Secret)
	return req
}

func (w *world) exchange(c simulator.Client, code string) simulatortest.Reply {
	w.t.Helper()
	return w.must(w.tokenRequest(c, grantParameters(c, code)))
}

// accessToken exchanges a code that must be good.
func (w *world) accessToken(c simulator.Client, code string) string {
	w.t.Helper()
	r := w.exchange(c, code)
	token, _ := r.JSON(w.t)["access_token"].(string)
	if r.Status != http.StatusOK || token == "" {
		w.t.Fatalf("the exchange of a good code: %d %s", r.Status, r.Body)
	}
	return token
}

func (w *world) userinfoRequest(token string) *http.Request {
	req, _ := http.NewRequest(http.MethodGet, w.URL+"/idshub/userinfo", nil)
	req.Header.Set("Authorization", "Bearer "+token)
	return req
}

func (w *world) introspectRequest(c simulator.Client, token string) *http.Request {
	req, _ := http.NewRequest(http.MethodPost, w.URL+"/idshub/introspect", strings.NewReader(url.Values{"token": {token}}.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	req.SetBasicAuth(c.ID, c.Secret)
	return req
}

func (w *world) get(address string) simulatortest.Reply {
	w.t.Helper()
	return simulatortest.Get(w.t, address)
}
