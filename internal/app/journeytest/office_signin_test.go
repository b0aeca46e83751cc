package journeytest

import (
	"net/http"
	"net/url"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator/pingone"
	"takeed/internal/simulator/simulatortest"
)

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
	for i, sc := range pingone.Scenarios() {
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
