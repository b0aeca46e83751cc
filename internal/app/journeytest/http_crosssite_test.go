package journeytest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"takeed/internal/app/apptest"
)

// A browser says where a request comes from. These are all the ways, and those that
// are our own pages.
func fromOurPages(site, origin string) bool {
	known := site == "same-origin" || site == "none"
	return origin == apptest.Address && (known || site == "") || (origin == "" || origin == "null") && known
}

func eachOrigin(do func(site, origin string)) {
	for _, site := range []string{"", "same-origin", "same-site", "cross-site", "none", "nonsense"} {
		for _, origin := range []string{
			"", apptest.Address, "https://evil.example", "http://evil.portal.localhost", "http://portal.localhost.evil.example",
			"http://portal.localhost:8080", "null", "portal.localhost", "http://portal.localhost@evil.example", "https://portal.localhost",
		} {
			do(site, origin)
		}
	}
}

func sentFrom(b *apptest.Browser, method, path, site, origin string, values url.Values) *apptest.Page {
	r := b.Request(method, path, values)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Del("Sec-Fetch-Site")
	r.Header.Del("Origin")
	if site != "" {
		r.Header.Set("Sec-Fetch-Site", site)
	}
	if origin != "" {
		r.Header.Set("Origin", origin)
	}
	return b.Once(r)
}

func TestNoForeignPageChangesAnything(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	before, sid := snapshot(w), b.Cookie("sid")
	for path, values := range map[string]url.Values{
		"/en/signin": {}, "/en/signout": {}, "/en/profile": {"identifier": {"email"}}, "/en/new/transfer": keyed(), review.Path() + "/edit": edited("2.00", "1"),
		review.Path() + "/confirm": {"version": {"1"}}, review.Path() + "/cancel": {}, "/en/nowhere": {}, "/uaepass/confirm/callback": {},
	} {
		eachOrigin(func(site, origin string) {
			if fromOurPages(site, origin) {
				return
			}
			page := sentFrom(b, http.MethodPost, path, site, origin, values)
			if page.Status != http.StatusForbidden {
				t.Errorf("POST %s from %q %q: %d", path, site, origin, page.Status)
			}
		})
	}
	want(w, sentFrom(b, http.MethodPost, review.Path()+"/cancel", "cross-site", "", nil), http.StatusForbidden, say("en", "error.cross_site.title"))
	if snapshot(w) != before || b.Cookie("sid") != sid || !signedIn(w, sid) {
		t.Error("a foreign page has changed something")
	}
}

func TestOurOwnPagesMayPost(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("ar", 0)
	b.SignIn("fatima")
	eachOrigin(func(site, origin string) {
		page := sentFrom(b, http.MethodPost, "/ar/profile", site, origin, url.Values{"identifier": {"email"}})
		if ours := page.Status == http.StatusSeeOther; ours != fromOurPages(site, origin) {
			t.Errorf("%q %q: %d", site, origin, page.Status)
		}
	})
}

// Methods that no page uses are refused like any other, and what comes from a foreign
// page is refused first.
func TestOtherMethodsAreRefused(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	for path, allowed := range map[string]string{
		"/": "GET, HEAD", "/en/": "GET, HEAD", "/en/profile": "GET, HEAD, POST", "/en/signin": "GET, HEAD, POST", "/en/transactions": "GET, HEAD",
		review.Path(): "GET, HEAD", review.Path() + "/confirm": "POST", review.Path() + "/edit": "GET, HEAD, POST", "/static/app.css": "GET, HEAD",
		"/uaepass/confirm/callback": "GET, HEAD", "/uaepass/signin/callback": "GET, HEAD",
		"/oidc/callback": "GET, HEAD", "/en/staff": "GET, HEAD", "/en/staff/signin": "GET, HEAD, POST", "/en/staff/signout": "GET, HEAD, POST",
	} {
		for _, method := range []string{http.MethodPut, http.MethodPatch, http.MethodDelete, "PROPFIND", "get"} {
			if page := sentFrom(b, method, path, "cross-site", "https://evil.example", nil); page.Status != http.StatusForbidden {
				t.Errorf("%s %s from a foreign page: %d", method, path, page.Status)
			}
			page := sentFrom(b, method, path, "same-origin", apptest.Address, nil)
			title := "error.not_found.title"
			if strings.Contains(path, "/staff") || strings.Contains(path, "/oidc/") {
				title = "error.staff_not_found.title"
			}
			want(w, page, http.StatusMethodNotAllowed, say("en", title))
			mustBe(w, page, "list of methods", page.Header.Get("Allow"), allowed)
		}
	}
	page := b.Get(review.Path() + "/confirm")
	want(w, page, http.StatusMethodNotAllowed, say("en", "error.not_found.title"))
	mustBe(w, page, "list of methods", page.Header.Get("Allow"), "POST")
	stored(w, review, record{"pending", "", "transaction_created"})
}

// A link from anywhere may lead to a page. Frames, and other names, may not.
func TestALinkFromAnywhereLeadsHere(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	eachOrigin(func(site, origin string) {
		if page := sentFrom(b, http.MethodGet, "/en/", site, origin, nil); page.Status != http.StatusOK {
			t.Errorf("%q %q: %d", site, origin, page.Status)
		}
	})
	for _, host := range []string{"evil.example", "portal.localhost.evil.example", "portal.localhost:8080", "portal.localhost:443", "portal.localhost..", "portal.localhost:80:80", ""} {
		for _, path := range []string{"/", "/en/", "/en/transactions", "/uaepass/confirm/callback?code=x&state=x", "/static/app.css", "/en/nowhere"} {
			r := b.Request(http.MethodGet, path, nil)
			r.Host = host
			if host == "" {
				r.Host = "x"
			}
			page := b.Once(r)
			if page.Status != http.StatusMisdirectedRequest || strings.Contains(page.Body, "evil") {
				t.Errorf("%s for %s: %d", path, host, page.Status)
			}
			wellMade(w, page)
		}
	}
}

// No header of a stranger changes an address that the portal writes.
func TestAForwardedHostIsNotBelieved(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	b.Begin(review)
	for _, path := range []string{"/", review.Path() + "/go", "/en/signout/go", "/en/profile"} {
		r := b.Request(http.MethodGet, path, nil)
		for _, name := range []string{"X-Forwarded-Host", "X-Forwarded-Server", "X-Original-URL", "X-Rewrite-URL", "X-Host", "Forwarded", "X-HTTP-Method-Override"} {
			r.Header.Set(name, "evil.example")
		}
		page := b.Once(r)
		if location := page.Header.Get("Location"); strings.Contains(location, "evil") || strings.Contains(page.Body, "evil") {
			t.Errorf("%s believes a header: %d", path, page.Status)
		}
	}
	sent := b.Get(review.Path() + "/go")
	mustBe(w, review, "redirect address", param(w, sent.Elsewhere, "redirect_uri"), w.Simulator.Face.RedirectURIs[0])
}
