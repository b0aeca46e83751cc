package journeytest

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"takeed/internal/simulator"
	"testing"
	"time"

	"takeed/internal/app/apptest"
)

// Two hundred browsers leave as soon as they have sent their callback. Each finds its
// transaction confirmed when it comes back.
//
//takeed:race
func TestBrowsersThatLeaveAtOnce(t *testing.T) {
	t.Parallel()
	const people, each = 20, 10
	w := open(t, crowded(people))
	all := crowd(t, w, people)
	for range each {
		atOnce(people, func(i int) {
			_, callback, err := all[i].begins("")
			if err == nil {
				err = all[i].sendsAndLeaves(callback)
			}
			if err != nil {
				t.Errorf("person %d: %v", i, err)
			}
		})
		until(t, func() bool { return rows(w, "attempts where finished_at is null") == 0 })
		atOnce(people, func(i int) {
			if err := all[i].isThere(); err != nil {
				t.Errorf("person %d: %v", i, err)
			}
		})
	}
	if n := rows(w, "transactions where state = 'confirmed'"); n != people*each || exchanges(w) != people*each {
		t.Errorf("%d confirmations, %d exchanges", n, exchanges(w))
	}
}

// isThere signs in whoever the portal did not see leave: their session got a new token,
// which nobody was there to receive.
func (c crowdMember) isThere() error {
	home, err := c.Try("/" + c.Lang + "/")
	if err != nil || home.Find(`form[action$="/signout"]`).Length() > 0 {
		return err
	}
	return c.signIn()
}

// sendsAndLeaves writes the request of a callback and hangs up.
func (c crowdMember) sendsAndLeaves(callback string) error {
	r := c.Request(http.MethodGet, callback, nil)
	for _, cookie := range c.Client.Jar.Cookies(r.URL) {
		r.AddCookie(cookie)
	}
	conn, err := c.Client.Transport.(*http.Transport).DialContext(context.Background(), "tcp", "portal.localhost:80")
	if err != nil {
		return err
	}
	return errors.Join(r.Write(conn), conn.Close())
}

// until waits for what others are about to do.
func until(t *testing.T, done func() bool) {
	t.Helper()
	for began := time.Now(); !done(); {
		if time.Since(began) > time.Minute {
			t.Fatal("it does not happen")
		}
	}
}

// A browser that leaves while its callback is being exchanged takes nothing with it:
// the confirmation is finished, and found on the page, in the session that it had.
//
//takeed:race
func TestABrowserThatLeavesIsConfirmedAllTheSame(t *testing.T) {
	t.Parallel()
	w := open(t)
	b, twin := w.Browser("en", 0), w.Browser("en", 0)
	b.SignIn("fatima")
	twin.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	callback := b.Callback(review, approve)
	held(w, callback, simulator.AtUserinfo)
	ctx, leave := context.WithCancel(context.Background())
	left := make(chan error, 1)
	go func() {
		_, err := b.Send(b.Request(http.MethodGet, callback, nil).WithContext(ctx))
		left <- err
	}()
	awaitHeld(w)
	leave()
	if err := <-left; err == nil {
		t.Fatal("the browser stayed")
	}
	w.AwaitLeft()
	w.Simulator.Release()
	page := twin.Get(review.Path())
	for tries := 0; page.Heading() == say("en", "checking.title") && tries < 1000; tries++ {
		page = twin.Get(review.Path())
	}
	stored(w, review, confirmedRecord)
	want(w, page, http.StatusOK, in("en", kind(w, "transfer").Done))
	want(w, b.Get(review.Path()), http.StatusOK, in("en", kind(w, "transfer").Done))
}

// A browser that leaves in the middle of a page is no fault to be mended.
func TestABrowserThatLeavesIsNoError(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	gone, leave := context.WithCancel(context.Background())
	leave()
	for _, path := range []string{"/en/", "/en/transactions", "/en/profile", "/en/nowhere"} {
		r := httptest.NewRequest(http.MethodGet, apptest.Address+path, nil).WithContext(gone)
		r.AddCookie(&http.Cookie{Name: "sid", Value: b.Cookie("sid")})
		w.Apps[0].ServeHTTP(httptest.NewRecorder(), r)
	}
	if logs := w.Logs(); strings.Contains(logs, `"level":"ERROR"`) {
		t.Error("the log calls it an error")
	}
}
