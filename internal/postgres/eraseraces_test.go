package postgres_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/office"
	"takeed/internal/postgres"
)

// erasesBeside erases a person while something else is done, and returns both results.
func (w world) erasesBeside(p approval.ID, other func() error) (erased, done error) {
	w.Helper()
	begin, results := make(chan struct{}), make(chan error, 1)
	go func() {
		<-begin
		_, err := w.erase(p)
		results <- err
	}()
	close(begin)
	done = other()
	return <-results, done
}

// Either there is a transaction, and the person is still there, or neither.
//
//takeed:race
func TestAnErasureMeetsANewTransaction(t *testing.T) {
	w := newWorld(t)
	for range 10 {
		p, _ := w.somebody()
		erased, created := w.erasesBeside(p.ID, func() error {
			_, err := w.create(p, document("AED 10.00"), approval.NewID())
			return err
		})
		var not *postgres.NotErasable
		switch {
		case created == nil && errors.As(erased, &not) && len(not.Pending) == 1:
		case errors.Is(created, approval.ErrDisabled) && erased == nil:
		default:
			t.Errorf("erased: %v, created: %v", erased, created)
		}
	}
	w.noViolations()
}

// What the customer was told is so, and their erasure comes after it or is refused.
//
//takeed:race
func TestAnErasureMeetsAConfirmation(t *testing.T) {
	w := newWorld(t)
	for range 10 {
		p, session := w.somebody()
		id := w.created(p)
		got := w.arrive(w.begun(p, id), session, approval.NewSecret())
		erased, finished := w.erasesBeside(p.ID, func() error { return w.finished(got, p.Identity) })
		var not *postgres.NotErasable
		if finished != nil || w.state(id) != "confirmed" || erased != nil && !errors.As(erased, &not) {
			t.Errorf("erased: %v, finished: %v, %s", erased, finished, w.state(id))
		}
		w.erased(p.ID)
	}
	w.chainsHold()
	w.noViolations()
}

//takeed:race
func TestAnErasureMeetsAHold(t *testing.T) {
	w := newWorld(t)
	for range 10 {
		p, _ := w.somebody()
		erased, placed := w.erasesBeside(p.ID, func() error {
			return postgres.PlaceHold(t.Context(), w.database.Owner, office.Hold{ID: approval.NewID(), Person: p.ID, Why: onRequest})
		})
		var not *postgres.NotErasable
		held := placed == nil && errors.As(erased, &not) && len(not.Holds) == 1
		if !held && (erased != nil || placed == nil) {
			t.Errorf("erased: %v, placed: %v", erased, placed)
		}
	}
	w.noViolations()
}

// The guards of the schema alone, whoever writes: one commit is held open while the other
// waits for it, and is then refused.
//
//takeed:race
func TestTheGuardsOfErasureHaveNoHole(t *testing.T) {
	w := newWorld(t)
	for what, add := range map[string]func(approval.ID) []statement{
		"a transaction": func(p approval.ID) []statement {
			id := approval.NewID()
			return []statement{do(`insert into transactions (id, user_id, reference, idem_key, kind, version, document, payload_hash, attempt_seconds, expires_at)
				values ($1, $2, $3, $1, 'transfer', 1, 'x', sha256('x'), 1, now() + interval '1 hour')`, id, p, id.Reference()), event(id, "", "pending")}
		},
		"a hold": func(p approval.ID) []statement { return []statement{do(placeHold, p), w.saidOfHold("hold_placed", p)} },
	} {
		for _, eraseFirst := range []bool{true, false} {
			p, _ := w.somebody()
			first, second := []statement{w.erasing(p.ID), erasedUser(p.ID), erasedSessions(p.ID)}, add(p.ID)
			if !eraseFirst {
				first, second = second, first
			}
			if err := w.meets(first, second); codeOf(err) != forbidden {
				t.Errorf("%s, erase first %v: %v", what, eraseFirst, err)
			}
		}
	}
}

// meets does first, and commits it when second waits for it; it returns the error of second.
func (w world) meets(first, second []statement) error {
	w.Helper()
	open, err := connect(w.T, w.database.Owner).Begin(w.Context())
	w.must(err)
	for _, s := range first {
		_, err := open.Exec(w.Context(), s.sql, s.args...)
		w.must(err)
	}
	waits := connect(w.T, w.database.Owner)
	result := make(chan error, 1)
	go func() { result <- w.commit(waits, second...) }()
	w.untilWaits(waits, result)
	w.must(open.Commit(w.Context()))
	return <-result
}

// untilWaits returns when a connection waits for a lock, or has ended.
func (w world) untilWaits(conn *pgx.Conn, ended <-chan error) {
	w.Helper()
	admin := connect(w.T, w.database.Admin)
	for waiting := false; !waiting && len(ended) == 0; {
		w.must(admin.QueryRow(w.Context(), `select coalesce(bool_or(wait_event_type = 'Lock'), false) from pg_stat_activity where pid = $1`, conn.PgConn().PID()).Scan(&waiting))
	}
}
