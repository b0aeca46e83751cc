package journeytest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/guard"
)

// deceptions are what somebody could type to have a page read differently, and what of
// it the form shows again.
var deceptions = []struct{ field, typed, shown, character string }{
	{"payee_name", "Mariam\u202eLLC", "Mariam�LLC", "U+202E RIGHT-TO-LEFT OVERRIDE"},
	{"payee_name", "\u2067Mariam", "�Mariam", "U+2067 RIGHT-TO-LEFT ISOLATE"},
	{"payee_name", "Mаriam", "Mаriam", "U+0430 CYRILLIC SMALL LETTER A"},
	{"payee_name", "مريمa", "مريمa", "U+0061 LATIN SMALL LETTER A"},
	{"payee_name", "Mar1am", "Mar1am", "U+0031 DIGIT ONE"},
	{"note", "100\u200b000", "100�000", "U+200B ZERO WIDTH SPACE"},
	{"note", "a\u3164b", "a�b", "U+3164 HANGUL FILLER"},
	{"note", "s\u0336trike", "s�trike", "U+0336 COMBINING LONG STROKE OVERLAY"},
	{"note", "x\u0301\u0302\u0303", "x\u0301\u0302�", "U+0303 COMBINING TILDE"},
	{"note", "\U000e0041", "�", "U+E0041 TAG LATIN CAPITAL LETTER A"},
	{"note", "\u0378", "�", "U+0378 UNASSIGNED"},
}

func TestTheFormNamesWhatItRefuses(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, lang := range langs {
		b := w.Browser(lang, 0)
		b.SignIn("fatima")
		for _, d := range deceptions {
			typed := apptest.Transfer()
			typed.Set(d.field, d.typed)
			page := post(b, kind(w, "transfer"), typed)
			want(w, page, http.StatusUnprocessableEntity, in(lang, kind(w, "transfer").Label))
			mustBe(w, page, "value shown", page.Find("#"+d.field).AttrOr("value", ""), d.shown)
			said := page.Find("#" + d.field + "-error")
			mustBe(w, page, "character named", said.Find(`bdi[dir="ltr"]`).First().Text(), d.character)
			if strings.ContainsFunc(said.Text(), func(r rune) bool { return r != ' ' && r != '\n' && !guard.Visible(r) }) {
				w.Errorf("the message about %s hides something: %+q", d.character, said.Text())
			}
		}
	}
	if n := rows(w, "transactions"); n != 0 {
		t.Errorf("%d transactions", n)
	}
}

// What people write with other keys, and mean the same by, is stored in one spelling.
func TestTheReviewPageHasOneSpelling(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	b := w.Browser("ar", 0)
	b.SignIn("fatima")
	for typed, shown := range map[string]string{
		"Jose\u0301 Nu\u0301n\u0303ez": "José Núñez",
		"ﻣﺤﻤﺪ\u00a0ﺍﻟﻌﻴﻦ":              "محمد العين",
		"محمـــد":                      "محمد",
		"Ｇ４２　(شركة ٣)":                 "G42 (شركة 3)",
		"شركة المثال ش.ذ.م.م":          "شركة المثال ش.ذ.م.م",
	} {
		values := apptest.Transfer()
		values.Set("payee_name", typed)
		review := b.Create("transfer", values)
		mustBe(w, review, "name", review.Find(`a[href$="#payee_name"]`).Closest("div").Find("dd bdi").First().Text(), shown)
		mustBe(w, review, "name to be edited", b.Get(review.Path()+"/edit").Find("#payee_name").AttrOr("value", ""), shown)
	}
}

// Characters that turn the direction of the text around them can make one amount read
// like another. None gets into a document.
func TestNoDirectionControlIsStored(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	b := w.Browser("ar", 0)
	b.SignIn("fatima")
	for _, r := range "\u0000\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069" {
		for _, name := range []string{"payee_name", "note"} {
			typed := apptest.Transfer()
			typed.Set(name, "Mariam "+string(r)+"Khalfan")
			if page := post(b, kind(w, "transfer"), typed); page.Status != http.StatusUnprocessableEntity {
				t.Errorf("%U in %s was accepted: %d", r, name, page.Status)
			}
		}
	}
}

func TestAFormWithMarkupShowsMarkupAsText(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	const canary = `"><svg/onload=alert(1)><script>x</script>'`
	typed := url.Values{}
	for _, f := range kind(w, "transfer").Fields {
		typed.Set(f.Name, canary)
	}
	page := post(b, kind(w, "transfer"), typed)
	refusesForm(w, page, kind(w, "transfer"), typed)
	good := apptest.Transfer()
	good.Set("note", canary)
	review := b.Create("transfer", good)
	shows(w, review, canary)
	for _, p := range []*apptest.Page{page, review, b.Get("/en/transactions"), b.Get(review.Path() + "/edit")} {
		if p.Find("script:not([src]), [onload]").Length() != 0 || strings.Contains(p.Body, "<svg/onload") {
			t.Errorf("%s has markup of a stranger", p.Path())
		}
	}
}
