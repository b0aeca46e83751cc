package journeytest

import (
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/postgres/postgrestest"
)

// slowPost sends a form whose body comes later: the portal has found out who asks, and
// waits. It returns once that is so; finish sends the body and returns the answer.
func slowPost(w *apptest.World, b *apptest.Browser, path string, values url.Values) (finish func() *apptest.Page) {
	w.Helper()
	body, late := io.Pipe()
	r := b.Request(http.MethodPost, path, nil)
	r.Body, r.ContentLength = body, -1
	r.Header.Set("Expect", "100-continue") // the server says "go on" when the handler begins to read
	reading := make(chan struct{})
	r = r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{Got100Continue: func() { close(reading) }}))
	b.Client.Transport.(*http.Transport).ExpectContinueTimeout = time.Minute
	answered := make(chan *apptest.Page, 1)
	go func() {
		page, err := b.Send(r)
		if err != nil {
			w.Errorf("a slow request: %v", err)
		}
		answered <- page
	}()
	select {
	case <-reading:
	case <-answered:
		w.Fatalf("%s was answered before its body was read", path)
	}
	return func() *apptest.Page {
		_, _ = io.WriteString(late, values.Encode())
		_ = late.Close()
		return <-answered
	}
}

// A request that began before the sign-out, and stores something in its session after
// it, must not bring the session back.
//
//takeed:race
func TestASlowRequestDoesNotBringASessionBack(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas)
	for name, end := range map[string]func(*apptest.Browser){
		"sign-out":  func(b *apptest.Browser) { b.On(1).Post("/en/signout", url.Values{}) },
		"disabling": func(*apptest.Browser) { disable(w, true); disable(w, false) },
	} {
		b := w.Browser("en", 0)
		b.SignIn("fatima")
		sid := b.Cookie("sid")
		finish := slowPost(w, b, "/en/profile", url.Values{"identifier": {"email"}})
		end(b)
		finish()
		if signedIn(w, sid) || b.Get("/en/profile").Heading() != say("en", "signin.title") {
			t.Errorf("after the %s a slow request signed somebody in again", name)
		}
		if n := postgrestest.Query[int](t, w.Database, `select count(*) from sessions where user_id is not null and revoked_at is null`); n != 0 {
			t.Errorf("after the %s %d sessions are alive", name, n)
		}
	}
}

// The same race around a sign-in: the session that a stranger may know must not become
// the person's by being stored last.
//
//takeed:race
func TestASlowRequestKeepsItsOldSession(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	old := b.Cookie("sid")
	finish := slowPost(w, b, "/en/profile", url.Values{"identifier": {"email"}})
	other := b.On(0)
	review := other.Create("transfer", apptest.Transfer())
	want(w, other.Confirm(review, approve), http.StatusOK, in("en", kind(w, "transfer").Done))
	fresh := other.Cookie("sid")
	late := finish()
	if signedIn(w, old) || !signedIn(w, fresh) {
		t.Error("the session from before the confirmation came back")
	}
	for _, c := range (&http.Response{Header: late.Header}).Cookies() {
		if c.Name == "sid" {
			t.Errorf("the slow request gives the browser the session %.4s…, and the new one is %.4s…", c.Value, fresh)
		}
	}
	if got := b.Cookie("sid"); got != fresh {
		t.Error("the browser has the session from before the confirmation again")
	}
	want(w, b.Get("/en/profile"), http.StatusOK, say("en", "profile.title"))
}
