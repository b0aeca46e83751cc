package journeytest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/simulator/simulatortest"
)

// asides are what providers put beside what they have to say: in the reader's language,
// over two lines, in another character set, cut off, twice.
var asides = []string{
	"error_description=%D8%B1%D9%81%D8%B6+%D8%A7%D9%84%D9%85%D8%B3%D8%AA%D8%AE%D8%AF%D9%85",
	"error_description=AADSTS65004%3A+declined.%0d%0aTrace+ID%3A+1%0d%0aTimestamp%3A+2",
	"sp=%D9%85%D8%B5%D8%B1%D9%81+%D8%A7%D9%84%D8%AA%D8%AC%D8%B1%D8%A8%D8%A9&tenantDomain=carbon.super",
	"sp=%CF%D1%E5%E3&error_uri=%zz&x=%",
	"sp=1&sp=2&Error=x&error_description=" + strings.Repeat("%D9%81", 800),
	"a;b=c;code=1&=&%00=%00&state[]=x&error_description=%E2%80%AE%3Cscript%3E",
}

// unreadableErrors are errors of a provider that are no words.
var unreadableErrors = []string{"RIGCANARY%E2%80%AE", "%D8%B1%D9%81%D8%B6", "RIGCANARY%0d%0a", "%ff", "%zz", strings.Repeat("x", 9000)}

// A decline is one, whatever stands beside it, and the next try can begin.
func TestADeclineIsADeclineWhateverElseIsSaid(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	for i, aside := range asides {
		lang := langs[i%2]
		b := w.Browser(lang, 0)
		b.SignIn("fatima")
		review := b.Create("transfer", apptest.Transfer())
		declined := b.Callback(review, decline)
		page := b.Get("/uaepass/confirm/callback?" + aside + "&error=cancelledOnApp&state=" + param(w, declined, "state"))
		want(w, page, http.StatusOK, say(lang, "notice.cancelled.title"))
		stored(w, review, record{"pending", "failed provider_cancelled", began + " provider_declined"})
		want(w, b.Confirm(page, approve), http.StatusOK, in(lang, kind(w, "transfer").Done))
		signOut(w, b)
	}
	if n := exchanges(w); n != len(asides) {
		t.Errorf("%d exchanges", n)
	}
}

// The same for signing in, of customers and of the staff.
func TestADeclinedSignInIsOneWhateverElseIsSaid(t *testing.T) {
	t.Parallel()
	w := open(t)
	for i, aside := range asides {
		lang := langs[i%2]
		b := w.Browser(lang, 0)
		customer := b.SignInCallback(simulatortest.Decision{Persona: "fatima"})
		page := b.Get("/uaepass/signin/callback?error=access_denied&" + aside + "&state=" + param(w, customer, "state"))
		want(w, page, http.StatusOK, say(lang, "signin.title"))
		shows(w, page, say(lang, "official.cancelled"))
		staff := b.StaffCallback("", simulatortest.Decision{Persona: "noura"})
		page = b.Get("/oidc/callback?error=access_denied&" + aside + "&state=" + param(w, staff, "state"))
		want(w, page, http.StatusForbidden, say(lang, "error.staff_declined.title"))
	}
	if n := events(w, approval.EventSigninDeclined, "", ""); n != len(asides) {
		t.Errorf("%d declines of customers", n)
	}
	if n := events(w, approval.EventStaffSigninRefused, "reason", "declined"); n != len(asides) {
		t.Errorf("%d declines of the staff", n)
	}
}

// Nor does what stands beside a code keep it from counting.
func TestACodeCountsWhateverElseIsSaid(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited, longLivedCodes)
	for i, aside := range asides {
		lang := langs[i%2]
		b := w.Browser(lang, 0)
		home := b.Get(b.SignInCallback(simulatortest.Decision{Persona: "fatima"}) + "&" + aside)
		mustBe(w, home, "address", home.Path(), "/"+lang+"/")
		review := b.Create("transfer", apptest.Transfer())
		want(w, b.Get(b.Callback(review, approve)+"&"+aside), http.StatusOK, in(lang, kind(w, "transfer").Done))
		inOffice(w, b.Arrive(b.Get(b.StaffCallback("", simulatortest.Decision{Persona: "noura"})+"&"+aside)), "noura")
		signOut(w, b)
	}
}

// What the provider has ended has ended, in whatever letters: the person is told, is not
// shown what it said, and can go on.
func TestAnErrorThatCannotBeReadEndsTheAttempt(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited)
	for i, word := range unreadableErrors {
		lang := langs[i%2]
		b := w.Browser(lang, 0)
		b.SignIn("fatima")
		review := b.Create("transfer", apptest.Transfer())
		state := param(w, b.Callback(review, decline), "state")
		address := "/uaepass/confirm/callback?error=" + word + "&state=" + state
		stranger := w.Browser(lang, 0)
		want(w, stranger.Get(address), http.StatusForbidden, say(lang, "error.elsewhere.title"))
		page := b.Get(address)
		want(w, page, http.StatusOK, say(lang, "notice.try_again.title"))
		stored(w, review, record{"pending", "failed provider_error", began + " callback_refused provider_fault"})
		if strings.Contains(page.Body+w.Logs(), "RIGCANARY") || strings.Contains(page.Body, "xxxxx") {
			t.Error("what the provider said is repeated")
		}
		want(w, b.Confirm(page, approve), http.StatusOK, in(lang, kind(w, "transfer").Done))
		b.Post("/"+lang+"/signout", url.Values{})
		customer := b.SignInCallback(simulatortest.Decision{Persona: "fatima"})
		page = b.Get("/uaepass/signin/callback?error=" + word + "&state=" + param(w, customer, "state"))
		want(w, page, http.StatusOK, say(lang, "signin.title"))
		shows(w, page, say(lang, "official.exception"))
		staff := b.StaffCallback("", simulatortest.Decision{Persona: "noura"})
		want(w, b.Get("/oidc/callback?error="+word+"&state="+param(w, staff, "state")), http.StatusBadGateway, say(lang, "error.staff_signin.title"))
	}
	if n := events(w, approval.EventStaffSigninFailed, "reason", "provider_error"); n != len(unreadableErrors) {
		t.Errorf("%d failures of the staff", n)
	}
}
