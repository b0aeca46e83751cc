package journeytest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/internal/postgres/postgrestest"
)

// The browser that began first is told that it has been left behind, wherever it looks,
// and so is its script; what it brings back counts for nothing. What the other one brings
// back counts there and nowhere else.
func TestStartingAnewElsewhereLeavesTheFirstBrowserBehind(t *testing.T) {
	t.Parallel()
	w := open(t)
	for lang, me := range map[string]string{"en": "fatima", "ar": "ahmed"} {
		b, other := w.Browser(lang, 0), w.Browser(lang, 0)
		b.SignIn(me)
		other.SignIn(me)
		review := b.Create("transfer", apptest.Transfer())
		old := b.Callback(review, approve)
		want(w, b.Get(review.Path()), http.StatusOK, say(lang, "waiting.title"))

		before := exchanges(w)
		open := other.Get(review.Path())
		want(w, open, http.StatusOK, say(lang, "elsewhere.title"))
		shows(w, open, say(lang, "elsewhere.stranger"), say(lang, "elsewhere.again"), "1,250.50")
		mustBe(w, open, "button", plain(open.Find(`form[action$="/confirm"] button`).Text()), say(lang, "elsewhere.confirm"))
		fresh := other.Callback(open, approve)

		for _, path := range []string{"", "/handover", "/go"} {
			want(w, b.Get(review.Path()+path), http.StatusOK, say(lang, "elsewhere.title"))
		}
		mustBe(w, review, "status", b.Get(review.Path()+"/status").Body, `{"stage":"elsewhere","state":"pending"}`+"\n")
		want(w, b.Get(old), http.StatusOK, say(lang, "elsewhere.title"))
		want(w, b.Get(fresh), http.StatusForbidden, say(lang, "error.elsewhere.title"))
		want(w, other.Get(old), http.StatusOK, say(lang, "waiting.title"))
		stored(w, review, record{"pending", "failed superseded, started",
			began + " attempt_superseded attempt_started callback_refused callback_refused callback_refused"})
		if exchanges(w) != before {
			t.Error("a code was spent for a browser that did not begin")
		}
		want(w, other.Get(fresh), http.StatusOK, in(lang, kind(w, "transfer").Done))
		want(w, b.Get(review.Path()), http.StatusOK, in(lang, kind(w, "transfer").Done))
	}
}

// Both browsers press at the same moment: one attempt lives, and the browser that has it
// goes on.
//
//takeed:race
func TestTwoBrowsersStartAtOnce(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas, unlimited)
	b, other := w.Browser("en", 0), w.Browser("en", 1)
	b.SignIn("fatima")
	other.SignIn("fatima")
	review := b.Create("mobile", filled("mobile"))
	both := []*apptest.Browser{b, other}
	for range 20 {
		atOnce(2, func(i int) {
			if _, err := both[i].TryPost(review.Path()+"/confirm", url.Values{"version": {"1"}}); err != nil {
				t.Error(err)
			}
		})
		ways := b.Get(review.Path()).Heading() + " | " + other.Get(review.Path()).Heading()
		mine, theirs := say("en", "waiting.title"), say("en", "elsewhere.title")
		if ways != mine+" | "+theirs && ways != theirs+" | "+mine {
			t.Fatal(ways)
		}
	}
	if n := rows(w, `attempts where status = 'started'`); n != 1 {
		t.Errorf("%d live attempts", n)
	}
}

// Who has started too often is told on the page until when, and has no button that would
// say no. What remains works: to cancel, and later to start.
func TestAPageDoesNotOfferWhatALimitForbids(t *testing.T) {
	t.Parallel()
	for _, lang := range langs {
		w := open(t, limits(approval.Limits{Attempts: 9, Mismatches: 9, Starts: 2, StartsDay: 9, Open: 9, Created: 9, Address: 99}))
		b, other := w.Browser(lang, 0), w.Browser(lang, 0)
		b.SignIn("fatima")
		other.SignIn("fatima")
		review := b.Create("transfer", apptest.Transfer())
		b.Confirm(review, decline)
		b.Begin(review)
		until := postgrestest.Query[time.Time](t, w.Database, `select min(started_at) + interval '10 minutes' from attempts`)
		page := other.Get(review.Path())
		want(w, page, http.StatusOK, say(lang, "elsewhere.title"))
		shows(w, page, say(lang, "review.limited", "time", i18n.DateTime(i18n.Lang(lang), until)))
		if page.Find(`form[action$="/confirm"]`).Length() != 0 || strings.Contains(textOf(page), say(lang, "elsewhere.again")) {
			t.Error("the page offers what the limit forbids")
		}
		want(w, b.Get(review.Path()), http.StatusOK, say(lang, "waiting.title")) // which needs no start

		w.Database.Advance(t, 5*time.Minute+time.Second)
		late := other.Get(review.Path())
		want(w, late, http.StatusOK, say(lang, "notice.late.title"))
		shows(w, late, say(lang, "review.limited", "time", i18n.DateTime(i18n.Lang(lang), until)))
		w.Database.Advance(t, 5*time.Minute)
		want(w, other.Confirm(other.Get(review.Path()), approve), http.StatusOK, in(lang, kind(w, "transfer").Done))

		second := other.Create("transfer", apptest.Transfer())
		other.Begin(second)
		want(w, other.Post(second.Path()+"/cancel", url.Values{}), http.StatusOK, say(lang, "ended.cancelled.title"))
	}
}

// The details are shown before another transaction's request is ended for them, and the
// transaction that was left says why it stands still.
func TestConfirmingOneTransactionTellsOfTheOther(t *testing.T) {
	t.Parallel()
	w := open(t)
	for lang, me := range map[string]string{"en": "fatima", "ar": "ahmed"} {
		b := w.Browser(lang, 0)
		b.SignIn(me)
		first := b.Create("transfer", apptest.Transfer())
		b.Begin(first)
		second := b.Create("mobile", filled("mobile"))
		shows(w, second, say(lang, "review.another"))
		b.Begin(second)
		left := b.Get(first.Path())
		want(w, left, http.StatusOK, say(lang, "notice.superseded.title"))
		shows(w, left, say(lang, "notice.superseded.text"), say(lang, "review.another"), in(lang, kind(w, "transfer").Undone))
		if strings.Contains(textOf(b.Get(second.Path())), say(lang, "review.another")) {
			t.Error("a transaction is told of itself")
		}
	}
}
