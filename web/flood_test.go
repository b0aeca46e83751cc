package web_test

import (
	"net/http"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

// floodAt is how many events of nobody in particular a stream takes.
const floodAt = 2000

// nearlyFull fills the stream that refusals of a state go to, at the start of an hour
// that is long enough for the test, until there is room for a few more.
func nearlyFull(w *apptest.World, state approval.Secret) (stream string) {
	w.Helper()
	now := postgrestest.Query[time.Time](w, w.Database, `select takeed_now()`)
	w.Database.Advance(w, now.Truncate(time.Hour).Add(time.Hour).Sub(now))
	stream = approval.OfVisitors(now.Add(time.Hour), state.Hash()[0])
	e := approval.Cause{Actor: approval.Anonymous}.SigninEvent(stream, approval.EventSigninCallbackRefused, "unknown_state", "")
	for range (floodAt - 10) / 10 {
		if err := w.Apps[0].DB.Record(w.Context(), e, e, e, e, e, e, e, e, e, e); err != nil {
			w.Fatal(err)
		}
	}
	return stream
}

// Made-up callbacks are refused for ever, and fill the audit log to a bound: what people
// do has its own streams, which never lose a line.
func TestAFloodOfMadeUpCallbacksIsRefusedAndBounded(t *testing.T) {
	t.Parallel()
	w := open(t, twoReplicas)
	state := approval.NewSecret()
	stream := nearlyFull(w, state)
	for i := range 60 {
		lang := langs[i%2]
		page := w.Browser(lang, i%2).Get("/uaepass/confirm/callback?code=made-up&state=" + state.Reveal())
		want(w, page, http.StatusNotFound, say(lang, "error.link.title"))
	}
	if n := postgrestest.Query[int](t, w.Database, `select count(*) from audit_events where stream = $1`, stream); n != floodAt {
		t.Errorf("%d events of visitors", n)
	}
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	done := b.Confirm(b.Create("transfer", apptest.Transfer()), approve)
	want(w, done, http.StatusOK, in("en", kind(w, "transfer").Done))
	stored(w, done, confirmedRecord)
	if n := events(w, approval.EventSigninSucceeded, "", ""); n != 1 {
		t.Errorf("%d sign-ins were recorded", n)
	}
}

// Whoever is signed in leaves every line, however many there are: here in the stream of
// one transaction, beyond the bound of visitors.
func TestEventsOfPeopleAreNeverDropped(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("ar", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	e := approval.Cause{Actor: approval.Anonymous}.Refusal(approval.Attempt{TransactionID: approval.ID(idOf(review))}, approval.EventCallbackRefused, "repeated")
	for range floodAt / 10 {
		if err := w.Apps[0].DB.Record(t.Context(), e, e, e, e, e, e, e, e, e, e); err != nil {
			t.Fatal(err)
		}
	}
	callback := b.Callback(review, approve)
	want(w, w.Browser("ar", 0).Get(callback), http.StatusForbidden, say("ar", "error.elsewhere.title"))
	want(w, b.Get(callback), http.StatusOK, in("ar", kind(w, "transfer").Done))
	if n := events(w, approval.EventCallbackRefused, "reason", "other_browser"); n != 1 {
		t.Errorf("%d lines of the refusal", n)
	}
	if n := postgrestest.Query[int](t, w.Database, `select count(*) from audit_events where stream = $1`, approval.OfTransaction(approval.ID(idOf(review)))); n != floodAt+6 {
		t.Errorf("%d lines of the transaction", n)
	}
}
