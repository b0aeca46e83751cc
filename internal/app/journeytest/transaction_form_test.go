package journeytest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/catalogue"
	"takeed/internal/guard"
)

var kinds = []string{"transfer", "beneficiary", "mobile", "limit", "disclosure"}

// refusesForm fails the test unless a page shows a form again: each fault next to its
// field and in the summary, which leads there, and what was typed still in place.
func refusesForm(w *apptest.World, p *apptest.Page, k approval.Kind, typed url.Values) {
	w.Helper()
	lang := p.Find("html").AttrOr("lang", "")
	want(w, p, http.StatusUnprocessableEntity, in(lang, k.Label))
	if title := p.Find("title").Text(); !strings.HasPrefix(title, say(lang, "frame.error_prefix")+" ") {
		w.Errorf("the title %q does not begin with the word for an error", title)
	}
	_, wrong := catalogue.Parse(k, typed.Get, time.Now())
	links := p.Find(".summary-error a")
	if len(wrong) == 0 || links.Length() != len(wrong) {
		w.Errorf("%d links for %d faults", links.Length(), len(wrong))
	}
	for i, fault := range wrong {
		link := links.Eq(i)
		target := p.Find(link.AttrOr("href", "#"))
		mustBe(w, p, "field that the summary leads to", target.AttrOr("name", ""), fault.Field)
		mustBe(w, p, "text of the summary", plain(link.Text()), in(lang, fault.Text))
		said := p.Find("#" + fault.Field + "-error")
		if !strings.Contains(plain(said.Text()), in(lang, fault.Text)) {
			w.Errorf("next to %s: %q", fault.Field, said.Text())
		}
		if target.Is("input.input") {
			mustBe(w, p, "state of the input", target.AttrOr("aria-invalid", ""), "true")
			if !strings.Contains(target.AttrOr("aria-describedby", ""), fault.Field+"-error") {
				w.Errorf("the input %s does not name its error", fault.Field)
			}
		}
	}
	keepsTyped(w, p, k, typed)
}

func keepsTyped(w *apptest.World, p *apptest.Page, k approval.Kind, typed url.Values) {
	w.Helper()
	mustBe(w, p, "key", p.Find("input[name=key]").AttrOr("value", ""), typed.Get("key"))
	for _, f := range k.Fields {
		input := p.Find(`input[name="` + f.Name + `"]`)
		if f.Type == approval.Choice {
			input = input.Filter("[checked]")
		}
		value := input.AttrOr("value", "")
		if f.Type == approval.Choice && input.Length() == 0 && typed.Get(f.Name) != "" && !offered(f, typed.Get(f.Name)) {
			continue // a choice that there is not cannot stay chosen
		}
		mustBe(w, p, "value kept of "+f.Name, value, catalogue.Shown(f, typed.Get(f.Name)))
	}
}

func offered(f approval.Field, id string) bool {
	for _, c := range f.Choices {
		if c.ID == id {
			return true
		}
	}
	return false
}

// post sends a form with a key of its own.
func post(b *apptest.Browser, k approval.Kind, values url.Values) *apptest.Page {
	values.Set("key", string(approval.NewID()))
	return b.Post("/"+b.Lang+"/new/"+k.ID, values)
}

func TestAnEmptyFormSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, lang := range langs {
		b := w.Browser(lang, 0)
		b.SignIn("fatima")
		for _, id := range kinds {
			k, empty := kind(w, id), url.Values{}
			refusesForm(w, post(b, k, empty), k, empty)
		}
	}
	if n := rows(w, "transactions"); n != 0 {
		t.Errorf("%d transactions", n)
	}
}

// wrongValues are values that a field of a kind does not take.
var wrongValues = map[string]map[string][]string{
	"transfer": {
		"amount":     {"0", "0.99", "50,000.01", "1,50", "1.505", "-5", "12a", "1e3", "٠", "999999999999999999999", "AED 5"},
		"payee_name": {"  ", "Mar1am", "<b>Mariam</b>", "Mariam; drop table", strings.Repeat("a", 71), "---", "Mari\u202eam", "\u200fMariam"},
		"iban":       {"AE07", "AE080331234567890123456", "GB29NWBK60161331926819", "AE07033123456789012345é", "AE0703312345678901234567"},
		"purpose":    {"", "Family", "x", "family,rent"},
		"note":       {strings.Repeat("x", 141), "100\u202e001", "a\u2066b", "a\u2069b", "a\u200eb", "a\u061cb", "a\u0007b", "a\u2028b", "\u0301", "\ufeffx", "a\U000e0041b"},
	},
	"mobile": {"mobile": {"", "12", "+44 7911 123456", "04 123 4567", "055 123 456", "055 123 45678", "not a number"}},
	"limit":  {"until": {"", "2020-01-01", "2199-01-01", "tomorrow", "2026-02-30"}},
	"disclosure": {
		"email":        {"", "office", "office@", "@example.org", "a b@example.org", "office@example", "off\u202eice@example.org"},
		"recipient_id": {"784", "784-1990-123456-6", "123456789012345"},
	},
}

func TestAWrongValueIsExplainedAndKept(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, lang := range langs {
		b := w.Browser(lang, 0)
		b.SignIn("fatima")
		for id, fields := range wrongValues {
			for name, values := range fields {
				for _, value := range values {
					typed := filled(id)
					typed.Set(name, value)
					refusesForm(w, post(b, kind(w, id), typed), kind(w, id), typed)
				}
			}
		}
	}
	if n := rows(w, "transactions"); n != 0 {
		t.Errorf("%d transactions", n)
	}
}

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

func TestAWrongEditIsExplainedAndChangesNothing(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, lang := range langs {
		b := w.Browser(lang, 0)
		b.SignIn("fatima")
		review := b.Create("transfer", apptest.Transfer())
		typed := edited("0", "1")
		page := b.Post(review.Path()+"/edit", typed)
		refusesForm(w, page, kind(w, "transfer"), typed)
		mustBe(w, page, "version", page.Find("input[name=version]").AttrOr("value", ""), "1")
		mustBe(w, page, "address of the form", page.Find("main form").AttrOr("action", ""), review.Path()+"/edit")
		stored(w, review, record{"pending", "", "transaction_created"})
	}
}

func TestARequestThatNoFormSends(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	many := keyed()
	for i := range 101 {
		many.Set(strings.Repeat("x", i+1), "x")
	}
	twice := keyed()
	twice["amount"] = []string{"1.00", "2.00"}
	for name, c := range map[string]struct {
		body, contentType string
		status            int
	}{
		"many fields":      {many.Encode(), "application/x-www-form-urlencoded", http.StatusBadRequest},
		"a field twice":    {twice.Encode(), "application/x-www-form-urlencoded", http.StatusBadRequest},
		"another twice":    {keyed().Encode() + "&x=1&x=2", "application/x-www-form-urlencoded", http.StatusBadRequest},
		"a bad escape":     {keyed().Encode() + "&note=%zz", "application/x-www-form-urlencoded", http.StatusBadRequest},
		"a semicolon":      {keyed().Encode() + ";note=x", "application/x-www-form-urlencoded", http.StatusBadRequest},
		"no key":           {apptest.Transfer().Encode(), "application/x-www-form-urlencoded", http.StatusBadRequest},
		"a key of its own": {apptest.Transfer().Encode() + "&key=1", "application/x-www-form-urlencoded", http.StatusBadRequest},
		"JSON":             {`{"key":"x"}`, "application/json", http.StatusBadRequest},
		"no type":          {keyed().Encode(), "", http.StatusBadRequest},
		"too large":        {keyed().Encode() + "&x=" + strings.Repeat("x", 65<<10), "application/x-www-form-urlencoded", http.StatusRequestEntityTooLarge},
	} {
		r := b.Request(http.MethodPost, "/en/new/transfer", nil)
		r.Body, r.ContentLength = body(c.body), int64(len(c.body))
		r.Header.Set("Content-Type", c.contentType)
		page := b.Do(r)
		if page.Status != c.status || page.Heading() != say("en", "error.bad_request.title") {
			t.Errorf("%s: %d %q", name, page.Status, page.Heading())
		}
		wellMade(w, page)
	}
	if n := rows(w, "transactions"); n != 0 {
		t.Errorf("%d transactions", n)
	}
}

func TestThereIsNoFormOfAnUnknownKind(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("ar", 0)
	b.SignIn("fatima")
	for _, id := range []string{"x", "Transfer", "transfer%2f", "%00"} {
		if page := b.Get("/ar/new/" + id); page.Status != http.StatusNotFound {
			t.Errorf("%s: %d", id, page.Status)
		}
	}
	want(w, b.Post("/ar/new/x", keyed()), http.StatusNotFound, say("ar", "error.not_found.title"))
}
