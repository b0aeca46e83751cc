package web_test

import (
	"net/http"
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
