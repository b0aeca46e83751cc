package view

import (
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/catalogue"
)

// now is the moment of every page in these tests.
var now = time.Date(2026, time.November, 21, 10, 5, 0, 0, time.UTC)

func viewer(t *testing.T) Viewer {
	t.Helper()
	kinds, err := catalogue.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return Viewer{Lang: approval.EN, Now: now, Catalogue: kinds}
}

// pending is a transaction that can still be confirmed.
func pending(id approval.ID) approval.Transaction {
	return approval.Transaction{
		Document: approval.Document{ID: id, Kind: "transfer", Version: 1}, State: approval.Pending,
		CreatedAt: now.Add(-time.Minute), ExpiresAt: now.Add(14 * time.Minute), AttemptTTL: 5 * time.Minute,
	}
}

// attempt is one that was begun a minute ago.
func attempt(status approval.AttemptStatus, why approval.Reason) *approval.Attempt {
	return &approval.Attempt{Status: status, Reason: why, StartedAt: now.Add(-time.Minute), ExpiresAt: now.Add(4 * time.Minute)}
}

// caller looks at a transaction in the browser in which its attempt was begun.
func caller(tx approval.Transaction, last *approval.Attempt) approval.Caller {
	who := approval.Person{Identity: approval.Identity{NameEN: "Fatima", EmiratesID: "784199012345676"}}
	return approval.Caller{Now: now, Person: &who, Transaction: &tx, Last: last, Here: true}
}
