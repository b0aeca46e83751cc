package approval

import (
	"net/netip"
	"time"
)

// Lock names the rows that a decision is made on. They are locked, in the order of
// the fields, before they are read; rows not named are neither. The person is named by ID, or
// as whoever is signed in with a session; a transaction must then be theirs. Some fields
// also fill the Facts: a person brings the Counts, Key the transaction made earlier with the
// same form, Client what was started from that address, and Provider the Health of that
// client.
type Lock struct {
	Person      ID
	Session     Hash // instead of Person
	Transaction ID
	Attempt     ID
	Key         ID
	Client      netip.Addr
	Provider    string
}

// Caller is what one request needs to know, read in one go: who is signed in, the
// transaction they named if it is theirs, and its latest attempt.
type Caller struct {
	Now         time.Time
	Person      *Person      // nil: nobody is signed in
	Transaction *Transaction // nil: none named, or not theirs
	Last        *Attempt     // of the transaction, nil if never tried
	Here        bool         // the last attempt was started in the browser that asks
	Waiting     ID           // the transaction that a live attempt of theirs is about
	Awaited     bool         // the transaction is confirmed, and its consumer may still consume it
}

// Arrival is a callback that has just come in. With an empty Code nothing is claimed: it
// only asks what is known.
type Arrival struct {
	State   Hash
	Binding Hash // of the binding cookie; of an empty secret if there is none
	Session Hash // of the session cookie
	Code    Secret
	Source  Source
	Surely  bool // without a Code: return only what no fail-over can take back, or ErrOutcomeUnknown if that cannot be known now
}

// Arrived is what a callback was found to be.
type Arrived struct {
	Facts         Facts  // Attempt.ID is empty if the state is not one of ours
	Claimed       bool   // this arrival, and no other, may exchange the code
	SameBrowser   bool   // the binding cookie is that of the attempt
	SessionPerson ID     // who is signed in, empty if nobody
	Verifier      Secret // for the exchange
}

// Handover is what an authorization request is built from.
type Handover struct {
	Person   Person
	State    Secret
	Verifier Secret
	Lang     Lang
	Simulate string // in a sandbox: what a simulator is to play; empty for nothing
}

// Filter narrows a person's history. Zero values do not narrow.
type Filter struct {
	Kind  string
	State State
	From  time.Time // created at or after
	To    time.Time // created before
	After Cursor    // older than this one
	Limit int
}

// Cursor is a place in a history, newest first.
type Cursor struct {
	CreatedAt time.Time
	ID        ID
}

// Realm tells customers and staff apart when they sign in. A callback of one realm means
// nothing in the other.
type Realm string

const (
	CustomerRealm Realm = "customer" // with UAE PASS
	StaffRealm    Realm = "staff"    // with OpenID Connect
)

// Signin is a sign-in that has begun and not ended. In SQL: signins.
type Signin struct {
	Realm      Realm
	State      Secret
	Verifier   Secret
	Nonce      Secret // staff only
	Binding    Secret // of the cookie in the browser that began it
	Lang       Lang
	ReturnPath string // where to go afterwards; a path of ours, or empty
	Client     netip.Addr
}

// SigninFacts is what decides whether a sign-in may begin.
type SigninFacts struct {
	Now    time.Time
	From   Neighbours
	Health Health // of the sign-in client
}

// MayBegin refuses a sign-in from an address that began too many, and while the
// provider does not work.
func (f SigninFacts) MayBegin(limits Limits) error {
	if err := limits.AllowAddress(f.From); err != nil {
		return err
	}
	if !f.Health.Open(f.Now) {
		return ErrProviderDown
	}
	return nil
}

// SigninTTL is how long a sign-in may take.
const SigninTTL = 10 * time.Minute
