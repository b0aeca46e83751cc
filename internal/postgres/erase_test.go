package postgres_test

import (
	"errors"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/office"
	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
)

// onRequest is a reason to erase somebody, or to keep them.
var onRequest = audit.RevealReason{Purpose: audit.ForCustomer, Case: "CRM-2026/00417"}

func (w world) erase(p approval.ID) (office.Gone, error) {
	return postgres.Erase(w.Context(), w.database.Owner, office.Erasure{Person: p, Why: onRequest})
}

func (w world) erased(p approval.ID) office.Gone {
	w.Helper()
	gone, err := w.erase(p)
	w.must(err)
	return gone
}

func TestAnErasedPersonIsForgotten(t *testing.T) {
	w := newWorld(t)
	p, session := w.signedIn(resident("fatima"))
	other, theirs := w.somebody()
	done, foreign := w.confirmed(p, session), w.confirmed(other, theirs)
	w.must(w.db.Record(t.Context(), office.ReadPersonEvent(auditor, p.ID, approval.EventPersonViewed)))
	const hashes = `select string_agg(id || encode(hash, 'hex'), ' ' order by id) from audit_events where stream <> 'sys:erasure'`
	before := postgrestest.Query[string](t, w.database, hashes)
	gone := w.erased(p.ID)
	if want := (office.Gone{Bodies: int64(w.count(`select count(*) from audit_events where body is null`)), Transactions: 1, Attempts: 1}); gone != want || gone.Bodies < 8 {
		t.Errorf("%+v, want %+v", gone, want)
	}
	if again := w.erased(p.ID); again != (office.Gone{}) {
		t.Errorf("again: %+v", again)
	}
	found, err := w.db.Person(t.Context(), p.ID)
	w.must(err)
	if (found != approval.Person{ID: p.ID, Disabled: true, Erased: true}) {
		t.Errorf("%+v", found)
	}
	if postgrestest.Query[string](t, w.database, hashes) != before {
		t.Error("hashes changed")
	}
	if _, v, err := w.db.Sessions(readable).Caller(t.Context(), session.Reveal(), done); err != nil || v.Person != nil {
		t.Errorf("their session: %+v, %v", v, err)
	}
	if _, v, err := w.db.Sessions(readable).Caller(t.Context(), theirs.Reveal(), foreign); err != nil || v.Transaction == nil || len(v.Transaction.Fields) == 0 {
		t.Errorf("another's: %+v, %v", v, err)
	}
	w.chainsHold()
	w.noViolations()
}

// The event says whom, why, by which login, and how much went, and nothing else.
func TestAnErasureIsRecorded(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	w.confirmed(p, session)
	w.erased(p.ID)
	want := postgrestest.Query[int](t, w.database, `select count(*) from audit_events where body is null`)
	var body string
	w.must(w.app.QueryRow(t.Context(), `select body from audit_events where stream = 'sys:erasure' and kind = 'person_erased' and actor = 'system' and person = $1`, p.ID).Scan(&body))
	said := audit.Line{Body: body}.Detail()
	if said["bodies"] == "" || said["login"] == "" || len(said) != 10 || said["why"] != "customer" || said["case"] != onRequest.Case || want == 0 {
		t.Errorf("%v", said)
	}
}

// The same human is a stranger, and begins as a new person.
func TestAnErasedPersonEnrolsAnew(t *testing.T) {
	w := newWorld(t)
	before, session := w.signedIn(resident("fatima"))
	w.confirmed(before, session)
	w.erased(before.ID)
	after, session := w.signedIn(resident("fatima"))
	if after.ID == before.ID {
		t.Fatal("it is the erased person")
	}
	w.confirmed(after, session)
	w.erased(after.ID)
	w.chainsHold()
	w.noViolations()
}

// Whose face it was that answered for another customer goes with that person; that it was
// another's face stays.
func TestAnAnswerForAnotherGoesWithItsPerson(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	other, theirs := w.somebody()
	got := w.arrive(w.begun(other, w.created(other)), theirs, approval.NewSecret())
	w.must(w.finished(got, p.Identity))
	const answered = `select count(*) from attempts a, users u where u.id = $1 and a.got_sub_mac = u.sub_mac and a.got_idn_mac = u.idn_mac and a.failure = 'identity_mismatch'`
	if n := w.count(answered, p.ID); n != 1 {
		t.Fatalf("%d answers", n)
	}
	mac := postgrestest.Query[[]byte](t, w.database, `select sub_mac from users where id = $1`, p.ID)
	w.erased(p.ID)
	if n := w.count(`select count(*) from attempts where got_sub_mac = $1 or got_idn_mac is not null`, mac); n != 0 {
		t.Error("it is known whose face it was")
	}
	if n := w.count(`select count(*) from attempts where failure = 'identity_mismatch' and got_sub_mac <> want_sub_mac and want_idn_mac is not null`); n != 1 {
		t.Error("it is no longer known that it was another's")
	}
	w.noViolations()
}

// A sign-in that failed says nothing of who tried. From an address that was one person's
// alone it goes with them; from one that others had, it stays.
func TestEventsOfNobodyGoWithTheirAddress(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	other, _ := w.somebody()
	does := func(actor approval.Actor, stream, client string) {
		source := approval.Source{Actor: actor, Origin: approval.Origin{RequestID: "request-2", Client: netip.MustParseAddr(client)}}
		w.must(w.db.Record(t.Context(), source.SigninEvent(stream, approval.EventSigninDeclined, "provider_cancelled", "")))
	}
	const nobody = "login:2026112110:3"
	for _, client := range []string{"198.51.100.1", "198.51.100.2", "2001:db8::1"} {
		does(approval.Customer(p.ID), approval.OfPerson(p.ID), client)
		does(approval.Anonymous, nobody, client)
		does(approval.Anonymous, nobody, client)
	}
	does(approval.Customer(other.ID), approval.OfPerson(other.ID), "198.51.100.2")
	does(approval.Anonymous, nobody, "198.51.100.3")
	if gone := w.erased(p.ID); gone.Anonymous != 4 {
		t.Errorf("%+v", gone)
	}
	left := postgrestest.Query[[]string](t, w.database, `select array_agg(client order by id) from audit_events where stream like 'login:%' and body is not null`)
	if !slices.Equal(left, []string{"198.51.100.2", "198.51.100.2", "198.51.100.3"}) {
		t.Errorf("%v", left)
	}
	w.chainsHold()
	w.noViolations()
}

// What stands in the way is said, and nothing changes.
func TestWhatStandsInTheWayOfAnErasure(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	w.confirmed(p, session)
	id := w.created(p)
	attempt := w.attempt(plan{transaction: id})
	hold := office.Hold{ID: approval.NewID(), Person: p.ID, Why: onRequest}
	w.must(postgres.PlaceHold(t.Context(), w.database.Owner, hold))
	for _, step := range []struct {
		want string
		then func() error
	}{
		{"the person cannot be erased: pending: " + id.Reference() + "; an attempt to confirm is under way; legal hold " + string(hold.ID) + " (customer CRM-2026/00417)",
			func() error { return w.moved(id, attempt, approval.AttemptExpired) }},
		{"the person cannot be erased: pending: " + id.Reference() + "; legal hold " + string(hold.ID) + " (customer CRM-2026/00417)",
			func() error {
				return w.together(do(`update transactions set state = 'cancelled' where id = $1`, id), event(id, "", "cancelled"))
			}},
		{"the person cannot be erased: legal hold " + string(hold.ID) + " (customer CRM-2026/00417)",
			func() error {
				_, err := postgres.LiftHold(t.Context(), w.database.Owner, hold.ID, func(h office.Hold, login string) approval.Event { return h.Lifted(onRequest, login) })
				return err
			}},
	} {
		var not *postgres.NotErasable
		if _, err := w.erase(p.ID); !errors.As(err, &not) || err.Error() != step.want {
			t.Errorf("%v, want %s", err, step.want)
		}
		if n := w.count(`select count(*) from audit_events where body is null`); n != 0 {
			t.Errorf("%d bodies went", n)
		}
		w.must(step.then())
	}
	w.erased(p.ID)
	w.noViolations()
}

// An erasure that was cut off goes on when it is run again; until then INV-27 says that
// something is left.
func TestAnErasureGoesOn(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	w.confirmed(p, session)
	n := w.count(`select count(*) from audit_events where body is not null`)
	w.must(w.asOwner(true, w.erasing(p.ID), erasedUser(p.ID), erasedTransactions(p.ID), erasedAttempts(p.ID), erasedSessions(p.ID)))
	if got := w.broken(); strings.Join(got, " ") != "INV-27" {
		t.Errorf("%v", got)
	}
	if gone := w.erased(p.ID); gone != (office.Gone{Bodies: int64(n)}) {
		t.Errorf("%+v of %d", gone, n)
	}
	w.noViolations()
}

func TestNobodyElseErases(t *testing.T) {
	w := newWorld(t)
	p, _ := w.somebody()
	_, err := postgres.Erase(t.Context(), w.database.URL, office.Erasure{Person: p.ID, Why: onRequest})
	var server *postgres.ServerError
	if !errors.As(err, &server) || server.Code != forbidden || !strings.Contains(err.Error(), "DATABASE_MIGRATE_URL") {
		t.Errorf("the portal: %v", err)
	}
	if _, err := w.erase(approval.NewID()); !errors.Is(err, approval.ErrNotFound) {
		t.Errorf("somebody who is not there: %v", err)
	}
	w.noViolations()
}
