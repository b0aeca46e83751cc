package journeytest

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
)

// firewall stands before UAE PASS and looks into the requests, as such boxes do. What it
// does with those that it does not like can be changed.
type firewall struct {
	strikes atomic.Pointer[http.HandlerFunc]
	struck  atomic.Int32
}

// before returns an option that puts a world's UAE PASS behind the firewall.
func (f *firewall) before(t *testing.T) func(*apptest.Options) {
	return func(o *apptest.Options) {
		configured(o, func(c *app.Config) {
			to, err := url.Parse(c.UAEPass.BaseURL)
			if err != nil {
				t.Fatal(err)
			}
			pass := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }}
			box := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				r.Body = io.NopCloser(strings.NewReader(string(body)))
				if text := strings.ToLower(string(body) + r.URL.RawQuery); strings.Contains(text, "%3c") || strings.Contains(text, "union-select") {
					f.struck.Add(1)
					(*f.strikes.Load())(w, r)
					return
				}
				pass.ServeHTTP(w, r)
			}))
			t.Cleanup(box.Close)
			c.UAEPass.BaseURL = box.URL
		})
	}
}

func (f *firewall) does(h http.HandlerFunc) { f.strikes.Store(&h) }

// blocks is the page that a firewall shows.
func blocks(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "<html><h1>Request blocked</h1></html>")
	}
}

// hangsUp drops the connection.
func hangsUp(w http.ResponseWriter, _ *http.Request) {
	if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
		_ = conn.Close()
	}
}

// madeUp is a stranger who begins to sign in and comes back with a code of their own.
func madeUp(w *apptest.World, address, code string) *apptest.Page {
	b := from(w.Browser("en", 0), address)
	state := param(w, b.Get(b.Post("/en/signin", url.Values{}).Path()+"/go").Elsewhere, "state")
	return b.Get("/uaepass/signin/callback?code=" + code + "&state=" + state)
}

// Whatever a made-up code brings about, at UAE PASS or at what stands before it, keeps
// nobody else from signing in; and a refusal alarms nobody.
//
//takeed:race not in CI: its watchers meet as in TestWhenUAEPassFailsNobodyIsSentThere, for longer
func TestAStrangersCodesCloseNoDoor(t *testing.T) {
	t.Parallel()
	box := &firewall{}
	w := open(t, behindAProxy(1, roomy), box.before(t))
	ways := map[string]http.HandlerFunc{"hangs up": hangsUp}
	for _, status := range []int{402, 403, 404, 405, 406, 408, 410, 411, 412, 413, 414, 415, 421, 422, 429, 431, 451, 499} {
		ways[fmt.Sprint(status)] = blocks(status)
	}
	faults := map[string]http.HandlerFunc{"200 and a page": blocks(200), "a redirect": blocks(302), "500": blocks(500), "503": blocks(503)}
	address := 0
	provoke := func(what string, h http.HandlerFunc) {
		box.does(h)
		for range 5 {
			address++
			want(w, madeUp(w, home(address%200), "1-union-select-"+fmt.Sprint(address)), http.StatusOK, say("en", "signin.title"))
		}
		if page := from(w.Browser("ar", 1), home(220)).Post("/ar/signin", url.Values{}); page.Status != http.StatusOK || page.Heading() != say("ar", "handover.title") {
			t.Errorf("%s: the door is closed for others: %d %q", what, page.Status, page.Heading())
		}
	}
	for what, h := range ways {
		if what != "hangs up" {
			provoke(what, h)
		}
	}
	watched(w)
	alarmed(w, approval.ClientSignin, 0, 0)
	provoke("hangs up", ways["hangs up"])
	for what, h := range faults {
		provoke(what, h)
	}
	if n := int(box.struck.Load()); n != address {
		t.Errorf("the firewall struck %d times of %d", n, address)
	}
	if page := from(w.Browser("en", 0), home(221)).SignIn("person0"); page.Path() != "/en/" || page.Heading() == say("en", "signin.title") {
		t.Error("a genuine sign-in does not pass the firewall")
	}
}

// A code that UAE PASS cannot have issued is not even brought there.
func TestACodeOfAnotherShapeIsNotSent(t *testing.T) {
	t.Parallel()
	box := &firewall{}
	box.does(blocks(http.StatusForbidden))
	w := open(t, behindAProxy(1, roomy), box.before(t))
	codes := []string{"%3Cscript%3E1", "a_b", "a.b", "..%2f..%2f", "%27%20or%201=1", "%D9%81", strings.Repeat("a", 65), strings.Repeat("%3C", 500)}
	for i, code := range codes {
		want(w, madeUp(w, home(i), code), http.StatusBadRequest, say("en", "error.link.title"))
	}
	if signinExchanges(w) != 0 || box.struck.Load() != 0 {
		t.Error("a code of another shape was sent")
	}
	if n := events(w, approval.EventSigninCallbackRefused, "reason", "malformed"); n != len(codes) {
		t.Errorf("%d refusals of %d were recorded", n, len(codes))
	}
}
