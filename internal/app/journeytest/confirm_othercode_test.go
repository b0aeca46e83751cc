package journeytest

import (
	"net/http"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

// saysWhy makes the provider name a wrong code verifier. In its other words that is an
// expired code, and the test would not know one from the other.
func saysWhy(o *apptest.Options) {
	o.Simulator = append(o.Simulator, func(c *simulator.Config) { c.Vocabulary = simulator.WSO2 })
}

// A person has one live attempt. Starting a second one ends the first, whose code is
// no use at the callback of the second: it was issued for another code verifier.
func TestTheCodeOfOneTransactionDoesNotConfirmAnother(t *testing.T) {
	t.Parallel()
	w := open(t, saysWhy)
	for lang, me := range map[string]string{"en": "fatima", "ar": "ahmed"} {
		b := w.Browser(lang, 0)
		b.SignIn(me)
		first := b.Create("transfer", apptest.Transfer())
		ofFirst := b.Callback(first, approve)
		second := b.Create("mobile", filled("mobile"))
		ofSecond := b.Callback(second, approve)

		before := exchanges(w)
		intoFirst := b.Get(callbackOf(param(w, ofSecond, "code"), param(w, ofFirst, "state")))
		mustBe(w, intoFirst, "address", intoFirst.Path(), first.Path())
		stored(w, first, record{"pending", "failed superseded", began + " attempt_superseded callback_refused"})
		if exchanges(w) != before {
			t.Error("the attempt that was superseded led to an exchange")
		}

		intoSecond := b.Get(callbackOf(param(w, ofFirst, "code"), param(w, ofSecond, "state")))
		want(w, intoSecond, http.StatusOK, say(lang, "notice.try_again.title"))
		mustBe(w, intoSecond, "address", intoSecond.Path(), second.Path())
		stored(w, second, record{"pending", "failed verifier_rejected", began + " callback_claimed exchange_failed"})
		if exchanges(w) != before+1 {
			t.Errorf("%d exchanges", exchanges(w)-before)
		}
		want(w, b.Confirm(b.Get(second.Path()), approve), http.StatusOK, in(lang, kind(w, "mobile").Done))
		stored(w, first, record{"pending", "failed superseded", began + " attempt_superseded callback_refused"})
	}
}

// The same between two people, whose attempts live side by side.
func TestTheCodeOfOnePersonDoesNotConfirmForAnother(t *testing.T) {
	t.Parallel()
	w := open(t, saysWhy)
	fatima, ahmed := w.Browser("en", 0), w.Browser("en", 0)
	fatima.SignIn("fatima")
	ahmed.SignIn("ahmed")
	hers, his := fatima.Create("transfer", apptest.Transfer()), ahmed.Create("transfer", apptest.Transfer())
	ofHers, ofHis := fatima.Callback(hers, approve), ahmed.Callback(his, approve)
	want(w, fatima.Get(callbackOf(param(w, ofHis, "code"), param(w, ofHers, "state"))), http.StatusOK, say("en", "notice.try_again.title"))
	want(w, ahmed.Get(callbackOf(param(w, ofHers, "code"), param(w, ofHis, "state"))), http.StatusOK, say("en", "notice.try_again.title"))
	for _, review := range []*apptest.Page{hers, his} {
		stored(w, review, record{"pending", "failed verifier_rejected", began + " callback_claimed exchange_failed"})
	}
	if n := exchanges(w); n != 2 {
		t.Errorf("%d exchanges", n)
	}
}

// What waits for a face is on every page, in every session of the person.
func TestAnAttemptUnderWayIsAnnouncedEverywhere(t *testing.T) {
	t.Parallel()
	w := open(t)
	for lang, me := range map[string]string{"en": "fatima", "ar": "ahmed"} {
		b, elsewhere := w.Browser(lang, 0), w.Browser(lang, 0)
		b.SignIn(me)
		elsewhere.SignIn(me)
		review := b.Create("transfer", apptest.Transfer())
		b.Begin(review)
		for _, path := range []string{"/", "/transactions", "/profile", "/new/transfer"} {
			banner := elsewhere.Get("/" + lang + path).Find(`.strip a[href="` + review.Path() + `"]`)
			if (path == "/") != (banner.Length() == 0) { // the start page lists it
				t.Errorf("%s announces %d attempts", path, banner.Length())
			}
		}
		shows(w, elsewhere.Get("/"+lang+"/"), say(lang, "home.waiting"), say(lang, "state.pending"))
		b.Post(review.Path()+"/cancel", nil)
		if elsewhere.Get("/"+lang+"/profile").Find(`.strip a[href="`+review.Path()+`"]`).Length() != 0 {
			t.Error("what was cancelled is still announced")
		}
	}
}

// Codes of the sign-in client confirm nothing.
func TestACodeOfTheSignInDoesNotConfirm(t *testing.T) {
	t.Parallel()
	w := open(t)
	b, other := w.Browser("ar", 0), w.Browser("ar", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	callback := b.Callback(review, approve)
	ofSignin := other.SignInCallback(simulatortest.Decision{Persona: "fatima"})
	want(w, b.Get(tampered(w, callback, "code", param(w, ofSignin, "code"))), http.StatusOK, say("ar", "notice.try_again.title"))
	stored(w, review, record{"pending", "failed code_of_another_client", began + " callback_claimed exchange_failed"})
}

// The confirm button says which version, and nothing else: details that come with it
// are not looked at.
func TestTheConfirmButtonCarriesNoDetails(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	values := edited("49,999.00", "1")
	values.Set("user_id", "x")
	b.Post(review.Path()+"/confirm", values)
	sent := b.Get(review.Path() + "/go")
	done := b.Get(answer(w, b, sent.Elsewhere, approve))
	want(w, done, http.StatusOK, in("en", kind(w, "transfer").Done))
	mustBe(w, done, "stored amount", documentOf(w, done).Value("amount"), "AED 1250.50")
	shows(w, done, "1,250.50")
}
