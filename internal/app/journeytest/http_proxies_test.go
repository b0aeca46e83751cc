package journeytest

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

// clientOf is the address in the newest event of a kind.
func clientOf(w *apptest.World, code approval.EventCode) string {
	w.Helper()
	return postgrestest.Query[string](w, w.Database, `select body::json ->> 'client' from audit_events where kind = $1 order by id desc limit 1`, code)
}

func chooseVia(b *apptest.Browser, forwarded string) {
	r := b.Request(http.MethodPost, "/en/profile", url.Values{"identifier": {"email"}})
	r.Header.Set("X-Forwarded-For", forwarded)
	b.Once(r)
}

func TestAnEventNamesTheClientBehindOurProxies(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *apptest.Options) {
		o.Portal = func(c *app.Config) {
			c.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8")}
		}
	})
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	chooseVia(b, "198.51.100.1, 203.0.113.9, 10.1.2.3")
	if got := clientOf(w, approval.EventIdentifierChosen); got != "203.0.113.9" {
		t.Errorf("the event names %s", got)
	}
}

func TestAnEventDoesNotBelieveAClientWithoutAProxy(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	chooseVia(b, "203.0.113.9")
	if got := clientOf(w, approval.EventIdentifierChosen); got != "127.0.0.1" {
		t.Errorf("the event names %s", got)
	}
}

// Limits per address would count everybody behind such a proxy as one: operators must
// hear of it, once.
func TestAProxyThatNobodyNamedIsReportedOnce(t *testing.T) {
	t.Parallel()
	const line = "not one of PORTAL_TRUSTED_PROXIES"
	w := open(t)
	b := w.Browser("en", 0)
	b.Get("/en/")
	if strings.Contains(w.Logs(), line) {
		t.Error("there is no proxy, and one is reported")
	}
	for range 3 {
		from(b, "203.0.113.9").Get("/en/")
	}
	if n := strings.Count(w.Logs(), line); n != 1 {
		t.Errorf("reported %d times", n)
	}
	named := open(t, behindAProxy(1, roomy))
	from(named.Browser("en", 0), "203.0.113.9").Get("/en/")
	if strings.Contains(named.Logs(), line) {
		t.Error("a proxy that was named is reported")
	}
}

// So would they behind one whose word cannot be read.
func TestAProxyThatCannotBeReadIsReported(t *testing.T) {
	t.Parallel()
	const line = "the X-Forwarded-For of a trusted proxy cannot be read"
	w := open(t, behindAProxy(1, roomy))
	b := w.Browser("en", 0)
	for _, hops := range []string{"203.0.113.9", "203.0.113.9:443", "[2001:db8::7]:443", "", "unknown, 203.0.113.9"} {
		from(b, hops).Get("/en/")
	}
	if strings.Contains(w.Logs(), line) {
		t.Error("what can be read is reported")
	}
	for range 5 {
		from(b, "fatima@example.ae").Get("/en/")
	}
	if n := strings.Count(w.Logs(), line); n != 1 || !strings.Contains(w.Logs(), `"proxy":"127.0.0.1"`) || strings.Contains(w.Logs(), "fatima@") {
		t.Errorf("reported %d times", n)
	}
}

// at asks a portal with a public address of its own.
func at(w *apptest.World, method, host string, header http.Header) int {
	r := httptest.NewRequest(method, "/en/signin", strings.NewReader("x=y"))
	r.Header = header
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Host = host
	answer := httptest.NewRecorder()
	w.Apps[0].ServeHTTP(answer, r)
	return answer.Code
}

func overTLS(o *apptest.Options) {
	o.Portal = func(c *app.Config) { c.BaseURL = "https://portal.example.ae" }
}

// A host has more than one spelling (RFC 9110, 4.2.3), and proxies use them. Others are
// refused, and whoever runs the portal can see what came.
func TestOurHostInEverySpelling(t *testing.T) {
	t.Parallel()
	w := open(t, overTLS)
	for host, want := range map[string]int{
		"portal.example.ae": 200, "portal.example.ae:443": 200, "PORTAL.Example.ae": 200, "portal.example.ae.": 200, "Portal.Example.AE.:443": 200, "portal.example.ae:": 200,
		"portal.example.ae:80": 421, "portal.example.ae:8443": 421, "portal.example.ae:0443": 421, "portal.example.ae..": 421, ".portal.example.ae": 421, "example.ae": 421,
		"portal.example.ae.evil.example": 421, "evil.example:443": 421, "portal.example.ae:443:443": 421, "": 421, "ＰORTAL.example.ae": 421, "portal.example.ae\x00": 421,
	} {
		if got := at(w, http.MethodGet, host, http.Header{}); got != want {
			t.Errorf("%q: %d, want %d", host, got, want)
		}
	}
	const line = "a request for another host was refused"
	if n := strings.Count(w.Logs(), line); n != 1 {
		t.Errorf("%d lines of the log are about it", n)
	}
	other := open(t, overTLS)
	at(other, http.MethodGet, "evil.example:8080<b>\n\u202e"+strings.Repeat("x", 200), http.Header{})
	if !strings.Contains(other.Logs(), `"host":"evil.example:8080?b???xxx`) || strings.Contains(other.Logs(), strings.Repeat("x", 100)) {
		t.Error("the log does not say for which host a request was")
	}
}

// The whole origin counts: a page at http:// of our host is anybody's who is on the way.
func TestAnOriginIsComparedWhole(t *testing.T) {
	t.Parallel()
	w := open(t, overTLS)
	for _, host := range []string{"portal.example.ae", "portal.example.ae:443"} {
		for origin, want := range map[string]int{
			"https://portal.example.ae": 303, "http://portal.example.ae": 403, "http://portal.example.ae:443": 403,
			"https://portal.example.ae:80": 403, "https://example.ae": 403, "null": 403, "": 403, "portal.example.ae": 403, "https://": 403,
		} {
			if got := at(w, http.MethodPost, host, http.Header{"Origin": {origin}}); got != want {
				t.Errorf("%q at %s: %d, want %d", origin, host, got, want)
			}
			if got := at(w, http.MethodPost, host, http.Header{"Origin": {origin}, "Sec-Fetch-Site": {"cross-site"}}); got != http.StatusForbidden {
				t.Errorf("%q from another site: %d", origin, got)
			}
		}
	}
}

// The number on a page of an error is the one in the events and in the log.
func TestARequestIsFoundByTheNumberOnItsPage(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("ar", 0)
	b.SignIn("fatima")
	page := b.Get("/uaepass/confirm/callback?code=x&state=" + approval.NewSecret().Reveal())
	want(w, page, http.StatusNotFound, say("ar", "error.link.title"))
	number := page.Find("main bdi").Last().Text()
	if n := events(w, approval.EventCallbackRefused, "request_id", number); n != 1 {
		t.Errorf("%d events have the number %s", n, number)
	}
}
