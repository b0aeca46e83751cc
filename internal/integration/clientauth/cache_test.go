package clientauth_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"takeed/internal/integration/clientauth"
)

const pause = 30 * time.Second

//takeed:race
func TestADocumentIsFetchedEveryFiveMinutes(t *testing.T) {
	t.Parallel()
	p := newPublisher(t, hub.ec.jwk("es"))
	p.accepts(hub.ec, "es", 1)
	p.accepts(hub.ec, "es", 1)
	p.pass(5*time.Minute - 1)
	p.accepts(hub.ec, "es", 1)
	p.pass(1)
	p.accepts(hub.ec, "es", 2)
}

// A new key is found at once if nobody asked in the last half minute; one that does not exist
// costs one fetch in that time, however often it is tried.
//
//takeed:race
func TestAKeyThatIsNotKnownIsLookedFor(t *testing.T) {
	t.Parallel()
	p := newPublisher(t, hub.ec.jwk("old"))
	p.accepts(hub.ec, "old", 1)
	p.publish(hub.ec.jwk("old"), other.ec.jwk("new"))
	p.refuses(other.ec, "new", clientauth.KeyUnknown, 1)
	p.pass(pause - 1)
	p.refuses(other.ec, "new", clientauth.KeyUnknown, 1)
	p.pass(1)
	p.accepts(other.ec, "new", 2)
	p.accepts(hub.ec, "old", 2)
	for range 5 {
		p.refuses(other.ec, "made-up", clientauth.KeyUnknown, 2)
	}
	p.pass(pause)
	p.refuses(other.ec, "made-up", clientauth.KeyUnknown, 3)
	p.accepts(other.ec, "new", 3)
}

//takeed:race
func TestAKeyThatWasTakenAwayIsRefused(t *testing.T) {
	t.Parallel()
	p := newPublisher(t, hub.ec.jwk("old"), other.ec.jwk("new"))
	p.accepts(hub.ec, "old", 1)
	p.publish(other.ec.jwk("new"))
	p.pass(5 * time.Minute)
	p.refuses(hub.ec, "old", clientauth.KeyUnknown, 2)
	p.accepts(other.ec, "new", 2)
}

// The same kid, another key: what is published now counts.
//
//takeed:race
func TestAKeyThatWasReplacedIsRefused(t *testing.T) {
	t.Parallel()
	p := newPublisher(t, hub.ec.jwk("es"))
	p.accepts(hub.ec, "es", 1)
	p.publish(other.ec.jwk("es"))
	p.pass(5 * time.Minute)
	p.refuses(hub.ec, "es", clientauth.SignatureWrong, 2)
	p.accepts(other.ec, "es", 2)
}

//takeed:race
func TestAnotherAddressVoidsTheKeysOfTheFirst(t *testing.T) {
	t.Parallel()
	p := newPublisher(t, hub.ec.jwk("es"))
	p.accepts(hub.ec, "es", 1)
	p.says(http.StatusNotFound, "")
	p.register["hub"] = clientauth.KeySource{URL: p.server.URL + "/elsewhere"}
	p.refuses(hub.ec, "es", clientauth.KeysUnavailable, 2)
}

//takeed:race
func TestADisabledClientIsOutAtOnce(t *testing.T) {
	t.Parallel()
	p := newPublisher(t, hub.ec.jwk("es"))
	p.accepts(hub.ec, "es", 1)
	p.register["hub"] = clientauth.ErrDisabled
	p.refuses(hub.ec, "es", clientauth.ClientDisabled, 1)
}

// Each of these answers is as good as none, and tells the log what it was.
var badAnswers = map[string]struct {
	answer http.HandlerFunc
	logged string
}{
	"HTML": {func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("<!doctype html><p>canary"))
	}, "is not JSON"},
	"an error": {func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, string(set(other.ec.jwk("es"))), http.StatusInternalServerError)
	}, "status 500"},
	"not modified": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) }, "status 304"},
	"no content":   {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }, "status 204"},
	"a redirect": {func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/keys" {
			http.Redirect(w, r, "/elsewhere", http.StatusFound)
			return
		}
		_, _ = w.Write(set(other.ec.jwk("es")))
	}, "status 302"},
	"too much": {func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(strings.Replace(string(set(other.ec.jwk("es"))), "[", "["+strings.Repeat(" ", 64<<10), 1)))
	}, "more than 64 kB"},
	"without end": {func(w http.ResponseWriter, _ *http.Request) {
		for line := []byte(strings.Repeat("x", 1<<16)); ; {
			if _, err := w.Write(line); err != nil {
				return
			}
		}
	}, "more than 64 kB"},
	"half of it": {func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "9999")
		_, _ = w.Write(set(other.ec.jwk("es")))
	}, "breaks off"},
	"nothing": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "no answer"},
	"a private key": {func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(set(with(other.ec.jwk("es"), `"d":"canary"`)))
	}, "private member"},
	"a key too weak": {func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(set(hub.ec.jwk("es"), newPS256(1024).jwk("es2")))
	}, "1024 bits"},
}

// A document that cannot be fetched again is used for an hour after it was fetched, and no
// longer; the address is asked once in half a minute.
//
//takeed:race
func TestTheLastGoodDocumentIsKeptForAnHour(t *testing.T) {
	t.Parallel()
	for name, bad := range badAnswers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPublisher(t, hub.ec.jwk("es"))
			p.accepts(hub.ec, "es", 1)
			p.handle(bad.answer)
			p.pass(30 * time.Minute)
			p.accepts(hub.ec, "es", 2)
			p.refuses(other.ec, "es", clientauth.SignatureWrong, 2)
			p.pass(30*time.Minute - 1)
			p.accepts(hub.ec, "es", 3)
			p.pass(1)
			p.refuses(hub.ec, "es", clientauth.KeysUnavailable, 3)
			p.publish(hub.ec.jwk("es"))
			p.pass(pause)
			p.accepts(hub.ec, "es", 4)
			if log := p.log.String(); !strings.Contains(log, bad.logged) || !strings.Contains(log, "client=hub") || strings.Contains(log, "canary") {
				t.Errorf("logged: %s", log)
			}
		})
	}
}

//takeed:race
func TestAnAddressThatNeverAnsweredHasNoKeys(t *testing.T) {
	t.Parallel()
	p := newPublisher(t)
	p.says(http.StatusServiceUnavailable, "")
	p.refuses(hub.ec, "es", clientauth.KeysUnavailable, 1)
	p.refuses(hub.ec, "es", clientauth.KeysUnavailable, 1)
	p.publish(hub.ec.jwk("es"))
	p.pass(pause)
	p.accepts(hub.ec, "es", 2)
}

// Many requests at once are one fetch. Who leaves does not end it for the others.
//
//takeed:race
func TestRequestsAtOnceAreOneFetch(t *testing.T) {
	t.Parallel()
	p := newPublisher(t)
	asked, release := make(chan struct{}), make(chan struct{})
	p.handle(func(w http.ResponseWriter, _ *http.Request) {
		close(asked)
		<-release
		_, _ = w.Write(set(hub.ec.jwk("es")))
	})
	ctx, leave := context.WithCancel(t.Context())
	first := make(chan error)
	go func() {
		_, err := p.verifier.Verify(ctx, p.request(hub.ec, "es").values())
		first <- err
	}()
	<-asked
	leave()
	var refused *clientauth.Error
	if err := <-first; !errors.Is(err, context.Canceled) || errors.As(err, &refused) {
		t.Errorf("who left: %v", err)
	}
	p.pass(pause) // a fetch that takes this long is still the only one
	if _, err := p.verifier.Verify(ctx, p.request(hub.ec, "es").values()); !errors.Is(err, context.Canceled) {
		t.Errorf("who had left before: %v", err)
	}
	var waiting sync.WaitGroup
	for range 20 {
		waiting.Go(func() {
			if _, err := p.verifier.Verify(t.Context(), p.request(hub.ec, "es").values()); err != nil {
				t.Error(err)
			}
		})
	}
	close(release)
	waiting.Wait()
	p.accepts(hub.ec, "es", 1)
	// The document is as old as the request for it.
	p.publish(hub.ec.jwk("es"))
	p.pass(5*time.Minute - pause)
	p.accepts(hub.ec, "es", 2)
}
