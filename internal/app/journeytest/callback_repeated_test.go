package journeytest

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

// A callback that was used leads its owner to the page of the transaction, however it
// ended, and nobody else anywhere.
func TestAUsedCallbackLeadsItsOwnerToThePage(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas, unlimited)
	for _, lang := range langs {
		b, other, stranger := w.Browser(lang, 0), w.Browser(lang, 1), w.Browser(lang, 0)
		b.SignIn("fatima")
		other.SignIn("mariam")
		for _, d := range []simulatortest.Decision{approve, decline, otherPerson("ahmed"), {Scenario: "token-500"}} {
			review := b.Create("transfer", apptest.Transfer())
			callback := b.Callback(review, d)
			ended := b.Get(callback)
			before, spent := recorded(w, idOf(review)), exchanges(w)
			for _, again := range []*apptest.Browser{b, b.On(1)} {
				once := again.Once(again.Request(http.MethodGet, callback, nil))
				if once.Status != http.StatusSeeOther {
					t.Errorf("a used callback was answered with %d", once.Status)
				}
				mustBe(w, once, "address", once.Header.Get("Location"), review.Path())
				want(w, again.Get(callback), http.StatusOK, ended.Heading())
			}
			want(w, other.Get(callback), http.StatusNotFound, say(lang, "error.link.title"))
			want(w, stranger.Get(callback), http.StatusNotFound, say(lang, "error.link.title"))
			before.Events += strings.Repeat(" callback_refused", approval.EventsPerAttempt) // of six; the last is counted
			stored(w, review, before)
			if exchanges(w) != spent {
				t.Error("a used callback led to an exchange")
			}
		}
	}
}

// callbackOf is the address that a browser would come back to with these.
func callbackOf(code, state string) string {
	return apptest.Address + "/uaepass/confirm/callback?code=" + code + "&state=" + state
}

// A code is good for one attempt too: the second is ended before anything is sent.
func TestAUsedCodeEndsTheNextAttempt(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	first := b.Callback(b.Create("transfer", apptest.Transfer()), approve)
	b.Get(first)
	review := b.Create("transfer", apptest.Transfer())
	second := b.Callback(review, approve)
	page := b.Get(tampered(w, second, "code", param(w, first, "code")))
	want(w, page, http.StatusOK, say("en", "notice.try_again.title"))
	stored(w, review, record{"pending", "failed code_reused", began + " code_reused"})
	if n := exchanges(w); n != 1 {
		t.Errorf("%d exchanges", n)
	}
}

// Fifty equal callbacks arrive while one of them is being exchanged. That one confirms;
// the others lead to the page, which says at that time that it is being checked.
//
//takeed:race
func TestFiftyEqualCallbacksAreOneConfirmation(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas)
	for lang, me := range map[string]string{"en": "fatima", "ar": "ahmed"} {
		b := w.Browser(lang, 0)
		b.SignIn(me)
		review := b.Create("transfer", apptest.Transfer())
		callback := b.Callback(review, approve)
		held(w, callback, simulator.AtToken)
		led := make(chan string, 50)
		go atOnce(50, func(i int) {
			page, err := b.On(i % 2).Send(b.Request(http.MethodGet, callback, nil))
			if err != nil || page.Status != http.StatusSeeOther {
				led <- "nowhere"
				return
			}
			led <- page.Header.Get("Location")
		})
		for range 49 {
			mustBe(w, review, "address of a repeated callback", <-led, review.Path())
		}
		want(w, b.On(1).Get(review.Path()), http.StatusOK, say(lang, "checking.title"))
		w.Simulator.Release()
		mustBe(w, review, "address of the callback that confirms", <-led, review.Path())
		want(w, b.Get(review.Path()), http.StatusOK, in(lang, kind(w, "transfer").Done))
		if got := recorded(w, idOf(review)); got.State != "confirmed" || got.Attempts != "succeeded" {
			t.Errorf("stored: %+v", got)
		}
		if n := w.Simulator.Exchanges(param(w, callback, "code")); n != 1 {
			t.Errorf("%d exchanges", n)
		}
		want(w, b.Get(callback), http.StatusOK, in(lang, kind(w, "transfer").Done))
	}
	// Of so many at once a few more may be written than the first of them.
	if n := events(w, approval.EventCallbackRefused, "reason", "repeated"); n < 2*approval.EventsPerAttempt || n > 2*50 {
		t.Errorf("%d repetitions were recorded", n)
	}
}

// held makes the provider hold back an answer about the code of a callback.
func held(w *apptest.World, callback string, where simulator.Where) {
	w.Helper()
	sc := simulator.Scenario{ID: "held", Where: where, Do: simulator.Effect{Hold: simulator.HoldUntilReleased}}
	if err := w.Simulator.Script(param(w, callback, "code"), sc); err != nil {
		w.Fatal(err)
	}
}

// meanwhile opens a held callback, does something while the provider keeps it waiting,
// and returns where the callback led.
func meanwhile(w *apptest.World, b *apptest.Browser, callback string, do func()) *apptest.Page {
	w.Helper()
	answered := make(chan *apptest.Page, 1)
	go func() {
		page, err := b.Try(callback)
		if err != nil {
			w.Errorf("a held callback: %v", err)
		}
		answered <- page
	}()
	awaitHeld(w)
	do()
	w.Simulator.Release()
	page := <-answered
	if page == nil {
		w.FailNow()
	}
	return page
}

func awaitHeld(w *apptest.World) {
	w.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := w.Simulator.AwaitHeld(ctx, 1); err != nil {
		w.Fatalf("no exchange is waiting: %v", err)
	}
}

// The same without holding anything, as a nervous double click does it. Which of the
// callbacks wins, and what the others find, is a matter of microseconds; that there is
// one exchange and one confirmation is not.
//
//takeed:race
func TestEqualCallbacksRaceForOneConfirmation(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas, unlimited)
	for range 8 {
		b := w.Browser("en", 0)
		b.SignIn("fatima")
		review := b.Create("transfer", apptest.Transfer())
		callback := b.Callback(review, approve)
		atOnce(12, func(i int) {
			if page, err := b.On(i % 2).Try(callback); err != nil || page.Status >= http.StatusInternalServerError {
				t.Errorf("a callback was not answered well: %v", err)
			}
		})
		if n := w.Simulator.Exchanges(param(w, callback, "code")); n != 1 {
			t.Errorf("%d exchanges", n)
		}
		if got := recorded(w, idOf(review)); got.State != "confirmed" || got.Attempts != "succeeded" {
			t.Errorf("stored: %+v", got)
		}
	}
}
