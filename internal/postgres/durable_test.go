package postgres_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/postgres"
	"takeed/internal/postgres/auditlog"
	"takeed/internal/postgres/postgrestest"
)

// standing is a world on a primary whose commits wait for a standby.
type standing struct {
	world
	pair    *postgrestest.Pair
	primary *pgx.Conn // its superuser
	session approval.Secret
	person  approval.Person
}

// newStanding has a portal with so few connections that one stalled commit is too many.
func newStanding(t *testing.T) standing {
	t.Parallel()
	s := standing{pair: postgrestest.NewPair(t)}
	d, _ := s.pair.Database()
	config := d.Config("standing")
	config.PageConns, config.CallbackConns = 2, 2
	db, err := postgres.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	s.world = world{T: t, db: db, database: d}
	s.primary = connect(t, s.pair.Primary.URL("postgres", "takeed"))
	s.person, s.session = s.signedIn(resident("fatima"))
	return s
}

// waiting counts commits that wait for the standby, and does something to their sessions.
func (s standing) waiting(do string) (n int) {
	s.Helper()
	s.must(s.primary.QueryRow(s.Context(), `select count(`+do+`) from pg_stat_activity where wait_event = 'SyncRep'`).Scan(&n))
	return n
}

// committed is the state that everybody sees on the primary.
func (s standing) committed(id approval.ID) (state string) {
	s.Helper()
	s.must(s.primary.QueryRow(s.Context(), `select state from transactions where id = $1`, id).Scan(&state))
	return state
}

func (s standing) until(done func() bool) {
	s.Helper()
	for over := time.Now().Add(time.Minute); !done(); {
		if time.Now().After(over) {
			s.Fatal("it does not happen")
		}
	}
}

// seen is a transaction as its owner's page, and their list, have it.
func (s standing) seen(id approval.ID) (page, list approval.State) {
	s.Helper()
	_, v, err := s.db.Sessions(readable).Caller(s.Context(), s.session.Reveal(), id)
	s.must(err)
	all, err := s.db.History(s.Context(), s.person.ID, approval.Filter{Limit: 10})
	s.must(err)
	for _, tx := range all {
		if tx.ID == id {
			list = tx.At(v.Now)
		}
	}
	return v.Transaction.At(v.Now), list
}

// An administrator who cancels what hangs makes a success of a commit that no standby
// has: the server only warns. It is an unknown outcome, and nobody is told what everybody
// on that server can see, before the standby is back.
//
//takeed:race
func TestWhatTheStandbyLacksIsNotTold(t *testing.T) {
	s := newStanding(t)
	id := s.created(s.person)
	if page, list := s.seen(id); page != approval.Pending || list != approval.Pending {
		t.Fatalf("with a standby: %s, in a list %s", page, list)
	}
	s.staff(id, true)
	s.pair.Stream.Cut()
	answer := make(chan error, 1)
	lock, cancel := cancelling(s.person, id)
	go func() { answer <- s.db.Decide(context.WithoutCancel(t.Context()), lock, cancel) }()
	s.until(func() bool { return s.waiting(`pg_cancel_backend(pid)`) > 0 })
	if err := <-answer; !errors.Is(err, approval.ErrOutcomeUnknown) {
		t.Errorf("the commit: %v", err)
	}
	s.until(func() bool { return s.committed(id) == "cancelled" })
	if page, list := s.seen(id); page != approval.Checking || list != approval.Checking {
		t.Errorf("without a standby: %s, in a list %s", page, list)
	}
	s.staff(id, false)
	s.pair.Stream.Mend()
	s.until(func() bool { page, list := s.seen(id); return page == approval.Cancelled && list == approval.Cancelled })
}

// staff asks for a transaction in every way in which the staff can. With a standby they
// are told at once, the first time; without one, nothing.
func (s standing) staff(id approval.ID, told bool) {
	s.Helper()
	log, ctx := auditlog.New(s.db), s.Context()
	same := func(i approval.Identity) approval.Identity { return i }
	var newest int64
	s.must(s.primary.QueryRow(ctx, `select max(id) from audit_events`).Scan(&newest))
	for what, ask := range map[string]func() error{
		"a timeline": func() error { _, err := log.Timeline(ctx, id, auditor); return err },
		"a search":   func() error { _, err := log.Search(ctx, audit.Query{}, "", auditor); return err },
		"an event":   func() error { _, _, err := log.Line(ctx, newest); return err },
		"a person":   func() error { _, err := log.Person(ctx, s.person.ID, same, auditor); return err },
		"a desk":     func() error { _, err := log.Desk(ctx, time.Now(), approval.NewID(), same); return err },
		"an export":  func() error { _, err := log.StartExport(ctx, audit.Export{Format: audit.JSONL}, auditor); return err },
	} {
		switch err := ask(); {
		case told && err != nil:
			s.Errorf("%s, with a standby: %v", what, err)
		case !told && !errors.Is(err, approval.ErrOutcomeUnknown) && !errors.Is(err, approval.ErrWouldBlock):
			s.Errorf("%s, without a standby: %v", what, err)
		}
	}
	lines, mark, err := log.Tail(ctx, audit.Query{}, "0.0")
	if err != nil || told != (lines != nil) || told != (mark != "0.0") {
		s.Errorf("the end of the log: %d lines, mark %s, %v", len(lines), mark, err)
	}
}

// A commit goes on when nobody waits for it any more: it is not cancelled, which would
// show it. Meanwhile the next one is refused before anything is sent, and what reads goes
// on.
//
//takeed:race
func TestACommitIsNotGivenUpWithItsRequest(t *testing.T) {
	s := newStanding(t)
	id, other := s.created(s.person), s.created(s.person)
	s.must(s.db.Replicated(t.Context()))
	s.pair.Stream.Cut()
	lock, cancel := cancelling(s.person, id)
	request, leave := context.WithCancel(t.Context())
	left := func(f approval.Facts) (approval.Change, error) {
		leave() // the browser, while the decision is taken
		return cancel(f)
	}
	if err := s.db.Decide(request, lock, left); !errors.Is(err, approval.ErrOutcomeUnknown) {
		t.Errorf("a commit without a standby: %v", err)
	}
	if n, state := s.waiting(`pid`), s.committed(id); n != 1 || state != "pending" {
		t.Errorf("%d commits wait, and it is %s", n, state)
	}
	lock, cancel = cancelling(s.person, other)
	if err := s.db.Decide(t.Context(), lock, cancel); !errors.Is(err, approval.ErrWouldBlock) {
		t.Errorf("the next one: %v", err)
	}
	if err := s.db.Replicated(t.Context()); !errors.Is(err, approval.ErrWouldBlock) {
		t.Errorf("asked about replication: %v", err)
	}
	if page, list := s.seen(id); page != approval.Pending || list != approval.Pending {
		t.Errorf("meanwhile it is %s, in a list %s", page, list)
	}
	s.pair.Stream.Mend()
	s.until(func() bool { return s.committed(id) == "cancelled" })
	s.until(func() bool { return s.db.Decide(t.Context(), lock, cancel) == nil })
	if page, _ := s.seen(id); page != approval.Cancelled {
		t.Errorf("with the standby again: %s", page)
	}
}

// Without a standby to wait for, nothing is different: no barrier, and what is committed
// is told.
//
//takeed:race
func TestWithoutAStandbyWhatIsCommittedIsTold(t *testing.T) {
	w := newWorld(t)
	wire := w.database.Wire(t)
	barriers := 0
	wire.Judge(func(m postgrestest.Message) postgrestest.Verdict {
		if m.Type == 'P' && strings.Contains(m.SQL, "pg_logical_emit_message") {
			barriers++
		}
		return postgrestest.Pass
	})
	w.db = w.through(wire.URL)
	p, session := w.signedIn(resident("fatima"))
	id := w.confirmed(p, session)
	_, v, err := w.db.Sessions(readable).Caller(t.Context(), session.Reveal(), id)
	w.must(err)
	if state := v.Transaction.At(v.Now); state != approval.Confirmed {
		t.Errorf("it is %s", state)
	}
	if _, err := auditlog.New(w.db).Timeline(t.Context(), id, auditor); err != nil {
		t.Errorf("a timeline: %v", err)
	}
	if err := w.db.Replicated(t.Context()); !errors.Is(err, postgres.ErrNoStandby) {
		t.Errorf("asked about replication: %v", err)
	}
	if barriers != 0 {
		t.Errorf("%d barriers", barriers)
	}
}
