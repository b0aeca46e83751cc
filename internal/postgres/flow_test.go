package postgres_test

import (
	"errors"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

func TestAConfirmationFromFormToReceipt(t *testing.T) {
	w := newWorld(t)
	p, session := w.signedIn(resident("fatima"))
	id := w.confirmed(p, session)
	if w.state(id) != "confirmed" {
		t.Errorf("state %s", w.state(id))
	}
	_, v, err := w.db.Sessions(func([]byte) error { return nil }).Caller(t.Context(), session.Reveal(), id)
	w.must(err)
	if v.Person == nil || v.Person.Identity != p.Identity {
		t.Errorf("the caller is %+v", v.Person)
	}
	if v.Transaction == nil || v.Transaction.State != approval.Confirmed || v.Transaction.ConfirmedAt.IsZero() || v.Transaction.Attempts != 1 {
		t.Errorf("the transaction is %+v", v.Transaction)
	}
	if v.Last == nil || v.Last.Status != approval.Succeeded {
		t.Errorf("the last attempt is %+v", v.Last)
	}
	w.noViolations()
}

func TestOneFormIsOneTransaction(t *testing.T) {
	w := newWorld(t)
	p, _ := w.signedIn(resident("fatima"))
	key := approval.NewID()
	first, err := w.create(p, document("AED 10.00"), key)
	w.must(err)
	second, err := w.create(p, document("AED 10.00"), key)
	w.must(err)
	if first != second {
		t.Errorf("two transactions: %s, %s", first, second)
	}
	if _, err := w.create(p, document("AED 11.00"), key); !errors.Is(err, approval.ErrKeyReused) {
		t.Errorf("other values under the same key: %v", err)
	}
	if n := postgrestest.Query[int](t, w.database, `select count(*) from transactions`); n != 1 {
		t.Errorf("%d rows", n)
	}
	w.noViolations()
}

//takeed:race
func TestAClaimIsGivenOnce(t *testing.T) {
	w := newWorld(t)
	p, session := w.signedIn(resident("fatima"))
	other, otherSession := w.signedIn(resident("omar"))
	s := w.begun(p, w.created(p))
	code := approval.NewSecret()

	wrongBrowser := *s
	wrongBrowser.Binding = approval.NewSecret()
	if got := w.arrive(&wrongBrowser, session, code); got.Claimed || got.SameBrowser {
		t.Error("claimed from another browser")
	}
	if got := w.arrive(s, otherSession, code); got.Claimed || got.SessionPerson != other.ID {
		t.Error("claimed in another person's session")
	}
	if got := w.arrive(s, approval.NewSecret(), code); got.Claimed || got.SessionPerson != "" {
		t.Error("claimed without a session")
	}
	if got := w.arrive(s, session, approval.Secret{}); got.Claimed || !got.SameBrowser || got.SessionPerson != p.ID {
		t.Error("claimed without a code")
	}
	if got := w.arrive(s, session, code); !got.Claimed || got.Facts.Attempt.Status != approval.Exchanging || got.Verifier.Reveal() != s.Verifier.Reveal() {
		t.Errorf("the right callback: %+v", got)
	}
	if got := w.arrive(s, session, code); got.Claimed {
		t.Error("claimed twice")
	}
	w.noViolations()
}

//takeed:race
func TestACodeIsUsedOnce(t *testing.T) {
	w := newWorld(t)
	p, session := w.signedIn(resident("fatima"))
	other, otherSession := w.signedIn(resident("omar"))
	code := approval.NewSecret()
	w.arrive(w.begun(p, w.created(p)), session, code)
	s := w.begun(other, w.created(other))
	_, err := w.db.Arrive(t.Context(), approval.Arrival{State: s.State.Hash(), Binding: s.Binding.Hash(), Session: otherSession.Hash(), Code: code})
	if !errors.Is(err, approval.ErrCodeReused) {
		t.Errorf("the second use: %v", err)
	}
	if got := w.arrive(s, otherSession, approval.Secret{}); got.Facts.Attempt.Status != approval.Started {
		t.Errorf("the refused claim left %s", got.Facts.Attempt.Status)
	}
	w.noViolations()
}

//takeed:race
func TestASecondStartEndsTheFirst(t *testing.T) {
	w := newWorld(t)
	p, session := w.signedIn(resident("fatima"))
	first := w.begun(p, w.created(p))
	got := w.arrive(first, session, approval.NewSecret())
	w.begun(p, w.created(p))
	if err := w.finished(got, p.Identity); !errors.Is(err, approval.ErrStale) {
		t.Errorf("a superseded attempt finished: %v", err)
	}
	if s := w.state(got.Facts.Transaction.ID); s != "pending" {
		t.Errorf("its transaction is %s", s)
	}
	w.noViolations()
}

//takeed:race
func TestAStaleFinishWritesNothing(t *testing.T) {
	w := newWorld(t)
	p, session := w.signedIn(resident("fatima"))
	for name, meanwhile := range map[string]func(approval.Facts) (approval.Change, error){
		"cancelled": func(f approval.Facts) (approval.Change, error) { return f.Cancel(byCustomer(p.ID)) },
		"edited": func(f approval.Facts) (approval.Change, error) {
			c, _, err := f.Edit(1, approval.Request{Document: document("AED 99.00"), Policy: policy, Key: approval.NewID()}, byCustomer(p.ID))
			return c, err
		},
	} {
		id := w.created(p)
		got := w.arrive(w.begun(p, id), session, approval.NewSecret())
		w.must(w.db.Decide(t.Context(), approval.Lock{Person: p.ID, Transaction: id}, meanwhile))
		if err := w.finished(got, p.Identity); !errors.Is(err, approval.ErrStale) {
			t.Errorf("%s: %v", name, err)
		}
		if w.state(id) != "cancelled" {
			t.Errorf("%s: %s", name, w.state(id))
		}
	}
	w.noViolations()
}

func TestTheDatabaseClockEndsThings(t *testing.T) {
	w := newWorld(t)
	p, session := w.signedIn(resident("fatima"))
	id := w.created(p)
	s := w.begun(p, id)
	w.database.Advance(t, 5*time.Minute)
	if got := w.arrive(s, session, approval.NewSecret()); got.Claimed || got.Facts.Attempt.At(got.Facts.Now) != approval.AttemptExpired {
		t.Errorf("a late attempt: %+v", got)
	}
	s = w.begun(p, id) // the late one is closed as superseded
	got := w.arrive(s, session, approval.NewSecret())
	w.database.Advance(t, 10*time.Minute)
	if err := w.finished(got, p.Identity); !errors.Is(err, approval.ErrStale) {
		t.Errorf("a confirmation after the transaction's end: %v", err)
	}
	w.sweep()
	if w.state(id) != "expired" {
		t.Errorf("after the sweep: %s", w.state(id))
	}
	w.noViolations()
}

func (w world) sweep() {
	w.Helper()
	due, err := w.db.Due(w.Context(), 100)
	w.must(err)
	for _, id := range due {
		w.must(w.db.Decide(w.Context(), approval.Lock{Transaction: id}, func(f approval.Facts) (approval.Change, error) {
			return f.Sweep(approval.Source{Actor: approval.System})
		}))
	}
}

func TestAnEnrolmentThatChangedConfirmsNothing(t *testing.T) {
	w := newWorld(t)
	p, session := w.signedIn(resident("fatima"))
	id := w.created(p)
	s := w.begun(p, id)
	w.database.Plant(t, `update users set sub_mac = sha256('another')`)
	got := w.arrive(s, session, approval.NewSecret())
	if !got.Facts.Attempt.EnrolmentChanged {
		t.Fatal("the change was not seen")
	}
	w.must(w.finished(got, p.Identity))
	if w.state(id) != "pending" {
		t.Errorf("state %s", w.state(id))
	}
}

func TestDisablingEndsSessionsAndAttempts(t *testing.T) {
	w := newWorld(t)
	p, session := w.signedIn(resident("fatima"))
	got := w.arrive(w.begun(p, w.created(p)), session, approval.NewSecret())
	w.must(w.db.Decide(t.Context(), approval.Lock{Person: p.ID}, func(f approval.Facts) (approval.Change, error) {
		return f.Disable(true, approval.Source{Actor: approval.System})
	}))
	if err := w.finished(got, p.Identity); !errors.Is(err, approval.ErrStale) {
		t.Errorf("a disabled person confirmed: %v", err)
	}
	_, v, err := w.db.Sessions(func([]byte) error { return nil }).Caller(t.Context(), session.Reveal(), "")
	w.must(err)
	if v.Person != nil {
		t.Error("the session still works")
	}
	w.noViolations()
}

// A page is read in one statement, and so at one moment: a confirmation that is committed
// meanwhile is in all of it or in none.
func TestAPageIsReadAtOneMoment(t *testing.T) {
	w := newWorld(t)
	wire := w.database.Wire(t)
	sessions := w.through(wire.URL).Sessions(readable)
	p, session := w.signedIn(resident("fatima"))
	got := w.arrive(w.begun(p, w.created(p)), session, approval.NewSecret())
	read := func() approval.Caller {
		_, v, err := sessions.Caller(t.Context(), session.Reveal(), got.Facts.Transaction.ID)
		w.must(err)
		return v
	}
	read() // prepares the statement
	statements := 0
	wire.Judge(func(m postgrestest.Message) postgrestest.Verdict {
		if m.Type == 'E' {
			statements++
		}
		return postgrestest.Pass
	})
	if v := read(); statements != 1 || v.Transaction.State != approval.Pending || v.Last.Status != approval.Exchanging || v.Waiting == "" {
		t.Errorf("%d statements: the transaction is %s, its attempt %s", statements, v.Transaction.State, v.Last.Status)
	}
	w.must(w.finished(got, p.Identity))
	if v := read(); statements != 2 || v.Transaction.State != approval.Confirmed || v.Last.Status != approval.Succeeded || v.Waiting != "" {
		t.Errorf("%d statements: the transaction is %s, its attempt %s", statements, v.Transaction.State, v.Last.Status)
	}
}
