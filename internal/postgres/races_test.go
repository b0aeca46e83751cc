package postgres_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/postgres"
)

// The same thing many times at once, over two replicas.

// at runs as many copies as there are results, at the same moment and on alternating
// replicas.
func at[T any](w world, copies int, each func(*postgres.DB) T) []T {
	w.Helper()
	replicas := []*postgres.DB{w.db, w.database.Open(w)}
	results := make([]T, copies)
	gate := make(chan struct{})
	var all sync.WaitGroup
	for i := range results {
		all.Go(func() {
			<-gate
			results[i] = each(replicas[i%2])
		})
	}
	close(gate)
	all.Wait()
	return results
}

//takeed:race
func TestOneOfManyCallbacksIsClaimed(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	s := w.begun(p, w.created(p))
	code := approval.NewSecret()
	claimed := 0
	for _, ok := range at(w, 32, func(db *postgres.DB) bool {
		got, err := db.Arrive(t.Context(), approval.Arrival{State: s.State.Hash(), Binding: s.Binding.Hash(), Session: session.Hash(), Code: code})
		if err != nil {
			t.Errorf("a callback: %v", err)
		}
		return got.Claimed
	}) {
		if ok {
			claimed++
		}
	}
	if claimed != 1 {
		t.Errorf("claimed %d times", claimed)
	}
	w.noViolations()
}

//takeed:race
func TestManyPressesOfOneButton(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	key, d := approval.NewID(), document("AED 10.00")
	ids := at(w, 16, func(db *postgres.DB) approval.ID {
		other := w
		other.db = db
		id, err := other.create(p, d, key)
		if err != nil {
			t.Errorf("create: %v", err)
		}
		return id
	})
	for _, id := range ids {
		if id != ids[0] {
			t.Fatal("one form became two transactions")
		}
	}
	for _, err := range at(w, 16, func(db *postgres.DB) error {
		other := w
		other.db = db
		_, err := other.begin(p, ids[0])
		return err
	}) {
		if many := (*approval.TooMany)(nil); err != nil && !errors.As(err, &many) {
			t.Errorf("begin: %v", err)
		}
	}
	if n := w.count(`select count(*) from attempts`); n != approval.DefaultLimits.Attempts {
		t.Errorf("%d attempts", n)
	}
	_, v, err := w.db.Sessions(readable).Caller(t.Context(), session.Reveal(), ids[0])
	w.must(err)
	if v.Waiting != ids[0] || !v.Last.Status.Live() {
		t.Errorf("the last one does not live: %+v", v.Last)
	}
	w.noViolations()
}

// A finished exchange and a cancellation meet: one of them wins, and the row says which.
//
//takeed:race
func TestAnEndAndACancellationMeet(t *testing.T) {
	w := newWorld(t)
	for range 10 {
		p, session := w.somebody()
		id := w.created(p)
		got := w.arrive(w.begun(p, id), session, approval.NewSecret())
		c, err := got.Facts.Finish(p.Identity, nil, byCustomer(p.ID))
		w.must(err)
		lock, cancel := cancelling(p, id)
		finished, cancelled := make(chan error, 1), make(chan error, 1)
		go func() { finished <- w.db.Apply(t.Context(), c) }()
		go func() { cancelled <- w.db.Decide(t.Context(), lock, cancel) }()
		first, second := <-finished, <-cancelled
		switch w.state(id) {
		case "confirmed":
			if first != nil || !errors.Is(second, approval.ErrWrongState) {
				t.Errorf("confirmed: %v, %v", first, second)
			}
		case "cancelled":
			if !errors.Is(first, approval.ErrStale) || second != nil {
				t.Errorf("cancelled: %v, %v", first, second)
			}
		default:
			t.Errorf("the transaction is %s: %v, %v", w.state(id), first, second)
		}
	}
	w.noViolations()
}

// Whoever waits for a lock is dated after those it waited for, or the latest attempt of
// a transaction would not be the last that was made.
//
//takeed:race
func TestWhoeverWaitedIsLater(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	id := w.created(p)
	first, err := w.app.Begin(t.Context())
	w.must(err)
	_, err = first.Exec(t.Context(), `select from users where id = $1 for update`, p.ID)
	w.must(err)
	begun := make(chan *approval.Start, 1)
	go func() {
		s, err := w.begin(p, id)
		if err != nil {
			t.Errorf("begin: %v", err)
		}
		begun <- s
	}()
	released := w.untilSomebodyWaits(begun)
	w.must(first.Rollback(t.Context()))
	if s := <-begun; s == nil || s.Attempt.StartedAt.Before(released) {
		t.Errorf("it began before the one it waited for had ended: %+v", s)
	}
}

// untilSomebodyWaits returns the time at which a lock is waited for, or at which the one
// that should wait has ended.
func (w world) untilSomebodyWaits(ended <-chan *approval.Start) (now time.Time) {
	w.Helper()
	admin := connect(w.T, w.database.Admin)
	for waiting := 0; waiting == 0 && len(ended) == 0; {
		w.must(admin.QueryRow(w.Context(), `select count(*), clock_timestamp() from pg_stat_activity
			where datname = current_database() and wait_event_type = 'Lock'`).Scan(&waiting, &now))
	}
	return now
}

// A new attempt ends the one that is live, of whatever transaction, and must not wait for
// that transaction: whoever finishes it holds it, and waits for the attempt.
func TestAStartLocksNoOtherTransaction(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	first, second := w.created(p), w.created(p)
	w.begun(p, first)
	finishing, err := w.app.Begin(t.Context())
	w.must(err)
	_, err = finishing.Exec(t.Context(), `select from transactions where id = $1 for no key update`, first)
	w.must(err)
	_, err = w.begin(p, second)
	w.must(finishing.Rollback(t.Context()))
	w.must(err)
	w.noViolations()
}
