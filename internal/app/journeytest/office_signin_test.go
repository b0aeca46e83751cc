package journeytest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

// onStaff is who may enter, with what the landing page says of them.
var onStaff = map[string]struct {
	role approval.Role
	name string
}{
	"noura": {approval.Operator, "Noura Al Tajribi"}, "saeed": {approval.Auditor, "سعيد المثالي"}, "hessa": {approval.Admin, "Hessa Al Namouthaji"},
}

// inOffice fails the test unless a page is the landing page of somebody.
func inOffice(w *apptest.World, p *apptest.Page, persona string) {
	w.Helper()
	lang := p.Path()[1:3]
	want(w, p, http.StatusOK, say(lang, "backoffice.title"))
	signedInAs(w, p, onStaff[persona].name, say(lang, "role."+string(onStaff[persona].role)))
	mustBe(w, p, "address", p.Path(), "/"+lang+"/staff")
}

// signedInAs fails the test unless the head of a page says so.
func signedInAs(w *apptest.World, p *apptest.Page, texts ...string) {
	w.Helper()
	top := plain(p.Find("header").Text())
	for _, text := range texts {
		if !strings.Contains(top, text) {
			w.Errorf("%q is not in %q", text, top)
		}
	}
}

// atTheDoor fails the test unless a page is the sign-in page of the staff.
func atTheDoor(w *apptest.World, p *apptest.Page) {
	w.Helper()
	want(w, p, http.StatusOK, say(p.Path()[1:3], "backoffice.signin_title"))
}

// staffed reports whether a browser that sends this cookie is on the staff.
func staffed(w *apptest.World, session string) bool {
	w.Helper()
	b := w.Browser("en", 0)
	b.SetCookie("ops", session)
	return b.Get("/en/staff").Heading() == say("en", "backoffice.title")
}

func TestTheStaffSignIn(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, lang := range langs {
		for persona := range onStaff {
			b := w.Browser(lang, 0)
			door := b.Get("/" + lang + "/staff")
			atTheDoor(w, door)
			sameInBoth(w, b, door)
			between := b.Post(door.Find("main form").AttrOr("action", ""), url.Values{})
			want(w, between, http.StatusOK, say(lang, "backoffice.handover_title"))
			shows(w, between, say(lang, "handover.signin", "host", w.Simulator.URL))
			sameInBoth(w, b, between)
			sent := b.Arrive(between)
			mustBe(w, between, "way", sent.Elsewhere[:len(w.Simulator.Issuer)], w.Simulator.Issuer)
			callback, err := simulatortest.Answer(b.Client, sent.Elsewhere, simulatortest.Decision{Persona: persona})
			if err != nil {
				t.Fatal(err)
			}
			arrived := b.Get(callback)
			want(w, arrived, http.StatusOK, say(lang, "backoffice.arrived_title"))
			mustBe(w, arrived, "referrer policy", arrived.Header.Get("Referrer-Policy"), "no-referrer")
			page := b.Arrive(arrived)
			inOffice(w, page, persona)
			sameInBoth(w, b, page)
			if b.Cookie("osb") != "" {
				t.Error("the cookie of the sign-in outlives it")
			}
		}
	}
	for persona, who := range onStaff {
		if n := events(w, approval.EventStaffSignedIn, "role", string(who.role)); n != 2 {
			t.Errorf("%d sign-ins of %s are recorded", n, persona)
		}
	}
	if rows(w, "staff") != 3 || rows(w, "users") != 0 {
		t.Error("the staff are not three people")
	}
}

func TestWithoutARoleThereIsNoEntry(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, lang := range langs {
		b := w.Browser(lang, 0)
		page := b.SignInStaff("omar")
		want(w, page, http.StatusForbidden, say(lang, "error.no_role.title"))
		shows(w, page, say(lang, "error.no_role.text", "entity", in(lang, entity)))
		if b.Cookie("ops") != "" {
			t.Error("there is a session all the same")
		}
		atTheDoor(w, b.Get("/"+lang+"/staff"))
	}
	if n := events(w, approval.EventStaffSigninRefused, "reason", "no_role"); n != 2 || rows(w, "staff") != 0 {
		t.Errorf("%d refusals are recorded, %d people stored", n, rows(w, "staff"))
	}
}

// Whoever has no role any more loses the session they still have elsewhere.
func TestALostRoleEndsTheSession(t *testing.T) {
	t.Parallel()
	w := open(t)
	first, second := w.Browser("en", 0), w.Browser("ar", 0)
	inOffice(w, first.SignInStaff("noura"), "noura")
	page := second.Get(second.StaffCallback("", simulatortest.Decision{Persona: "noura", Scenario: "no-roles"}))
	want(w, page, http.StatusForbidden, say("ar", "error.no_role.title"))
	atTheDoor(w, first.Get("/en/staff"))
	if n := events(w, approval.EventStaffRoleChanged, "from", "operator"); n != 1 {
		t.Errorf("%d changes of the role are recorded", n)
	}
}

// refusal is a sign-in that did not happen: the status and the text of the page, the event
// and its reason.
type refusal struct {
	status int
	key    string
	event  approval.EventCode
	reason string
}

// refusals is what each thing that goes wrong at the provider becomes. The rest of them
// let the person in.
var refusals = map[string]refusal{
	"access-denied": {http.StatusForbidden, "error.staff_declined", approval.EventStaffSigninRefused, "declined"},
	"server-error":  {http.StatusBadGateway, "error.staff_signin", approval.EventStaffSigninFailed, "provider_error"},
	"other-state":   {http.StatusBadRequest, "error.staff_link", approval.EventStaffSigninCallbackRefused, "malformed"},
	"no-state":      {http.StatusBadRequest, "error.staff_link", approval.EventStaffSigninCallbackRefused, "malformed"},
	"no-roles":      {http.StatusForbidden, "error.no_role", approval.EventStaffSigninRefused, "no_role"},
	"odd-roles":     {http.StatusForbidden, "error.no_role", approval.EventStaffSigninRefused, "no_role"},

	"other-iss": failedStaff("issuer_parameter"), "no-iss": failedStaff("issuer_parameter"),
	"old-code": failedStaff("token_refused"), "token-400": failedStaff("token_refused"), "token-redirect": failedStaff("token_refused"),
	"token-401": failedStaff("token_client"), "token-500": failedStaff("token_unavailable"), "token-reset": failedStaff("token_unavailable"),
	"token-malformed": failedStaff("token_malformed"), "token-huge": failedStaff("token_malformed"),
	"no-id-token": failedStaff("token_malformed"), "no-access-token": failedStaff("token_malformed"),
	"unsigned": failedStaff("id_token_signature"), "symmetric": failedStaff("id_token_signature"), "confused": failedStaff("id_token_signature"),
	"other-key": failedStaff("id_token_signature"), "unknown-key": failedStaff("id_token_signature"), "tampered": failedStaff("id_token_signature"),
	"other-issuer": failedStaff("id_token_issuer"), "other-audience": failedStaff("id_token_audience"),
	"more-audiences": failedStaff("id_token_audience"), "other-azp": failedStaff("id_token_audience"),
	"expired": failedStaff("id_token_expired"), "no-expiry": failedStaff("id_token_expired"),
	"other-nonce": failedStaff("id_token_nonce"), "no-nonce": failedStaff("id_token_nonce"),
	"other-at-hash": failedStaff("id_token_at_hash"), "no-subject": failedStaff("id_token_claims"),
}

func failedStaff(reason string) refusal {
	return refusal{http.StatusBadGateway, "error.staff_signin", approval.EventStaffSigninFailed, reason}
}

func TestWhateverGoesWrongAtTheProviderOfTheStaff(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	tried := 0
	for i, sc := range simulator.StaffScenarios() {
		lang := langs[i%2]
		b := w.Browser(lang, 0)
		if sc.ID == "token-held" {
			continue // until the deadline; the client's own tests have it
		}
		refused, isRefused := refusals[sc.ID]
		if !isRefused {
			page := b.Arrive(b.Get(b.StaffCallback("", simulatortest.Decision{Persona: "saeed", Scenario: sc.ID})))
			want(w, page, http.StatusOK, say(lang, "backoffice.title"))
			continue
		}
		tried++
		callback := b.StaffCallback("", simulatortest.Decision{Persona: "noura", Scenario: sc.ID})
		before := events(w, refused.event, "reason", refused.reason)
		page := b.Get(callback)
		want(w, page, refused.status, say(lang, refused.key+".title"))
		if n := events(w, refused.event, "reason", refused.reason) - before; n != 1 {
			t.Errorf("%s: %d events", sc.ID, n)
		}
		if b.Cookie("ops") != "" {
			t.Errorf("%s: there is a session", sc.ID)
		}
	}
	if tried != len(refusals) {
		t.Errorf("%d of %d ways to fail were tried", tried, len(refusals))
	}
	if n := postgrestest.Query[int](t, w.Database, `select count(*) from staff where role = 'operator'`); n != 0 {
		t.Error("somebody was let in who should not have been")
	}
}

// A person has one session of the back office; the newest counts.
func TestSigningInAgainEndsTheSessionBefore(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas)
	first, second := w.Browser("en", 0), w.Browser("ar", 1)
	inOffice(w, first.SignInStaff("noura"), "noura")
	inOffice(w, second.SignInStaff("noura"), "noura")
	atTheDoor(w, first.Get("/en/staff"))
	inOffice(w, second.On(0).Get("/ar/staff"), "noura")
}

func TestAPlantedStaffSessionIsNeverAdopted(t *testing.T) {
	t.Parallel()
	w := open(t)
	planted := approval.NewSecret().Reveal()
	b := w.Browser("en", 0)
	b.SetCookie("ops", planted)
	inOffice(w, b.SignInStaff("noura"), "noura")
	session := b.Cookie("ops")
	if session == planted || staffed(w, planted) || !staffed(w, session) {
		t.Error("the planted session is somebody")
	}
	for _, header := range []string{"ops=" + session + "; ops=" + session, "ops=x; ops=" + session, "ops=" + session + "; ops=x"} {
		stranger := w.Browser("en", 0)
		r := stranger.Request(http.MethodGet, "/en/staff", nil)
		r.Header.Set("Cookie", header)
		if page := stranger.Once(r); page.Status != http.StatusSeeOther {
			t.Errorf("two session cookies are somebody: %d", page.Status)
		}
	}
}

// Whoever is a customer is nobody here, and whoever is on the staff is no customer.
func TestCustomersAndStaffAreNothingToEachOther(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	for _, path := range []string{"/en/staff", "/ar/staff", "/en/staff/session"} {
		atTheDoor(w, b.Get(path))
	}
	atTheDoor(w, b.Post("/en/staff/signout", url.Values{}))
	customer := b.Cookie("sid")
	if staffed(w, customer) {
		t.Error("a customer's session is one of the staff")
	}
	inOffice(w, b.SignInStaff("hessa"), "hessa")
	want(w, b.Get("/en/profile"), http.StatusOK, say("en", "profile.title"))
	if signedIn(w, b.Cookie("ops")) || b.Cookie("sid") != customer {
		t.Error("a session of the staff is a customer's")
	}
	staff := w.Browser("en", 0)
	staff.SetCookie("ops", b.Cookie("ops"))
	before := snapshot(w)
	for _, route := range ofOwner {
		want(w, staff.Do(staff.Request(route.method, review.Path()+route.path, route.values)), http.StatusOK, say("en", "signin.title"))
	}
	if snapshot(w) != before {
		t.Error("the staff changed a customer's transaction")
	}
}

func TestSigningOutOfTheBackOffice(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, lang := range langs {
		b := w.Browser(lang, 0)
		b.SignInStaff("noura")
		session := b.Cookie("ops")
		for _, path := range []string{"/staff/signout", "/staff/signout/go", "/staff/signedout", "/staff/signin"} { // looking ends nothing
			inOffice(w, b.Get("/"+lang+path), "noura")
		}
		between := b.Post("/"+lang+"/staff/signout", url.Values{})
		want(w, between, http.StatusOK, say(lang, "signout.title"))
		shows(w, between, say(lang, "backoffice.signout", "host", w.Simulator.URL))
		if staffed(w, session) {
			t.Error("the session is still good")
		}
		leave := b.Arrive(between)
		back := apptest.Address + "/" + lang + "/staff/signedout"
		mustBe(w, between, "way out", leave.Elsewhere[:strings.Index(leave.Elsewhere, "?")], w.Simulator.Issuer+"/signoff")
		mustBe(w, between, "way back", param(w, leave.Elsewhere, "post_logout_redirect_uri"), back)
		if strings.Count(param(w, leave.Elsewhere, "id_token_hint"), ".") != 2 || b.Cookie("ops") != "" {
			t.Error("the provider is not shown the ID token, or the cookie is still there")
		}
		resp, err := b.Client.Get(leave.Elsewhere)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		mustBe(w, between, "address that the provider leads to", resp.Header.Get("Location"), back)
		out := b.Get(back)
		atTheDoor(w, out)
		shows(w, out, say(lang, "backoffice.signedout"))
		// The provider asks again who it is.
		inOffice(w, b.SignInStaff("saeed"), "saeed")
	}
	if n := events(w, approval.EventStaffSignedOut, "", ""); n != 2 {
		t.Errorf("%d people signed out", n)
	}
	if sent := w.Browser("en", 0).Get("/en/staff/signout/go"); sent.Elsewhere != "" {
		t.Error("somebody without a session is sent to the provider")
	}
}

// A sign-out here does not wait for a provider that is away.
func TestSigningOutWithoutTheProvider(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *apptest.Options) {
		o.Replicas = 2
		o.Portal = func(c *app.Config) {
			if c.Instance == "replica-2" {
				c.Staff.Issuer = nobody(t)
			}
		}
	})
	b := w.Browser("ar", 0)
	b.SignInStaff("noura")
	other := b.On(1)
	page := other.Arrive(other.Post("/ar/staff/signout", url.Values{}))
	atTheDoor(w, page)
	shows(w, page, say("ar", "backoffice.signedout"))
	if b.Cookie("ops") != "" {
		t.Error("the cookie is still there")
	}
}

func TestAnIdleStaffSessionEnds(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignInStaff("noura")
	for range 3 {
		w.Database.Advance(t, 9*time.Minute)
		if page := b.Get("/en/staff/session"); page.Status != http.StatusNoContent {
			t.Errorf("a session that is used: %d", page.Status)
		}
	}
	w.Database.Advance(t, 10*time.Minute)
	atTheDoor(w, b.Get("/en/staff/session"))
}

// What the directory says changes at the next sign-in; what the database says counts at
// once.
func TestTheRoleOnThePageIsTheOneInTheDatabase(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignInStaff("noura")
	w.Database.Plant(t, `update staff set role = 'auditor'`)
	signedInAs(w, b.Get("/en/staff"), say("en", "role.auditor"))
	w.Database.Plant(t, `update staff set role = null`)
	atTheDoor(w, b.Get("/en/staff"))
}

// A link to a page of the back office leads there, over the sign-in.
func TestAfterSigningInTheStaffAreWhereTheyWantedToBe(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, lang := range langs {
		b := w.Browser(lang, 0)
		asked := b.Get("/" + lang + "/staff?event=user_changed&after=2026-11-19")
		atTheDoor(w, asked)
		shows(w, asked, say(lang, "signin.note_needed"))
		to := asked.Find(`main form input[name=to]`).AttrOr("value", "")
		page := b.Arrive(b.Get(b.StaffCallback(to, simulatortest.Decision{Persona: "hessa"})))
		mustBe(w, page, "address", page.URL.RequestURI(), "/"+lang+"/staff?event=user_changed&after=2026-11-19")
	}
	for _, to := range []string{
		"https://evil.example/en/staff", "//evil.example", "/en/profile", "/en/staffx", "/en/staff/../profile", "/en/staff/signout/go", "/en/staff/signin",
		"/en/staff//evil.example", "/fr/staff", "/oidc/callback?code=x", "javascript:alert(1)", "",
	} {
		b := w.Browser("en", 0)
		if page := b.Get("/en/staff/signin?" + url.Values{"to": {to}}.Encode()); page.Find("input[name=to]").Length() != 0 {
			t.Errorf("%q is kept", to)
		}
		page := b.Arrive(b.Get(b.StaffCallback(to, simulatortest.Decision{Persona: "hessa"})))
		mustBe(w, page, "address after "+to, page.URL.RequestURI(), "/en/staff")
	}
}

func TestWithoutAnIdentityProviderThereIsNoBackOffice(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *apptest.Options) { o.Portal = func(c *app.Config) { c.Staff = nil } })
	b := w.Browser("en", 0)
	for _, path := range []string{"/en/staff", "/ar/staff/signin", "/en/staff/signedout", "/oidc/callback?code=x&state=x"} {
		page := b.Get(path)
		want(w, page, http.StatusNotFound, say(page.Find("html").AttrOr("lang", ""), "error.not_found.title"))
	}
	want(w, b.Post("/en/staff/signin", url.Values{}), http.StatusNotFound, say("en", "error.not_found.title"))
	if strings.Contains(b.Get("/en/").Body, "staff") {
		t.Error("there is a door that leads nowhere")
	}
}

// From the customers' pages a link in the footer leads to the staff's, for those who are
// not signed in.
func TestTheDoorOfTheStaffIsInTheFooter(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("ar", 0)
	start := b.Get("/ar/")
	if start.Find("main a[href*=staff]").Length() != 0 {
		t.Error("the page itself leads to the staff")
	}
	atTheDoor(w, b.Get(start.Find("footer a").AttrOr("href", "")))
	if b.SignIn("fatima").Find("a[href*=staff]").Length() != 0 {
		t.Error("a customer is led to the staff")
	}
}

// The portal starts and serves customers while the provider is away.
func TestTheProviderOfTheStaffIsDown(t *testing.T) {
	t.Parallel()
	w := open(t, func(o *apptest.Options) {
		o.Portal = func(c *app.Config) { c.Staff.Issuer = nobody(t) }
	})
	for _, lang := range langs {
		b := w.Browser(lang, 0)
		between := b.Post("/"+lang+"/staff/signin", url.Values{})
		want(w, b.Arrive(between), http.StatusServiceUnavailable, say(lang, "error.staff_unavailable.title"))
		want(w, b.SignIn("fatima"), http.StatusOK, b.Get("/"+lang+"/").Heading())
	}
}

// nobody is the address of a provider that nobody answers at.
func nobody(t *testing.T) string {
	t.Helper()
	return "http://127.0.0.1:1"
}

func TestAnErrorPageOfTheBackOfficeKeepsWhoIsSignedIn(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, lang := range langs {
		b := w.Browser(lang, 0)
		shows(w, b.Get("/"+lang+"/nowhere"), say(lang, "error.not_found.text")) // what customers read
		lost := b.Get("/" + lang + "/staff/nowhere")
		want(w, lost, http.StatusNotFound, say(lang, "error.staff_not_found.title"))
		shows(w, lost, say(lang, "error.staff_not_found.text"))
		mustBe(w, lost, "way on", lost.Find("main a").AttrOr("href", ""), "/"+lang+"/staff/signin")
		b.SignInStaff("saeed")
		lost = b.Get("/" + lang + "/staff/nowhere")
		want(w, lost, http.StatusNotFound, say(lang, "error.staff_not_found.title"))
		mustBe(w, lost, "way on", lost.Find("main a").AttrOr("href", ""), "/"+lang+"/staff")
		if lost.Find("header form").AttrOr("action", "") != "/"+lang+"/staff/signout" {
			t.Error("there is no way to sign out")
		}
	}
}

// One address cannot begin sign-ins without end. What customers began there, and were
// refused, is nothing to the staff.
func TestSignInsOfTheStaffAreLimitedPerAddress(t *testing.T) {
	t.Parallel()
	w := open(t, limits(approval.Limits{Address: 1, StaffAddress: 3}))
	b := w.Browser("en", 0)
	b.Post("/en/signin", url.Values{})
	want(w, b.Post("/en/signin", url.Values{}), http.StatusTooManyRequests, say("en", "error.too_many.title"))
	for range 3 {
		want(w, b.Post("/en/staff/signin", url.Values{}), http.StatusOK, say("en", "backoffice.handover_title"))
	}
	want(w, b.Post("/en/staff/signin", url.Values{}), http.StatusTooManyRequests, say("en", "error.too_many.title"))
	if n := events(w, approval.EventStaffSigninRefused, "reason", string(approval.LimitStaffAddress)); n != 1 {
		t.Errorf("the refusal left %d lines", n)
	}
}
