package journeytest

import (
	"net/http"
	"net/url"
	"strings"
	"takeed/internal/simulator/simulatortest"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/i18n"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
)

var rejectedRecord = record{
	State: "rejected", Attempts: "failed identity_mismatch",
	Events: "transaction_created attempt_started callback_claimed identity_mismatch transaction_rejected",
}

func TestAnotherPersonsFaceStopsATransactionForGood(t *testing.T) {
	t.Parallel()
	w := open(t)
	for lang, me := range map[string]string{"en": "fatima", "ar": "ahmed"} {
		b := w.Browser(lang, 0)
		b.SignIn(me)
		values := apptest.Transfer()
		values.Set("payee_name", "Somebody Else")
		stopped := b.Confirm(b.Create("transfer", values), otherPerson("mariam"))
		want(w, stopped, http.StatusOK, say(lang, "notice.mismatch.title"))
		shows(w, stopped, in(lang, kind(w, "transfer").Undone), say(lang, "notice.mismatch.text"),
			say(lang, "notice.mismatch.call", "entity", in(lang, entity)))
		stored(w, stopped, rejectedRecord)
		nothingToPress(w, b, stopped)
		nothingAboutMariam(w, stopped, b.Get("/"+lang+"/"), b.Get("/"+lang+"/transactions"), b.Get("/"+lang+"/profile"))
	}
	if n := exchanges(w); n != 2 {
		t.Errorf("%d exchanges", n)
	}
}

// nothingToPress checks that neither the page nor a request made by hand leads to
// another try.
func nothingToPress(w *apptest.World, b *apptest.Browser, stopped *apptest.Page) {
	w.Helper()
	if n := stopped.Find(`form[action$="/confirm"], form[action$="/cancel"], a[href*="/new/"], a[href$="/go"]`).Length(); n != 0 {
		w.Errorf("%s offers %d ways on", stopped.Path(), n)
	}
	if stopped.Find(`main form[action$="/signout"]`).Length() != 1 {
		w.Errorf("%s does not offer to sign out", stopped.Path())
	}
	again := b.Post(stopped.Path()+"/confirm", map[string][]string{"version": {"1"}})
	want(w, again, http.StatusOK, stopped.Heading())
	stored(w, stopped, rejectedRecord)
}

// nothingAboutMariam looks for who answered. Her numbers and addresses are looked for
// in everything by every world; her names occur nowhere else in this one.
func nothingAboutMariam(w *apptest.World, pages ...*apptest.Page) {
	w.Helper()
	for _, p := range pages {
		for _, name := range []string{"Mariam", "Namouthaji", "مريم", "النموذجي", "e87a4b10"} {
			if strings.Contains(p.Body, name) {
				w.Errorf("%s says %s", p.Path(), name)
			}
		}
	}
	known := postgrestest.Query[int](w, w.Database, `select count(*) from users`)
	if known > 2 {
		w.Error("the person who answered was enrolled")
	}
}

// Userinfo may speak of somebody else although the right person approved: the answer
// counts, and not who was asked.
func TestTheIdentityThatComesBackDecides(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	callback := b.Callback(b.Create("transfer", apptest.Transfer()), approve)
	about := simulator.Scenario{ID: "somebody-else", Where: simulator.AtUserinfo, Do: simulator.Effect{OtherPerson: true}}
	if err := w.Simulator.Script(param(w, callback, "code"), about); err != nil {
		t.Fatal(err)
	}
	stopped := b.Get(callback)
	want(w, stopped, http.StatusOK, i18n.T(i18n.EN, "notice.mismatch.title"))
	stored(w, stopped, rejectedRecord)
}

// An edited identifier in the authorization request makes another phone ring. Whoever
// answers there is not the person signed in here.
func TestAnEditedIdentifierConfirmsNothing(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("ar", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	b.Begin(review)
	sent := b.Get(review.Path() + "/go")
	callback := answer(w, b, tampered(w, sent.Elsewhere, "username", "784198500000025"), approve)
	want(w, b.Get(callback), http.StatusOK, say("ar", "notice.mismatch.title"))
	stored(w, review, rejectedRecord)
}

// The identity that was enrolled when the attempt began is copied to it. If the
// person's own is another one by the time they come back, nothing is confirmed.
func TestAnEnrolmentThatChangedMeanwhileConfirmsNothing(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	callback := b.Callback(review, approve)
	w.Database.Plant(t, `update users set idn_mac = sha256('another')`)
	want(w, b.Get(callback), http.StatusOK, i18n.T(i18n.EN, "notice.try_again.title"))
	stored(w, review, record{"pending", "failed enrolment_changed", began + " callback_claimed identity_incomplete"})
}

// The session of a browser at UAE PASS may answer for a face that nobody showed. On a
// browser that two people share it is the other one's, and stops the transaction.
func TestASessionOfSomebodyElseDoesNotConfirm(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	signOutOfUAEPass(w, b)
	answer(w, b, signinAt(w), simulatortest.Decision{Persona: "mariam"}) // at another portal, say
	stopped := b.Confirm(review, simulatortest.Decision{Scenario: "sso-shortcut"})
	want(w, stopped, http.StatusOK, say("en", "notice.mismatch.title"))
	stored(w, review, rejectedRecord)
}

func signOutOfUAEPass(w *apptest.World, b *apptest.Browser) {
	w.Helper()
	resp, err := b.Client.Get(w.Simulator.URL + "/idshub/logout")
	if err != nil {
		w.Fatal("sign out of UAE PASS")
	}
	_ = resp.Body.Close()
}

// signinAt is an authorization request that this portal did not make.
func signinAt(w *apptest.World) string {
	return w.Simulator.URL + "/idshub/authorize?" + url.Values{
		"response_type": {"code"}, "client_id": {w.Simulator.Signin.ID}, "scope": {"urn:uae:digitalid:profile:general"},
		"redirect_uri": {w.Simulator.Signin.RedirectURIs[0]}, "state": {"of-another-portal"},
	}.Encode()
}
