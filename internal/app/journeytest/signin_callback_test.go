package journeytest

import (
	"net/http"
	"net/url"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

// signinExchanges is how often the portal went to the token endpoint to sign in.
func signinExchanges(w *apptest.World) int {
	n := 0
	for _, e := range w.Simulator.Journal() {
		if e.Endpoint == simulator.AtToken && e.Client == w.Simulator.Signin.ID {
			n++
		}
	}
	return n
}

// A stranger who makes somebody's browser load his callback would sign them in as him.
func TestASignInBelongsToTheBrowserThatBegan(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, lang := range langs {
		stranger, victim := w.Browser(lang, 0), w.Browser(lang, 0)
		before := signinExchanges(w)
		callback := stranger.SignInCallback(simulatortest.Decision{Persona: "mariam"})
		want(w, victim.Get(callback), http.StatusForbidden, say(lang, "error.elsewhere.title"))
		want(w, victim.Get("/"+lang+"/profile"), http.StatusOK, say(lang, "signin.title"))
		victim.SignIn("fatima")
		sid := victim.Cookie("sid")
		want(w, victim.Get(callback), http.StatusForbidden, say(lang, "error.elsewhere.title"))
		if signinExchanges(w) != before+1 || victim.Cookie("sid") != sid {
			t.Error("the callback of another browser was used")
		}
		mustBe(w, stranger.Get(callback), "address", stranger.Get("/"+lang+"/profile").Path(), "/"+lang+"/profile")
	}
	if n := events(w, approval.EventSigninCallbackRefused, "reason", "other_browser"); n != 4 {
		t.Errorf("%d refusals were recorded", n)
	}
}

func TestASignInCallbackIsGoodForOneSignIn(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas)
	b := w.Browser("en", 0)
	callback := b.SignInCallback(simulatortest.Decision{Persona: "fatima"})
	b.Get(callback)
	sid := b.Cookie("sid")
	for _, again := range []*apptest.Browser{b, b.On(1), w.Browser("en", 0)} {
		if page := again.Get(callback); page.Status != http.StatusNotFound && page.Status != http.StatusForbidden {
			t.Errorf("a used callback was answered with %d", page.Status)
		}
	}
	if signinExchanges(w) != 1 || b.Cookie("sid") != sid || rows(w, "users") != 1 {
		t.Error("a used callback did something")
	}
	want(w, b.Get("/en/profile"), http.StatusOK, say("en", "profile.title"))
}

//takeed:race
func TestManyEqualSignInCallbacksSignInOnce(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas)
	b := w.Browser("en", 0)
	callback := b.SignInCallback(simulatortest.Decision{Persona: "fatima"})
	atOnce(20, func(i int) { _, _ = b.On(i % 2).Try(callback) })
	if signinExchanges(w) != 1 || events(w, approval.EventSigninSucceeded, "", "") != 1 {
		t.Errorf("%d exchanges", signinExchanges(w))
	}
	want(w, b.Get("/en/profile"), http.StatusOK, say("en", "profile.title"))
}

func TestASignInCallbackThatCannotBeReadIsRefused(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("ar", 0)
	callback := b.SignInCallback(simulatortest.Decision{Persona: "fatima"})
	for _, more := range []string{"&error=access_denied", "&code=x", "&state=x", "&iss=%zz"} {
		want(w, b.Get(callback+more), http.StatusBadRequest, say("ar", "error.link.title"))
	}
	unknown := tampered(w, callback, "state", approval.NewSecret().Reveal())
	want(w, b.Get(unknown), http.StatusNotFound, say("ar", "error.link.title"))
	if events(w, approval.EventSigninCallbackRefused, "reason", "malformed") != 4 ||
		events(w, approval.EventSigninCallbackRefused, "reason", "unknown_state") != 1 || signinExchanges(w) != 0 {
		t.Error("the refusals were not recorded, or a code was spent")
	}
	want(w, b.Get(callback), http.StatusOK, say("ar", "home.title", "name", "فاطمة سالم التجريبي"))
}

// Codes of the one client are no use at the callback of the other.
func TestACodeOfTheFaceFlowDoesNotSignIn(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	ofFace := b.Callback(b.Create("transfer", apptest.Transfer()), approve)
	b.Post("/en/signout", url.Values{})
	ofSignin := b.SignInCallback(simulatortest.Decision{Persona: "fatima"})
	page := b.Get(tampered(w, ofSignin, "code", param(w, ofFace, "code")))
	want(w, page, http.StatusOK, say("en", "signin.title"))
	if n := events(w, approval.EventSigninFailed, "reason", "code_of_another_client"); n != 1 {
		t.Errorf("%d events", n)
	}
}

// Two first sign-ins of one person at the same moment make one person.
//
//takeed:race
func TestTwoFirstSignInsAreOnePerson(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas)
	browsers := []*apptest.Browser{w.Browser("en", 0), w.Browser("ar", 1)}
	var callbacks []string
	for _, b := range browsers {
		callbacks = append(callbacks, b.SignInCallback(simulatortest.Decision{Persona: "fatima"}))
	}
	atOnce(2, func(i int) { _, _ = browsers[i].Try(callbacks[i]) })
	for _, b := range browsers {
		want(w, b.Get("/"+b.Lang+"/profile"), http.StatusOK, say(b.Lang, "profile.title"))
	}
	if n := rows(w, "users"); n != 1 || events(w, approval.EventPersonEnrolled, "", "") != 1 {
		t.Errorf("%d people", n)
	}
}

func TestASignInHasTenMinutes(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	callback := b.SignInCallback(simulatortest.Decision{Persona: "fatima"})
	w.Database.Advance(t, approval.SigninTTL)
	want(w, b.Get(callback), http.StatusNotFound, say("en", "error.link.title"))
	mustBe(w, b.Get("/en/signin/go"), "address", b.Get("/en/signin/go").Path(), "/en/")
	if rows(w, "users") != 0 || signinExchanges(w) != 0 {
		t.Error("a late sign-in went on")
	}
	want(w, b.SignIn("fatima"), http.StatusOK, say("en", "home.title", "name", "Fatima Salem Al Tajribi"))
}
