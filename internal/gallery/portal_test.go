package gallery

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator/simulatortest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

// shape is the parts that a page is made of, each once: elements with what decides how
// they look and work, and where they stand.
func shape(doc *goquery.Document) []string {
	var parts []string
	doc.Find("body *").Each(func(_ int, s *selection) {
		if goquery.NodeName(s) != "path" {
			parts = append(parts, part(s))
		}
	})
	slices.Sort(parts)
	return slices.Compact(parts)
}

var telling = []string{"class", "type", "name", "dir", "role", "lang", "inputmode", "autocapitalize", "autocomplete", "method", "aria-current", "aria-invalid", "data-stage", "hidden"}

func part(s *selection) string {
	var path []string
	for n := s; n.Length() > 0 && goquery.NodeName(n) != "body"; n = n.Parent() {
		name := goquery.NodeName(n)
		for _, attr := range telling {
			if value, ok := n.Attr(attr); ok {
				name += " " + attr + "=" + strings.Join(strings.Fields(value), " ")
			}
		}
		path = append(path, name)
	}
	slices.Reverse(path)
	return strings.Join(path, " > ")
}

// within wants an entry to have whatever the page of the portal has. A list has more
// here: every state, on one page.
func within(t *testing.T, name string, p *apptest.Page) (here, there []string) {
	t.Helper()
	entries := Entries()
	i := slices.IndexFunc(entries, func(e Entry) bool { return e.Name == name })
	if i < 0 {
		t.Fatalf("no entry %s", name)
	}
	here, there = shape(rendered(t, entries[i], i18n.Lang(p.Path()[1:3]))), shape(p.Document)
	for _, part := range there {
		if !slices.Contains(here, part) {
			t.Errorf("the portal has, and the entry %s has not: %s", name, part)
		}
	}
	return here, there
}

// same compares an entry with the page of the portal that it stands for.
func same(t *testing.T, name string, p *apptest.Page) {
	t.Helper()
	here, there := within(t, name, p)
	for _, part := range here {
		if !slices.Contains(there, part) {
			t.Errorf("the entry %s has, and the portal has not: %s", name, part)
		}
	}
}

// fillIn is a form as most people fill it in. The portal's day is not the gallery's.
func fillIn(k approval.Kind) url.Values {
	values := url.Values{}
	for _, f := range k.Fields {
		values.Set(f.Name, usual(f))
		if f.Type == approval.Date {
			values.Set(f.Name, time.Now().In(i18n.UAE()).AddDate(0, 0, 7).Format(time.DateOnly))
		}
	}
	return values
}

// What the gallery shows is what the portal serves.
func TestEntriesAreMadeLikeThePagesOfThePortal(t *testing.T) {
	t.Parallel()
	often := func(c *app.Config) { c.Limits.Starts = 2 * len(kinds()) } // one for each kind, within a moment
	for _, lang := range []string{"en", "ar"} {
		w := apptest.New(t, apptest.Options{Portal: often})
		b := w.Browser(lang, 0)
		at := "/" + lang
		same(t, "signin", b.Get(at+"/"))
		same(t, "signin-needed", b.Get(at+"/profile"))
		same(t, "handover-signin", b.Post(at+"/signin", url.Values{}))
		same(t, "error-outside", b.Get(at+"/nowhere"))
		same(t, "home-first", b.SignIn("fatima"))
		same(t, "history-empty", b.Get(at+"/transactions"))
		same(t, "error-not_found", b.Get(at+"/nowhere"))
		for _, k := range kinds() {
			livesThrough(t, w, b, k)
		}
		within(t, "home", b.Get(at+"/"))
		within(t, "history", b.Get(at+"/transactions"))
		same(t, "signing-out", b.Post(at+"/signout", url.Values{}))
	}
}

// livesThrough is the journey of one transaction of each kind.
func livesThrough(t *testing.T, w *apptest.World, b *apptest.Browser, k approval.Kind) {
	t.Helper()
	at := "/" + b.Lang
	form := b.Get(at + "/new/" + k.ID)
	same(t, "form-"+k.ID, form)
	missing := url.Values{"key": {form.Find("input[name=key]").AttrOr("value", "")}}
	same(t, "form-"+k.ID+"-missing", b.Post(at+"/new/"+k.ID, missing))
	review := b.Create(k.ID, fillIn(k))
	same(t, "review-"+k.ID, review)
	done := b.Confirm(review, simulatortest.Decision{})
	same(t, "confirmed-"+k.ID, done)
	if k.ID == "transfer" {
		same(t, "receipt-follows", b.Get(done.Path()+"/receipt"))
	}
	w.Sequenced()
	same(t, "receipt-"+k.ID, b.Get(done.Path()+"/receipt"))
	if k.ID == "transfer" {
		same(t, "receipt-full", b.Get(done.Path()+"/receipt?proof=full"))
	}
}

// The stages of transactions that were not confirmed.
func TestEntriesOfFailuresAreMadeLikeThoseOfThePortal(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "ar"} {
		w := apptest.New(t, apptest.Options{})
		b := w.Browser(lang, 0)
		b.SignIn("fatima")
		transfer := kind("transfer")

		review := b.Create("transfer", fillIn(transfer))
		same(t, "form-transfer-edit", b.Get(review.Path()+"/edit"))
		same(t, "handover-confirm", b.Begin(review))
		same(t, "waiting", b.Get(review.Path()))
		same(t, "profile", b.Get("/"+lang+"/profile")) // with the strip that something waits
		same(t, "review-another", b.Create("transfer", fillIn(transfer)))
		twin := w.Browser(lang, 0)
		twin.SignIn("fatima")
		same(t, "elsewhere", twin.Get(review.Path()))
		same(t, "cancelled", b.Post(review.Path()+"/cancel", nil))

		failed := b.Confirm(b.Create("transfer", fillIn(transfer)), simulatortest.Decision{Action: simulatortest.Decline})
		same(t, "review-after-cancelled", failed)
		edited := fillIn(transfer)
		edited.Set("amount", "2.00")
		edited.Set("version", "1")
		edited.Set("key", string(approval.NewID()))
		if newer := b.Post(failed.Path()+"/edit", edited); newer.Status != http.StatusOK {
			t.Fatalf("an edit answers %d", newer.Status)
		}
		same(t, "replaced", b.Get(failed.Path()))

		same(t, "rejected", b.Confirm(b.Create("transfer", fillIn(transfer)), simulatortest.Decision{Action: simulatortest.Other, Persona: "mariam"}))
	}
}
