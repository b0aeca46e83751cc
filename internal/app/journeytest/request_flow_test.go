package journeytest

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/simulator/simulatortest"
)

// asksLine is what every page of a transaction says about who asked for it.
func asksLine(lang string) string {
	return say(lang, "asked.by", "client", map[string]string{"en": "core system", "ar": "نظام core"}[lang])
}

// A client asks; a person who has never been here opens the link, signs in, sees what it is and
// who asks, and confirms; the client executes it, and the person sees that.
func TestWhatAClientAsksForIsConfirmedAndCarriedOut(t *testing.T) {
	t.Parallel()
	for lang, persona := range map[string]string{"en": "fatima", "ar": "daniel"} { // a resident and a visitor
		w := open(t)
		r := asks(w, asker(w), persona)
		b := w.Browser(lang, 0)
		review := signsInFromLink(b, r, persona)
		mustBe(w, review, "address", review.Path(), r.page(lang))
		want(w, review, http.StatusOK, in(lang, kind(w, "transfer").Review))
		shows(w, review, asksLine(lang), say(lang, "asked.lead"), say(lang, "asked.scam", "entity", entity.In(approval.Lang(lang))), say(lang, "asked.decline"))
		if n := review.Find(`main a[href*="/edit"], main a[href*="from="]`).Length(); n != 0 {
			t.Errorf("a review of what a client asked for has %d links to change it", n)
		}
		r.stands(integration.Pending)

		list := b.Get("/" + lang + "/transactions")
		shows(w, list, asksLine(lang))
		shows(w, b.Get("/"+lang+"/"), asksLine(lang))

		done := b.Confirm(review, approve)
		want(w, done, http.StatusOK, in(lang, kind(w, "transfer").Done))
		shows(w, done, asksLine(lang), say(lang, "past.opened"), say(lang, "execution.awaited", "entity", entity.In(approval.Lang(lang))))
		mustBe(w, done, "way back", done.Find(".actions a[rel=noreferrer]").AttrOr("href", ""), backTo(r))
		shows(w, b.Get(done.Path()+"/receipt"), asksLine(lang), say(lang, "receipt.awaited"))

		consumed(w, r.client, r.id, "HUB-77")
		r.stands(integration.Consumed)
		done = b.Get(done.Path())
		want(w, done, http.StatusOK, in(lang, kind(w, "transfer").Done))
		if said := textOf(done); !strings.Contains(said, "HUB-77") || strings.Contains(said, say(lang, "execution.awaited", "entity", entity.In(approval.Lang(lang)))) {
			t.Errorf("after the execution the page says: %s", said)
		}
		shows(w, b.Get(done.Path()+"/receipt"), say(lang, "receipt.execution"), "HUB-77")
		mustBe(w, done, "script", b.Get(done.Path()+"/status").Body, `{"stage":"ended","state":"confirmed"}`+"\n")
	}
}

// What customers start themselves is carried out by the same client; nobody asked for it.
func TestWhatACustomerStartsIsCarriedOut(t *testing.T) {
	t.Parallel()
	w := open(t)
	core := asker(w)
	for _, lang := range langs {
		b := w.Browser(lang, 0)
		b.SignIn("fatima")
		done := b.Confirm(b.Create("transfer", apptest.Transfer()), approve)
		shows(w, done, say(lang, "execution.awaited", "entity", entity.In(approval.Lang(lang))))
		if said := textOf(done); strings.Contains(said, "core") || done.Find(".actions a[rel=noreferrer]").Length() != 0 {
			t.Errorf("nobody asked for it, and the page says %s", said)
		}
		consumed(w, core, approval.ID(idOf(done)), "HUB-"+lang)
		shows(w, b.Get(done.Path()), say(lang, "past.consumed"), "HUB-"+lang)
	}
}

// Where no client consumes what is confirmed, nothing is said of it.
func TestWithoutAClientNothingIsCarriedOut(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	done := b.Confirm(b.Create("transfer", apptest.Transfer()), approve)
	for _, said := range []string{textOf(done), textOf(b.Get(done.Path() + "/receipt"))} {
		if strings.Contains(said, "carried out") || strings.Contains(said, "Carried out") {
			t.Errorf("the page says %s", said)
		}
	}
}

// What was not consumed in time has lapsed, from the first moment after that. It stays
// confirmed, and its person is told what that means for them.
func TestWhatIsNotCarriedOutInTimeLapses(t *testing.T) {
	t.Parallel()
	for _, lang := range langs {
		w := open(t)
		core := asker(w)
		b := w.Browser(lang, 0)
		r := asks(w, core, "fatima")
		asked := b.Confirm(signsInFromLink(b, r, "fatima"), approve)
		own := b.Confirm(b.Create("transfer", apptest.Transfer()), approve)
		w.Database.Advance(t, kind(w, "transfer").Policy.ConsumeWithin+time.Minute)
		b.SignIn("fatima") // that session is over, too
		lapsed := func() {
			t.Helper()
			page := b.Get(asked.Path())
			want(w, page, http.StatusOK, in(lang, kind(w, "transfer").Done))
			shows(w, page, say(lang, "execution.lapsed"), say(lang, "state.confirmed"), say(lang, "asked.anew", "entity", entity.In(approval.Lang(lang))))
			mustBe(w, page, "way back", page.Find(".actions a[rel=noreferrer]").AttrOr("href", ""), backTo(r))
			if page.Find(`a[href*="from="]`).Length() != 0 {
				t.Error("what a client asked for can be started again")
			}
			page = b.Get(own.Path())
			shows(w, page, say(lang, "execution.lapsed"))
			if page.Find(`.actions a[href*="from="]`).Length() != 1 {
				t.Error("what the customer started cannot be started again")
			}
			shows(w, b.Get(own.Path()+"/receipt"), say(lang, "receipt.lapsed"))
		}
		lapsed()
		if n, err := w.Apps[0].DB.SweepClients(t.Context(), 10); n != 2 || err != nil {
			t.Errorf("the sweep found %d: %v", n, err)
		}
		lapsed()
		r.stands(integration.Lapsed)
	}
}

// The face of somebody else ends it like any other transaction; the way back is there, and says
// nothing of the outcome.
func TestTheWrongFaceEndsWhatAClientAskedFor(t *testing.T) {
	t.Parallel()
	for _, lang := range langs {
		w := open(t)
		r := asks(w, asker(w), "fatima")
		b := w.Browser(lang, 0)
		page := b.Confirm(signsInFromLink(b, r, "fatima"), otherPerson("mariam"))
		want(w, page, http.StatusOK, say(lang, "notice.mismatch.title"))
		shows(w, page, asksLine(lang))
		mustBe(w, page, "way back", page.Find(".actions a[rel=noreferrer]").AttrOr("href", ""), backTo(r))
		r.stands(integration.Rejected)
	}
}

// After an attempt that failed, and in another browser than the one that began, the pages say who
// asks, and offer what can be done here.
func TestTheStagesOfWhatAClientAskedFor(t *testing.T) {
	t.Parallel()
	for _, lang := range langs {
		w := open(t)
		r := asks(w, asker(w), "fatima")
		b, other := w.Browser(lang, 0), w.Browser(lang, 0)
		failed := b.Confirm(signsInFromLink(b, r, "fatima"), decline)
		want(w, failed, http.StatusOK, say(lang, "notice.cancelled.title"))
		shows(w, failed, asksLine(lang))
		b.Begin(failed)
		waiting := b.Get(failed.Path())
		want(w, waiting, http.StatusOK, say(lang, "waiting.title"))
		shows(w, waiting, asksLine(lang), say(lang, "asked.decline"))
		other.SignIn("fatima")
		elsewhere := other.Get(failed.Path())
		want(w, elsewhere, http.StatusOK, say(lang, "elsewhere.title"))
		shows(w, elsewhere, asksLine(lang), say(lang, "asked.stranger"))
		other.Confirm(elsewhere, simulatortest.Decision{Action: simulatortest.Decline})
		exhausted := other.Get(failed.Path())
		shows(w, exhausted, say(lang, "asked.exhausted", "entity", entity.In(approval.Lang(lang))))
		if exhausted.Find(`a[href*="from="]`).Length() != 0 {
			t.Error("what a client asked for can be started again")
		}
	}
}
