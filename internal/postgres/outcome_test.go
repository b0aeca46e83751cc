package postgres_test

import (
	"errors"
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
)

// The commit arrives and its answer does not. The portal may not say that nothing
// happened: here it did.
//
//takeed:race
func TestACommitWithoutAnAnswerIsUnknown(t *testing.T) {
	w := newWorld(t)
	wire := w.database.Wire(t)
	db := w.through(wire.URL)
	p, _ := w.somebody()
	lock, cancel := cancelling(p, w.created(p))
	w.must(db.Decide(t.Context(), lock, cancel)) // prepares the statements
	id := w.created(p)
	lock, cancel = cancelling(p, id)
	wire.Judge(func(m postgrestest.Message) postgrestest.Verdict {
		if m.Type == 'E' && m.SQL == "commit" {
			return postgrestest.Lose
		}
		return postgrestest.Pass
	})
	err := db.Decide(t.Context(), lock, cancel)
	wire.Judge(nil)
	if !errors.Is(err, approval.ErrOutcomeUnknown) || errors.Is(err, approval.ErrStale) {
		t.Errorf("the commit: %v", err)
	}
	if w.state(id) != "cancelled" {
		t.Errorf("asked again: %s", w.state(id))
	}
	w.must(db.Decide(t.Context(), lock, cancel)) // the pool has healed, and to cancel twice is to cancel once
	w.noViolations()
}

// The connection is gone before the commit could be sent: that is known.
//
//takeed:race
func TestACommitThatWasNotSentDidNotHappen(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	id := w.created(p)
	lock, cancel := cancelling(p, id)
	err := w.db.Decide(t.Context(), lock, func(f approval.Facts) (approval.Change, error) {
		w.database.Plant(t, `select pg_terminate_backend(pid, 5000) from pg_stat_activity
			where datname = current_database() and state = 'idle in transaction'`)
		return cancel(f)
	})
	if err == nil {
		t.Error("no error")
	}
	if w.state(id) != "pending" {
		t.Errorf("state %s", w.state(id))
	}
	w.must(w.db.Decide(t.Context(), lock, cancel))
	w.noViolations()
}

// through is the database as a replica with one connection of each kind sees it.
func (w world) through(url string) *postgres.DB {
	w.Helper()
	config := w.database.Config("through a wire")
	config.URL, config.PageConns, config.CallbackConns = url, 1, 1
	db, err := postgres.Open(w.Context(), config)
	w.must(err)
	w.Cleanup(db.Close)
	return db
}

func cancelling(p approval.Person, id approval.ID) (approval.Lock, func(approval.Facts) (approval.Change, error)) {
	return approval.Lock{Person: p.ID, Transaction: id}, func(f approval.Facts) (approval.Change, error) { return f.Cancel(byCustomer(p.ID)) }
}

// A refusal at the very end, by a trigger that waits for the commit, is an answer: it
// was rolled back.
//
//takeed:race
func TestARefusedCommitIsNotUnknown(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	id := w.created(p)
	err := w.db.Decide(t.Context(), approval.Lock{Person: p.ID, Transaction: id}, func(f approval.Facts) (approval.Change, error) {
		c, err := f.Cancel(byCustomer(p.ID))
		c.Transactions[0].Event.ToState = "" // an event that tells no state
		return c, err
	})
	var server *postgres.ServerError
	if !errors.As(err, &server) || server.Code != forbidden || errors.Is(err, approval.ErrOutcomeUnknown) {
		t.Errorf("the commit: %v", err)
	}
	if w.state(id) != "pending" || w.count(`select count(*) from audit_events where kind = 'transaction_cancelled'`) != 0 {
		t.Error("half of it was written")
	}
	w.noViolations()
}

// What the server quotes in its DETAIL, and values that it cannot read, stay in this
// package.
func TestErrorsOfTheServerQuoteNothing(t *testing.T) {
	w := newWorld(t)
	p, session := w.signedIn(resident("fatima"))
	const canary = "784199000000010"
	_, notAnID := w.db.Person(t.Context(), canary)
	_, notAnIDEither := w.create(p, document("AED 10.00"), canary)
	failing := document("AED 10.00")
	failing.Version, failing.Kind = 0, canary
	_, failedCheck := w.create(p, failing, approval.NewID())
	reused := w.db.BeginSignin(t.Context(), w.signinBegun(), anySignin)
	_, _, oddFilter := w.db.Sessions(readable).Caller(t.Context(), session.Reveal(), canary)
	event := byCustomer(p.ID).PersonEvent(p.ID, approval.EventSignedOut)
	event.Stream = "user:" + canary + "?"
	for what, err := range map[string]error{
		"a person": notAnID, "a form key": notAnIDEither, "a row that fails a check": failedCheck, "a row that is there already": reused,
		"a transaction": oddFilter, "an event": w.db.Record(t.Context(), event),
	} {
		if err == nil {
			t.Errorf("%s: no error", what)
		} else if strings.Contains(err.Error(), canary) || strings.Contains(err.Error(), "UAEPASS") || strings.Contains(err.Error(), `\x`) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
