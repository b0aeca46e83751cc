package approval_test

import (
	"fmt"
	"time"

	"takeed/internal/approval"
)

// The face of the customer who asked confirms; the face of anybody else rejects for good.
// Finish decides, and returns what to write: nothing has changed yet.
func ExampleFacts_Finish() {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	noura := approval.Identity{Subject: "UAEPASS/noura", UUID: "1", EmiratesID: "784199012345676", Level: approval.SOP3}
	omar := approval.Identity{Subject: "UAEPASS/omar", UUID: "2", EmiratesID: "784198512345678", Level: approval.SOP3}

	transaction := approval.Transaction{Document: approval.Document{ID: approval.NewID()}, State: approval.Pending, ExpiresAt: now.Add(time.Minute)}
	facts := approval.Facts{
		Now:         now,
		Person:      approval.Person{ID: approval.NewID(), Identity: noura},
		Transaction: transaction,
		Attempt:     approval.Attempt{ID: approval.NewID(), TransactionID: transaction.ID, Status: approval.Exchanging},
	}
	source := approval.Source{Actor: approval.Customer(facts.Person.ID)}

	for _, answered := range []approval.Identity{noura, omar} {
		change, err := facts.Finish(answered, nil, source)
		if err != nil {
			fmt.Println(err)
			return
		}
		attempt, move := change.Attempts[0], change.Transactions[0]
		fmt.Printf("attempt %s %q, transaction %s\n", attempt.To, attempt.Reason, move.To)
	}
	// Output:
	// attempt succeeded "", transaction confirmed
	// attempt failed "identity_mismatch", transaction rejected
}
