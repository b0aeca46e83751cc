package journeytest

import (
	"net/http"
	"net/url"
	"testing"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
)

// edited is a transfer with another amount, as an edit of a version.
func edited(amount, version string) url.Values {
	values := apptest.Transfer()
	values.Set("amount", amount)
	values.Set("version", version)
	values.Set("key", string(approval.NewID()))
	return values
}

func TestAnEditMakesANewVersion(t *testing.T) {
	t.Parallel()
	w := open(t)
	for lang, me := range map[string]string{"en": "fatima", "ar": "ahmed"} {
		b := w.Browser(lang, 0)
		b.SignIn(me)
		review := b.Create("transfer", apptest.Transfer())
		form := b.Get(review.Path() + "/edit")
		want(w, form, http.StatusOK, in(lang, kind(w, "transfer").Label))
		mustBe(w, form, "version", form.Find("input[name=version]").AttrOr("value", ""), "1")
		mustBe(w, form, "IBAN", form.Find("input[name=iban]").AttrOr("value", ""), "AE07 0331 2345 6789 0123 456")
		newer := b.Post(review.Path()+"/edit", edited("2.00", "1"))
		want(w, newer, http.StatusOK, in(lang, kind(w, "transfer").Review))
		mustBe(w, newer, "version", newer.Find("input[name=version]").AttrOr("value", ""), "2")
		stored(w, review, record{"cancelled", "", "transaction_created transaction_replaced"})
		older := b.Get(review.Path())
		want(w, older, http.StatusOK, say(lang, "ended.replaced.title"))
		mustBe(w, older, "link to the newer version", older.Find(".actions a").AttrOr("href", ""), newer.Path())
		if n := postgrestest.Query[int](t, w.Database, `select count(*) from transactions o join transactions n on o.replaced_by = n.id and n.replaces = o.id
			where o.id = $1 and n.id = $2 and n.version = 2`, idOf(review), idOf(newer)); n != 1 {
			t.Error("the versions do not name each other")
		}
		want(w, b.Confirm(newer, approve), http.StatusOK, in(lang, kind(w, "transfer").Done))
	}
}

// Who confirms says which details they saw. Older ones are refused, by number and by
// address.
func TestAnOldVersionIsNotConfirmed(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, lang := range langs {
		b := w.Browser(lang, 0)
		b.SignIn("fatima")
		review := b.Create("transfer", apptest.Transfer())
		newer := b.Post(review.Path()+"/edit", edited("2.00", "1"))
		for _, p := range []struct {
			path, version string
			status        int
			heading       string
		}{
			{review.Path(), "1", http.StatusConflict, "error.changed.title"},
			{review.Path(), "2", http.StatusConflict, "error.changed.title"},
			{newer.Path(), "1", http.StatusConflict, "error.changed.title"},
			{newer.Path(), "3", http.StatusConflict, "error.changed.title"},
			{newer.Path(), "", http.StatusBadRequest, "error.bad_request.title"},
			{newer.Path(), "two", http.StatusBadRequest, "error.bad_request.title"},
		} {
			want(w, b.Post(p.path+"/confirm", url.Values{"version": {p.version}}), p.status, say(lang, p.heading))
		}
		want(w, b.Post(review.Path()+"/edit", edited("3.00", "1")), http.StatusConflict, say(lang, "error.changed.title"))
		want(w, b.Post(newer.Path()+"/edit", edited("3.00", "1")), http.StatusConflict, say(lang, "error.changed.title"))
		stored(w, newer, record{"pending", "", "transaction_created"})
		stored(w, review, record{"cancelled", "", "transaction_created transaction_replaced"})
	}
	if n := rows(w, "attempts"); n != 0 {
		t.Errorf("%d attempts began", n)
	}
}

func TestAnEditThatChangesNothingChangesNothing(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	same := b.Post(review.Path()+"/edit", edited("1250.50", "1"))
	mustBe(w, same, "address", same.Path(), review.Path())
	stored(w, review, record{"pending", "", "transaction_created"})
	if n := rows(w, "transactions"); n != 1 {
		t.Errorf("%d transactions", n)
	}
}

// The details change while the customer looks at their phone. Their face approved the
// old ones, so it approves nothing.
func TestAnEditBeforeTheCallbackEndsTheAttempt(t *testing.T) {
	t.Parallel()
	w := open(t)
	for lang, me := range map[string]string{"en": "fatima", "ar": "ahmed"} {
		b := w.Browser(lang, 0)
		b.SignIn(me)
		review := b.Create("transfer", apptest.Transfer())
		callback := b.Callback(review, approve)
		newer := b.Post(review.Path()+"/edit", edited("49,999.00", "1"))
		page := b.Get(callback)
		want(w, page, http.StatusOK, say(lang, "ended.replaced.title"))
		stored(w, review, record{"cancelled", "failed details_changed", began + " attempt_superseded transaction_replaced callback_refused"})
		stored(w, newer, record{"pending", "", "transaction_created"})
	}
	if n := exchanges(w); n != 0 {
		t.Errorf("%d exchanges", n)
	}
}

//takeed:race
func TestAnEditDuringTheExchangeWins(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas)
	for lang, where := range map[string]simulator.Where{"en": simulator.AtToken, "ar": simulator.AtUserinfo} {
		b := w.Browser(lang, 0)
		b.SignIn("fatima")
		review := b.Create("transfer", apptest.Transfer())
		callback := b.Callback(review, approve)
		held(w, callback, where)
		var newer *apptest.Page
		page := meanwhile(w, b, callback, func() { newer = b.On(1).Post(review.Path()+"/edit", edited("49,999.00", "1")) })
		want(w, page, http.StatusOK, say(lang, "ended.replaced.title"))
		stored(w, review, record{"cancelled", "failed details_changed", began + " callback_claimed attempt_superseded transaction_replaced"})
		stored(w, newer, record{"pending", "", "transaction_created"})
	}
}

func TestAnEditAfterTheConfirmationIsRefused(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("ar", 0)
	b.SignIn("fatima")
	done := b.Confirm(b.Create("transfer", apptest.Transfer()), approve)
	want(w, b.Get(done.Path()+"/edit"), http.StatusOK, done.Heading())
	want(w, b.Post(done.Path()+"/edit", edited("49,999.00", "1")), http.StatusConflict, say("ar", "error.wrong_state.title"))
	stored(w, done, confirmedRecord)
	if n := rows(w, "transactions"); n != 1 {
		t.Errorf("%d transactions", n)
	}
}
