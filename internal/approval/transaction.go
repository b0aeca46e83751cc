package approval

import "time"

// Transaction is what a person asks for. Its document never changes; an edit makes
// a new transaction that replaces this one. In SQL: transactions, and tx_id elsewhere.
type Transaction struct {
	Document
	PersonID    ID
	Digest      Digest
	State       State
	CreatedAt   time.Time
	ExpiresAt   time.Time
	ConfirmedAt time.Time     // zero unless confirmed
	AttemptTTL  time.Duration // how long one attempt may take
	Replaces    ID            // the version before this one
	ReplacedBy  ID            // the version after this one
	Attempts    int           // made so far
	Client      string        // the system of the institution that asked for it; empty if its person did
	Consumer    string        // the one that may consume it once it is confirmed, if there is such a client
	Consume     time.Duration // how long that client has, from the confirmation on; set on the way in only
	Erased      bool          // its person was: of the document, ID, kind and version are left
	Unsettled   bool          // read where a fail-over could still take it back: no page may show the state
}

// At is the state to show at a moment: a pending transaction whose time is over has expired,
// whether or not the sweep has written that yet, and one that is not settled is Checking.
func (t Transaction) At(now time.Time) State {
	if t.Unsettled {
		return Checking
	}
	if t.State == Pending && !now.Before(t.ExpiresAt) {
		return Expired
	}
	return t.State
}

// Attempt is one try to confirm a transaction. In SQL: attempts.
type Attempt struct {
	ID            ID
	TransactionID ID
	PersonID      ID
	Digest        Digest
	Status        AttemptStatus
	Reason        Reason // why, for Failed and Unknown
	Lang          Lang   // of the page it was started on
	Binding       Hash   // of the secret given to the browser that started it
	StartedAt     time.Time
	ExpiresAt     time.Time
	ClaimedAt     time.Time // zero until a callback was accepted
	FinishedAt    time.Time
	// EnrolmentChanged is set when the person's enrolled identity is no longer the
	// one that was copied to the attempt at its start.
	EnrolmentChanged bool
}

// StartedBy reports whether the attempt was started by the browser that holds this secret.
// Only that browser can continue it; in any other the person may start a new one, see
// [Facts.Start].
func (a Attempt) StartedBy(binding Secret) bool { return binding.HashesTo(a.Binding) }

// At is the status as it is at a moment; see [Transaction.At].
func (a Attempt) At(now time.Time) AttemptStatus {
	if a.Status == Started && !now.Before(a.ExpiresAt) {
		return AttemptExpired
	}
	return a.Status
}
