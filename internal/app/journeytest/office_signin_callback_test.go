package journeytest

import (
	"net/http"
	"net/url"
	"testing"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/simulator"
	"takeed/internal/simulator/pingone"
	"takeed/internal/simulator/simulatortest"
)

// staffExchanges is how often the portal went to the token endpoint of the staff.
func staffExchanges(w *apptest.World) int {
	n := 0
	for _, e := range w.Simulator.Journal() {
		if e.Endpoint == simulator.AtToken && e.Client == w.Simulator.Staff.ID {
			n++
		}
	}
	return n
}

// A stranger who makes somebody's browser load his callback would sign them in as him.
func TestAStaffSignInBelongsToTheBrowserThatBegan(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, lang := range langs {
		stranger, victim := w.Browser(lang, 0), w.Browser(lang, 0)
		before := staffExchanges(w)
		callback := stranger.StaffCallback("", simulatortest.Decision{Persona: "hessa"})
		want(w, victim.Get(callback), http.StatusForbidden, say(lang, "error.elsewhere.title"))
		atTheDoor(w, victim.Get("/"+lang+"/staff"))
		victim.SignInStaff("noura")
		want(w, victim.Get(callback), http.StatusForbidden, say(lang, "error.elsewhere.title"))
		inOffice(w, victim.Get("/"+lang+"/staff"), "noura")
		if staffExchanges(w) != before+1 {
			t.Error("the callback of another browser was used")
		}
		inOffice(w, stranger.Arrive(stranger.Get(callback)), "hessa")
	}
	if n := events(w, approval.EventStaffSigninCallbackRefused, "reason", "other_browser"); n != 4 {
		t.Errorf("%d refusals were recorded", n)
	}
}

//takeed:race
func TestAStaffCallbackIsGoodForOneSignIn(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas)
	b := w.Browser("en", 0)
	callback, binding := b.StaffCallback("", simulatortest.Decision{Persona: "noura"}), b.Cookie("osb")
	atOnce(20, func(i int) { _, _ = b.On(i % 2).Try(callback) })
	session := b.Cookie("ops")
	for _, again := range []*apptest.Browser{b, b.On(1), w.Browser("en", 0)} { // the cookie of the sign-in is gone by now
		want(w, again.Get(callback), http.StatusForbidden, say("en", "error.elsewhere.title"))
	}
	b.SetCookie("osb", binding)
	want(w, b.Get(callback), http.StatusNotFound, say("en", "error.staff_link.title"))
	if staffExchanges(w) != 1 || b.Cookie("ops") != session || events(w, approval.EventStaffSignedIn, "role", "operator") != 1 {
		t.Errorf("%d exchanges", staffExchanges(w))
	}
	inOffice(w, b.Get("/en/staff"), "noura")
}

func TestAStaffCallbackThatCannotBeReadIsRefused(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("ar", 0)
	callback := b.StaffCallback("", simulatortest.Decision{Persona: "saeed"})
	for _, more := range []string{"&error=access_denied", "&code=x", "&state=x", "&error=%zz", "&iss=" + url.QueryEscape(w.Simulator.Issuer)} {
		want(w, b.Get(callback+more), http.StatusBadRequest, say("ar", "error.staff_link.title"))
	}
	unknown := tampered(w, callback, "state", approval.NewSecret().Reveal())
	want(w, b.Get(unknown), http.StatusNotFound, say("ar", "error.staff_link.title"))
	for name, value := range map[string]string{"Sec-Purpose": "prefetch", "Sec-Fetch-Dest": "image"} {
		r := b.Request(http.MethodGet, callback, nil)
		r.Header.Set(name, value)
		if page := b.Once(r); page.Status != http.StatusServiceUnavailable && page.Status != http.StatusForbidden {
			t.Errorf("%s %s: %d", name, value, page.Status)
		}
	}
	if page := b.Once(b.Request(http.MethodHead, callback, nil)); page.Status != http.StatusMethodNotAllowed {
		t.Errorf("HEAD: %d", page.Status)
	}
	if events(w, approval.EventStaffSigninCallbackRefused, "reason", "malformed") != 5 ||
		events(w, approval.EventStaffSigninCallbackRefused, "reason", "unknown_state") != 1 || staffExchanges(w) != 0 {
		t.Error("the refusals were not recorded, or a code was spent")
	}
	inOffice(w, b.Arrive(b.Get(callback)), "saeed")
}

// A code that was issued for another request is refused by its verifier, and would be by
// its nonce.
func TestAStaffCodeOfAnotherSignInIsRefused(t *testing.T) {
	t.Parallel()
	w := open(t)
	thief, victim := w.Browser("en", 0), w.Browser("en", 0)
	stolen := victim.StaffCallback("", simulatortest.Decision{Persona: "hessa"})
	own := thief.StaffCallback("", simulatortest.Decision{Persona: "noura"})
	page := thief.Get(tampered(w, own, "code", param(w, stolen, "code")))
	want(w, page, http.StatusBadGateway, say("en", "error.staff_signin.title"))
	if n := events(w, approval.EventStaffSigninFailed, "reason", "token_refused"); n != 1 || rows(w, "staff") != 0 {
		t.Errorf("%d events", n)
	}
}

// The callbacks of customers and staff are not each other's, in a browser that began
// both.
func TestACallbackHasItsOwnDoor(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	customer := b.SignInCallback(simulatortest.Decision{Persona: "fatima"})
	staff := b.StaffCallback("", simulatortest.Decision{Persona: "noura"})
	query := func(callback string) string {
		u, err := url.Parse(callback)
		if err != nil {
			t.Fatal(err)
		}
		return u.RawQuery
	}
	want(w, b.Get("/oidc/callback?"+query(customer)), http.StatusNotFound, say("en", "error.staff_link.title"))
	want(w, b.Get("/uaepass/signin/callback?"+query(staff)), http.StatusNotFound, say("en", "error.link.title"))
	want(w, b.Get("/uaepass/confirm/callback?"+query(staff)), http.StatusNotFound, say("en", "error.link.title"))
	if rows(w, "staff")+rows(w, "users") != 0 {
		t.Error("somebody came in by the wrong door")
	}
	inOffice(w, b.Arrive(b.Get(staff)), "noura")
	want(w, b.Get(customer), http.StatusOK, say("en", "home.title", "name", "Fatima Salem Al Tajribi"))
}

func TestAStaffSignInHasTenMinutes(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	callback := b.StaffCallback("", simulatortest.Decision{Persona: "noura"})
	w.Database.Advance(t, approval.SigninTTL)
	want(w, b.Get(callback), http.StatusNotFound, say("en", "error.staff_link.title"))
	atTheDoor(w, b.Get("/en/staff/signin/go"))
	if rows(w, "staff") != 0 || staffExchanges(w) != 0 {
		t.Error("a late sign-in went on")
	}
}

func TestNoForeignPageSignsTheStaffInOrOut(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignInStaff("noura")
	session := b.Cookie("ops")
	before := snapshot(w)
	for _, path := range []string{"/en/staff/signin", "/en/staff/signout"} {
		eachOrigin(func(site, origin string) {
			if fromOurPages(site, origin) {
				return
			}
			if page := sentFrom(b, http.MethodPost, path, site, origin, url.Values{}); page.Status != http.StatusForbidden {
				t.Errorf("POST %s from %q %q: %d", path, site, origin, page.Status)
			}
		})
	}
	if snapshot(w) != before || !staffed(w, session) {
		t.Error("a foreign page has changed something")
	}
}

// Over https the cookies are the host's own. The session is not sent along from
// elsewhere; what binds the sign-in has to come back from the provider.
func TestTheCookiesOfTheStaff(t *testing.T) {
	t.Parallel()
	const address = "https://portal.localhost"
	w := open(t, func(o *apptest.Options) {
		o.Portal = func(c *app.Config) { c.BaseURL = address }
		o.Simulator = append(o.Simulator, func(c *simulator.Config) {
			c.Staff.(*pingone.Client).RedirectURIs = []string{address + "/oidc/callback"}
		})
	})
	b := w.Browser("en", 0)
	b.Client.Jar = nil // the address is not the one that the requests go to
	jar := map[string]*http.Cookie{}
	send := func(method, path string) *apptest.Page {
		r := b.Request(method, path, nil)
		r.Header.Set("Origin", address)
		for _, c := range jar {
			r.AddCookie(c)
		}
		page := b.Once(r)
		for _, c := range (&http.Response{Header: page.Header}).Cookies() {
			jar[c.Name] = c
		}
		return page
	}
	send(http.MethodPost, "/en/staff/signin")
	callback, err := simulatortest.Answer(b.Client, send(http.MethodGet, "/en/staff/signin/go").Header.Get("Location"), simulatortest.Decision{Persona: "noura"})
	if err != nil {
		t.Fatal(err)
	}
	binding := jar["__Host-osb"]
	u, _ := url.Parse(callback)
	want(w, send(http.MethodGet, "/oidc/callback?"+u.RawQuery), http.StatusOK, say("en", "backoffice.arrived_title"))
	session := jar["__Host-ops"]
	for _, c := range []*http.Cookie{binding, session} {
		if c == nil || !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" {
			t.Fatalf("%v", c)
		}
	}
	if binding.SameSite != http.SameSiteLaxMode || binding.MaxAge != 600 || session.SameSite != http.SameSiteStrictMode || session.MaxAge != 0 {
		t.Errorf("%v, %v", binding, session)
	}
	if left := jar["__Host-osb"]; left.MaxAge != -1 || len(jar) != 2 {
		t.Errorf("after the sign-in: %v", jar)
	}
	want(w, send(http.MethodGet, "/en/staff"), http.StatusOK, say("en", "backoffice.title"))
	send(http.MethodPost, "/en/staff/signout")
	send(http.MethodGet, "/en/staff/signout/go")
	if out := jar["__Host-ops"]; out.MaxAge != -1 || out.SameSite != http.SameSiteStrictMode || !out.Secure {
		t.Errorf("after signing out: %v", out)
	}
}
