package journeytest

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"takeed/internal/simulator/simulatortest"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

// signedIn reports whether a browser that sends this session cookie is somebody.
func signedIn(w *apptest.World, sid string) bool {
	w.Helper()
	b := w.Browser("en", 0)
	b.SetCookie("sid", sid)
	return b.Get("/en/profile").Heading() == say("en", "profile.title")
}

func TestSigningInMakesANewSession(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.Get("/en/transactions")
	if sid := b.Cookie("sid"); sid != "" {
		t.Error("there is a session before anybody signs in")
	}
	b.SignIn("fatima")
	first := b.Cookie("sid")
	signOut(w, b)
	b.SetCookie("sid", first)
	b.SignIn("fatima")
	if b.Cookie("sid") == first || signedIn(w, first) || !signedIn(w, b.Cookie("sid")) {
		t.Error("the session from before the sign-in is somebody now")
	}
}

func TestAConfirmationMakesANewSession(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("ar", 0)
	b.SignIn("fatima")
	before := b.Cookie("sid")
	declined := b.Confirm(b.Create("transfer", apptest.Transfer()), decline)
	if b.Cookie("sid") != before {
		t.Error("a decline changed the session")
	}
	b.Confirm(declined, approve)
	after := b.Cookie("sid")
	if after == before || signedIn(w, before) || !signedIn(w, after) {
		t.Error("the session from before the confirmation is still good")
	}
	if b.Cookie("txb") != "" {
		t.Error("the cookie of the attempt outlives it")
	}
}

func TestAPlantedSessionIsNeverAdopted(t *testing.T) {
	t.Parallel()
	w := open(t)
	planted := strings.Repeat("x", 43)
	b := w.Browser("en", 0)
	b.SetCookie("sid", planted)
	b.Get("/en/transactions")
	b.SignIn("fatima")
	if b.Cookie("sid") == planted || signedIn(w, planted) {
		t.Error("the planted session is somebody")
	}
	if n := postgrestest.Query[int](t, w.Database, `select count(*) from sessions where token_hash = sha256($1)`, []byte(planted)); n != 0 {
		t.Error("the planted session is stored")
	}
}

func TestTwoSessionCookiesAreNone(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	sid := b.Cookie("sid")
	for _, header := range []string{"sid=" + sid + "; sid=" + sid, "sid=x; sid=" + sid, "sid=" + sid + "; sid=x"} {
		stranger := w.Browser("en", 0)
		r := stranger.Request(http.MethodGet, "/en/profile", nil)
		r.Header.Set("Cookie", header)
		if page := stranger.Once(r); page.Status != http.StatusSeeOther {
			t.Errorf("two session cookies are somebody: %d", page.Status)
		}
	}
	if !signedIn(w, sid) {
		t.Error("the real session ended")
	}
}

func TestASessionThatCannotBeReadIsNobody(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("ar", 0)
	b.SignIn("fatima")
	for _, data := range []string{"\x00", "{", "[]", `"x"`, `{"note":1}`, "\xff\xfe gob"} {
		w.Database.Plant(t, `update sessions set data = $1`, []byte(data))
		want(w, b.Get("/ar/profile"), http.StatusOK, say("ar", "signin.title"))
		b.SignIn("fatima")
	}
	want(w, b.Get("/ar/profile"), http.StatusOK, say("ar", "profile.title"))
}

func TestSigningOutEndsTheSession(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, lang := range langs {
		b := w.Browser(lang, 0)
		b.SignIn("fatima")
		sid := b.Cookie("sid")
		r := b.Request(http.MethodPost, "/"+lang+"/signout", url.Values{})
		out := b.Once(r)
		if out.Status != http.StatusSeeOther || out.Header.Get("Clear-Site-Data") != `"cache", "storage"` || b.Cookie("sid") != "" {
			t.Errorf("signing out answered %d", out.Status)
		}
		want(w, b.Get("/"+lang+"/signout"), http.StatusOK, say(lang, "signout.title"))
		leave := b.Get("/" + lang + "/signout/go")
		mustBe(w, leave, "address", leave.Elsewhere, w.Simulator.URL+"/idshub/logout?redirect_uri="+url.QueryEscape(apptest.Address+"/"+lang+"/signedout"))
		back := b.Get("/" + lang + "/signedout")
		want(w, back, http.StatusOK, say(lang, "signin.title"))
		shows(w, back, say(lang, "signout.done", "entity", in(lang, entity)))
		if signedIn(w, sid) {
			t.Error("the session is still good")
		}
	}
	if n := events(w, approval.EventSignedOut, "", ""); n != 2 {
		t.Errorf("%d people signed out", n)
	}
}

//takeed:race
func TestDisablingAPersonEndsEverySessionAtOnce(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas)
	var browsers []*apptest.Browser
	for i := range 5 {
		b := w.Browser("en", i%2)
		b.SignIn("fatima")
		browsers = append(browsers, b)
	}
	callback := browsers[0].Callback(browsers[0].Create("transfer", apptest.Transfer()), approve)
	disable(w, true)
	for _, b := range browsers {
		want(w, b.Get("/en/profile"), http.StatusOK, say("en", "signin.title"))
	}
	want(w, browsers[0].Get(callback), http.StatusNotFound, say("en", "error.link.title"))
	shows(w, browsers[1].SignIn("fatima"), say("en", "signin.note_contact", "entity", entity.EN))
	if n := exchanges(w); n != 0 {
		t.Errorf("%d exchanges for a disabled person", n)
	}
	disable(w, false)
	for _, b := range browsers {
		want(w, b.Get("/en/profile"), http.StatusOK, say("en", "signin.title"))
	}
	browsers[1].SignIn("fatima")
	want(w, browsers[1].Get("/en/profile"), http.StatusOK, say("en", "profile.title"))
}

// disable switches the only person there is off, or on again, as the command line does.
func disable(w *apptest.World, off bool) {
	w.Helper()
	id := approval.ID(postgrestest.Query[string](w, w.Database, `select id::text from users`))
	err := w.Apps[0].DB.Decide(context.Background(), approval.Lock{Person: id}, func(f approval.Facts) (approval.Change, error) {
		return f.Disable(off, approval.Source{Actor: approval.System})
	})
	if err != nil {
		w.Fatal(err)
	}
}

func TestAnIdleSessionEnds(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	for range 3 { // a session that is used stays
		w.Database.Advance(t, 9*time.Minute)
		want(w, b.Get("/en/profile"), http.StatusOK, say("en", "profile.title"))
	}
	w.Database.Advance(t, 11*time.Minute)
	want(w, b.Get("/en/profile"), http.StatusOK, say("en", "signin.title"))
}

func TestNoSessionOutlivesItsDay(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	for range 53 {
		w.Database.Advance(t, 9*time.Minute)
		want(w, b.Get("/en/profile"), http.StatusOK, say("en", "profile.title"))
	}
	w.Database.Advance(t, 9*time.Minute) // eight hours and six minutes since the sign-in
	want(w, b.Get("/en/profile"), http.StatusOK, say("en", "signin.title"))
}

// UAE PASS may keep the browser when the customer leaves. Here they are signed out
// before it is asked.
func TestASignOutThatDoesNotComeBackIsOneAllTheSame(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, lang := range langs {
		b := w.Browser(lang, 0)
		b.Get(b.SignInCallback(simulatortest.Decision{Persona: "fatima", Scenario: "logout-stays"}))
		old := b.Cookie("sid")
		b.Post("/"+lang+"/signout", url.Values{})
		resp, err := b.Client.Get(b.Get("/" + lang + "/signout/go").Elsewhere)
		if err != nil {
			t.Fatal("the browser did not reach UAE PASS")
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusOK || resp.Header.Get("Location") != "" {
			t.Errorf("UAE PASS sent the browser back: %d", resp.StatusCode)
		}
		b.SetCookie("sid", old)
		want(w, b.Get("/"+lang+"/profile"), http.StatusOK, say(lang, "signin.title"))
	}
	if n := events(w, approval.EventSignedOut, "", ""); n != 2 {
		t.Errorf("%d sign-outs were recorded", n)
	}
}
