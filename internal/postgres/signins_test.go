package postgres_test

import (
	"bytes"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
)

// anySignin lets every sign-in begin.
func anySignin(approval.SigninFacts) error { return nil }

func newSignin() approval.Signin {
	return approval.Signin{
		Realm: approval.CustomerRealm, State: approval.NewSecret(), Verifier: approval.NewSecret(), Binding: approval.NewSecret(),
		Lang: approval.AR, ReturnPath: "/ar/",
	}
}

func (w world) signinBegun() approval.Signin {
	w.Helper()
	s := newSignin()
	w.must(w.db.BeginSignin(w.Context(), s, anySignin))
	return s
}

func same(a, b approval.Signin) bool {
	return a.Realm == b.Realm && a.State.Reveal() == b.State.Reveal() && a.Verifier.Reveal() == b.Verifier.Reveal() &&
		a.Nonce.Reveal() == b.Nonce.Reveal() && a.Lang == b.Lang && a.ReturnPath == b.ReturnPath
}

//takeed:race
func TestASigninIsClaimedOnce(t *testing.T) {
	w := newWorld(t)
	s := w.signinBegun()
	const callbacks = 16
	var claimed atomic.Int32
	var all sync.WaitGroup
	for range callbacks {
		all.Go(func() {
			got, err := w.db.ClaimSignin(t.Context(), approval.CustomerRealm, s.State.Hash(), s.Binding.Hash())
			switch {
			case err == nil && same(got, s):
				claimed.Add(1)
			case !errors.Is(err, approval.ErrCallbackUnknown):
				t.Errorf("%v", err)
			}
		})
	}
	all.Wait()
	if n := claimed.Load(); n != 1 {
		t.Errorf("claimed %d times", n)
	}
	if _, err := w.db.SigninHandover(t.Context(), approval.CustomerRealm, s.Binding.Hash()); !errors.Is(err, approval.ErrNotFound) {
		t.Errorf("the browser is sent out again with a used state: %v", err)
	}
}

func TestAnotherBrowsersCallbackChangesNothing(t *testing.T) {
	w := newWorld(t)
	s := w.signinBegun()
	before := postgrestest.Query[string](t, w.database, `select s::text from signins s`)
	got, err := w.db.ClaimSignin(t.Context(), approval.CustomerRealm, s.State.Hash(), approval.NewSecret().Hash())
	if !errors.Is(err, approval.ErrCallbackElsewhere) || !got.Verifier.Empty() {
		t.Errorf("another browser: %v", err)
	}
	if _, err := w.db.ClaimSignin(t.Context(), approval.CustomerRealm, s.State.Hash(), approval.Secret{}.Hash()); !errors.Is(err, approval.ErrCallbackElsewhere) {
		t.Errorf("no cookie: %v", err)
	}
	if after := postgrestest.Query[string](t, w.database, `select s::text from signins s`); after != before {
		t.Error("the row changed")
	}
	if got, err := w.db.ClaimSignin(t.Context(), approval.CustomerRealm, s.State.Hash(), s.Binding.Hash()); err != nil || !same(got, s) {
		t.Errorf("the right browser afterwards: %v", err)
	}
}

func TestALateSigninIsUnknown(t *testing.T) {
	w := newWorld(t)
	s := w.signinBegun()
	w.database.Advance(t, approval.SigninTTL)
	if _, err := w.db.SigninHandover(t.Context(), approval.CustomerRealm, s.Binding.Hash()); !errors.Is(err, approval.ErrNotFound) {
		t.Errorf("sent out: %v", err)
	}
	if _, err := w.db.ClaimSignin(t.Context(), approval.CustomerRealm, s.State.Hash(), s.Binding.Hash()); !errors.Is(err, approval.ErrCallbackUnknown) {
		t.Errorf("claimed: %v", err)
	}
	if _, err := w.db.ClaimSignin(t.Context(), approval.CustomerRealm, approval.NewSecret().Hash(), s.Binding.Hash()); !errors.Is(err, approval.ErrCallbackUnknown) {
		t.Errorf("a strange state: %v", err)
	}
}

// Two tabs of one browser share the cookie: the newest goes out, and each can return.
func TestTwoTabsSignIn(t *testing.T) {
	w := newWorld(t)
	first, second := newSignin(), newSignin()
	second.Binding = first.Binding
	w.must(w.db.BeginSignin(t.Context(), first, anySignin))
	w.must(w.db.BeginSignin(t.Context(), second, anySignin))
	if got, err := w.db.SigninHandover(t.Context(), approval.CustomerRealm, first.Binding.Hash()); err != nil || !same(got, second) {
		t.Errorf("the newest: %v", err)
	}
	for _, s := range []approval.Signin{first, second} {
		if got, err := w.db.ClaimSignin(t.Context(), approval.CustomerRealm, s.State.Hash(), s.Binding.Hash()); err != nil || !same(got, s) {
			t.Errorf("a tab's callback: %v", err)
		}
	}
}

// To the one kind of people the sign-ins of the other are nothing, even in the browser
// that began them.
func TestASigninBelongsToItsRealm(t *testing.T) {
	w := newWorld(t)
	realms := map[approval.Realm]approval.Realm{approval.CustomerRealm: approval.StaffRealm, approval.StaffRealm: approval.CustomerRealm}
	for own, other := range realms {
		s := newSignin()
		s.Realm, s.Nonce = own, approval.NewSecret()
		w.must(w.db.BeginSignin(t.Context(), s, anySignin))
		if _, err := w.db.SigninHandover(t.Context(), other, s.Binding.Hash()); !errors.Is(err, approval.ErrNotFound) {
			t.Errorf("%s, sent out as %s: %v", own, other, err)
		}
		if _, err := w.db.ClaimSignin(t.Context(), other, s.State.Hash(), s.Binding.Hash()); !errors.Is(err, approval.ErrCallbackUnknown) {
			t.Errorf("%s, claimed as %s: %v", own, other, err)
		}
		if _, err := w.db.ClaimSignin(t.Context(), other, s.State.Hash(), approval.NewSecret().Hash()); !errors.Is(err, approval.ErrCallbackUnknown) {
			t.Errorf("%s, in another browser as %s: %v", own, other, err)
		}
		if got, err := w.db.SigninHandover(t.Context(), own, s.Binding.Hash()); err != nil || !same(got, s) {
			t.Errorf("%s, sent out: %v", own, err)
		}
		if got, err := w.db.ClaimSignin(t.Context(), own, s.State.Hash(), s.Binding.Hash()); err != nil || !same(got, s) {
			t.Errorf("%s, claimed: %v", own, err)
		}
	}
}

func TestASigninsSecretsAreSealed(t *testing.T) {
	w := newWorld(t)
	s := newSignin()
	s.Nonce = approval.NewSecret()
	w.must(w.db.BeginSignin(t.Context(), s, anySignin))
	sealed := postgrestest.Query[[]byte](t, w.database, `select handover from signins`)
	for _, secret := range []approval.Secret{s.State, s.Verifier, s.Nonce} {
		if bytes.Contains(sealed, []byte(secret.Reveal())) {
			t.Error("a secret is in clear")
		}
	}
}

// Two replicas find nobody at the same moment. The barrier holds both between looking
// and writing, so that neither can see the other's work.
//
//takeed:race
func TestTwoFirstSigninsMakeOnePerson(t *testing.T) {
	w := newWorld(t)
	replicas := []*postgres.DB{w.db, w.database.Open(t)}
	i := resident("fatima")
	var looked, all sync.WaitGroup
	looked.Add(len(replicas))
	people := make([]approval.ID, len(replicas))
	refused := make([]error, len(replicas))
	for n, db := range replicas {
		all.Go(func() {
			e, err := enrol(t, db, i, func() { looked.Done(); looked.Wait() })
			refused[n] = err
			if errors.Is(err, approval.ErrStale) {
				e, err = enrol(t, db, i, func() {})
			}
			if err != nil {
				t.Errorf("replica %d: %v", n, err)
			}
			people[n] = e.Person.ID
		})
	}
	all.Wait()
	if (refused[0] == nil) == (refused[1] == nil) {
		t.Errorf("one of two must be told to look again: %v, %v", refused[0], refused[1])
	}
	if people[0] != people[1] || w.count(`select count(*) from users`) != 1 {
		t.Errorf("two people: %v", people)
	}
	if n := w.count(`select count(*) from audit_events where kind = 'person_enrolled'`); n != 1 {
		t.Errorf("enrolled %d times", n)
	}
	w.noViolations()
}

// enrol signs an identity in; pause comes between looking and writing.
func enrol(t *testing.T, db *postgres.DB, i approval.Identity, pause func()) (approval.Enrolment, error) {
	t.Helper()
	swap := approval.SessionSwap{New: approval.NewSecret().Hash()}
	return db.Enrol(t.Context(), i, swap, func(k approval.Known) (approval.Enrolment, error) {
		pause()
		return k.SignIn(i, byCustomer)
	})
}

// Two accounts that claim one Emirates ID meet at its index, whatever their subjects.
func TestTwoSubjectsWithOneEmiratesID(t *testing.T) {
	w := newWorld(t)
	first, second := resident("fatima"), resident("fatima")
	second.Subject = "UAEPASS/impostor"
	_, err := enrol(t, w.db, first, func() {
		_, err := enrol(t, w.db, second, func() {})
		w.must(err)
	})
	if !errors.Is(err, approval.ErrStale) {
		t.Errorf("the second to write: %v", err)
	}
	if _, err = enrol(t, w.db, first, func() {}); !errors.Is(err, approval.ErrEnrolmentConflict) {
		t.Errorf("looking again: %v", err)
	}
	w.noViolations()
}

func TestAContradictionChangesNothing(t *testing.T) {
	w := newWorld(t)
	known, _ := w.signedIn(resident("fatima"))
	everything := func() [3]int {
		return [3]int{w.count(`select count(*) from users`), w.count(`select count(*) from sessions`), w.count(`select count(*) from audit_events`)}
	}
	before, row := everything(), postgrestest.Query[string](t, w.database, `select u::text from users u`)
	otherSubject, otherCard := known.Identity, known.Identity
	otherSubject.Subject = "UAEPASS/other"
	otherCard.EmiratesID = "784199000000009"
	for name, i := range map[string]approval.Identity{"another subject": otherSubject, "another Emirates ID": otherCard} {
		if _, err := enrol(t, w.db, i, func() {}); !errors.Is(err, approval.ErrEnrolmentConflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if everything() != before || postgrestest.Query[string](t, w.database, `select u::text from users u`) != row {
		t.Error("a refused sign-in left something behind")
	}
	w.must(w.db.Decide(t.Context(), approval.Lock{Person: known.ID}, func(f approval.Facts) (approval.Change, error) {
		return f.Disable(true, byCustomer(known.ID))
	}))
	if _, err := enrol(t, w.db, known.Identity, func() {}); !errors.Is(err, approval.ErrDisabled) {
		t.Errorf("a disabled person: %v", err)
	}
}

// The person is told when they were here before, and what UAE PASS says of them today.
func TestSigningInAgain(t *testing.T) {
	w := newWorld(t)
	p, _ := w.signedIn(resident("fatima"))
	if !p.LastSignIn.IsZero() {
		t.Error("the first sign-in has one before it")
	}
	moved := p.Identity
	moved.Email, moved.NameEN = "new@example.ae", "Fatima the Second"
	w.signedIn(moved)
	again, err := w.db.Person(t.Context(), p.ID)
	w.must(err)
	if again.Identity != moved || again.LastSignIn.IsZero() {
		t.Errorf("%+v", again)
	}
}
