package journeytest

import (
	"net/http"
	"net/url"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/simulator"
)

// against sends a callback to one replica and does something else on the other, at the
// same moment.
func against(w *apptest.World, b *apptest.Browser, callback string, do func(other *apptest.Browser) (*apptest.Page, error)) {
	w.Helper()
	other := b.On(1)
	atOnce(2, func(i int) {
		var page *apptest.Page
		var err error
		if i == 0 {
			page, err = b.Try(callback)
		} else {
			page, err = do(other)
		}
		if err != nil || page.Status >= http.StatusInternalServerError {
			w.Errorf("a race was lost badly: %v", err)
		}
	})
}

// Whoever comes first wins, and the other finds it so: never both, never neither.
//
//takeed:race
func TestACancellationRacesACallback(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas, unlimited)
	ways := map[record]int{}
	for range 30 {
		b := w.Browser("en", 0)
		b.SignIn("fatima")
		review := b.Create("mobile", filled("mobile"))
		callback := b.Callback(review, approve)
		against(w, b, callback, func(other *apptest.Browser) (*apptest.Page, error) {
			return other.TryPost(review.Path()+"/cancel", url.Values{})
		})
		got := recorded(w, idOf(review))
		ways[record{State: got.State, Attempts: got.Attempts}]++
	}
	for way, n := range ways {
		switch way {
		case record{State: "confirmed", Attempts: "succeeded"}, record{State: "cancelled", Attempts: "failed transaction_cancelled"}:
		default:
			t.Errorf("%d times: %+v", n, way)
		}
	}
}

//takeed:race
func TestAnEditRacesACallback(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas, unlimited)
	for range 30 {
		b := w.Browser("ar", 0)
		b.SignIn("fatima")
		review := b.Create("transfer", apptest.Transfer())
		callback := b.Callback(review, approve)
		against(w, b, callback, func(other *apptest.Browser) (*apptest.Page, error) {
			return other.TryPost(review.Path()+"/edit", edited("49,999.00", "1"))
		})
		got := recorded(w, idOf(review))
		if got.State+" "+got.Attempts != "confirmed succeeded" && got.State+" "+got.Attempts != "cancelled failed details_changed" {
			t.Errorf("%+v", got)
		}
	}
}

//takeed:race
func TestACancellationDuringTheExchangeWins(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas)
	for lang, where := range map[string]simulator.Where{"en": simulator.AtToken, "ar": simulator.AtUserinfo} {
		b := w.Browser(lang, 0)
		b.SignIn("fatima")
		review := b.Create("transfer", apptest.Transfer())
		callback := b.Callback(review, approve)
		held(w, callback, where)
		page := meanwhile(w, b, callback, func() {
			want(w, b.On(1).Post(review.Path()+"/cancel", url.Values{}), http.StatusOK, say(lang, "ended.cancelled.title"))
		})
		want(w, page, http.StatusOK, say(lang, "ended.cancelled.title"))
		shows(w, page, in(lang, kind(w, "transfer").Undone))
		stored(w, review, record{"cancelled", "failed transaction_cancelled", began + " callback_claimed attempt_cancelled transaction_cancelled"})
	}
}

func TestACancellationBeforeTheCallback(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	callback := b.Callback(review, approve)
	for range 2 { // to cancel twice is to cancel once
		want(w, b.Post(review.Path()+"/cancel", url.Values{}), http.StatusOK, say("en", "ended.cancelled.title"))
	}
	want(w, b.Get(callback), http.StatusOK, say("en", "ended.cancelled.title"))
	stored(w, review, record{"cancelled", "failed transaction_cancelled", began + " attempt_cancelled transaction_cancelled callback_refused"})
	if n := exchanges(w); n != 0 {
		t.Errorf("%d exchanges", n)
	}
}

func TestACancellationAfterTheConfirmationChangesNothing(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("ar", 0)
	b.SignIn("fatima")
	done := b.Confirm(b.Create("transfer", apptest.Transfer()), approve)
	want(w, b.Post(done.Path()+"/cancel", url.Values{}), http.StatusOK, done.Heading())
	stored(w, done, confirmedRecord)
}

// While a callback is being exchanged nobody starts another attempt: it would throw
// away a confirmation that may be a moment from success.
//
//takeed:race
func TestNoAttemptBeginsDuringAnExchange(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	callback := b.Callback(review, approve)
	held(w, callback, simulator.AtUserinfo)
	page := meanwhile(w, b, callback, func() {
		want(w, b.On(1).Begin(review), http.StatusOK, say("en", "checking.title"))
	})
	want(w, page, http.StatusOK, in("en", kind(w, "transfer").Done))
	stored(w, review, confirmedRecord)
}

// The person may be disabled while their phone rings.
//
//takeed:race
func TestDisablingDuringTheExchangeWins(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	callback := b.Callback(review, approve)
	held(w, callback, simulator.AtToken)
	page := meanwhile(w, b, callback, func() { disable(w, true) })
	want(w, page, http.StatusOK, say("en", "signin.title"))
	stored(w, review, record{"pending", "failed person_disabled", began + " callback_claimed attempt_cancelled"})
}
