package pingone_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"takeed/internal/simulator"
	"takeed/internal/simulator/pingone"
	"takeed/internal/simulator/simulatortest"
)

const portal = "https://portal.example"

// world is a provider of the staff and its clock.
type world struct {
	*simulatortest.Provider
	t     *testing.T
	clock *simulatortest.Clock
}

func start(t *testing.T, options ...func(*simulator.Config)) *world {
	t.Helper()
	t.Parallel()
	w := &world{t: t, clock: simulatortest.NewClock(time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC))}
	options = append([]func(*simulator.Config){func(c *simulator.Config) { c.Now = w.clock.Now }}, options...)
	w.Provider = simulatortest.Start(t, portal, options...)
	return w
}

func (w *world) must(req *http.Request) simulatortest.Reply {
	w.t.Helper()
	return simulatortest.Must(w.t, req)
}

func (w *world) get(address string) simulatortest.Reply {
	w.t.Helper()
	return simulatortest.Get(w.t, address)
}

// staffPage is the address of the page that a request leads to.
func (w *world) staffPage(authorizeURL string) string {
	w.t.Helper()
	r := w.get(authorizeURL)
	if r.Status != http.StatusFound || !strings.HasPrefix(r.Header.Get("Location"), "/"+pingone.Environment+"/signon/?flowId=") {
		w.t.Fatalf("%d %s", r.Status, r.Header.Get("Location"))
	}
	return w.URL + r.Header.Get("Location")
}

func flowOf(t *testing.T, page string) string {
	t.Helper()
	u, err := url.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("flowId")
}

// staffAnswer answers a request in a browser of its own.
func (w *world) staffAnswer(authorizeURL string, d simulatortest.Decision) url.Values {
	w.t.Helper()
	callback, err := simulatortest.Answer(simulatortest.NewBrowser(w.t), authorizeURL, d)
	if err != nil {
		w.t.Fatal(err)
	}
	address, query, _ := strings.Cut(callback, "?")
	q, err := url.ParseQuery(query)
	if err != nil || address != w.Staff.RedirectURIs[0] {
		w.t.Fatalf("the callback leads to %s: %v", address, err)
	}
	return q
}

func (w *world) staffExchange(code string) simulatortest.Reply {
	w.t.Helper()
	return w.must(w.StaffTokenRequest(code))
}

// staffClaims is a sign-in to its end.
func (w *world) staffClaims(d simulatortest.Decision) map[string]any {
	w.t.Helper()
	r := w.staffExchange(w.staffAnswer(w.StaffRequest(), d).Get("code"))
	token, _ := r.JSON(w.t)["id_token"].(string)
	return payload(w.t, token)
}

func payload(t *testing.T, token string) map[string]any {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("not a JWT: %q", token)
	}
	content, err := base64.RawURLEncoding.DecodeString(parts[1])
	var claims map[string]any
	if err != nil || json.Unmarshal(content, &claims) != nil {
		t.Fatalf("not a payload: %v", err)
	}
	return claims
}
