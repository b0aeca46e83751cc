//takeed:race
package api_test

import (
	"net/http"
	"testing"
	"time"

	"takeed/web/api"
)

// waiting begins a read that waits, and returns when it has looked once.
func (w *world) waiting(path string, more ...string) (answer chan string) {
	w.Helper()
	a, answer := ask{method: http.MethodGet, path: path, header: headers(w.as("hub"), more...)}, make(chan string, 1)
	go func() { answer <- w.raw(a) }()
	<-w.store.looked
	return answer
}

// looking lets a test see each look at a transaction.
func (w *world) looking() (stop func()) {
	w.store.looked = make(chan struct{})
	return func() {
		go func() {
			for range w.store.looked {
			}
		}()
	}
}

func TestAReadWaitsForAChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := w.asked()
	stop := w.looking()
	plain, tagged := w.waiting(of(asked, "")+"?wait=25"), w.waiting(of(asked, "")+"?wait=25", "If-None-Match", `"1"`)
	stop()
	w.wants(w.post("hub", of(asked, "/cancel"), ""), http.StatusOK, "")
	for name, answer := range map[string]chan string{"without a tag": plain, "with a tag": tagged} {
		if got := <-answer; got != "200" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// What the client does not know yet is answered at once, and so is what never changes again.
func TestAReadDoesNotWaitForWhatIsThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := w.asked()
	w.wants(w.get("hub", of(asked, "")+"?wait=25", "If-None-Match", `"0"`), http.StatusOK, "")
	w.wants(w.get("hub", of(asked, "")+"?wait=0", "If-None-Match", `"1"`), http.StatusNotModified, "")
	w.wants(w.post("hub", of(asked, "/cancel"), ""), http.StatusOK, "")
	before := w.store.looks.Load()
	w.wants(w.get("hub", of(asked, "")+"?wait=25", "If-None-Match", `"1", W/"2"`), http.StatusNotModified, "")
	w.wants(w.get("hub", of(asked, "")+"?wait=25"), http.StatusOK, "")
	if n := w.store.looks.Load() - before; n != 2 {
		t.Errorf("two reads looked %d times", n)
	}
}

func TestTheEndOfAWaitIsNoChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := w.asked()
	w.wants(w.get("hub", of(asked, "")+"?wait=1", "If-None-Match", `"1"`), http.StatusNotModified, "")
	w.wants(w.get("hub", of(asked, "")+"?wait=1"), http.StatusOK, "")
}

// Time decides before the sweep writes it: then there is no event, and all the same a change.
func TestAReadSeesWhatTimeDecided(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := w.asked("expires_in", "60")
	w.passes(time.Minute)
	read := w.get("hub", of(asked, "")+"?wait=25", "If-None-Match", `"1"`)
	if w.wants(read, http.StatusOK, ""); read.member("status") != "expired" {
		t.Errorf("%s", read.body)
	}
}

func TestOnlySoManyReadsWait(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *api.Config) { c.Limits.Waiting = 1 })
	asked := w.asked()
	stop := w.looking()
	first := w.waiting(of(asked, "") + "?wait=25")
	<-w.store.looked // it waits: it looks again
	second := w.waiting(of(asked, "") + "?wait=25")
	stop()
	if got := <-second; got != "200" {
		t.Errorf("the second one: %s", got)
	}
	select {
	case got := <-first:
		t.Errorf("the first one: %s", got)
	default:
	}
	w.wants(w.post("hub", of(asked, "/cancel"), ""), http.StatusOK, "")
	<-first
}

func TestAShutdownEndsEveryWait(t *testing.T) {
	t.Parallel()
	stopping := make(chan struct{})
	w := newWorld(t, func(c *api.Config) { c.Stopping = stopping })
	asked := w.asked()
	stop := w.looking()
	answer := w.waiting(of(asked, "")+"?wait=25", "If-None-Match", `"1"`)
	stop()
	close(stopping)
	if got := <-answer; got != "304" {
		t.Errorf("%s", got)
	}
}

// A process that is about to end lets nobody wait.
func TestNobodyWaitsDuringAShutdown(t *testing.T) {
	t.Parallel()
	stopping := make(chan struct{})
	close(stopping)
	w := newWorld(t, func(c *api.Config) { c.Stopping = stopping })
	asked := w.asked()
	w.wants(w.get("hub", of(asked, "")+"?wait=25", "If-None-Match", `"1"`), http.StatusNotModified, "")
	if n := w.store.looks.Load(); n > 5 {
		t.Errorf("it looked %d times", n)
	}
}
