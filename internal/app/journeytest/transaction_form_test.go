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
)

var kinds = []string{"transfer", "beneficiary", "mobile", "limit", "card", "security", "disclosure"}

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
	"card": {
		"action":   {"", "steal", "new_debit,new_credit"},
		"ending":   {"54321", "5425 2334 3010 9903", "43\u202e21"},
		"limit":    {"0", "200,000.01", "many"},
		"delivery": {"", "elsewhere"},
	},
	"security": {"action": {"", "sign-in"}, "device": {"", "  ", strings.Repeat("x", 61), "iPho\u200bne", "iPhоne"}},
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
