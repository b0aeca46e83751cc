package journeytest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
)

// assets are the files that a page names.
func assets(p *apptest.Page) []string {
	return p.Find(`link[rel=stylesheet], link[rel=icon], link[rel=preload], script`).Map(func(_ int, s *selection) string {
		return s.AttrOr("href", s.AttrOr("src", ""))
	})
}

func TestWithoutADatabase(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	files := assets(b.SignIn("fatima"))
	if len(files) != 4 {
		t.Fatalf("a page names %v", files)
	}
	if page := b.Get("/readyz"); page.Status != http.StatusOK || page.Body != "ready\n" {
		t.Errorf("/readyz: %d", page.Status)
	}
	w.Apps[0].Close()
	for _, file := range files {
		page := b.Get(file)
		if page.Status != http.StatusOK || page.Body == "" {
			t.Errorf("%s: %d", file, page.Status)
		}
		mustBe(w, page, "caching", page.Header.Get("Cache-Control"), "public, max-age=31536000, immutable")
		if strings.Contains(page.Header.Get("Vary"), "Cookie") {
			t.Errorf("%s varies by visitor", file)
		}
		mustBe(w, page, "sniffing", page.Header.Get("X-Content-Type-Options"), "nosniff")
	}
	if page := b.Get("/healthz"); page.Status != http.StatusOK || page.Body != "ok\n" {
		t.Errorf("/healthz: %d", page.Status)
	}
	if page := b.Get("/readyz"); page.Status != http.StatusServiceUnavailable {
		t.Errorf("/readyz: %d", page.Status)
	}
	for _, path := range []string{"/en/", "/ar/transactions", "/en/nowhere", "/uaepass/confirm/callback?code=x&state=" + approval.NewSecret().Reveal()} {
		page := b.Get(path)
		if page.Status != http.StatusInternalServerError && page.Status != http.StatusServiceUnavailable {
			t.Errorf("%s: %d", path, page.Status)
		}
		wellMade(w, page)
	}
}

// wired is a world whose portals reach the database by a wire.
func wired(t *testing.T, options ...func(*apptest.Options)) (*apptest.World, *postgrestest.Wire) {
	t.Helper()
	db := postgrestest.New(t)
	wire := db.Wire(t)
	return open(t, append(options, func(o *apptest.Options) {
		o.Database = db
		configured(o, func(c *app.Config) { c.DatabaseURL = wire.URL })
	})...), wire
}

func TestWhatAPageCostsTheDatabase(t *testing.T) {
	t.Parallel()
	w, wire := wired(t)
	b := w.Browser("en", 0)
	files := assets(b.SignIn("fatima"))
	review := b.Create("transfer", apptest.Transfer())
	b.Get(review.Path()) // every statement is prepared by now
	b.Get("/en/profile")
	for path, most := range map[string]int64{
		files[0]: 0, files[1]: 0, "/static/nothing": 0, "/healthz": 0, "/en/profile": 1, "/en/new/transfer": 1, review.Path(): 1,
	} {
		cost := most + 1
		for range 3 { // a connection that was idle for a second is first asked whether it lives
			before := wire.RoundTrips()
			b.Once(b.Request(http.MethodGet, path, nil))
			cost = min(cost, wire.RoundTrips()-before)
		}
		if cost > most {
			t.Errorf("%s cost more than %d round trips", path, most)
		}
	}
}

// While the provider keeps a callback waiting, pages are served as ever: no connection
// is held.
func TestASlowProviderHoldsNoConnection(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *apptest.Options) {
		o.Portal = func(c *app.Config) { c.PageConns, c.Callbacks = 1, 1 }
	})
	b, other := w.Browser("en", 0), w.Browser("ar", 0)
	b.SignIn("fatima")
	callback := b.Callback(b.Create("transfer", apptest.Transfer()), approve)
	held(w, callback, simulator.AtToken)
	done := meanwhile(w, b, callback, func() {
		other.SignIn("ahmed")
		want(w, other.Confirm(other.Create("transfer", apptest.Transfer()), approve), http.StatusOK, in("ar", kind(w, "transfer").Done))
	})
	want(w, done, http.StatusOK, in("en", kind(w, "transfer").Done))
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

// A browser that leaves in the middle of a page is no fault to be mended.
func TestABrowserThatLeavesIsNoError(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	gone, leave := context.WithCancel(context.Background())
	leave()
	for _, path := range []string{"/en/", "/en/transactions", "/en/profile", "/en/nowhere"} {
		r := httptest.NewRequest(http.MethodGet, apptest.Address+path, nil).WithContext(gone)
		r.AddCookie(&http.Cookie{Name: "sid", Value: b.Cookie("sid")})
		w.Apps[0].ServeHTTP(httptest.NewRecorder(), r)
	}
	if logs := w.Logs(); strings.Contains(logs, `"level":"ERROR"`) {
		t.Error("the log calls it an error")
	}
}
