package postgres_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

// behind is a world whose portal reaches the database over a wire.
func behind(t *testing.T) (world, *postgrestest.Wire) {
	t.Helper()
	w := newWorld(t)
	wire := w.database.Wire(t)
	w.db = w.through(wire.URL)
	return w, wire
}

// failover breaks every connection of both pools. A pool finds out by itself only about
// those that were idle for a second, so they are used first.
func (w world) failover(wire *postgrestest.Wire) {
	w.Helper()
	w.must(w.db.Ready(w.Context()))
	_, err := w.db.ClaimSignin(w.Context(), approval.CustomerRealm, approval.NewSecret().Hash(), approval.NewSecret().Hash())
	if !errors.Is(err, approval.ErrCallbackUnknown) {
		w.Fatal(err)
	}
	wire.Cut()
	wire.Mend()
}

//takeed:race
func TestAFailoverCostsNoQuestion(t *testing.T) {
	w, wire := behind(t)
	p, session := w.somebody()
	begun := w.begun(p, w.created(p))
	signin := w.signinBegun()
	sessions := w.db.Sessions(readable)
	for _, question := range []struct {
		what string
		ask  func() error
	}{
		{"a page", func() error {
			_, v, err := sessions.Caller(t.Context(), session.Reveal(), "")
			if err == nil && v.Person == nil {
				err = errors.New("nobody")
			}
			return err
		}},
		{"a session", func() error { return sessions.CommitCtx(t.Context(), session.Reveal(), []byte("{}"), time.Time{}) }},
		{"a sign-in", func() error { return w.db.BeginSignin(t.Context(), newSignin(), anySignin) }},
		{"the way to sign in", func() error {
			_, err := w.db.SigninHandover(t.Context(), approval.CustomerRealm, signin.Binding.Hash())
			return err
		}},
		{"the way back", func() error {
			_, err := w.db.ClaimSignin(t.Context(), approval.CustomerRealm, signin.State.Hash(), signin.Binding.Hash())
			return err
		}},
		{"the way to confirm", func() error {
			_, err := w.db.Handover(t.Context(), begun.Attempt.TransactionID, session.Hash(), begun.Binding.Hash())
			return err
		}},
		{"a callback", func() error {
			if got := w.arrive(begun, session, approval.NewSecret()); !got.Claimed {
				return errors.New("not claimed")
			}
			return nil
		}},
	} {
		w.failover(wire)
		if err := question.ask(); err != nil {
			t.Errorf("%s: %v", question.what, err)
		}
		if err := w.db.EndSignin(t.Context(), signin.State.Hash(), ""); err != nil {
			t.Errorf("after %s the other pool still has its old connections: %v", question.what, err)
		}
	}
	w.noViolations()
}

// The claim is committed and its answer lost. Asked again, the attempt is taken: that
// costs the customer a new try, and the code is not exchanged.
//
//takeed:race
func TestAClaimWithoutAnAnswerIsLost(t *testing.T) {
	w, wire := behind(t)
	p, session := w.somebody()
	id := w.created(p)
	begun := w.begun(p, id)
	claimed, lost := false, false
	wire.Judge(func(m postgrestest.Message) postgrestest.Verdict {
		claimed = claimed || m.Type == 'E' && strings.HasPrefix(m.SQL, "with claimed")
		if lost || !claimed || m.Type != 'S' { // the end of the batch, which commits it
			return postgrestest.Pass
		}
		lost = true
		return postgrestest.Lose
	})
	got := w.arrive(begun, session, approval.NewSecret())
	wire.Judge(nil)
	if got.Claimed || got.Facts.Attempt.Status != approval.Exchanging {
		t.Errorf("claimed: %v, %s", got.Claimed, got.Facts.Attempt.Status)
	}
	if n := w.count(`select count(*) from audit_events where kind = 'callback_claimed'`); n != 1 {
		t.Errorf("%d claims are recorded", n)
	}
	w.noViolations()
}

// Where no connection can be made, that is said at once.
func TestNobodyAnswersIsSaid(t *testing.T) {
	w, wire := behind(t)
	_, session := w.somebody()
	wire.Cut()
	_, _, err := w.db.Sessions(readable).Caller(t.Context(), session.Reveal(), "")
	if !errors.Is(err, approval.ErrStoreDown) {
		t.Errorf("a page: %v", err)
	}
	if err := w.db.Record(t.Context(), byCustomer(approval.NewID()).PersonEvent(approval.NewID(), approval.EventSignedOut)); !errors.Is(err, approval.ErrStoreDown) {
		t.Errorf("a commit that was not sent: %v", err)
	}
}
