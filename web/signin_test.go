package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

// UAE PASS prescribes these words, and its assessors read them.
var notEligible = map[string]string{
	"en": "You are not eligible to access this service. Your account is either not upgraded or you have a visitor account. " +
		"Please contact Example Bank to access the services.",
	"ar": "أنت غير مؤهل للوصول إلى هذه الخدمة. إما أن حسابك لم تتم ترقيته أو لديك حساب زائر. " +
		"يرجى الاتصال بـ بنك المثال لتتمكن من الوصول إلى الخدمة.",
}

func TestABasicAccountDoesNotSignIn(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, lang := range langs {
		for _, persona := range []string{"sara", "elena"} {
			b := w.Browser(lang, 0)
			page := b.SignIn(persona)
			want(w, page, http.StatusOK, say(lang, "signin.title"))
			shows(w, page, notEligible[lang])
			again := b.Get("/" + lang + "/")
			if strings.Contains(textOf(again), notEligible[lang]) {
				t.Errorf("%s: a note is shown once, and was shown twice", lang)
			}
		}
	}
	if users, refused := rows(w, "users"), events(w, approval.EventSigninRefused, "reason", "not_eligible"); users != 0 || refused != 4 {
		t.Errorf("%d people were enrolled, %d sign-ins refused", users, refused)
	}
}

// signins that do not happen, with the event and the words for each.
var signins = []struct {
	name   string
	do     simulatortest.Decision
	script simulator.Scenario
	event  approval.EventCode
	reason string
	note   string
}{
	{"declined", decline, simulator.Scenario{}, approval.EventSigninDeclined, "provider_cancelled", "official.cancelled"},
	{"access denied", simulatortest.Decision{Persona: "fatima", Scenario: "access-denied"}, simulator.Scenario{},
		approval.EventSigninDeclined, "provider_access_denied", "official.cancelled"},
	{"unknown error", simulatortest.Decision{Persona: "fatima", Scenario: "unknown-error"}, simulator.Scenario{},
		approval.EventSigninFailed, "provider_error", "official.exception"},
	{"token 500", simulatortest.Decision{Persona: "fatima", Scenario: "token-500"}, simulator.Scenario{},
		approval.EventSigninFailed, "token_500", "official.exception"},
	{"broken userinfo", simulatortest.Decision{Persona: "fatima", Scenario: "userinfo-malformed"}, simulator.Scenario{},
		approval.EventSigninFailed, "userinfo_malformed", "official.exception"},
	{"no Emirates ID", simulatortest.Decision{Persona: "fatima", Scenario: "userinfo-no-idn"}, simulator.Scenario{},
		approval.EventSigninRefused, "identity_incomplete", "official.exception"},
	{"no subject", simulatortest.Decision{Persona: "fatima", Scenario: "userinfo-no-sub"}, simulator.Scenario{},
		approval.EventSigninRefused, "identity_incomplete", "official.exception"},
	{"basic by now", simulatortest.Decision{Persona: "fatima", Scenario: "userinfo-sop1"}, simulator.Scenario{},
		approval.EventSigninRefused, "not_eligible", "official.not_eligible"},
	{"another Emirates ID", simulatortest.Decision{Persona: "ahmed"}, says(map[string]any{"idn": "784199200000034"}),
		approval.EventSigninRefused, "enrolment_conflict", "signin.note_contact"},
	{"Emirates ID of another", simulatortest.Decision{Persona: "mariam"}, says(map[string]any{"idn": "784198500000025"}),
		approval.EventSigninRefused, "enrolment_conflict", "signin.note_contact"},
}

// says is a userinfo that is right but for some values.
func says(values map[string]any) simulator.Scenario {
	return simulator.Scenario{ID: "says", Where: simulator.AtUserinfo, Do: simulator.Effect{Set: values}}
}

func TestASignInThatFailsIsExplained(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.Browser("en", 0).SignIn("ahmed") // known: who he is cannot change
	for _, lang := range langs {
		for i, c := range signins {
			b := w.Browser(lang, 0)
			callback := b.SignInCallback(c.do)
			if c.script.ID != "" {
				if err := w.Simulator.Script(param(w, callback, "code"), c.script); err != nil {
					t.Fatal(err)
				}
			}
			before := events(w, c.event, "reason", c.reason)
			page := b.Get(callback)
			want(w, page, http.StatusOK, say(lang, "signin.title"))
			shows(w, page, say(lang, c.note, "entity", in(lang, entity)))
			if n := events(w, c.event, "reason", c.reason) - before; n != 1 {
				t.Errorf("%d %s: %d events", i, c.name, n)
			}
			want(w, b.Get("/"+lang+"/profile"), http.StatusOK, say(lang, "signin.title"))
		}
	}
	if n := rows(w, "users"); n != 1 {
		t.Errorf("%d people are enrolled", n)
	}
}

func TestAfterSigningInTheCustomerIsWhereTheyWantedToBe(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, lang := range langs {
		b := w.Browser(lang, 0)
		for _, path := range []string{"/transactions?kind=transfer&state=pending", "/profile", "/new/limit"} {
			asked := b.Get("/" + lang + path)
			want(w, asked, http.StatusOK, say(lang, "signin.title"))
			mustBe(w, asked, "address", asked.Path(), "/"+lang+"/")
			shows(w, asked, say(lang, "signin.note_needed"))
			arrived := b.SignIn("fatima")
			mustBe(w, arrived, "address", arrived.URL.RequestURI(), "/"+lang+path)
			b.Post("/"+lang+"/signout", url.Values{})
		}
	}
}

// What a stranger writes into an address stays a parameter of a page of ours.
func TestSigningInLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, path := range []string{
		"/en/transactions?next=https://evil.example/", "/en/transactions?return=//evil.example", "/en/new/transfer?from=//evil.example",
		"/en/transactions/..%2f..%2f%2fevil.example", "/en/transactions/%5c%5cevil.example", "/ar/profile?%0d%0aLocation:%20https://evil.example",
	} {
		b := w.Browser("en", 0)
		b.Get(path)
		if page := b.SignIn("fatima"); page.Elsewhere != "" || page.Status >= http.StatusInternalServerError {
			t.Errorf("%s: sign-in led to %d %q", path, page.Status, page.Elsewhere)
		}
	}
}

// Somebody who is signed in and presses the button of an old page stays who they are.
func TestASecondSignInOfTheSameBrowserChangesNothing(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("ar", 0)
	b.SignIn("fatima")
	sid := b.Cookie("sid")
	page := b.Post("/ar/signin", url.Values{})
	want(w, page, http.StatusOK, say("ar", "home.title", "name", "فاطمة سالم التجريبي"))
	if rows(w, "signins") != 1 || b.Cookie("sid") != sid {
		t.Error("another sign-in began")
	}
}

// Facts about the person that may change are taken over at the next sign-in.
func TestChangedDetailsOfAPersonAreKept(t *testing.T) {
	t.Parallel()
	w := open(t)
	first := w.Browser("en", 0)
	first.SignIn("fatima")
	b := w.Browser("en", 0)
	callback := b.SignInCallback(simulatortest.Decision{Persona: "fatima"})
	if err := w.Simulator.Script(param(w, callback, "code"), says(map[string]any{"mobile": "971500000777"})); err != nil {
		t.Fatal(err)
	}
	b.Get(callback)
	for _, browser := range []*apptest.Browser{first, b} {
		shows(w, browser.Get("/en/profile"), "+971 50 XXX XX77")
	}
	if rows(w, "users") != 1 || events(w, approval.EventPersonUpdated, "", "") != 1 {
		t.Error("the person was enrolled again, or the change was not recorded")
	}
}
