package journeytest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
)

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
