package journeytest

import (
	"bufio"
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"takeed/internal/app/apptest"
)

// watch opens the stream of new events that a query finds, and returns it once it has
// begun.
func watch(w *apptest.World, b *apptest.Browser, query string) *bufio.Reader {
	w.Helper()
	ctx, leave := context.WithTimeout(context.Background(), time.Minute)
	w.Cleanup(leave)
	resp, err := b.Client.Do(b.Request(http.MethodGet, "/en/staff/live?"+url.Values{"q": {query}}.Encode(), nil).WithContext(ctx))
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { _ = resp.Body.Close() })
	if kind := resp.Header.Get("Content-Type"); resp.StatusCode != http.StatusOK || kind != "text/event-stream" || resp.Header.Get("Cache-Control") != "no-store" || resp.Header.Get("X-Accel-Buffering") != "no" {
		w.Fatalf("a live search: %d %s", resp.StatusCode, kind)
	}
	in := bufio.NewReader(resp.Body)
	if line, err := in.ReadString('\n'); line != ": here\n" {
		w.Fatalf("it begins %q, %v", line, err)
	}
	return in
}

// news is the next line that says something; "" once the stream has ended well.
func news(w *apptest.World, in *bufio.Reader) string {
	w.Helper()
	for {
		line, err := in.ReadString('\n')
		switch {
		case err != nil && err.Error() != "EOF":
			w.Fatalf("the stream broke off: %v", err)
		case err != nil:
			return ""
		case strings.HasPrefix(line, "data: "):
			return strings.TrimSpace(line)
		}
	}
}

// Whoever watches is told that something happened, and how often, and nothing of what.
func TestALiveSearchTellsThatSomethingHappened(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := staffBrowser(w, "en", "noura")
	in := watch(w, b, "event:transaction_created")
	customer := w.Browser("en", 0)
	customer.SignIn("fatima")
	customer.Create("transfer", apptest.Transfer())
	if got := news(w, in); got != "data: 1" {
		t.Errorf("of one transaction it says %q", got)
	}
	want(w, b.Get("/en/staff/live?q=x"), http.StatusBadRequest, say("en", "error.bad_request.title"))
	if page := b.Once(b.Request(http.MethodHead, "/en/staff/live?q=", nil)); page.Status != http.StatusOK {
		t.Errorf("who only asks for the headers: %d", page.Status)
	}
}

// Nobody watches more than a handful of searches at once. Asking for the headers is not
// watching, and a search that was left makes room.
func TestLiveSearchesOfOnePersonAreFew(t *testing.T) {
	t.Parallel()
	w := open(t)
	noura := staffBrowser(w, "en", "noura")
	const path = "/en/staff/live?q="
	for range 9 {
		noura.Once(noura.Request(http.MethodHead, path, nil))
	}
	ctx, leave := context.WithCancel(t.Context())
	first, err := noura.Client.Do(noura.Request(http.MethodGet, path, nil).WithContext(ctx))
	if err != nil || first.StatusCode != http.StatusOK {
		t.Fatal("no live search", err)
	}
	for range 4 {
		watch(w, noura, "event:transaction_created")
	}
	want(w, noura.Get(path), http.StatusTooManyRequests, say("en", "error.too_many_streams.title"))
	watch(w, staffBrowser(w, "ar", "saeed"), "event:transaction_created")
	leave()
	_ = first.Body.Close()
	until(t, func() bool {
		status, _ := status(w, noura, http.MethodGet, path, nil)
		return status == http.StatusOK
	})
}

// Whoever may not any more is told nothing more: after signing out, after losing the role,
// and after the session went idle, which watching does not keep it from.
func TestALiveSearchEndsWithItsSession(t *testing.T) {
	t.Parallel()
	w := open(t)
	for what, end := range map[string]func(b *apptest.Browser){
		"signing out":      func(b *apptest.Browser) { b.Once(b.Request(http.MethodPost, "/en/staff/signout", url.Values{})) },
		"losing the role":  func(*apptest.Browser) { w.Database.Plant(t, `update staff set role = null`) },
		"signing in again": func(*apptest.Browser) { staffBrowser(w, "ar", "noura") },
	} {
		b := staffBrowser(w, "en", "noura")
		in := watch(w, b, "event:transaction_created")
		end(b)
		if got := news(w, in); got != "" {
			t.Errorf("after %s it says %q", what, got)
		}
	}
	b := staffBrowser(w, "en", "saeed")
	w.Database.Advance(t, 9*time.Minute)
	in := watch(w, b, "event:transaction_created")
	w.Database.Advance(t, 2*time.Minute)
	if got := news(w, in); got != "" {
		t.Errorf("after its idle time it says %q", got)
	}
	atTheDoor(w, b.Get("/en/staff"))
}
