package journeytest

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/catalogue"
	"takeed/web"
	rooms "takeed/web/customer"
)

// answers is one request for each kind of answer. {at} stands for the start page of a
// language, {review} for a pending transaction of somebody who may have one.
var answers = []struct {
	method, path  string
	values        url.Values
	header, value string
	status        int
}{
	{method: "GET", path: "{at}/", status: http.StatusOK},
	{method: "GET", path: "{at}/new/transfer?from=x", status: http.StatusOK},
	{method: "GET", path: "{at}/transactions?x=\"><svg/onload=x>", status: http.StatusOK},
	{method: "GET", path: "/", status: http.StatusSeeOther},
	{method: "GET", path: "{review}/receipt", status: http.StatusSeeOther},
	{method: "POST", path: "{at}/profile", status: http.StatusBadRequest},
	{method: "GET", path: "{at}/transactions?state=x", status: http.StatusBadRequest},
	{method: "POST", path: "{at}/profile", header: "Sec-Fetch-Site", value: "cross-site", status: http.StatusForbidden},
	{method: "GET", path: "{at}/nowhere", status: http.StatusNotFound},
	{method: "GET", path: "{at}/transactions/x", status: http.StatusNotFound},
	{method: "GET", path: "{at}/new/x", status: http.StatusNotFound},
	{method: "GET", path: "/nowhere", status: http.StatusNotFound},
	{method: "GET", path: "/fr/", status: http.StatusNotFound},
	{method: "DELETE", path: "{at}/", header: "Sec-Fetch-Site", value: "same-origin", status: http.StatusMethodNotAllowed},
	{method: "POST", path: "{review}/confirm", values: url.Values{"version": {"2"}}, status: http.StatusConflict},
	{method: "POST", path: "{at}/new/transfer", values: url.Values{"x": {strings.Repeat("x", 65<<10)}}, status: http.StatusRequestEntityTooLarge},
	{method: "POST", path: "{at}/new/mobile", values: url.Values{"key": {string(approval.NewID())}}, status: http.StatusUnprocessableEntity},
	{method: "POST", path: "{at}/new/transfer", values: keyed(), status: http.StatusTooManyRequests},
	{method: "GET", path: "/uaepass/confirm/callback", header: "Sec-Purpose", value: "prefetch", status: http.StatusServiceUnavailable},
}

// Every answer of every kind has the headers, and whoever can read a page gets one.
func TestEveryKindOfAnswerIsWellMade(t *testing.T) {
	t.Parallel()
	w := open(t, limits(approval.Limits{Attempts: 9, Mismatches: 9, Starts: 9, StartsDay: 9, Open: 1, Created: 9, Address: 99}))
	for lang, me := range map[string]string{"en": "fatima", "ar": "ahmed"} {
		b := w.Browser(lang, 0)
		b.SignIn(me)
		fill := strings.NewReplacer("{at}", "/"+lang, "{review}", b.Create("transfer", apptest.Transfer()).Path())
		for _, a := range answers {
			r := b.Request(a.method, fill.Replace(a.path), a.values)
			if a.header != "" {
				r.Header.Set(a.header, a.value)
			}
			page := b.Once(r)
			if page.Status != a.status {
				t.Errorf("%s %s: %d, want %d", a.method, a.path, page.Status, a.status)
			}
			if a.status == http.StatusSeeOther {
				secureHeaders(w, page)
				continue
			}
			wellMade(w, page)
			mustBe(w, page, "language", page.Find("html").AttrOr("lang", ""), lang)
			if page.Find("svg[onload]").Length() != 0 {
				t.Errorf("%s has markup of a stranger", page.Path())
			}
		}
	}
}

// Who asks in no language that we have is answered in English.
func TestTheBareAddressLeadsToALanguage(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	for header, lang := range map[string]string{
		"": "en", "en": "en", "ar": "ar", "ar-AE": "ar", "ar-AE,ar;q=0.9,en;q=0.8": "ar", "en-GB,ar;q=0.5": "en", "fr": "en", "fr,ar;q=0.5": "ar",
		"fa": "en", "*": "en", "ar;q=0": "en", "x;;;": "en",
	} {
		r := b.Request(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Language", header)
		page := b.Once(r)
		mustBe(w, page, "address for "+header, page.Header.Get("Location"), "/"+lang+"/")
	}
}

// Over https the browser is told to stay there, and cookies get the name that keeps
// sibling hosts away from them.
func TestOverHTTPSCookiesAreTheHostsOwn(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *apptest.Options) {
		o.Portal = func(c *app.Config) { c.BaseURL = "https://portal.localhost" }
	})
	b := w.Browser("ar", 0)
	r := b.Request(http.MethodPost, "/ar/signin", nil)
	r.Header.Set("Origin", "https://portal.localhost")
	page := b.Once(r)
	mustBe(w, page, "transport policy", page.Header.Get("Strict-Transport-Security"), "max-age=63072000; includeSubDomains")
	cookies := (&http.Response{Header: page.Header}).Cookies()
	plainly := open(t, func(o *apptest.Options) { o.Database = w.Database }).Browser("ar", 0)
	plainly.SignIn("fatima")
	r = b.Request(http.MethodPost, "/ar/signout", nil)
	r.Header.Set("Origin", "https://portal.localhost")
	r.Header.Set("Cookie", "__Host-sid="+plainly.Cookie("sid"))
	cookies = append(cookies, (&http.Response{Header: b.Once(r).Header}).Cookies()...)
	link := b.Once(b.Request(http.MethodGet, "/ar/a/"+rand.Text(), nil))
	cookies = append(cookies, (&http.Response{Header: link.Header}).Cookies()...)
	names := map[string]bool{}
	for _, c := range cookies {
		names[c.Name] = true
		if !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("the cookie %s is %v", c.Name, c)
		}
	}
	if !names["__Host-sib"] || !names["__Host-sid"] || !names["__Host-lnk"] || len(names) != 3 {
		t.Errorf("cookies: %v", names)
	}
}

// broken is a store whose every answer is a surprise.
type broken struct {
	rooms.Sessions
	err error
}

const canary = "784-1234-secret"

func (b broken) Caller(ctx context.Context, _ string, _ approval.ID) (context.Context, approval.Caller, error) {
	if b.err == nil {
		panic(canary)
	}
	return ctx, approval.Caller{}, b.err
}

func TestAFaultOfOursIsAPageAndALogLine(t *testing.T) {
	t.Parallel()
	all, err := catalogue.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for err, status := range map[error]int{
		nil: http.StatusInternalServerError, errors.New("database 42501"): http.StatusInternalServerError,
		context.DeadlineExceeded: http.StatusServiceUnavailable, approval.ErrOutcomeUnknown: http.StatusServiceUnavailable,
	} {
		var log bytes.Buffer
		portal, failure := web.New(web.Config{
			BaseURL: apptest.Address, Entity: entity, Customer: rooms.Config{Catalogue: all, Sessions: broken{err: err}}, Log: slog.New(slog.NewJSONHandler(&log, nil)),
		})
		if failure != nil {
			t.Fatal(failure)
		}
		for _, lang := range langs {
			w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, apptest.Address+"/"+lang+"/transactions", nil)
			portal.ServeHTTP(w, r)
			text := w.Body.String()
			if w.Code != status || !strings.Contains(text, `lang="`+lang+`"`) || strings.ContainsAny(text, "«»") || !strings.HasSuffix(text, "</html>") {
				t.Errorf("%v: %d %s", err, w.Code, text)
			}
			if w.Header().Get("Content-Security-Policy") != policy || w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%v: the page of a fault lacks headers", err)
			}
			if strings.Contains(text+log.String(), canary) {
				t.Errorf("%v: the value of a panic came out", err)
			}
		}
		if n := strings.Count(log.String(), `"level":"ERROR"`); n != 2 {
			t.Errorf("%v: %d lines report the fault", err, n)
		}
	}
}

func TestABaseURLIsASchemeAndAHost(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "portal", "portal.example.ae", "ftp://portal.example.ae", "https://", "https://portal.example.ae/x", "https://portal.example.ae/", "//portal"} {
		if _, err := web.New(web.Config{BaseURL: address}); err == nil {
			t.Errorf("%q is a base URL", address)
		}
	}
}

// What helps a developer helps others too: there is none of it.
func TestThereIsNoDoorForDevelopers(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	for _, path := range []string{
		"/debug/pprof/", "/debug/pprof/heap", "/debug/vars", "/metrics", "/simulator/journal", "/simulator/scenarios", "/idshub/token", "/admin", "/en/admin",
		"/.env", "/.git/config", "/en/debug", "/server-status", "/actuator/env", "/graphql", "/swagger.json", "/en/?debug=1&mock=1&test=1",
	} {
		page := b.Get(path)
		if !strings.HasPrefix(path, "/en/?") && page.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, page.Status)
		}
	}
	r := b.Request(http.MethodPost, "/simulator/release", url.Values{})
	if page := b.Once(r); page.Status != http.StatusNotFound && page.Status != http.StatusMethodNotAllowed {
		t.Errorf("a door of the simulator: %d", page.Status)
	}
}

func TestAHealthCheckComesByAnyName(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	for _, path := range []string{"/healthz", "/readyz"} {
		r := b.Request(http.MethodGet, path, nil)
		r.Host = "10.0.0.7:8080"
		if page := b.Once(r); page.Status != http.StatusOK {
			t.Errorf("%s: %d", path, page.Status)
		}
	}
}

func TestAFileHasOneName(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	for _, path := range []string{"/static/", "/static/app.css", "/static/static.go", "/static/../go.mod", "/static/%2e%2e/go.mod", "/static/app.000000000000.css"} {
		if page := b.Get(path); page.Status == http.StatusOK {
			t.Errorf("%s is served", path)
		}
	}
}

// The page that verifies receipts is anybody's, in both languages; it has its own policy,
// which is stricter than that of the others, and every other header of theirs.
func TestThePageThatVerifiesReceipts(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	for _, path := range []string{"/en/verify", "/ar/verify"} {
		page := b.Get(path)
		own := page.Header.Get("Content-Security-Policy")
		if page.Status != http.StatusOK || page.Find("#form").Length() != 1 || page.Header.Get("Set-Cookie") != "" || !strings.HasPrefix(own, "default-src 'none'; script-src 'sha256-") {
			t.Errorf("%s: %d %v", path, page.Status, page.Header)
		}
		page.Header.Set("Content-Security-Policy", policy)
		secureHeaders(w, page)
	}
	if page := b.Get("/en/verify/x"); page.Status != http.StatusNotFound {
		t.Errorf("%d below the page", page.Status)
	}
}
