package journeytest

import (
	"net/http"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/internal/postgres/postgrestest"
)

var confirmedRecord = record{
	State: "confirmed", Attempts: "succeeded",
	Events: "transaction_created attempt_started callback_claimed identity_matched transaction_confirmed",
}

func TestAFaceConfirmsATransactionOfEveryKind(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	for _, lang := range langs {
		b := w.Browser(lang, 0)
		name := map[string]string{"en": "Fatima Salem Al Tajribi", "ar": "فاطمة سالم التجريبي"}[lang]
		want(w, b.SignIn("fatima"), http.StatusOK, say(lang, "home.title", "name", name))
		for _, id := range kinds {
			confirmOne(w, b, kind(w, id))
		}
	}
	if n := exchanges(w); n != len(kinds)*len(langs) {
		t.Errorf("%d exchanges for %d confirmations", n, len(kinds)*len(langs))
	}
}

func confirmOne(w *apptest.World, b *apptest.Browser, k approval.Kind) {
	w.Helper()
	review := b.Create(k.ID, filled(k.ID))
	want(w, review, http.StatusOK, in(b.Lang, k.Review))
	shows(w, review, i18n.T(i18n.Lang(b.Lang), "review.only"), i18n.T(i18n.Lang(b.Lang), "review.consent"))
	callback := b.Callback(review, approve)
	done := b.Get(callback)
	want(w, done, http.StatusOK, in(b.Lang, k.Done))
	mustBe(w, done, "address", done.Path(), review.Path())
	stored(w, done, confirmedRecord)
	if n := w.Simulator.Exchanges(param(w, callback, "code")); n != 1 {
		w.Errorf("the code was exchanged %d times", n)
	}
	receiptOf(w, b, review, done)
}

// receiptOf checks that the receipt names what was reviewed, word for word.
func receiptOf(w *apptest.World, b *apptest.Browser, review, done *apptest.Page) {
	w.Helper()
	link := done.Find(".actions a.button").AttrOr("href", "")
	mustBe(w, done, "link to the receipt", link, done.Path()+"/receipt")
	receipt := b.Get(link)
	want(w, receipt, http.StatusOK, say(b.Lang, "receipt.title"))
	shows(w, receipt, say(b.Lang, "receipt.by_face"), review.Find(".sentence").Text())
	review.Find("dl.rows > div").Each(func(i int, row *selection) {
		shows(w, receipt, row.Find("dt").Text(), row.Find("bdi").Text())
	})
	digest := postgrestest.Query[string](w, w.Database, `select encode(payload_hash, 'hex') from transactions where id = $1`, idOf(done))
	shows(w, receipt, digest)
}

func TestTheStatusOfATransactionIsTheStageOfItsPage(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	status := func(want string) {
		t.Helper()
		if got := b.Get(review.Path() + "/status").Body; got != want+"\n" {
			t.Errorf("the status is %s, want %s", got, want)
		}
	}
	status(`{"stage":"review","state":"pending"}`)
	callback := b.Callback(review, approve)
	status(`{"stage":"waiting","state":"pending","left":"Time left: 5 minutes"}`)
	w.Database.Advance(t, 4*time.Minute)
	status(`{"stage":"waiting","state":"pending","left":"Time left: 1 minute","soon":"Time left: 1 minute"}`)
	want(w, b.Get(review.Path()), http.StatusOK, say("en", "waiting.title"))
	b.Get(callback)
	status(`{"stage":"ended","state":"confirmed"}`)
}

func TestThereIsAReceiptOfAConfirmationOnly(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("ar", 0)
	b.SignIn("ahmed")
	review := b.Create("mobile", filled("mobile"))
	pending := b.Get(review.Path() + "/receipt")
	mustBe(w, pending, "address", pending.Path(), review.Path())
	want(w, pending, http.StatusOK, in("ar", kind(w, "mobile").Review))
	rejected := b.Confirm(review, otherPerson("mariam"))
	none := b.Get(review.Path() + "/receipt")
	mustBe(w, none, "address", none.Path(), rejected.Path())
	want(w, none, http.StatusOK, say("ar", "notice.mismatch.title"))
}

// The page that leads to UAE PASS is for an attempt under way. Without one there is
// nowhere to go, and the transaction says why.
func TestTheWayToUAEPassIsOpenDuringAnAttempt(t *testing.T) {
	t.Parallel()
	w := open(t)
	for lang, me := range map[string]string{"en": "fatima", "ar": "ahmed"} {
		b := w.Browser(lang, 0)
		b.SignIn(me)
		review := b.Create("transfer", apptest.Transfer())
		closed := func(heading string) {
			t.Helper()
			for _, path := range []string{"/handover", "/go"} {
				page := b.Get(review.Path() + path)
				mustBe(w, page, "address", page.Path(), review.Path())
				want(w, page, http.StatusOK, heading)
			}
		}
		closed(in(lang, kind(w, "transfer").Review))
		handover := b.Begin(review)
		want(w, handover, http.StatusOK, say(lang, "handover.title"))
		shows(w, handover, review.Find(".sentence").Text(), say(lang, "handover.confirm", "host", i18n.LTR(w.Simulator.URL)))
		mustBe(w, handover, "link", handover.Find("main a.button").AttrOr("href", ""), review.Path()+"/go")
		mustBe(w, handover, "refresh", handover.Find("meta[http-equiv=refresh]").AttrOr("content", ""), "0;url="+review.Path()+"/go")
		b.Get(answer(w, b, b.Get(review.Path()+"/go").Elsewhere, approve))
		closed(in(lang, kind(w, "transfer").Done))
	}
}
