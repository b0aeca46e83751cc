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

// refusedBy fails the test unless a page says that a limit was reached and, if waiting
// helps, until when; the audit log must say which.
func refusedBy(w *apptest.World, p *apptest.Page, limit approval.Limit, until string) {
	w.Helper()
	lang := p.Find("html").AttrOr("lang", "")
	want(w, p, http.StatusTooManyRequests, say(lang, "error.too_many.title"))
	if until == "" {
		if prefix, _, _ := strings.Cut(say(lang, "error.too_many.until", "time", "|"), "|"); strings.Contains(textOf(p), prefix) {
			w.Errorf("waiting does not help, and the page says so: %s", textOf(p))
		}
	} else {
		at := postgrestest.Query[time.Time](w, w.Database, until)
		shows(w, p, say(lang, "error.too_many.until", "time", i18n.DateTime(i18n.Lang(lang), at)))
	}
	code := approval.EventAttemptRefused
	if limit == approval.LimitOpen || limit == approval.LimitCreated {
		code = approval.EventTransactionRefused
	}
	if n := events(w, code, "limit", string(limit)); n != 1 {
		w.Errorf("%d events name the limit %s", n, limit)
	}
}

func confirmByHand(b *apptest.Browser, review *apptest.Page) *apptest.Page {
	return b.Post(review.Path()+"/confirm", url.Values{"version": {"1"}})
}

func TestATransactionIsTriedThreeTimes(t *testing.T) {
	t.Parallel()
	for _, lang := range langs {
		w := open(t)
		b := w.Browser(lang, 0)
		b.SignIn("fatima")
		page := b.Create("transfer", apptest.Transfer())
		for range 3 {
			page = b.Confirm(page, decline)
		}
		want(w, page, http.StatusOK, say(lang, "notice.cancelled.title"))
		shows(w, page, say(lang, "notice.cancelled.text"), say(lang, "review.exhausted"))
		if strings.Contains(textOf(page), say(lang, "notice.cancelled.again")) {
			t.Error("the page says both that it can be tried again and that it cannot")
		}
		if page.Find(`form[action$="/confirm"]`).Length() != 0 {
			t.Error("there is still a button to confirm with")
		}
		refusedBy(w, confirmByHand(b, page), approval.LimitAttempts, "")
		if n := rows(w, "attempts"); n != 3 {
			t.Errorf("%d attempts", n)
		}
		form := b.Get(page.Find(`a[href*="/new/transfer"]`).AttrOr("href", ""))
		mustBe(w, form, "amount to start again with", form.Find("#amount").AttrOr("value", ""), "1250.50")
	}
}

func TestAPersonStartsFiveTimesInTenMinutes(t *testing.T) {
	t.Parallel()
	for _, lang := range langs {
		w := open(t)
		b := w.Browser(lang, 0)
		b.SignIn("fatima")
		var review *apptest.Page
		for i := range 5 {
			if i%3 == 0 {
				review = b.Create("transfer", apptest.Transfer())
			}
			b.Begin(review)
		}
		refusedBy(w, confirmByHand(b, review), approval.LimitStarts, `select min(started_at) + interval '10 minutes' from attempts`)
		if n := rows(w, "attempts"); n != 5 {
			t.Errorf("%d attempts", n)
		}
		w.Database.Advance(t, 6*time.Minute)
		b.Get(review.Path())
		w.Database.Advance(t, 4*time.Minute)
		want(w, b.Confirm(b.Get(review.Path()), approve), http.StatusOK, in(lang, kind(w, "transfer").Done))
	}
}

func TestFiveWrongFacesADayBlockConfirming(t *testing.T) {
	t.Parallel()
	for _, lang := range langs {
		w := open(t)
		b := w.Browser(lang, 0)
		b.SignIn("fatima")
		for range 5 {
			want(w, b.Confirm(b.Create("transfer", apptest.Transfer()), otherPerson("mariam")), http.StatusOK, say(lang, "notice.mismatch.title"))
		}
		review := b.Create("transfer", apptest.Transfer())
		refusedBy(w, b.Begin(review), approval.LimitMismatches, `select min(finished_at) + interval '24 hours' from attempts`)
		if n := exchanges(w); n != 5 {
			t.Errorf("%d exchanges", n)
		}
		w.Database.Advance(t, 24*time.Hour)
		b.SignIn("fatima")
		want(w, b.Confirm(b.Create("transfer", apptest.Transfer()), approve), http.StatusOK, in(lang, kind(w, "transfer").Done))
	}
}

func TestAPersonHasTwentyOpenTransactions(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	for range 20 {
		b.Once(b.Request(http.MethodPost, "/en/new/transfer", keyed()))
	}
	refusedBy(w, b.Post("/en/new/transfer", keyed()), approval.LimitOpen, "")
	if n := rows(w, "transactions"); n != 20 {
		t.Errorf("%d transactions", n)
	}
	other := w.Browser("en", 0) // the limit is a person's own
	other.SignIn("ahmed")
	want(w, other.Create("transfer", apptest.Transfer()), http.StatusOK, in("en", kind(w, "transfer").Review))
}

// The limits per day, made small to be reached here.
var small = approval.Limits{Attempts: 9, Mismatches: 9, Starts: 9, StartsDay: 2, Open: 9, Created: 3, Address: 99}

func TestTheLimitsOfADay(t *testing.T) {
	t.Parallel()
	w := open(t, limits(small))
	b := w.Browser("ar", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	b.Begin(review)
	b.Begin(b.Create("transfer", apptest.Transfer()))
	refusedBy(w, confirmByHand(b, review), approval.LimitStartsDay, `select min(started_at) + interval '24 hours' from attempts`)
	b.Create("transfer", apptest.Transfer())
	refusedBy(w, b.Post("/ar/new/transfer", keyed()), approval.LimitCreated, `select min(created_at) + interval '24 hours' from transactions`)
	w.Database.Advance(t, 24*time.Hour)
	b.SignIn("fatima")
	want(w, b.Confirm(b.Create("transfer", apptest.Transfer()), approve), http.StatusOK, in("ar", kind(w, "transfer").Done))
}

// A limit is counted under a lock on the person: many requests at once, on all
// replicas, get no further than one after the other.
//
//takeed:race
func TestALimitHoldsAgainstManyAtOnce(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas, limits(approval.Limits{Attempts: 9, Mismatches: 9, Starts: 4, StartsDay: 9, Open: 5, Created: 99, Address: 99}))
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	atOnce(20, func(i int) { _, _ = b.On(i%2).TryPost("/en/new/transfer", keyed()) })
	if n := rows(w, "transactions"); n != 5 {
		t.Errorf("%d transactions instead of five", n)
	}
	page := b.Get("/en/transactions")
	review := page.Find(".list a").AttrOr("href", "")
	atOnce(20, func(i int) { _, _ = b.On(i%2).TryPost(review+"/confirm", url.Values{"version": {"1"}}) })
	if n := rows(w, "attempts"); n != 4 {
		t.Errorf("%d attempts instead of four", n)
	}
}
