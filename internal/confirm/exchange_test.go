package confirm_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/confirm"
)

func failure(why approval.Reason) error { return &approval.ProviderFailure{Reason: why} }

// What comes of a callback that was claimed is written, whatever it is, and the page that
// follows is always the transaction's own.
func TestAClaimedCallback(t *testing.T) {
	t.Parallel()
	const confirmed = "succeeded, transaction confirmed"
	for name, c := range map[string]struct {
		edit    func(*desk)
		writes  string
		renewed bool
		calls   string
	}{
		"the face matches": {func(*desk) {}, confirmed, true, "arrive exchange userinfo introspect apply"},
		"another face": {func(d *desk) { d.uaePass.identity.Subject = "other" }, "failed/identity_mismatch, transaction rejected", false,
			"arrive exchange userinfo introspect apply"},
		"no token": {func(d *desk) { d.uaePass.atToken = failure(approval.ReasonTokenTimeout) }, "unknown/token_timeout", false,
			"arrive exchange apply"},
		"no identity": {func(d *desk) { d.uaePass.atUserinfo = failure(approval.ReasonUserinfoMalformed) }, "failed/userinfo_malformed", false,
			"arrive exchange userinfo apply"},
		"a token that is not active": {func(d *desk) { d.uaePass.atLast = failure(approval.ReasonTokenInactive) }, "failed/token_inactive", false,
			"arrive exchange userinfo introspect apply"},
		"a failure without a name": {func(d *desk) { d.uaePass.atToken = errDown }, "unknown/internal", false, "arrive exchange apply"},
		"changed meanwhile": {func(d *desk) { d.fails = map[string]error{"apply": approval.ErrStale} }, confirmed + ", " + confirmed, true,
			"arrive exchange userinfo introspect apply decide"},
		"swept meanwhile": {func(d *desk) {
			d.fails, d.facts.Attempt.Status = map[string]error{"apply": approval.ErrStale}, approval.Unknown
		}, confirmed, false, "arrive exchange userinfo introspect apply decide"},
		"swept before": {func(d *desk) { d.arrived.Facts.Attempt.Status = approval.Unknown }, "", false, "arrive exchange userinfo introspect"},
		"not written":  {func(d *desk) { d.fails = map[string]error{"apply": errDown} }, confirmed, false, "arrive exchange userinfo introspect apply"},
	} {
		d := newDesk()
		c.edit(d)
		out, err := d.Complete(t.Context(), returned())
		if err != nil || out.Transaction != d.facts.Transaction.ID || out.Lang != approval.AR || out.Renewed != c.renewed {
			t.Errorf("%s: %+v, %v", name, out, err)
		}
		if calls := strings.ReplaceAll(strings.Join(d.calls, " "), " access-token", ""); d.written() != c.writes || calls != c.calls {
			t.Errorf("%s: %q, %s", name, d.written(), calls)
		}
		for _, change := range d.changes {
			if strings.Contains(c.writes, "confirmed") != (change.Session != nil) && change.Attempts != nil {
				t.Errorf("%s: the token of the session: %+v", name, change.Session)
			}
		}
	}
}

// The token changes in the commit that confirms, for the session that the callback came
// in.
func TestTheSessionGetsANewToken(t *testing.T) {
	t.Parallel()
	d, r := newDesk(), returned()
	if _, err := d.Complete(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if swap := d.changes[0].Session; swap == nil || *swap != (approval.SessionSwap{Old: r.Session.Hash(), New: r.NewSession.Hash()}) {
		t.Errorf("%+v", swap)
	}
	if e := d.changes[0].Attempts[0].Event; e.Actor != owner(d) || e.Origin != origin {
		t.Errorf("it is told of %s, from %v", e.Actor, e.Origin)
	}
}

// A browser that left would never learn the new token.
func TestTheBrowserLeavesDuringTheExchange(t *testing.T) {
	t.Parallel()
	d := newDesk()
	browser, leave := context.WithCancel(t.Context())
	d.uaePass.meanwhile = leave
	out, err := d.Complete(browser, returned())
	if err != nil || out.Renewed || d.written() != "succeeded, transaction confirmed" || d.changes[0].Session != nil {
		t.Errorf("%+v, %v, %q, %+v", out, err, d.written(), d.changes[0].Session)
	}
	if until, bounded := d.ctx.Deadline(); !bounded || time.Until(until) > approval.AnswerBy {
		t.Error("nothing bounds the finish")
	}
}

// If the answer to the commit is lost, only what no fail-over can take back is believed.
func TestTheAnswerToTheCommitIsLost(t *testing.T) {
	t.Parallel()
	succeeded, open := approval.Arrived{}, approval.Arrived{}
	succeeded.Facts.Attempt.Status, open.Facts.Attempt.Status = approval.Succeeded, approval.Exchanging
	for name, c := range map[string]struct {
		edit    func(*desk)
		renewed bool
		asks    int
	}{
		"and it was written":   {func(d *desk) { d.again = &succeeded }, true, 2},
		"and it was not":       {func(d *desk) { d.again = &open }, false, 2},
		"and nobody can tell":  {func(d *desk) { d.failNext = []error{nil, approval.ErrOutcomeUnknown} }, false, 2},
		"and it was a failure": {func(d *desk) { d.uaePass.identity.Subject = "other" }, false, 1},
	} {
		d, r := newDesk(), returned()
		d.fails = map[string]error{"apply": approval.ErrOutcomeUnknown}
		c.edit(d)
		out, err := d.Complete(t.Context(), r)
		if err != nil || out.Renewed != c.renewed || len(d.arrivals) != c.asks {
			t.Errorf("%s: %+v, %v, asked %d times", name, out, err, len(d.arrivals))
		}
		if a := d.arrivals[len(d.arrivals)-1]; c.asks == 2 && (!a.Surely || !a.Code.Empty() || a.Session != r.Session.Hash() || a.Binding != r.Binding.Hash() || a.State != r.Callback.State.Hash()) {
			t.Errorf("%s: asked %+v", name, a)
		}
	}
}

func TestTheCodeGoesWithItsVerifier(t *testing.T) {
	t.Parallel()
	d := newDesk()
	if _, err := d.Complete(t.Context(), returned()); err != nil {
		t.Fatal(err)
	}
	if g := d.uaePass.grant; g.Code.Reveal() != "code" || g.Verifier != d.arrived.Verifier {
		t.Error("another grant")
	}
	until, bounded := d.uaePass.ctx.Deadline()
	if !bounded || time.Until(until) > approval.ExchangeBy {
		t.Error("the exchange has no end")
	}
}

// What is written when something else was first is what is on the rows by then. If that
// confirms nothing any more, the session keeps its token, and so must the browser: with a
// new one that no session has it would be signed out.
func TestTheSecondDecisionIsOnLockedRows(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		meanwhile func(*approval.Facts)
		writes    string
	}{
		"the sweep ended the transaction": {func(f *approval.Facts) { f.Transaction.State = approval.Expired }, "failed/transaction_expired"},
		"they signed in with new details": {func(f *approval.Facts) { f.Attempt.EnrolmentChanged = true }, "failed/enrolment_changed"},
	} {
		d := newDesk()
		d.fails = map[string]error{"apply": approval.ErrStale}
		c.meanwhile(&d.facts)
		out, err := d.Complete(t.Context(), returned())
		want := approval.Lock{Transaction: d.facts.Transaction.ID, Attempt: d.facts.Attempt.ID}
		if err != nil || len(d.locks) != 1 || d.locks[0] != want || !strings.HasSuffix(d.written(), c.writes) {
			t.Errorf("%s: %v, %+v, %q", name, err, d.locks, d.written())
		}
		if out.Renewed || d.changes[1].Session != nil {
			t.Errorf("%s: renewed: %v, written: %+v", name, out.Renewed, d.changes[1].Session)
		}
	}
}

// A failure is told in the log by the attempt, and not what the browser brought.
func TestTheLogHasNoSecrets(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.uaePass.atToken, d.fails = failure(approval.ReasonTokenHTTP), map[string]error{"apply": errors.New("no connection")}
	if _, err := d.Complete(t.Context(), confirm.Return{Callback: approval.Callback{State: approval.SecretOf("secret-state"), Code: approval.SecretOf("secret-code")}}); err != nil {
		t.Fatal(err)
	}
	if log := d.log.String(); !strings.Contains(log, string(d.facts.Attempt.ID)) || !strings.Contains(log, "no connection") || strings.Contains(log, "secret-") {
		t.Error(log)
	}
}
