package gallery

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"takeed/internal/i18n"
)

// The structure of pages is tested by rules and not by golden files: two hundred files
// that change with every word would be approved unread, while a rule says what is wrong.

type selection = goquery.Selection

func rendered(t *testing.T, e Entry, l i18n.Lang) *goquery.Document {
	t.Helper()
	var page bytes.Buffer
	if err := e.Page(l).Render(t.Context(), &page); err != nil {
		t.Fatalf("%s: %v", e.Name, err)
	}
	doc, err := goquery.NewDocumentFromReader(&page)
	if err != nil {
		t.Fatalf("%s: %v", e.Name, err)
	}
	return doc
}

// page is one entry in one language.
type page struct {
	*goquery.Document
	t    *testing.T
	name string
	lang i18n.Lang
}

func (p page) errorf(format string, args ...any) {
	p.t.Helper()
	p.t.Errorf("/"+string(p.lang)+"/"+p.name+": "+format, args...)
}

func (p page) attr(selector, name string) string { return p.Find(selector).AttrOr(name, "") }

func TestEveryEntryIsWellMade(t *testing.T) {
	t.Parallel()
	for _, e := range Entries() {
		for _, l := range i18n.Langs {
			p := page{rendered(t, e, l), t, e.Name, l}
			p.namesItsLanguages()
			p.hasOneOutline()
			p.hasATitle()
			p.hasNothingInline()
			p.leavesOnlyAtOnce()
			p.isolatesCodes()
			p.meansNothingByColourAlone()
			p.hasTheHelpLine()
			p.saysEverything()
		}
	}
}

func (p page) namesItsLanguages() {
	if p.attr("html", "lang") != string(p.lang) || p.attr("html", "dir") != p.lang.Dir() {
		p.errorf("is in %q, %q", p.attr("html", "lang"), p.attr("html", "dir"))
	}
	for _, l := range i18n.Langs {
		if got := p.attr(`link[rel=alternate][hreflang=`+string(l)+`]`, "href"); got != "/"+string(l)+"/"+p.name {
			p.errorf("is at %q in %s", got, l)
		}
	}
	other := p.Find(`header a[hreflang=` + string(p.lang.Other()) + `]`)
	if other.AttrOr("lang", "") != string(p.lang.Other()) {
		p.errorf("does not say in which language the link to the other one is")
	}
}

// hasOneOutline wants one h1, and no level of heading left out.
func (p page) hasOneOutline() {
	if n := p.Find("h1").Length(); n != 1 {
		p.errorf("has %d first headings", n)
	}
	level := 0
	p.Find("h1, h2, h3, h4, h5, h6").Each(func(_ int, h *selection) {
		this := int(goquery.NodeName(h)[1] - '0')
		if summary := h.Closest("[role=alert]").Length() > 0; !summary && this > level+1 {
			p.errorf("goes from heading %d to %d at %q", level, this, h.Text())
		}
		level = max(this, 1)
	})
}

var spaces = regexp.MustCompile(`\s+`)

func (p page) hasATitle() {
	title, h1 := p.Find("title").Text(), strings.TrimSpace(spaces.ReplaceAllString(p.Find("h1").Text(), " "))
	want := h1 + " - "
	if p.Find(".summary-error").Length() > 0 {
		want = i18n.T(p.lang, "frame.error_prefix") + " " + want
	}
	if !strings.HasPrefix(title, want) || len(title) == len(want) {
		p.errorf("has the title %q", title)
	}
}

// hasNothingInline looks for what the content security policy would block.
func (p page) hasNothingInline() {
	p.Find("*").Each(func(_ int, s *selection) {
		for _, a := range s.Nodes[0].Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(strings.TrimSpace(a.Val), "javascript:") || strings.HasPrefix(a.Val, "data:") {
				p.errorf("has %s=%q", a.Key, a.Val)
			}
		}
	})
	if n := p.Find("style, script:not([src]), iframe, object, embed, base").Length(); n > 0 {
		p.errorf("has %d elements that the policy blocks", n)
	}
}

func (p page) leavesOnlyAtOnce() {
	p.Find("meta[http-equiv]").Each(func(_ int, s *selection) {
		if content := s.AttrOr("content", ""); !strings.HasPrefix(content, "0;url=/"+string(p.lang)+"/") {
			p.errorf("is replaced by itself: %q", content)
		}
	})
}

// codes are the values that read from left to right in every language.
var codes = regexp.MustCompile(`AE\d{2}( ?\d{3,4}){5}|\+971 |784-|\S+@\S+\.\S+|TK-\w{5}|https?://|[0-9a-f]{64}|\d{4}-\d\d-\d\d[ T]\d\d:\d\d|[0-9a-f]{8}-[0-9a-f]{4}-`)

// isolatesCodes wants them in an element of their own direction where that of the page
// is the other.
func (p page) isolatesCodes() {
	p.Find("[dir=rtl] body *").Contents().Each(func(_ int, s *selection) {
		if goquery.NodeName(s) == "#text" && codes.MatchString(s.Text()) && s.Closest(`[dir=ltr]`).Length() == 0 {
			p.errorf("does not isolate %q", strings.TrimSpace(s.Text()))
		}
	})
}

// meansNothingByColourAlone wants a shape and words wherever a tone is.
func (p page) meansNothingByColourAlone() {
	p.Find(".tag, .note, .panel").Each(func(_ int, s *selection) {
		if s.Find("svg.icon path[d]").Length() == 0 || strings.TrimSpace(s.Text()) == "" {
			p.errorf("says something by the colour of %q alone", s.AttrOr("class", ""))
		}
	})
}

// hasTheHelpLine wants the way to help last on every page, where people look for it.
func (p page) hasTheHelpLine() {
	foot := p.Find("body > footer")
	if foot.Length() != 1 || foot.NextAll().Not("script").Length() != 0 || strings.TrimSpace(foot.Find("span").Last().Text()) == "" {
		p.errorf("does not end with the line about help")
	}
}

func (p page) saysEverything() {
	text := p.Clone()
	text.Find("pre").Remove() // a record as it is
	if text := text.Text(); strings.ContainsAny(text, "«»{}") || strings.ContainsAny(text, "\u2066\u2067\u2068\u2069") {
		p.errorf("shows the key of a text, or a control character")
	}
	if strings.ContainsFunc(p.Text(), func(r rune) bool { return r >= '٠' && r <= '٩' || r >= '۰' && r <= '۹' }) {
		p.errorf("has Arabic-Indic digits")
	}
	p.Find("[id]").Each(func(_ int, s *selection) {
		if id := s.AttrOr("id", ""); p.Find(`[id="`+id+`"]`).Length() != 1 {
			p.errorf("has two elements with the id %s", id)
		}
	})
}

// A page has in one language what it has in the other.
func TestBothLanguagesHaveTheSameParts(t *testing.T) {
	t.Parallel()
	for _, e := range Entries() {
		en, ar := rendered(t, e, i18n.EN), rendered(t, e, i18n.AR)
		for _, parts := range []string{"h1", "h2", "h3", "a", "button", "form", "input", "select", "option", "dt", "dd", "li", "p", "svg", "[role]", "[aria-describedby]"} {
			if x, y := en.Find(parts).Length(), ar.Find(parts).Length(); x != y {
				t.Errorf("%s has %d of %q in English and %d in Arabic", e.Name, x, parts, y)
			}
		}
	}
}

// An error of a field is said twice in the same words: at the top, with a link to the
// field, and at the field.
func TestTheErrorsOfAFormLeadToItsFields(t *testing.T) {
	t.Parallel()
	found := 0
	for _, e := range Entries() {
		for _, l := range i18n.Langs {
			p := page{rendered(t, e, l), t, e.Name, l}
			summary := p.Find(".summary-error")
			if summary.Length() == 0 {
				continue
			}
			found++
			for _, want := range [][2]string{{"role", "alert"}, {"tabindex", "-1"}} {
				if summary.AttrOr(want[0], "") != want[1] {
					p.errorf("has a summary without %s=%s", want[0], want[1])
				}
			}
			if _, ok := summary.Attr("autofocus"); !ok {
				p.errorf("has a summary that does not take the focus")
			}
			if links, errors := summary.Find("li a").Length(), p.Find("form .error").Length(); links != errors || links == 0 {
				p.errorf("has %d errors and links to %d", errors, links)
			}
			summary.Find("li a").Each(func(_ int, a *selection) { p.leadsToItsField(a) })
		}
	}
	if found < 10 {
		t.Errorf("%d forms with errors", found)
	}
}

func (p page) leadsToItsField(a *selection) {
	input := p.Find(`[id="` + strings.TrimPrefix(a.AttrOr("href", ""), "#") + `"]`)
	if input.AttrOr("aria-invalid", "") != "true" || input.Length() != 1 {
		p.errorf("leads with %q to nothing that is marked", a.Text())
		return
	}
	described := input.AttrOr("aria-describedby", "") + " " + input.Closest("fieldset").AttrOr("aria-describedby", "")
	for _, id := range strings.Fields(described) {
		said := p.Find(`[id="` + id + `"]`).Clone()
		said.Find(".hide").Remove()
		if strings.TrimSpace(spaces.ReplaceAllString(said.Text(), " ")) == strings.TrimSpace(spaces.ReplaceAllString(a.Text(), " ")) {
			return
		}
	}
	p.errorf("says %q at the top and not at the field", strings.TrimSpace(a.Text()))
}

func TestTheHandler(t *testing.T) {
	t.Parallel()
	h := Handler()
	get := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w
	}
	list := get("/")
	for _, e := range Entries() {
		for _, l := range i18n.Langs {
			path := "/" + string(l) + "/" + e.Name
			if w := get(path); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "</html>") || !strings.Contains(list.Body.String(), `"`+path+`"`) {
				t.Errorf("%s: %d, or not in the index", path, w.Code)
			}
		}
	}
	if w := get(assets().URL("app.css")); w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("the style sheet: %d", w.Code)
	}
	for _, path := range []string{"/en/transactions", "/en/signin/go", "/nowhere"} {
		if w := get(path); w.Code != http.StatusNoContent {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}
