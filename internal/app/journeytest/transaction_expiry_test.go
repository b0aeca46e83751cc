package journeytest

import (
	"net/http"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/postgres"
	"takeed/internal/simulator"
)

func TestAnAttemptThatNobodyFinishedExpires(t *testing.T) {
	t.Parallel()
	for _, lang := range langs {
		w := open(t)
		b := w.Browser(lang, 0)
		b.SignIn("fatima")
		review := b.Create("transfer", apptest.Transfer())
		callback := b.Callback(review, approve)
		w.Database.Advance(t, 5*time.Minute+time.Second)
		late := b.Get(callback) // the sweep has not been here yet
		want(w, late, http.StatusOK, say(lang, "notice.late.title"))
		shows(w, late, in(lang, kind(w, "transfer").Undone), say(lang, "notice.late.text"))
		w.Sweep()
		w.Sweep()
		stored(w, review, record{"pending", "expired", began + " callback_refused attempt_expired"})
		want(w, b.Get(callback), http.StatusOK, say(lang, "notice.late.title"))
		if n := exchanges(w); n != 0 {
			t.Errorf("%d exchanges", n)
		}
		want(w, b.Confirm(late, approve), http.StatusOK, in(lang, kind(w, "transfer").Done))
	}
}

func TestATransactionThatNobodyConfirmedExpires(t *testing.T) {
	t.Parallel()
	for _, lang := range langs {
		w := open(t)
		b := w.Browser(lang, 0)
		b.SignIn("fatima")
		review := b.Create("transfer", apptest.Transfer())
		w.Database.Advance(t, 9*time.Minute)
		want(w, b.Get(review.Path()), http.StatusOK, in(lang, kind(w, "transfer").Review))
		w.Database.Advance(t, 5*time.Minute)
		callback := b.Callback(review, approve) // ends with the transaction, in one minute
		w.Database.Advance(t, time.Minute)
		expired := b.Get(callback)
		want(w, expired, http.StatusOK, say(lang, "ended.expired.title"))
		shows(w, expired, in(lang, kind(w, "transfer").Undone), say(lang, "ended.expired.text"), say(lang, "state.expired"))
		w.Sweep()
		stored(w, review, record{"expired", "expired", began + " callback_refused attempt_expired transaction_expired"})
		if n := exchanges(w); n != 0 {
			t.Errorf("%d exchanges", n)
		}
		again := b.Get(expired.Find(".actions a").AttrOr("href", ""))
		mustBe(w, again, "amount to start again with", again.Find("input[name=amount]").AttrOr("value", ""), "1250.50")
	}
}

// An expired transaction takes no confirmation, edit or cancellation, swept or not.
func TestAnExpiredTransactionIsOver(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	w.Database.Advance(t, 9*time.Minute)
	b.Get(review.Path())
	w.Database.Advance(t, 7*time.Minute)
	for _, swept := range []bool{false, true} {
		if swept {
			w.Sweep()
		}
		want(w, b.Begin(review), http.StatusOK, say("en", "ended.expired.title"))
		want(w, b.Post(review.Path()+"/cancel", nil), http.StatusOK, say("en", "ended.expired.title"))
		want(w, b.Get(review.Path()+"/edit"), http.StatusOK, say("en", "ended.expired.title"))
		values := edited("2.00", "1")
		want(w, b.Post(review.Path()+"/edit", values), http.StatusConflict, say("en", "error.wrong_state.title"))
	}
	stored(w, review, record{"expired", "", "transaction_created transaction_expired"})
}

// The provider may answer well and too late: between the claim and the end of the
// exchange the transaction's own time ran out.
//
//takeed:race
func TestATransactionThatExpiresDuringItsExchangeIsNotConfirmed(t *testing.T) {
	t.Parallel()
	for _, where := range []simulator.Where{simulator.AtToken, simulator.AtUserinfo} {
		w := open(t)
		b := w.Browser("ar", 0)
		b.SignIn("fatima")
		review := b.Create("transfer", apptest.Transfer())
		callback := b.Callback(review, approve)
		held(w, callback, where)
		meanwhile(w, b, callback, func() { w.Database.Advance(t, 15*time.Minute) })
		stored(w, review, record{"expired", "failed transaction_expired", began + " callback_claimed attempt_too_late transaction_expired"})
		b.SignIn("fatima")
		want(w, b.Get(review.Path()), http.StatusOK, say("ar", "ended.expired.title"))
		if n := exchanges(w); n != 1 {
			t.Errorf("%d exchanges", n)
		}
	}
}

// An exchange that takes longer than the sweep allows is closed by it. The answer that
// comes after all changes nothing.
//
//takeed:race
func TestAnAbandonedExchangeConfirmsNothing(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	callback := b.Callback(review, approve)
	held(w, callback, simulator.AtToken)
	page := meanwhile(w, b, callback, func() {
		w.Database.Advance(t, 19*time.Second)
		w.Sweep()
		want(w, b.Get(review.Path()), http.StatusOK, say("en", "checking.title"))
		w.Database.Advance(t, 2*time.Second)
		w.Sweep()
	})
	want(w, page, http.StatusOK, say("en", "notice.unclear.title"))
	stored(w, review, record{"pending", "unknown crashed_in_exchange", began + " callback_claimed exchange_abandoned"})
	want(w, b.Confirm(page, approve), http.StatusOK, in("en", kind(w, "transfer").Done))
}

// The database's clock is set back while somebody is at UAE PASS. They are not thrown
// out, and what was over stays over; that times are out of order is what verifying the
// database finds, and the only thing.
func TestAClockThatIsSetBack(t *testing.T) {
	t.Parallel()
	for i, by := range []time.Duration{time.Hour, 24 * time.Hour} {
		lang := langs[i]
		w := apptest.New(t, apptest.Options{})
		b := w.Browser(lang, 0)
		b.SignIn("fatima")
		late := b.Create("transfer", apptest.Transfer())
		callback := b.Callback(late, approve)
		w.Database.Advance(t, 9*time.Minute)
		b.Get(late.Path())
		w.Database.Advance(t, 7*time.Minute)
		w.Sweep()
		review := b.Create("transfer", apptest.Transfer())
		w.Database.Advance(t, -by)
		second := b.Callback(review, approve)
		w.Database.Advance(t, -by)
		want(w, b.Get(second), http.StatusOK, in(lang, kind(w, "transfer").Done))
		stored(w, review, confirmedRecord)
		want(w, b.Get(callback), http.StatusOK, say(lang, "ended.expired.title"))
		if got := recorded(w, idOf(late)); got.State != "expired" || got.Attempts != "expired" {
			t.Errorf("what had expired is %+v", got)
		}
		for _, inv := range postgres.Invariants {
			n, err := w.Apps[0].DB.Violations(t.Context(), inv)
			if err != nil || (n > 0) != (inv.ID == "INV-14") {
				t.Errorf("%s is violated %d times: %v", inv.ID, n, err)
			}
		}
	}
}
