package gallery

import (
	"time"

	"takeed/internal/approval"
	"takeed/internal/catalogue"
)

// The ids of what everything here is about.
const (
	transactionID   approval.ID = "6f1c2b34-5d6e-4f70-8a9b-0c1d2e3f4a5b"
	otherID         approval.ID = "0b6d3f5a-9c1e-4a27-8d4f-2e6a7c8b9d01" // of another transaction of the same customer
	attemptID       approval.ID = "91c7d3a2-0b1c-4d2e-8f3a-4b5c6d7e8f90"
	personID        approval.ID = "2f9d7b10-4c5e-4a6b-9d8e-7f6a5b4c3d2e"
	staffID         approval.ID = "c40e91aa-77d2-4b1f-a3c5-d6e7f8091a2b"
	readerID        approval.ID = "5a3f0c7e-1d2b-4c8a-9e6f-7b8091a2b3c4" // the member of staff who reads
	clientReference             = "HUB-2026-1187734"
	requestID                   = "K7Q2MZ4XWJ5N3RB6TYPC2DVH4A"
)

// document is the document that a filled-in form becomes.
func document(k approval.Kind, typed typing) approval.Document {
	values, wrong := catalogue.Parse(k, typed.into(k), now)
	if len(wrong) > 0 {
		panic("gallery: " + k.ID + "." + wrong[0].Field + ": " + wrong[0].Text.EN)
	}
	return catalogue.Compose(k, values, transactionID, 1)
}

// createdAt is when most transactions here were asked for.
var createdAt = now.Add(-4*time.Minute - 10*time.Second + 482*time.Millisecond)

// How long after a transaction was asked for an attempt begins, and how long after it the
// attempt ends.
const (
	untilTried = 2 * time.Minute
	untilDone  = 4 * time.Minute
)

func transaction(k approval.Kind, typed typing, state approval.State, at time.Time) approval.Transaction {
	d := document(k, typed)
	tx := approval.Transaction{
		Document: d, PersonID: personID, Digest: d.Digest(), State: state,
		CreatedAt: at, ExpiresAt: at.Add(k.Policy.Transaction), AttemptTTL: k.Policy.Attempt,
	}
	if state == approval.Confirmed {
		tx.ConfirmedAt = at.Add(untilDone)
	}
	return tx
}

// attempt is an attempt to confirm a transaction. why is the reason of one that failed.
func attempt(tx approval.Transaction, status approval.AttemptStatus, why approval.Reason) *approval.Attempt {
	begun := tx.CreatedAt.Add(untilTried)
	return &approval.Attempt{
		ID: attemptID, TransactionID: tx.ID, PersonID: tx.PersonID, Digest: tx.Digest, Status: status, Reason: why,
		StartedAt: begun, ExpiresAt: begun.Add(tx.AttemptTTL), FinishedAt: tx.CreatedAt.Add(untilDone),
	}
}

// caller is a customer who opens a transaction. last is its latest attempt, nil if there is
// none.
func caller(tx approval.Transaction, last *approval.Attempt) approval.Caller {
	who := customer(name)
	return approval.Caller{Now: now, Person: &who, Transaction: &tx, Last: last}
}

// customer is a customer who has every identifier.
func customer(who approval.Text) approval.Person {
	return approval.Person{ID: personID, LastSignIn: now.AddDate(0, 0, -9), Identity: approval.Identity{
		NameEN: who.EN, NameAR: who.AR, EmiratesID: "784199012345676", Mobile: "971551234567", Email: "fatima@correspondence.department.example.org",
	}}
}
