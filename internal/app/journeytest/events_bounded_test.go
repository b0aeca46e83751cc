package journeytest

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

// nearlyFull fills the stream that refusals of a state go to, at the start of an hour
// that is long enough for the test, until there is room for a few more.
func nearlyFull(w *apptest.World, state approval.Secret) (stream string) {
	w.Helper()
	now := postgrestest.Query[time.Time](w, w.Database, `select takeed_now()`)
	w.Database.Advance(w, now.Truncate(time.Hour).Add(time.Hour).Sub(now))
	stream = approval.AnonymousStream(now.Add(time.Hour), state.Hash()[0])
	e := approval.Source{Actor: approval.Anonymous}.SigninEvent(stream, approval.EventSigninCallbackRefused, "unknown_state", "")
	for range (approval.EventsPerStream - 10) / 10 {
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
	if n := postgrestest.Query[int](t, w.Database, `select count(*) from audit_events where stream = $1`, stream); n != approval.EventsPerStream {
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

// A transaction that confirms after its callback was replayed a thousand times has every
// line of what happened, the first of the replays, and a line that says how many more.
func TestReplaysDoNotBuryATransaction(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("ar", 0)
	b.SignIn("fatima")
	review := b.Create("transfer", apptest.Transfer())
	used := b.Callback(review, decline)
	b.Get(used)
	for range 40 {
		want(w, w.Browser("ar", 0).Get(used), http.StatusNotFound, say("ar", "error.link.title"))
	}
	want(w, b.Confirm(b.Get(review.Path()), approve), http.StatusOK, in("ar", kind(w, "transfer").Done))
	stream := approval.OfTransaction(approval.ID(idOf(review)))
	if n := postgrestest.Query[int](t, w.Database, `select count(*) from audit_events where stream = $1 and kind = 'callback_refused'`, stream); n != approval.EventsPerAttempt {
		t.Errorf("%d lines of refusals", n)
	}
	w.Database.Advance(t, 2*time.Hour+2*time.Minute)
	if err := w.Apps[0].Confirm.Tidy(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.Database.Advance(t, 2*time.Hour)
	if err := w.Apps[0].Confirm.Tidy(t.Context()); err != nil {
		t.Fatal(err)
	}
	said := postgrestest.Query[string](t, w.Database, `select coalesce(string_agg(body::jsonb ->> 'callback_refused', ' '), '') from audit_events
		where stream = $1 and kind = 'events_dropped'`, stream)
	mustBe(w, review, "how many were dropped", said, "35")
	w.NoViolations()
}

// Their choices are bounded, too, and the last one counts.
func TestAChoiceMadeOverAndOverIsBounded(t *testing.T) {
	t.Parallel()
	w := open(t)
	b := w.Browser("en", 0)
	b.SignIn("fatima")
	for i := range 50 {
		b.Once(b.Request(http.MethodPost, "/en/profile", url.Values{"identifier": {[]string{"email", "mobile"}[i%2]}}))
	}
	if n := postgrestest.Query[int](t, w.Database, `select count(*) from audit_events where kind = 'identifier_chosen'`); n != approval.EventsPerPerson {
		t.Errorf("%d lines", n)
	}
	if chosen := postgrestest.Query[string](t, w.Database, `select preferred from users`); chosen != "mobile" {
		t.Errorf("chosen is %s", chosen)
	}
}
