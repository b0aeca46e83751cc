package journeytest

import (
	"net/http"
	"net/url"
	"strings"
	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"testing"

	"takeed/internal/simulator/simulatortest"
)

// Somebody in two hundred groups signs out too, also through a proxy that gives the head of
// an answer four kilobytes.
func TestWhoIsInManyGroupsSignsOut(t *testing.T) {
	t.Parallel()
	w := open(t)
	for scenario, hinted := range map[string]bool{"none": true, "many-groups": false} {
		for _, lang := range langs {
			b := w.Browser(lang, 0)
			callback := b.StaffCallback("", simulatortest.Decision{Persona: "saeed", Scenario: scenario})
			inOffice(w, b.Arrive(b.Get(callback)), "saeed")
			b.Post("/"+lang+"/staff/signout", url.Values{})
			page := b.Once(b.Request(http.MethodGet, "/"+lang+"/staff/signout/go", nil))
			head := len("HTTP/1.1 303 See Other\r\n\r\n")
			for name, values := range page.Header {
				head += len(values) * len(name+": \r\n")
				head += len(strings.Join(values, ""))
			}
			location := page.Header.Get("Location")
			if page.Status != http.StatusSeeOther || head > 4096 || param(w, location, "client_id") == "" || param(w, location, "post_logout_redirect_uri") == "" {
				t.Errorf("%s: %d, a head of %d bytes, %.100s", scenario, page.Status, head, location)
			}
			if (param(w, location, "id_token_hint") != "") != hinted {
				t.Errorf("%s: the hint is there or not there: %.100s", scenario, location)
			}
			t.Logf("%s: a head of %d bytes", scenario, head)
		}
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
