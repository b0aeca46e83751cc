package postgrestest

import (
	"net/netip"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/office"
	"takeed/internal/postgres"
)

// Policy is the policy of every transaction here.
var Policy = approval.Policy{Method: "face", Attempt: 5 * time.Minute, Transaction: 15 * time.Minute}

// Origin is where the requests of a test come from.
var Origin = approval.Origin{RequestID: "request-1", Client: netip.MustParseAddr("192.0.2.7")}

// ByCustomer is the source of what a customer does.
func ByCustomer(person approval.ID) approval.Source {
	return approval.Source{Actor: approval.Customer(person), Origin: approval.Origin{RequestID: "req"}}
}

// Resident is an identity that is good enough to confirm. Two names whose first letters
// differ are two people.
func Resident(name string) approval.Identity {
	return approval.Identity{
		Subject: "UAEPASS/" + name, UUID: "uuid-" + name, EmiratesID: "78419900000000" + name[:1], Level: approval.SOP3,
		Mobile: "97150000000" + name[:1], Email: name + "@example.ae", NameEN: name,
	}
}

// Document is what a person confirms.
func Document(amount string) approval.Document {
	return approval.Document{ID: approval.NewID(), Kind: "transfer", Template: 1, Version: 1,
		Sentence: approval.Text{EN: "Transfer", AR: "تحويل"},
		Fields:   []approval.DocumentField{{Name: "amount", Type: approval.Money, Value: amount}}}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// SignedIn enrols an identity and returns the person and their session's token.
func SignedIn(t testing.TB, db *postgres.DB, i approval.Identity) (approval.Person, approval.Secret) {
	t.Helper()
	token := approval.NewSecret()
	e, err := db.Enrol(t.Context(), i, approval.SessionSwap{New: token.Hash()}, func(k approval.Known) (approval.Enrolment, error) {
		return k.SignIn(i, ByCustomer)
	})
	must(t, err)
	return e.Person, token
}

// Somebody signs in a person who shares no identifier with any other of the test.
func Somebody(t testing.TB, db *postgres.DB) (approval.Person, approval.Secret) {
	t.Helper()
	id := string(approval.NewID())
	return SignedIn(t, db, approval.Identity{
		Subject: "UAEPASS/" + id, UUID: id, EmiratesID: "784" + id[:12], Level: approval.SOP3, Email: id + "@example.ae", NameEN: "Somebody",
	})
}

// Create sends a form; two calls with the same key send the same form twice.
func Create(t testing.TB, db *postgres.DB, p approval.Person, d approval.Document, key approval.ID) (id approval.ID, err error) {
	err = db.Decide(t.Context(), approval.Lock{Person: p.ID, Key: key}, func(f approval.Facts) (c approval.Change, err error) {
		c, id, err = f.Create(approval.Request{Document: d, Policy: Policy, Key: key}, approval.DefaultLimits, ByCustomer(p.ID))
		return c, err
	})
	return id, err
}

// Created creates a transaction that waits for its owner.
func Created(t testing.TB, db *postgres.DB, p approval.Person) approval.ID {
	t.Helper()
	id, err := Create(t, db, p, Document("AED 10.00"), approval.NewID())
	must(t, err)
	return id
}

// Begin starts an attempt.
func Begin(t testing.TB, db *postgres.DB, p approval.Person, id approval.ID) (s *approval.Start, err error) {
	err = db.Decide(t.Context(), approval.Lock{Person: p.ID, Transaction: id}, func(f approval.Facts) (approval.Change, error) {
		c, err := f.Start(approval.StartRequest{Version: f.Transaction.Version, Lang: approval.EN}, approval.DefaultLimits, ByCustomer(p.ID))
		s = c.Start
		return c, err
	})
	return s, err
}

// Arrive delivers the callback of an attempt.
func Arrive(t testing.TB, db *postgres.DB, s *approval.Start, session, code approval.Secret) approval.Arrived {
	t.Helper()
	arrived, err := db.Arrive(t.Context(), approval.Arrival{State: s.State.Hash(), Binding: s.Binding.Hash(), Session: session.Hash(), Code: code})
	must(t, err)
	return arrived
}

// Finish takes a claimed attempt to its end.
func Finish(t testing.TB, db *postgres.DB, arrived approval.Arrived, who approval.Identity) error {
	t.Helper()
	c, err := arrived.Facts.Finish(who, nil, ByCustomer(arrived.Facts.Person.ID))
	must(t, err)
	return db.Apply(t.Context(), c)
}

// Confirmed creates a transaction and has its owner confirm it.
func Confirmed(t testing.TB, db *postgres.DB, p approval.Person, session approval.Secret) approval.ID {
	t.Helper()
	id := Created(t, db, p)
	s, err := Begin(t, db, p, id)
	must(t, err)
	arrived := Arrive(t, db, s, session, approval.NewSecret())
	if !arrived.Claimed {
		t.Fatal("not claimed")
	}
	must(t, Finish(t, db, arrived, p.Identity))
	return id
}

// Worker is an identity with a work account.
func Worker(name string, role office.Role) office.Identity {
	return office.Identity{
		Issuer: "https://id.example", Subject: "subject-of-" + name, Role: role, Name: name + " of the staff", Email: name + "@bank.example",
		Token: approval.SecretOf("id-token-of-" + name),
	}
}

// EnterAs lets a work account into the back office.
func EnterAs(got office.Identity) func(*office.Member) (office.Entry, error) {
	return func(known *office.Member) (office.Entry, error) {
		return office.Enter(known, got, func(id approval.ID) approval.Source {
			return approval.Source{Actor: approval.Staff(id), Origin: Origin}
		})
	}
}

// StaffEntered signs in a member of staff and returns them with their session's token.
func StaffEntered(t testing.TB, db *postgres.DB, got office.Identity) (office.Member, approval.Secret) {
	t.Helper()
	session := approval.NewSecret()
	e, err := db.EnterStaff(t.Context(), got, session.Hash(), EnterAs(got))
	must(t, err)
	return e.Staff, session
}
