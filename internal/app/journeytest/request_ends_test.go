package journeytest

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/simulator/simulatortest"
)

// The client withdraws it, renews its link, or lets it expire while its person is at UAE PASS to
// sign in: the link that they bring back leads nowhere.
func TestALinkThatDiesDuringTheSignIn(t *testing.T) {
	t.Parallel()
	for what, dies := range map[string]func(request){
		"cancelled": request.cancel,
		"renewed":   func(r request) { r.renew() },
		"expired":   func(r request) { r.Database.Advance(r, 6*time.Minute) },
	} {
		w := open(t)
		r := asksOf(w, asker(w), integration.Addressee{By: string(approval.ByEmiratesID), Value: person(w, "fatima").EmiratesID}, 5*time.Minute)
		for _, lang := range langs {
			b := w.Browser(lang, 0)
			callback := b.SignInFromCallback(opens(b, r), simulatortest.Decision{Persona: "fatima"})
			if lang == "en" {
				dies(r)
			}
			page := b.Get(callback)
			want(w, page, http.StatusNotFound, say(lang, "error.request_link.title"))
			if b.Cookie("lnk") != "" {
				t.Errorf("%s: the browser still has the token", what)
			}
		}
		if n := rows(w, "transactions"); n != 0 {
			t.Errorf("%s: %d transactions", what, n)
		}
	}
}

// The new link leads where the old one did.
func TestARenewedLinkLeadsThere(t *testing.T) {
	t.Parallel()
	w := open(t)
	old := asks(w, asker(w), "fatima")
	fresh := old.renew()
	b := w.Browser("en", 0)
	want(w, signsInFromLink(b, old, "fatima"), http.StatusNotFound, say("en", "error.request_link.title"))
	page := opens(b, fresh)
	mustBe(w, page, "address", page.Path(), fresh.page("en"))
}

// The client withdraws it while its person is at UAE PASS to show their face: nothing is
// confirmed, and the page does not say that they did it.
func TestTheClientCancelsDuringTheFaceCheck(t *testing.T) {
	t.Parallel()
	for _, lang := range langs {
		w := open(t)
		r := asks(w, asker(w), "fatima")
		b := w.Browser(lang, 0)
		callback := b.Callback(signsInFromLink(b, r, "fatima"), approve)
		r.cancel()
		page := b.Get(callback)
		want(w, page, http.StatusOK, say(lang, "ended.declined.title"))
		shows(w, page, asksLine(lang), in(lang, kind(w, "transfer").Undone), say(lang, "ended.declined.text"), say(lang, "asked.anew", "entity", entity.In(approval.Lang(lang))))
		mustBe(w, page, "way back", page.Find(".actions a").AttrOr("href", ""), backTo(r))
		r.stands(integration.Cancelled)
		if n := exchanges(w); n != 0 {
			t.Errorf("%d exchanges", n)
		}
		want(w, opens(b, r), http.StatusOK, page.Heading()) // and so it stays
	}
}

// Its person declines.
func TestARequestIsDeclined(t *testing.T) {
	t.Parallel()
	for _, lang := range langs {
		w := open(t)
		r := asks(w, asker(w), "fatima")
		b := w.Browser(lang, 0)
		signsInFromLink(b, r, "fatima")
		page := declines(b, r)
		want(w, page, http.StatusOK, say(lang, "ended.declined.title"))
		mustBe(w, page, "way back", page.Find(".actions a").AttrOr("href", ""), backTo(r))
		if page.Find(`a[href*="from="]`).Length() != 0 {
			t.Error("what a client asked for can be started again")
		}
		r.stands(integration.Cancelled)
	}
}

// What was opened in time is over when the client said, and not later because it was opened late.
func TestWhatAClientAskedForExpires(t *testing.T) {
	t.Parallel()
	for _, lang := range langs {
		w := open(t)
		r := asks(w, asker(w), "fatima")
		b := w.Browser(lang, 0)
		w.Database.Advance(t, 13*time.Minute)
		review := signsInFromLink(b, r, "fatima")
		want(w, review, http.StatusOK, in(lang, kind(w, "transfer").Review))
		w.Database.Advance(t, 2*time.Minute)
		page := b.Get(review.Path())
		want(w, page, http.StatusOK, say(lang, "ended.expired.title"))
		shows(w, page, asksLine(lang), say(lang, "asked.anew", "entity", entity.In(approval.Lang(lang))))
		mustBe(w, page, "way back", page.Find(".actions a").AttrOr("href", ""), backTo(r))
		r.stands(integration.Expired)
	}
}

// Nobody edits what a client asked for, nor starts from it, in any state; it is answered like any
// other transaction that may not be edited.
func TestWhatAClientAskedForIsNotEdited(t *testing.T) {
	t.Parallel()
	w := open(t)
	r := asks(w, asker(w), "fatima")
	b := w.Browser("en", 0)
	review := signsInFromLink(b, r, "fatima")
	before := snapshot(w)
	refused := func() {
		t.Helper()
		page := b.Get(review.Path() + "/edit")
		mustBe(w, page, "address of the form", page.Path(), review.Path())
		wrong := edited("no amount", "1")
		for _, values := range []url.Values{edited("2.00", "1"), edited("1,250.50", "1"), wrong} {
			want(w, b.Post(review.Path()+"/edit", values), http.StatusConflict, say("en", "error.wrong_state.title"))
		}
		form := b.Get("/en/new/transfer?from=" + string(r.id))
		mustBe(w, form, "amount to start with", form.Find("input[name=amount]").AttrOr("value", ""), "")
	}
	refused()
	if snapshot(w) != before {
		t.Error("an edit that was refused has changed something")
	}
	want(w, b.Confirm(b.Get(review.Path()), approve), http.StatusOK, in("en", kind(w, "transfer").Done))
	refused()
	r.stands(integration.Confirmed)
}

// A form key that a customer used for a transaction of their own does not lead to what a client
// asked for, nor the other way round.
func TestFormKeysAndRequestsDoNotMeet(t *testing.T) {
	t.Parallel()
	w := open(t)
	r := asks(w, asker(w), "fatima")
	b := w.Browser("en", 0)
	review := signsInFromLink(b, r, "fatima")
	values := apptest.Transfer()
	values.Set("key", string(r.id))
	own := b.Post("/en/new/transfer", values)
	want(w, own, http.StatusOK, in("en", kind(w, "transfer").Review))
	if own.Path() == review.Path() {
		t.Error("a form led to what a client asked for")
	}
	values.Set("amount", "3.00")
	want(w, b.Post("/en/new/transfer", values), http.StatusConflict, say("en", "error.key_reused.title"))
	for _, key := range []string{"", "x"} {
		values.Set("key", key)
		want(w, b.Post("/en/new/transfer", values), http.StatusBadRequest, say("en", "error.bad_request.title"))
	}
	r.stands(integration.Pending)
}
