package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/office"
	"takeed/internal/postgres/postgrestest"
)

// who is signed in under a token; empty if nobody.
func (w world) who(token approval.Secret) approval.ID {
	w.Helper()
	_, v, err := w.db.Sessions(readable).Caller(w.Context(), token.Reveal(), "")
	w.must(err)
	if v.Person == nil {
		return ""
	}
	return v.Person.ID
}

// found is what scs finds under a token when nothing was loaded before.
func (w world) found(token approval.Secret) (string, bool) {
	w.Helper()
	data, found, err := w.db.Sessions(readable).FindCtx(w.Context(), token.Reveal())
	w.must(err)
	return string(data), found
}

func (w world) commits(token approval.Secret, data string) {
	w.Helper()
	w.must(w.db.Sessions(readable).CommitCtx(w.Context(), token.Reveal(), []byte(data), time.Now().Add(time.Hour)))
}

func TestASlowerRequestBringsNoSessionBack(t *testing.T) {
	w := newWorld(t)
	p, token := w.somebody()
	w.commits(token, "before")
	for name, end := range map[string]func(approval.Secret){
		"deleted": func(s approval.Secret) {
			w.must(w.db.Sessions(readable).DeleteCtx(t.Context(), s.Reveal()))
		},
		"signed out": func(s approval.Secret) {
			w.must(w.db.EndSession(t.Context(), s.Hash(), byCustomer(p.ID).PersonEvent(p.ID, approval.EventSignedOut)))
		},
		"swapped": func(s approval.Secret) {
			w.must(w.db.Apply(t.Context(), approval.Change{Session: &approval.SessionSwap{Old: s.Hash(), New: approval.NewSecret().Hash()}}))
		},
	} {
		_, s := w.signedIn(p.Identity)
		w.commits(s, "before")
		if w.who(s) != p.ID {
			t.Fatalf("%s: not signed in to begin with", name)
		}
		end(s)
		w.commits(s, "after")
		if _, found := w.found(s); found || w.who(s) != "" {
			t.Errorf("%s: a commit brought the session back", name)
		}
		if n := w.count(`select count(*) from sessions where data = 'after'`); n != 0 {
			t.Errorf("%s: the tombstone was written to", name)
		}
	}
	if data, found := w.found(token); !found || data != "before" {
		t.Errorf("the other session of the person: %q, %v", data, found)
	}
}

func TestASwapKeepsThePersonAndTheData(t *testing.T) {
	w := newWorld(t)
	p, old := w.somebody()
	w.commits(old, "kept")
	ends := postgrestest.Query[time.Time](t, w.database, `select expires_at from sessions`)
	w.database.Advance(t, time.Minute)
	renewed := approval.NewSecret()
	w.must(w.db.Apply(t.Context(), approval.Change{Session: &approval.SessionSwap{Old: old.Hash(), New: renewed.Hash()}}))
	if data, found := w.found(renewed); !found || data != "kept" || w.who(renewed) != p.ID {
		t.Errorf("after the swap: %q, %v", data, found)
	}
	hash := renewed.Hash()
	if got := postgrestest.Query[time.Time](t, w.database, `select expires_at from sessions where token_hash = $1`, hash[:]); !got.Equal(ends) {
		t.Error("the swap gave the session a longer life")
	}
	// The same swap again finds the tombstone and makes nothing.
	another := approval.NewSecret()
	w.must(w.db.Apply(t.Context(), approval.Change{Session: &approval.SessionSwap{Old: old.Hash(), New: another.Hash()}}))
	if w.who(another) != "" {
		t.Error("an ended session was swapped for a live one")
	}
}

func TestSigningInEndsTheSessionBefore(t *testing.T) {
	w := newWorld(t)
	p, old := w.somebody()
	renewed := approval.NewSecret()
	_, err := w.db.Enrol(t.Context(), p.Identity, approval.SessionSwap{Old: old.Hash(), New: renewed.Hash()},
		func(k approval.Known) (approval.Enrolment, error) { return k.SignIn(p.Identity, byCustomer) })
	w.must(err)
	if w.who(old) != "" || w.who(renewed) != p.ID {
		t.Errorf("old: %q, new: %q", w.who(old), w.who(renewed))
	}
}

// The database's clock ends idle sessions; a page in between keeps them.
func TestAnIdleSessionEnds(t *testing.T) {
	w := newWorld(t)
	p, token := w.somebody()
	idle := w.database.Config("").Idle
	w.database.Advance(t, idle-time.Second)
	if w.who(token) != p.ID {
		t.Error("ended before its time")
	}
	w.database.Advance(t, idle-time.Second)
	if w.who(token) != p.ID {
		t.Error("the page in between did not count")
	}
	w.database.Advance(t, idle)
	for range 2 { // looking at it does not bring it back
		if _, found := w.found(token); found || w.who(token) != "" {
			t.Error("an idle session lives")
		}
	}
	w.commits(token, "after")
	if w.who(token) != "" {
		t.Error("a commit brought an idle session back")
	}
}

func TestNoSessionOutlivesItsLifetime(t *testing.T) {
	w := newWorld(t)
	p, token := w.somebody()
	const step = 9 * time.Minute
	lifetime := w.database.Config("").Lifetime
	for spent := step; spent < lifetime; spent += step {
		w.database.Advance(t, step)
		if w.who(token) != p.ID {
			t.Fatalf("ended after %s", spent)
		}
		w.commits(token, "busy")
	}
	w.database.Advance(t, step)
	if w.who(token) != "" {
		t.Error("a busy session outlived its lifetime")
	}
}

//takeed:race
func TestASessionIsTouchedOnceAMinute(t *testing.T) {
	w := newWorld(t)
	_, token := w.somebody()
	version := func() string {
		return postgrestest.Query[string](t, w.database, `select xmin::text || ctid::text from sessions`)
	}
	first := version()
	w.who(token)
	w.database.Advance(t, 59*time.Second)
	w.who(token)
	if version() != first {
		t.Error("written within the minute")
	}
	w.database.Advance(t, time.Second)
	w.who(token)
	second := version()
	if second == first {
		t.Error("not written after a minute")
	}
	w.who(token)
	if version() != second {
		t.Error("written twice in a minute")
	}
}

func TestDataThatCannotBeReadIsNoSession(t *testing.T) {
	w := newWorld(t)
	_, token := w.somebody()
	w.commits(token, "of another version")
	strict := w.db.Sessions(func(data []byte) error {
		if string(data) == "of another version" {
			return errors.New("cannot be read")
		}
		return nil
	})
	ctx, v, err := strict.Caller(t.Context(), token.Reveal(), "")
	w.must(err)
	if v.Person != nil || v.Now.IsZero() {
		t.Errorf("the caller is %+v", v)
	}
	if _, found, err := strict.FindCtx(ctx, token.Reveal()); found || err != nil {
		t.Errorf("scs finds it: %v", err)
	}
	if _, found, err := strict.FindCtx(t.Context(), token.Reveal()); found || err != nil {
		t.Errorf("without a caller scs finds it: %v", err)
	}
}

func TestADisabledPersonIsNobody(t *testing.T) {
	w := newWorld(t)
	p, token := w.somebody()
	// The row alone, as if a session had been made after all others were ended.
	w.must(w.direct(`update users set disabled_at = now() where id = $1`, p.ID))
	if _, found := w.found(token); found || w.who(token) != "" {
		t.Error("a disabled person is signed in")
	}
}

// What Caller loaded is not asked for again.
func TestScsFindsWhatCallerLoaded(t *testing.T) {
	w := newWorld(t)
	_, token := w.somebody()
	w.commits(token, "data")
	s := w.db.Sessions(readable)
	ctx, _, err := s.Caller(t.Context(), token.Reveal(), "")
	w.must(err)
	ended, cancel := context.WithCancel(ctx)
	cancel() // a query would fail now
	if data, found, err := s.FindCtx(ended, token.Reveal()); string(data) != "data" || !found || err != nil {
		t.Errorf("%q, %v, %v", data, found, err)
	}
	if _, _, err := s.FindCtx(ended, approval.NewSecret().Reveal()); err == nil {
		t.Error("another token was answered from what was loaded")
	}
}

// Nobody has a session who is not signed in, whatever is stored under a token.
func TestNobodyHasNoSession(t *testing.T) {
	w := newWorld(t)
	token := approval.NewSecret()
	w.commits(token, "ar")
	if _, found := w.found(token); found || w.who(token) != "" || w.count(`select count(*) from sessions`) != 0 {
		t.Error("a session was made for nobody")
	}
	ctx, v, err := w.db.Sessions(readable).Caller(t.Context(), "", "")
	w.must(err)
	if v.Person != nil || ctx == nil {
		t.Error("no token is somebody")
	}
	if _, found, err := w.db.Sessions(readable).FindCtx(t.Context(), ""); found || err != nil {
		t.Errorf("an empty token: %v, %v", found, err)
	}
}

func TestACallerSeesTheirOwnTransactionsOnly(t *testing.T) {
	w := newWorld(t)
	p, token := w.somebody()
	_, strangers := w.somebody()
	id := w.created(p)
	w.begun(p, id)
	s := w.db.Sessions(readable)
	_, mine, err := s.Caller(t.Context(), token.Reveal(), id)
	w.must(err)
	if mine.Transaction == nil || mine.Last == nil || mine.Waiting != id {
		t.Errorf("their own: %+v", mine)
	}
	_, theirs, err := s.Caller(t.Context(), strangers.Reveal(), id)
	w.must(err)
	if theirs.Transaction != nil || theirs.Last != nil || theirs.Waiting != "" {
		t.Errorf("a stranger's: %+v", theirs)
	}
}

func TestPurgeForgetsADayLater(t *testing.T) {
	w := newWorld(t)
	_, live := w.somebody()
	_, ended := w.somebody()
	w.must(w.db.Sessions(readable).DeleteCtx(t.Context(), ended.Reveal()))
	w.must(w.db.BeginSignin(t.Context(), newSignin(), anySignin))
	w.staffEntered(worker("noura", office.Operator))
	_, member := w.staffEntered(worker("noura", office.Operator)) // ends the one before
	left := func() [3]int {
		w.must(w.db.Purge(t.Context()))
		return [3]int{w.count(`select count(*) from sessions`), w.count(`select count(*) from staff_sessions`), w.count(`select count(*) from signins`)}
	}
	w.database.Advance(t, 24*time.Hour-time.Minute)
	if got := left(); got != [3]int{2, 2, 1} {
		t.Errorf("before a day: %v", got)
	}
	w.database.Advance(t, approval.SigninTTL+2*time.Minute)
	if got := left(); got != [3]int{2, 2, 0} {
		t.Errorf("a day after the end of a sign-in: %v", got)
	}
	w.database.Advance(t, w.database.Config("").Lifetime)
	if got := left(); got != [3]int{0, 0, 0} {
		t.Errorf("a day after the end of every session's time: %v", got)
	}
	if w.who(live) != "" || w.member(member) != nil {
		t.Error("somebody is signed in")
	}
}
