package journeytest

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

// A state is good for one attempt, however that ended: a fresh code of the same person
// does not bring it back.
func TestNoFreshCodeRevivesAState(t *testing.T) {
	t.Parallel()
	w := open(t, unlimited, twoReplicas)
	for name, end := range map[string]func(b *apptest.Browser, review *apptest.Page) (callback string){
		"confirmed": func(b *apptest.Browser, review *apptest.Page) string { return returns(b, review, approve) },
		"declined":  func(b *apptest.Browser, review *apptest.Page) string { return returns(b, review, decline) },
		"rejected": func(b *apptest.Browser, review *apptest.Page) string {
			return returns(b, review, otherPerson("mariam"))
		},
		"broken": func(b *apptest.Browser, review *apptest.Page) string {
			return returns(b, review, simulatortest.Decision{Scenario: "token-reset"})
		},
		"cancelled": func(b *apptest.Browser, review *apptest.Page) string {
			callback := b.Callback(review, approve)
			b.Post(review.Path()+"/cancel", url.Values{})
			return callback
		},
		"expired": func(b *apptest.Browser, review *apptest.Page) string {
			callback := b.Callback(review, approve)
			w.Database.Advance(t, 5*time.Minute+time.Second)
			w.Sweep()
			return callback
		},
		"superseded": func(b *apptest.Browser, review *apptest.Page) string {
			callback := b.Callback(review, approve)
			b.Begin(b.Create("transfer", apptest.Transfer()))
			return callback
		},
	} {
		b := w.Browser("en", 0)
		b.SignIn("fatima")
		review := b.Create("transfer", apptest.Transfer())
		callback := end(b, review)
		before, sent := recorded(w, idOf(review)), exchanges(w)
		for i := range 2 {
			code, err := w.Simulator.Issue(simulator.Grant{ClientID: w.Simulator.Face.ID, RedirectURI: w.Simulator.Face.RedirectURIs[0], Persona: "fatima"})
			if err != nil {
				t.Fatal(err)
			}
			b.On(i).Get(callbackOf(code, param(w, callback, "state")))
		}
		before.Events += " callback_refused callback_refused"
		if got := recorded(w, idOf(review)); got != before {
			t.Errorf("%s: it became %+v", name, got)
		}
		if n := exchanges(w); n != sent {
			t.Errorf("%s: %d fresh codes were sent", name, n-sent)
		}
	}
}

func returns(b *apptest.Browser, review *apptest.Page, d simulatortest.Decision) (callback string) {
	callback = b.Callback(review, d)
	b.Get(callback)
	return callback
}

// guesses are states that nobody was given: well formed, nearly so, and not at all.
func guesses(near string) string {
	alphabet := "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	switch at := rand.IntN(len(near)); rand.IntN(4) {
	case 0:
		return approval.NewSecret().Reveal()
	case 1:
		return near[:at] + string(alphabet[rand.IntN(len(alphabet))]) + near[at+1:]
	case 2:
		return near[:at]
	}
	var b strings.Builder
	for range rand.IntN(80) {
		_, _ = fmt.Fprintf(&b, "%%%02x", rand.IntN(256))
	}
	return b.String()
}

func TestAGuessedStateLeadsNowhere(t *testing.T) {
	t.Parallel()
	w := open(t, longLivedCodes)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	callback := b.Callback(review, approve)
	state, code := param(w, callback, "state"), param(w, callback, "code")
	for range 500 {
		guess := guesses(state)
		if guess == state {
			continue
		}
		r := b.Request(http.MethodGet, callbackOf(code, ""), nil)
		r.URL.RawQuery += guess
		if page := b.Once(r); page.Status != http.StatusNotFound && page.Status != http.StatusBadRequest {
			t.Errorf("a guess led to %d", page.Status)
		}
	}
	stored(w, review, record{"pending", "started", began})
	want(w, b.Get(callback), http.StatusOK, in("en", kind(w, "transfer").Done))
	if n := exchanges(w); n != 1 {
		t.Errorf("%d exchanges", n)
	}
}
