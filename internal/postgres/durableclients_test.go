package postgres_test

import (
	"context"
	"errors"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/postgres/postgrestest"
)

// That something is final is not told to a client as long as a fail-over could take it back:
// whether it is a request that was cancelled, or a transaction that was confirmed.
//
//takeed:race
func TestNothingIsFinalThatTheStandbyLacks(t *testing.T) {
	s := newStanding(t)
	core := s.database.AddClient(t, "core")
	cancelled, _ := postgrestest.Asks(t, s.db, core, s.person)
	confirmed, link := postgrestest.Asks(t, s.db, core, s.person)
	_, err := s.db.OpenLink(t.Context(), s.person.ID, link.Hash(), postgrestest.Origin)
	s.must(err)
	start, err := postgrestest.Begin(t, s.db, s.person, confirmed)
	s.must(err)
	arrived := postgrestest.Arrive(t, s.db, start, s.session, approval.NewSecret())
	final := map[string]func() error{
		"a new link": func() error {
			return s.db.RenewLink(t.Context(), core, cancelled, approval.NewSecret().Hash(), postgrestest.Origin)
		},
		"cancelling late": func() error { return s.db.CancelRequest(t.Context(), core, confirmed, postgrestest.Origin) },
		"a link of theirs": func() error {
			return s.db.RenewLink(t.Context(), core, confirmed, approval.NewSecret().Hash(), postgrestest.Origin)
		},
	}
	s.pair.Stream.Cut()
	s.withoutStandby(func() error {
		return s.db.CancelRequest(context.WithoutCancel(t.Context()), core, cancelled, postgrestest.Origin)
	})
	s.withoutStandby(func() error { return postgrestest.Finish(t, s.db, arrived, s.person.Identity) })
	for what, ask := range final {
		if err := ask(); !errors.Is(err, approval.ErrOutcomeUnknown) && !errors.Is(err, approval.ErrWouldBlock) {
			t.Errorf("%s, without a standby: %v", what, err)
		}
	}
	s.pair.Stream.Mend()
	for what, ask := range final {
		s.until(func() bool {
			err = ask()
			return !errors.Is(err, approval.ErrOutcomeUnknown) && !errors.Is(err, approval.ErrWouldBlock)
		})
		if !errors.Is(err, integration.ErrFinal) {
			t.Errorf("%s, with a standby: %v", what, err)
		}
	}
}

// withoutStandby makes a commit that no standby has: an administrator cancels what hangs.
func (s standing) withoutStandby(commit func() error) {
	s.Helper()
	answer := make(chan error, 1)
	go func() { answer <- commit() }()
	s.until(func() bool { return s.waiting(`pg_cancel_backend(pid)`) > 0 })
	if err := <-answer; !errors.Is(err, approval.ErrOutcomeUnknown) {
		s.Errorf("the commit: %v", err)
	}
}
