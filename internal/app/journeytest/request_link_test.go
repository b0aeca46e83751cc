package journeytest

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/postgres/postgrestest"
)

// notTokens are names in a link that no client was given.
func notTokens() map[string]string {
	return map[string]string{
		"a made-up token": rand.Text(), "a short one": "ABC", "a long one": rand.Text() + "A", "in small letters": strings.ToLower(rand.Text()),
		"with a digit there is not": strings.Repeat("1", 26), "a path": "..%2f..%2fen", "a script": "%3Cscript%3E", "a NUL": "%00", "an Arabic one": "%D9%85",
	}
}

// Somebody who is not signed in learns nothing of a link: not what it is about, nor whether it
// leads anywhere. Nothing is written for them, nor is anything looked up.
func TestALinkSaysNothingBeforeTheSignIn(t *testing.T) {
	t.Parallel()
	w, wire := wired(t)
	r := asks(w, asker(w), "fatima")
	for _, lang := range langs {
		good := w.Browser(lang, 0)
		door := opens(good, r)
		want(w, door, http.StatusOK, say(lang, "invitation.title"))
		mustBe(w, door, "address", door.Path(), "/"+lang+"/a")
		if said := textOf(door); strings.Contains(said, "1,250") || strings.Contains(said, "core") || strings.Contains(said, "TK-") {
			t.Errorf("before the sign-in the page says %s", said)
		}
		before, trips := snapshot(w), wire.RoundTrips()
		for what, token := range notTokens() {
			b := w.Browser(lang, 0)
			for range 3 {
				if page := follows(w, b, "/"+lang+"/a/"+token); page.Status != door.Status || page.Body != door.Body || page.Path() != door.Path() {
					t.Errorf("%s is answered in another way than a link that leads somewhere", what)
				}
			}
		}
		if wire.RoundTrips() != trips || snapshot(w) != before {
			t.Errorf("links that lead nowhere cost the database %d round trips", wire.RoundTrips()-trips)
		}
	}
	r.stands(integration.Pending)
}

// The browser of somebody who is not signed in keeps the token for a while, where no script and
// no other site sees it; the sign-in does not carry it.
func TestTheTokenOfALinkIsInACookieAlone(t *testing.T) {
	t.Parallel()
	w := open(t)
	r := asks(w, asker(w), "fatima")
	b := w.Browser("en", 0)
	page := b.Once(b.Request(http.MethodGet, r.link("en"), nil))
	mustBe(w, page, "address to go to", page.Header.Get("Location"), "/en/a")
	mustBe(w, page, "referrer policy", page.Header.Get("Referrer-Policy"), "no-referrer")
	cookie := page.Header.Get("Set-Cookie")
	for _, part := range []string{"lnk=" + r.token, "; Path=/", "; HttpOnly", "; SameSite=Lax", "; Max-Age=900"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("the cookie has no %q: %s", part, strings.ReplaceAll(cookie, r.token, "…"))
		}
	}
	b.SignInFrom(b.Get("/en/a"), "fatima")
	if kept := b.Cookie("lnk"); kept != "" {
		t.Error("the browser still has the token")
	}
	paths := postgrestest.Query[[]string](t, w.Database, `select coalesce(json_agg(distinct return_path), '[]') from signins`)
	if len(paths) != 1 || paths[0] != "/en/a" {
		t.Errorf("the sign-in leads to %q", paths)
	}
	if strings.Contains(w.Database.Dump(t), r.token) {
		t.Error("the token was stored: what the portal keeps of it is a hash")
	}
	// Nobody gets a token stored by naming such a page themselves.
	door := w.Browser("en", 0).Get("/en/?to=" + url.QueryEscape("/en/a/"+rand.Text()))
	mustBe(w, door, "page to go to", door.Find("input[name=to]").AttrOr("value", ""), "")
}

// A link with an old one in the browser: the newer counts, also if it is none.
func TestTheLastLinkCounts(t *testing.T) {
	t.Parallel()
	w := open(t)
	core := asker(w)
	first, second := asks(w, core, "fatima"), asks(w, core, "fatima")
	b := w.Browser("en", 0)
	opens(b, first)
	page := signsInFromLink(b, second, "fatima")
	mustBe(w, page, "address", page.Path(), second.page("en"))
	stranger := w.Browser("en", 0)
	opens(stranger, first)
	door := follows(w, stranger, "/en/a/none")
	want(w, stranger.SignInFrom(door, "fatima"), http.StatusNotFound, say("en", "error.request_link.title"))
	first.stands(integration.Pending)
}

// The language of a link counts, whatever the browser's is.
func TestALinkHasItsLanguage(t *testing.T) {
	t.Parallel()
	w := open(t)
	core := asker(w)
	for _, lang := range langs {
		r := asks(w, core, "fatima")
		b := w.Browser(string(approval.Lang(lang).Other()), 0)
		door := follows(w, b, r.link(lang))
		want(w, door, http.StatusOK, say(lang, "invitation.title"))
		b.Lang = lang
		page := b.SignInFrom(door, "fatima")
		want(w, page, http.StatusOK, in(lang, kind(w, "transfer").Review))
		b.SetCookie("sid", "")
	}
}

// ahead are requests for a link that are nobody opening it: programs that show a preview of a
// message, browsers ahead of their users, pages of other sites that load it as a part of
// themselves, and scanners.
var ahead = []struct {
	method string
	header [2]string
	status int
	title  string
}{
	{http.MethodHead, [2]string{}, http.StatusMethodNotAllowed, ""},
	{http.MethodOptions, [2]string{}, http.StatusMethodNotAllowed, "error.not_found.title"},
	{http.MethodPost, [2]string{}, http.StatusMethodNotAllowed, "error.not_found.title"},
	{http.MethodGet, [2]string{"Sec-Purpose", "prefetch"}, http.StatusServiceUnavailable, "error.prefetch.title"},
	{http.MethodGet, [2]string{"Sec-Purpose", "prefetch;prerender"}, http.StatusServiceUnavailable, "error.prefetch.title"},
	{http.MethodGet, [2]string{"Purpose", "prefetch"}, http.StatusServiceUnavailable, "error.prefetch.title"},
	{http.MethodGet, [2]string{"X-Moz", "prefetch"}, http.StatusServiceUnavailable, "error.prefetch.title"},
	{http.MethodGet, [2]string{"X-Purpose", "preview"}, http.StatusServiceUnavailable, "error.prefetch.title"},
	{http.MethodGet, [2]string{"Sec-Fetch-Dest", "image"}, http.StatusForbidden, "error.cross_site.title"},
	{http.MethodGet, [2]string{"Sec-Fetch-Dest", "iframe"}, http.StatusForbidden, "error.cross_site.title"},
	{http.MethodGet, [2]string{"Sec-Fetch-Dest", "empty"}, http.StatusForbidden, "error.cross_site.title"},
	{http.MethodGet, [2]string{"Sec-Fetch-Mode", "cors"}, http.StatusForbidden, "error.cross_site.title"},
	{http.MethodGet, [2]string{"Sec-Fetch-Mode", "no-cors"}, http.StatusForbidden, "error.cross_site.title"},
}

// Nothing but somebody who opens it uses a link up, even in the browser of its own person.
func TestNobodyOpensALinkAheadOfItsPerson(t *testing.T) {
	t.Parallel()
	w := open(t)
	core := asker(w)
	for _, lang := range langs {
		r := asks(w, core, "fatima")
		b := w.Browser(lang, 0)
		b.SignIn("fatima")
		b.SetCookie("lnk", r.token)
		before := snapshot(w)
		for _, path := range []string{r.link(lang), "/" + lang + "/a"} {
			for _, a := range ahead {
				request := b.Request(a.method, path, nil)
				if a.header[0] != "" {
					request.Header.Set(a.header[0], a.header[1])
				}
				page := b.Once(request)
				if page.Status != a.status || a.title != "" && page.Heading() != say(lang, a.title) {
					t.Errorf("%s %s %q: %d %q", a.method, path[:5], a.header, page.Status, page.Heading())
				}
				if b.Cookie("lnk") != r.token {
					t.Fatalf("%s %q took the token away", a.method, a.header)
				}
			}
		}
		if snapshot(w) != before {
			t.Fatal("something came of it")
		}
		r.stands(integration.Pending)
		// A browser that says nothing of all that opens it.
		if page := b.Get(r.link(lang)); page.Status != http.StatusOK || page.Path() != r.page(lang) {
			t.Errorf("then the link leads to %d %s", page.Status, page.Path())
		}
	}
}

// To somebody who is signed in, every link that leads nowhere for them is the same: one that there
// never was, one that is dead, and one that somebody else has used.
func TestALinkThatLeadsNowhereSaysNothing(t *testing.T) {
	t.Parallel()
	w := open(t)
	core := asker(w)
	for _, lang := range langs {
		used, old, cancelled := asks(w, core, "fatima"), asks(w, core, "mariam"), asks(w, core, "mariam")
		owner, me := w.Browser(lang, 0), w.Browser(lang, 0)
		signsInFromLink(owner, used, "fatima")
		old.renew()
		cancelled.cancel()
		me.SignIn("mariam")
		answers := map[string]string{"used": used.link(lang), "renewed": old.link(lang), "cancelled": cancelled.link(lang), "the page without a link": "/" + lang + "/a"}
		for what, token := range notTokens() {
			answers[what] = "/" + lang + "/a/" + token
		}
		before := snapshot(w)
		first := answerOf(me, http.MethodGet, "/"+lang+"/a/"+rand.Text(), nil)
		for what, path := range answers {
			got := answerOf(me, http.MethodGet, path, nil)
			head, body, _ := strings.Cut(got, "\n")
			if _, wantBody, _ := strings.Cut(first, "\n"); !strings.HasPrefix(head, "Not Found ") || body != wantBody {
				t.Errorf("%s: %.200s", what, got)
			}
		}
		page := me.Get(used.link(lang))
		want(w, page, http.StatusNotFound, say(lang, "error.request_link.title"))
		shows(w, page, say(lang, "error.request_link.text", "entity", entity.In(approval.Lang(lang))))
		mustBe(w, page, "way on", page.Find(".actions a").AttrOr("href", ""), "/"+lang+"/transactions")
		if snapshot(w) != before {
			t.Error("something came of it")
		}
	}
}

// A stranger who tries one token after the other writes nothing and learns nothing.
func TestTryingTokensLeadsNowhere(t *testing.T) {
	t.Parallel()
	w := open(t)
	asks(w, asker(w), "fatima")
	b := w.Browser("en", 0)
	b.SignIn("mariam")
	before := snapshot(w)
	for range 50 {
		if page := b.Get("/en/a/" + rand.Text()); page.Status != http.StatusNotFound {
			t.Fatalf("a made-up token: %d", page.Status)
		}
	}
	if snapshot(w) != before {
		t.Error("made-up tokens are written down")
	}
}
