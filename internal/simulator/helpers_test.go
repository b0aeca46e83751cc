package simulator_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

const (
	portal   = "https://portal.example"
	general  = "urn:uae:digitalid:profile:general"
	visitors = general + " " + general + ":profileType " + general + ":unifiedId"
	verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
)

func challenge() string {
	digest := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(digest[:])
}

// clock is a time that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// world is a provider, its clock and a browser.
type world struct {
	*simulatortest.Provider
	t       *testing.T
	clock   *clock
	browser *http.Client
}

func start(t *testing.T, options ...func(*simulator.Config)) *world {
	t.Helper()
	t.Parallel()
	w := &world{t: t, clock: &clock{now: time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)}, browser: newBrowser(t)}
	options = append([]func(*simulator.Config){func(c *simulator.Config) { c.Now = w.clock.Now }}, options...)
	w.Provider = simulatortest.Start(t, portal, options...)
	return w
}

func newBrowser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, Timeout: 20 * time.Second}
}

// request builds an authorization request; edits are name, value pairs, an empty
// value removing the parameter.
func (w *world) request(c simulator.Client, edits ...string) string {
	q := url.Values{
		"response_type": {"code"}, "client_id": {c.ID}, "scope": {general}, "redirect_uri": {c.RedirectURIs[0]},
		"state": {"state-of-the-portal+=/"}, "acr_values": {"urn:safelayer:tws:policies:authentication:level:low"},
	}
	if c.Face {
		q.Set("username", "784199000000010")
	}
	for i := 0; i < len(edits); i += 2 {
		if q.Set(edits[i], edits[i+1]); edits[i+1] == "" {
			q.Del(edits[i])
		}
	}
	return w.URL + "/idshub/authorize?" + q.Encode()
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

// reply is an answer of an endpoint, read to its end.
type reply struct {
	status int
	header http.Header
	body   string
}

func (r reply) json(t *testing.T) map[string]any {
	t.Helper()
	var fields map[string]any
	if err := json.Unmarshal([]byte(r.body), &fields); err != nil {
		t.Fatalf("status %d, not JSON: %q", r.status, r.body)
	}
	return fields
}

// fresh has no kept connections: a reset must be seen, not repeated by net/http.
var fresh = &http.Client{
	Timeout:       20 * time.Second,
	Transport:     &http.Transport{DisableKeepAlives: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

func do(req *http.Request) (reply, error) {
	resp, err := fresh.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return reply{resp.StatusCode, resp.Header, string(body)}, err
}

func (w *world) must(req *http.Request) reply {
	w.t.Helper()
	r, err := do(req)
	if err != nil {
		w.t.Fatal("the connection failed")
	}
	return r
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

func (w *world) exchange(c simulator.Client, code string) reply {
	w.t.Helper()
	return w.must(w.tokenRequest(c, grantParameters(c, code)))
}

// accessToken exchanges a code that must be good.
func (w *world) accessToken(c simulator.Client, code string) string {
	w.t.Helper()
	r := w.exchange(c, code)
	token, _ := r.json(w.t)["access_token"].(string)
	if r.status != http.StatusOK || token == "" {
		w.t.Fatalf("the exchange of a good code: %d %s", r.status, r.body)
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

func (w *world) get(address string) reply {
	w.t.Helper()
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.must(req)
}
