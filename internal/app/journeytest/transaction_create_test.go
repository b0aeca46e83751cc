package journeytest

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

// keyed is a valid transfer with a key of its own.
func keyed() url.Values {
	values := apptest.Transfer()
	values.Set("key", string(approval.NewID()))
	return values
}

func TestADoubleSubmitIsOneTransaction(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas)
	for lang, me := range map[string]string{"en": "fatima", "ar": "ahmed"} {
		b := w.Browser(lang, 0)
		b.SignIn(me)
		before := rows(w, "transactions")
		values := keyed()
		first := b.Post("/"+lang+"/new/transfer", values)
		want(w, first, http.StatusOK, in(lang, kind(w, "transfer").Review))
		for _, again := range []*apptest.Browser{b, b.On(1)} {
			page := again.Post("/"+lang+"/new/transfer", values)
			mustBe(w, page, "address", page.Path(), first.Path())
		}
		if n := rows(w, "transactions") - before; n != 1 {
			t.Errorf("%d transactions", n)
		}
		stored(w, first, record{"pending", "", "transaction_created"})
	}
}

//takeed:race
func TestTwentySubmitsAtOnceAreOneTransaction(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	values := keyed()
	paths := make(chan string, 20)
	atOnce(20, func(i int) {
		page, err := b.On(i%2).TryPost("/en/new/transfer", values)
		if err != nil || page.Status != http.StatusOK {
			t.Errorf("a submit failed: %v", err)
			return
		}
		paths <- page.Path()
	})
	close(paths)
	first := <-paths
	for path := range paths {
		if path != first {
			t.Errorf("one form led to %s and to %s", first, path)
		}
	}
	if n := rows(w, "transactions"); n != 1 {
		t.Errorf("%d transactions", n)
	}
}

func TestTheSameFormWithOtherValuesIsRefused(t *testing.T) {
	t.Parallel()
	w := open(t)
	for lang, me := range map[string]string{"en": "fatima", "ar": "ahmed"} {
		b := w.Browser(lang, 0)
		b.SignIn(me)
		before := rows(w, "transactions")
		values := keyed()
		review := b.Post("/"+lang+"/new/transfer", values)
		values.Set("amount", "49,999.00")
		want(w, b.Post("/"+lang+"/new/transfer", values), http.StatusConflict, say(lang, "error.key_reused.title"))
		values.Set("version", "1")
		want(w, b.Post(review.Path()+"/edit", values), http.StatusConflict, say(lang, "error.key_reused.title"))
		stored(w, review, record{"pending", "", "transaction_created"})
		if got := documentOf(w, review).Value("amount"); got != "AED 1250.50" || rows(w, "transactions") != before+1 {
			t.Errorf("the amount is %s now", got)
		}
	}
}

// One person's key is nothing to another.
func TestAKeyBelongsToItsPerson(t *testing.T) {
	t.Parallel()
	w := open(t)
	values := keyed()
	var paths []string
	for _, me := range []string{"fatima", "ahmed"} {
		b := w.Browser("en", 0)
		b.SignIn(me)
		paths = append(paths, b.Post("/en/new/transfer", values).Path())
	}
	if paths[0] == paths[1] || rows(w, "transactions") != 2 {
		t.Errorf("%v", paths)
	}
}

// documentOf opens the stored document of the transaction on a page.
func documentOf(w *apptest.World, p *apptest.Page) approval.Document {
	w.Helper()
	person := postgrestest.Query[string](w, w.Database, `select user_id::text from transactions where id = $1`, idOf(p))
	list, err := w.Apps[0].DB.History(context.Background(), approval.ID(person), approval.Filter{Limit: 1000})
	if err != nil {
		w.Fatal(err)
	}
	for _, tx := range list {
		if string(tx.ID) == idOf(p) {
			return tx.Document
		}
	}
	w.Fatalf("no document of %s", p.Path())
	return approval.Document{}
}

// What was typed on any keyboard is stored in one form, and shown in Western digits.
func TestEasternDigitsBecomeWestern(t *testing.T) {
	t.Parallel()
	w := open(t)
	for lang, me := range map[string]string{"en": "fatima", "ar": "ahmed"} {
		b := w.Browser(lang, 0)
		b.SignIn(me)
		values := apptest.Transfer()
		values.Set("amount", "١٬٢٥٠٫٥٠")
		values.Set("iban", "AE٠٧ ٠٣٣١ ٢٣٤٥ ٦٧٨٩ ٠١٢٣ ٤٥٦")
		review := b.Create("transfer", values)
		want(w, review, http.StatusOK, in(lang, kind(w, "transfer").Review))
		document := documentOf(w, review)
		mustBe(w, review, "stored amount", document.Value("amount"), "AED 1250.50")
		mustBe(w, review, "stored IBAN", document.Value("iban"), "AE070331234567890123456")
		shows(w, review, "1,250.50", "AE07 0331 2345 6789 0123 456")
		mobile := b.Create("mobile", url.Values{"mobile": {"۰۵۵ ۱۲۳ ۴۵۶۷"}})
		mustBe(w, mobile, "stored number", documentOf(w, mobile).Value("mobile"), "+971551234567")
		shows(w, mobile, "+971 55 123 4567")
	}
}

// A page that was left open shows the version it was made for: the number in its form
// is of the stored document, whatever the address of the form said.
func TestTheFormOfAReviewPostsTheStoredVersion(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	page := b.Create("transfer", apptest.Transfer())
	for version := 1; version <= 3; version++ {
		mustBe(w, page, "version", page.Find("input[name=version]").AttrOr("value", ""), strconv.Itoa(version))
		page = b.Post(page.Path()+"/edit", edited(strconv.Itoa(version)+".00", strconv.Itoa(version)))
	}
	if n := rows(w, "transactions"); n != 4 {
		t.Errorf("%d versions", n)
	}
}
