package journeytest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

// UAE PASS prescribes these words, and its assessors read them.
// https://docs.uaepass.ae/guidelines/design-guidelines/text-message-guidelines
var (
	notEligible = map[string]string{
		"en": "You are not eligible to access this service. Your account is either not upgraded or you have a visitor account. " +
			"Please contact Example Bank to access the services.",
		"ar": "أنت غير مؤهل للوصول إلى هذه الخدمة. إما أن حسابك لم تتم ترقيته أو لديك حساب زائر. " +
			"يرجى الاتصال بـ بنك المثال لتتمكن من الوصول إلى الخدمة.",
	}
	userCancelled = map[string]string{
		"en": "User cancelled the login",
		"ar": "قام المستخدم بإلغاء تسجيل الدخول",
	}
	wentWrong = map[string]string{
		"en": "Something went wrong during the login, please try again later!",
		"ar": "حدث خطأ ما أثناء تسجيل الدخول، يرجى المحاولة مرة أخرى لاحقًا!",
	}
	contactUs = map[string]string{
		"en": "We could not sign you in. Please contact Example Bank.",
		"ar": plain(i18n.T(i18n.AR, "signin.note_contact", "entity", "بنك المثال")),
	}
)

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

// noSignIn is a sign-in that does not happen: what is written down, and what the page
// of the sign-in says.
type noSignIn struct {
	scenario string
	event    approval.EventCode
	reason   string
	note     map[string]string
}

const (
	signinDeclined = approval.EventSigninDeclined
	signinFailed   = approval.EventSigninFailed
	signinRefused  = approval.EventSigninRefused
)

var noSignIns = []noSignIn{
	{"cancelled-on-app", signinDeclined, "provider_cancelled", userCancelled},
	{"cancelled-on-web", signinDeclined, "provider_cancelled", userCancelled},
	{"cancelled-in-capitals", signinDeclined, "provider_cancelled", userCancelled},
	{"access-denied", signinDeclined, "provider_access_denied", userCancelled},
	{"login-required", signinDeclined, "provider_login_required", userCancelled},
	{"invalid-request", signinDeclined, "provider_invalid_request", userCancelled},
	{"server-error", signinFailed, "provider_unavailable", wentWrong},
	{"unknown-error", signinFailed, "provider_error", wentWrong},
	{"old-code", signinFailed, "code_expired", wentWrong},
	{"foreign-code", signinFailed, "code_of_another_client", wentWrong},
	{"token-400-invalid-request", signinFailed, "token_rejected", wentWrong},
	{"token-401-invalid-client", signinFailed, "client_auth", wentWrong},
	{"token-500", signinFailed, "token_500", wentWrong},
	{"token-502-html", signinFailed, "token_http", wentWrong},
	{"token-201", signinFailed, "token_http", wentWrong},
	{"token-redirect", signinFailed, "token_http", wentWrong},
	{"token-empty", signinFailed, "token_malformed", wentWrong},
	{"token-malformed", signinFailed, "token_malformed", wentWrong},
	{"token-huge", signinFailed, "token_malformed", wentWrong},
	{"token-reset", signinFailed, "token_reset", wentWrong},
	{"network-reset", signinFailed, "token_reset", wentWrong},
	{"userinfo-400", signinFailed, "userinfo_rejected", wentWrong},
	{"userinfo-500", signinFailed, "userinfo_unavailable", wentWrong},
	{"userinfo-malformed", signinFailed, "userinfo_malformed", wentWrong},
	{"userinfo-other-spelling", signinFailed, "userinfo_malformed", wentWrong},
	{"userinfo-compressed", signinFailed, "userinfo_malformed", wentWrong},
	{"userinfo-no-idn", signinRefused, "identity_incomplete", wentWrong},
	{"userinfo-no-sub", signinRefused, "identity_incomplete", wentWrong},
	{"userinfo-sop1", signinRefused, "not_eligible", notEligible},
	{"userinfo-no-level", signinRefused, "not_eligible", notEligible},
}

// slowSignIns take seconds.
var slowSignIns = []noSignIn{
	{"token-held", signinFailed, "token_timeout", wentWrong},
	{"token-trickle", signinFailed, "token_timeout", wentWrong},
	{"userinfo-held", signinFailed, "userinfo_unavailable", wentWrong},
	{"network-held", signinFailed, "token_timeout", wentWrong},
}

func TestASignInThatFailsIsExplained(t *testing.T) {
	t.Parallel()
	for _, lang := range langs {
		w := open(t)
		for _, c := range noSignIns {
			b := w.Browser(lang, 0)
			refusedSignIn(w, b, c, b.SignInCallback(simulatortest.Decision{Persona: "fatima", Scenario: c.scenario}))
			w.Database.Advance(t, 30*time.Second) // after five faults in a row nobody is sent there for so long
		}
		if n := rows(w, "users"); n != 0 {
			t.Errorf("%d people are enrolled", n)
		}
	}
}

// refusedSignIn opens the callback of a sign-in that does not happen.
func refusedSignIn(w *apptest.World, b *apptest.Browser, c noSignIn, callback string) {
	w.Helper()
	before := events(w, c.event, "reason", c.reason)
	isRefused(w, b, c, b.Get(callback))
	if n := events(w, c.event, "reason", c.reason) - before; n != 1 {
		w.Errorf("%s: %d events", c.scenario, n)
	}
}

// isRefused checks where such a callback led: to the page of the sign-in, with the
// prescribed words, and without a session.
func isRefused(w *apptest.World, b *apptest.Browser, c noSignIn, page *apptest.Page) {
	w.Helper()
	want(w, page, http.StatusOK, say(b.Lang, "signin.title"))
	shows(w, page, c.note[b.Lang])
	want(w, b.Get("/"+b.Lang+"/profile"), http.StatusOK, say(b.Lang, "signin.title"))
	if n := postgrestest.Query[int](w, w.Database, `select count(*) from sessions where user_id is not null and revoked_at is null`); n != 0 {
		w.Errorf("%s: %d sessions are somebody's", c.scenario, n)
	}
}

//takeed:race
func TestASignInThatTakesTooLongIsExplained(t *testing.T) {
	t.Parallel()
	w := open(t)
	var browsers []*apptest.Browser
	var callbacks []string
	for i, c := range slowSignIns {
		b := w.Browser(langs[i%2], 0)
		browsers = append(browsers, b)
		callbacks = append(callbacks, b.SignInCallback(simulatortest.Decision{Persona: "fatima", Scenario: c.scenario}))
	}
	pages := make([]*apptest.Page, len(slowSignIns))
	atOnce(len(slowSignIns), func(i int) {
		var err error
		if pages[i], err = browsers[i].Try(callbacks[i]); err != nil {
			t.Errorf("%s: %v", slowSignIns[i].scenario, err)
		}
	})
	w.Simulator.Release()
	for i, c := range slowSignIns {
		isRefused(w, browsers[i], c, pages[i])
	}
	if timeouts, silent := events(w, signinFailed, "reason", "token_timeout"), events(w, signinFailed, "reason", "userinfo_unavailable"); timeouts != 3 || silent != 1 {
		t.Errorf("%d exchanges without an answer were recorded, and %d identities", timeouts, silent)
	}
}

// What may differ without meaning anything signs in.
func TestASignInForgivesWhatMeansNothing(t *testing.T) {
	t.Parallel()
	w := open(t)
	for i, scenario := range []string{
		"token-type-lower-case", "token-expires-text", "token-more", "userinfo-500-once", "userinfo-reset-once", "userinfo-sop2",
		"userinfo-no-contact", "userinfo-no-uuid", "userinfo-spaces", "userinfo-more", "userinfo-no-arabic-name", "userinfo-hostile-name",
	} {
		b := w.Browser(langs[i%2], 0)
		home := b.Get(b.SignInCallback(simulatortest.Decision{Persona: "fatima", Scenario: scenario}))
		if home.Status != http.StatusOK || home.Find(`form[action$="/signout"]`).Length() == 0 {
			t.Errorf("%s: %d %q", scenario, home.Status, home.Heading())
		}
		wellMade(w, home)
		if home.Find("h1 script, h1 img").Length() != 0 || strings.ContainsAny(home.Find("h1").Text(), "\u202e\u0000") {
			t.Errorf("%s: a name is markup, or turns the text around", scenario)
		}
	}
	if n := rows(w, "users"); n != 1 {
		t.Errorf("%d people are enrolled", n)
	}
}

// says is a userinfo that is right but for some values.
func says(values map[string]any) simulator.Scenario {
	return simulator.Scenario{ID: "says", Where: simulator.AtUserinfo, Do: simulator.Effect{Set: values}}
}

// Who somebody is does not change, and belongs to nobody else.
func TestASignInThatContradictsWhatIsKnownIsRefused(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.Browser("en", 0).SignIn("ahmed")
	signOutEverybody(w)
	for _, lang := range langs {
		for persona, idn := range map[string]string{"ahmed": "784199200000034", "mariam": "784198500000025"} {
			b := w.Browser(lang, 0)
			callback := b.SignInCallback(simulatortest.Decision{Persona: persona})
			if err := w.Simulator.Script(param(w, callback, "code"), says(map[string]any{"idn": idn})); err != nil {
				t.Fatal(err)
			}
			refusedSignIn(w, b, noSignIn{persona, signinRefused, "enrolment_conflict", contactUs}, callback)
		}
	}
	if n := rows(w, "users"); n != 1 {
		t.Errorf("%d people are enrolled", n)
	}
}

func signOutEverybody(w *apptest.World) {
	w.Helper()
	w.Database.Plant(w, `update sessions set revoked_at = takeed_now()`)
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
			arrived := b.SignInFrom(asked, "fatima")
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
		if page := b.SignInFrom(b.Get(path), "fatima"); page.Elsewhere != "" || page.Status >= http.StatusInternalServerError {
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
