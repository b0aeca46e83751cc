package postgres_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/office"
	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
)

func (w world) staffEntered(got office.Identity) (office.Member, approval.Secret) {
	w.Helper()
	return postgrestest.StaffEntered(w, w.db, got)
}

// member is who a session belongs to; nil if to nobody.
func (w world) member(session approval.Secret) *office.Member {
	w.Helper()
	s, err := w.db.StaffMember(w.Context(), session.Hash())
	w.must(err)
	return s
}

func (w world) isMember(what string, session approval.Secret, want office.Member) {
	w.Helper()
	if got := w.member(session); got == nil || *got != want {
		w.Errorf("%s: signed in is %+v, want %+v", what, got, want)
	}
}

func (w world) isNobody(what string, session approval.Secret) {
	w.Helper()
	if got := w.member(session); got != nil {
		w.Errorf("%s: signed in is %+v", what, got)
	}
}

// staffEvents are the kinds and the states reached in somebody's stream.
func (w world) staffEvents(id approval.ID) string {
	w.Helper()
	return postgrestest.Query[string](w, w.database,
		`select coalesce(string_agg(concat_ws(' ', kind, to_state), ', ' order by seq), '') from audit_events where stream = $1`, approval.OfStaff(id))
}

func TestAStaffSignInIsKept(t *testing.T) {
	w := newWorld(t)
	first, session := w.staffEntered(worker("noura", office.Operator))
	want := office.Member{ID: first.ID, Name: "noura of the staff", Email: "noura@bank.example", Role: office.Operator}
	w.isMember("at first", session, want)
	again, renewed := w.staffEntered(worker("noura", office.Operator))
	if again.ID != first.ID || w.count(`select count(*) from staff`) != 1 {
		t.Error("the same account is two people")
	}
	w.isMember("again", renewed, want)
	w.isNobody("the session before", session)
	if got := w.staffEvents(first.ID); got != "staff_role_changed role:operator, staff_signed_in, staff_signed_in" {
		t.Errorf("events: %s", got)
	}
	for what, other := range map[string]office.Identity{
		"another issuer":  {Issuer: "https://other.example", Subject: "subject-of-noura", Role: office.Admin},
		"another subject": {Issuer: "https://id.example", Subject: "subject-of-hessa", Role: office.Admin},
	} {
		if s, _ := w.staffEntered(other); s.ID == first.ID {
			t.Errorf("%s is the same person", what)
		}
	}
	w.noViolations()
}

// The role that counts is that of the last sign-in, at once, in whatever session.
func TestARoleIsReadAtEachRequest(t *testing.T) {
	w := newWorld(t)
	s, session := w.staffEntered(worker("noura", office.Operator))
	w.must(w.together(
		do(`update staff set role = 'auditor' where id = $1`, s.ID),
		do(`insert into audit_events (stream, kind, to_state, actor) values ($1, 'staff_role_changed', 'role:auditor', 'system')`, approval.OfStaff(s.ID))))
	s.Role = office.Auditor
	w.isMember("with another role", session, s)
	w.must(w.together(
		do(`update staff set role = null where id = $1`, s.ID),
		do(`insert into audit_events (stream, kind, to_state, actor) values ($1, 'staff_role_changed', 'role:none', 'system')`, approval.OfStaff(s.ID))))
	w.isNobody("without a role", session)
}

func TestWhoLosesTheRoleLosesTheSession(t *testing.T) {
	w := newWorld(t)
	s, session := w.staffEntered(worker("noura", office.Operator))
	lost, fresh := w.staffEntered(worker("noura", ""))
	if lost.ID != s.ID || lost.Role != "" {
		t.Errorf("%+v", lost)
	}
	w.isNobody("the session before", session)
	w.isNobody("the one that never began", fresh)
	if got := w.staffEvents(s.ID); !strings.HasSuffix(got, ", staff_role_changed role:none, staff_signin_refused") {
		t.Errorf("events: %s", got)
	}
	back, again := w.staffEntered(worker("noura", office.Admin))
	w.isMember("with a role again", again, office.Member{ID: s.ID, Name: back.Name, Email: back.Email, Role: office.Admin})
}

// Nothing is kept about somebody who never had a role.
func TestAStrangerLeavesNoTrace(t *testing.T) {
	w := newWorld(t)
	got := worker("omar", "")
	if _, err := w.db.EnterStaff(t.Context(), got, approval.NewSecret().Hash(), postgrestest.EnterAs(got)); !errors.Is(err, office.ErrNoRole) {
		t.Errorf("%v", err)
	}
	if w.count(`select count(*) from staff`)+w.count(`select count(*) from staff_sessions`) != 0 {
		t.Error("something is stored")
	}
}

// A role that moves without its event in the same commit does not move.
func TestNoRoleChangesUnseen(t *testing.T) {
	w := newWorld(t)
	s, _ := w.staffEntered(worker("noura", office.Operator))
	event := `insert into audit_events (stream, kind, to_state, actor) values ($1, $2, $3, 'system')`
	for what, list := range map[string][]statement{
		"no event":                {do(`update staff set role = 'admin' where id = $1`, s.ID)},
		"the event of another":    {do(`update staff set role = 'admin' where id = $1`, s.ID), do(event, "op:other", "staff_role_changed", "role:admin")},
		"the event of a sign-in":  {do(`update staff set role = 'admin' where id = $1`, s.ID), do(event, approval.OfStaff(s.ID), "staff_signed_in", "role:admin")},
		"the event of less":       {do(`update staff set role = 'admin' where id = $1`, s.ID), do(event, approval.OfStaff(s.ID), "staff_role_changed", "role:auditor")},
		"taken without a word":    {do(`update staff set role = null where id = $1`, s.ID), do(event, approval.OfStaff(s.ID), "staff_role_changed", "role:operator")},
		"somebody new, unseen":    {do(`insert into staff (id, sub_mac, profile, role) values (gen_random_uuid(), sha256('x'), 'x', 'admin')`)},
		"somebody roleless, too":  {do(`insert into staff (id, sub_mac, profile) values (gen_random_uuid(), sha256('x'), 'x')`)},
		"deleted with their past": {do(`delete from staff_sessions`), do(`delete from staff`)},
	} {
		w.refusedTogether(what, forbidden, list...)
	}
	w.must(w.direct(event, approval.OfStaff(s.ID), "staff_role_changed", "role:admin"))
	w.refused("an event of an earlier commit", forbidden, `update staff set role = 'admin' where id = $1`, s.ID)
	w.ownerRefused("the owner deletes", forbidden, `delete from staff`)
	w.ownerRefused("the owner truncates", forbidden, `truncate staff cascade`)
}

// Two tokens of two kinds: neither opens the other's door, though all tokens look alike.
func TestSessionsOfCustomersAndStaffAreNothingToEachOther(t *testing.T) {
	w := newWorld(t)
	_, customer := w.somebody()
	s, staff := w.staffEntered(worker("noura", office.Admin))
	w.isNobody("a customer's token", customer)
	if _, found := w.found(staff); found || w.who(staff) != "" {
		t.Error("a customer is signed in with a token of the staff")
	}
	w.must(w.db.EndSession(t.Context(), staff.Hash(), byCustomer(s.ID).PersonEvent(s.ID, approval.EventSignedOut)))
	w.must(w.db.Sessions(readable).DeleteCtx(t.Context(), staff.Reveal()))
	w.commits(staff, "of a customer")
	w.isMember("afterwards", staff, s)
	w.must(w.db.EndStaffSession(t.Context(), customer.Hash(), approval.Source{Actor: approval.System}.StaffEvent(s.ID, approval.EventStaffSignedOut)))
	if w.who(customer) == "" {
		t.Error("the customer's session ended")
	}
}

func TestAStaffSessionEnds(t *testing.T) {
	idle, lifetime := 10*time.Minute, 8*time.Hour
	for what, end := range map[string]func(w world, s office.Member, session approval.Secret){
		"idle":     func(w world, _ office.Member, _ approval.Secret) { w.database.Advance(w, idle) },
		"too long": func(w world, _ office.Member, session approval.Secret) { w.stays(session, lifetime) },
		"signed out": func(w world, s office.Member, session approval.Secret) {
			w.must(w.db.EndStaffSession(w.Context(), session.Hash(), approval.Source{Actor: approval.Staff(s.ID)}.StaffEvent(s.ID, approval.EventStaffSignedOut)))
		},
	} {
		t.Run(what, func(t *testing.T) {
			w := newWorld(t)
			s, session := w.staffEntered(worker("noura", office.Operator))
			w.database.Advance(t, idle-time.Second)
			w.isMember("just before", session, s)
			end(w, s, session)
			for range 2 { // looking at it does not bring it back
				w.isNobody(what, session)
			}
		})
	}
}

// stays is somebody who does something every nine minutes until the time is over.
func (w world) stays(session approval.Secret, all time.Duration) {
	w.Helper()
	const step = 9 * time.Minute
	for spent := 10*time.Minute - time.Second + step; spent < all; spent += step {
		w.database.Advance(w, step)
		if w.member(session) == nil {
			w.Fatalf("ended after %s", spent)
		}
	}
	w.database.Advance(w, step)
}

// The ID token is for the moment after the session's end, and for no other.
func TestTheIDTokenIsForTheSignOut(t *testing.T) {
	w := newWorld(t)
	s, session := w.staffEntered(worker("noura", office.Operator))
	none := func(what string) {
		t.Helper()
		if token, err := w.db.LogoutToken(t.Context(), session.Hash()); !errors.Is(err, approval.ErrNotFound) || !token.Empty() {
			t.Errorf("%s: %v", what, err)
		}
	}
	none("while the session lives")
	w.must(w.db.EndStaffSession(t.Context(), session.Hash(), approval.Source{Actor: approval.System}.StaffEvent(s.ID, approval.EventStaffSignedOut)))
	if token, err := w.db.LogoutToken(t.Context(), session.Hash()); err != nil || token.Reveal() != "id-token-of-noura" {
		t.Errorf("at its end: %v", err)
	}
	w.database.Advance(t, 5*time.Minute)
	none("long after its end")
}

// Two replicas find nobody at the same moment; see TestTwoFirstSigninsMakeOnePerson.
//
//takeed:race
func TestTwoFirstStaffSignInsAreOnePerson(t *testing.T) {
	w := newWorld(t)
	got := worker("noura", office.Operator)
	replicas := []*postgres.DB{w.db, w.database.Open(t)}
	var looked, all sync.WaitGroup
	looked.Add(len(replicas))
	refused := make([]error, len(replicas))
	for n, db := range replicas {
		all.Go(func() {
			decide := func(known *office.Member) (office.Entry, error) {
				looked.Done()
				looked.Wait()
				return postgrestest.EnterAs(got)(known)
			}
			if _, refused[n] = db.EnterStaff(t.Context(), got, approval.NewSecret().Hash(), decide); refused[n] == nil {
				return
			}
			if _, err := db.EnterStaff(t.Context(), got, approval.NewSecret().Hash(), postgrestest.EnterAs(got)); err != nil || !errors.Is(refused[n], approval.ErrStale) {
				t.Errorf("looking again after %v: %v", refused[n], err)
			}
		})
	}
	all.Wait()
	if (refused[0] == nil) == (refused[1] == nil) {
		t.Errorf("one of two must be told to look again: %v, %v", refused[0], refused[1])
	}
	if w.count(`select count(*) from staff`) != 1 || w.count(`select count(*) from staff_sessions where revoked_at is null`) != 1 {
		t.Error("there are two people, or two sessions")
	}
	w.noViolations()
}
