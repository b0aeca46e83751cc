package journeytest

import (
	"net/http"
	"strings"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/i18n"
)

// wellMade checks what is true of every page: the language and direction of its text,
// one heading, a title, the same page in the other language, no text that is missing,
// and the headers that keep a browser from being used against its owner.
func wellMade(w *apptest.World, p *apptest.Page) {
	w.Helper()
	lang := p.Find("html").AttrOr("lang", "")
	if strings.HasPrefix(p.Path(), "/en/") || strings.HasPrefix(p.Path(), "/ar/") {
		mustBe(w, p, "language", lang, p.Path()[1:3])
	}
	mustBe(w, p, "direction", p.Find("html").AttrOr("dir", ""), i18n.Lang(lang).Dir())
	title := strings.Join(strings.Fields(p.Find("head title").Text()), " ")
	if !strings.Contains(title, p.Heading()+" - ") || i18n.Plain(title) != title ||
		!strings.HasSuffix(title, entity.In(approval.Lang(lang))) {
		w.Errorf("%s has the title %q", p.Path(), title)
	}
	if n := p.Find("h1").Length(); n != 1 || p.Heading() == "" {
		w.Errorf("%s has %d headings", p.Path(), n)
	}
	if strings.ContainsAny(p.Body, "«»") {
		w.Errorf("%s lacks a text: %s", p.Path(), textOf(p))
	}
	bothLanguages(w, p, lang)
	secureHeaders(w, p)
}

func mustBe(w *apptest.World, p *apptest.Page, what, got, want string) {
	w.Helper()
	if got != want {
		w.Errorf("%s: the %s is %q, want %q", p.Path(), what, got, want)
	}
}

// bothLanguages checks the pair of links that search engines and screen readers read,
// and the one that people press.
func bothLanguages(w *apptest.World, p *apptest.Page, lang string) {
	w.Helper()
	other := string(i18n.Lang(lang).Other())
	here := p.Find(`link[rel=alternate][hreflang=`+lang+`]`).AttrOr("href", "")
	there := p.Find(`link[rel=alternate][hreflang=`+other+`]`).AttrOr("href", "")
	if p.Find("link[rel=alternate]").Length() != 2 || !strings.HasPrefix(here, "/"+lang+"/") || there != "/"+other+here[min(3, len(here)):] {
		w.Errorf("%s names its languages %q and %q", p.Path(), here, there)
	}
	link := p.Find(`header a[hreflang=` + other + `]`)
	mustBe(w, p, "link to the other language", link.AttrOr("href", ""), there)
	mustBe(w, p, "language of that link", link.AttrOr("lang", ""), other)
	mustBe(w, p, "text of that link", link.Text(), say(lang, "frame.other_language"))
}

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; " +
	"manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// secureHeaders checks the headers of every answer that is not a file.
func secureHeaders(w *apptest.World, p *apptest.Page) {
	w.Helper()
	for name, value := range map[string]string{
		"Content-Security-Policy":      policy,
		"X-Content-Type-Options":       "nosniff",
		"X-Frame-Options":              "DENY",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Cache-Control":                "no-store",
	} {
		mustBe(w, p, name, p.Header.Get(name), value)
	}
	if referrer := p.Header.Get("Referrer-Policy"); referrer != "same-origin" && referrer != "no-referrer" {
		w.Errorf("%s has the referrer policy %q", p.Path(), referrer)
	}
	if p.Status != http.StatusSeeOther {
		mustBe(w, p, "type", p.Header.Get("Content-Type"), "text/html; charset=utf-8")
	}
}
