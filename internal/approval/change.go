package approval

import (
	"fmt"
	"strconv"
	"time"
)

// Facts is what a decision is made on: the rows concerned, as one moment of the
// database clock shows them. The methods on Facts are the decisions; each returns
// the Change to write, or says why not.
type Facts struct {
	Now         time.Time
	Person      Person
	Transaction Transaction
	Attempt     Attempt      // the one that a callback belongs to
	Code        Secret       // that the callback brought
	Live        []Attempt    // the live attempts of the person, at most one
	Existing    *Transaction // made earlier with the same form key
	Counts      Counts
	Health      Health // of the face flow's client
}

// Change is everything that one commit writes. States move only here, and every
// move carries its event.
type Change struct {
	Create       *Creation
	Start        *Start
	Transactions []TransactionMove
	Attempts     []AttemptMove
	Disable      *Disabling
	Session      *SessionSwap
	Events       []Event // those that change no state
}

// Empty reports whether there is nothing to write.
func (c Change) Empty() bool {
	return c.Create == nil && c.Start == nil && c.Disable == nil && c.Session == nil &&
		len(c.Transactions)+len(c.Attempts)+len(c.Events) == 0
}

// Moves are the events of everything that the change moves, in the order in which it is
// written.
func (c Change) Moves() []Event {
	var all []Event
	if c.Create != nil {
		all = append(all, c.Create.Event)
	}
	for _, m := range c.Attempts {
		all = append(all, m.Event)
	}
	if c.Start != nil {
		all = append(all, c.Start.Event)
	}
	for _, m := range c.Transactions {
		all = append(all, m.Event)
	}
	if c.Disable != nil {
		all = append(all, c.Disable.Event)
	}
	return all
}

// Creation is a new pending transaction.
type Creation struct {
	Transaction Transaction
	Key         ID // of the form: the same key is the same row
	Event       Event
}

// Start is a new attempt. The store keeps the hashes, and seals the hand-over
// secrets until the attempt ends.
type Start struct {
	Attempt  Attempt
	State    Secret
	Verifier Secret
	Binding  Secret // of the cookie in the browser that started it
	Event    Event
}

// TransactionMove takes a transaction from the state it was decided on to another.
// If it is no longer in that state the whole change is refused with ErrStale.
type TransactionMove struct {
	Transaction Transaction
	To          State
	By          ID // Confirmed: the attempt; Cancelled by an edit: the new version
	Event       Event
	Result      SaltedResult // Confirmed
	Code        Secret       // Confirmed: that was exchanged; the store attests to it in the event
}

// AttemptMove is the same for an attempt.
type AttemptMove struct {
	Attempt Attempt
	To      AttemptStatus
	Reason  Reason
	Got     *Identity // what the provider said, if it got that far; kept as keyed hashes
	Event   Event
}

// Disabling switches a person off, ending every session of theirs, or on again.
type Disabling struct {
	Person   ID
	Disabled bool
	Event    Event
}

// SessionSwap replaces the token of a session, both as hashes.
type SessionSwap struct{ Old, New Hash }

// Source is who asked for a change, and from where.
type Source struct {
	Actor  Actor
	Origin Origin
}

func (c Source) event(stream string, code EventCode, detail ...string) Event {
	e := Event{Stream: stream, Code: code, Actor: c.Actor, Origin: c.Origin, Detail: map[string]string{}}
	for i := 0; i+1 < len(detail); i += 2 {
		if detail[i+1] != "" {
			e.Detail[detail[i]] = detail[i+1]
		}
	}
	return e
}

// ofPerson is an event about a person outside any transaction.
func (c Source) ofPerson(p ID, code EventCode, detail ...string) Event {
	e := c.event(OfPerson(p), code, detail...)
	e.Person = p
	return e
}

// StaffEvent is an event about what a member of staff did.
func (c Source) StaffEvent(staff ID, code EventCode, detail ...string) Event {
	return c.event(OfStaff(staff), code, detail...)
}

// SystemEvent is an event of the program itself.
func SystemEvent(stream string, code EventCode, detail ...string) Event {
	return Source{Actor: System}.event(stream, code, detail...)
}

// Refusal is an event that changes nothing, about an attempt, or about one that was refused
// before it began.
func (c Source) Refusal(a Attempt, code EventCode, why string) Event {
	e := c.event(OfTransaction(a.TransactionID), code, "reason", why)
	e.Transaction, e.Attempt, e.Person = a.TransactionID, a.ID, a.PersonID
	return e
}

func (c Source) ofTransaction(t Transaction, code EventCode, to State, detail ...string) Event {
	e := c.event(OfTransaction(t.ID), code, detail...)
	e.Transaction, e.Person, e.ToState = t.ID, t.PersonID, string(to)
	return e
}

func (c Source) ofAttempt(a Attempt, code EventCode, to AttemptStatus, detail ...string) Event {
	e := c.event(OfTransaction(a.TransactionID), code, detail...)
	e.Transaction, e.Attempt, e.Person, e.ToState = a.TransactionID, a.ID, a.PersonID, "attempt:"+string(to)
	return e
}

// move refuses what the table of legal moves does not have.
func (c *Change) move(t Transaction, to State, by ID, e Event) error {
	if !t.State.CanBecome(to) {
		return fmt.Errorf("transaction %s to %s: %w", t.State, to, ErrWrongState)
	}
	c.Transactions = append(c.Transactions, TransactionMove{Transaction: t, To: to, By: by, Event: e})
	return nil
}

func (c *Change) moveAttempt(a Attempt, to AttemptStatus, why Reason, got *Identity, e Event) error {
	if !a.Status.CanBecome(to) {
		return fmt.Errorf("attempt %s to %s: %w", a.Status, to, ErrWrongState)
	}
	c.Attempts = append(c.Attempts, AttemptMove{a, to, why, got, e})
	return nil
}

// fail ends an attempt for a reason, which decides between Failed and Unknown. An
// attempt that was never claimed has no unknown outcome: nothing was sent.
func (c *Change) fail(a Attempt, why Reason, got *Identity, by Source, detail ...string) error {
	to := why.ends()
	if a.Status == Started {
		to = Failed
	}
	e := by.ofAttempt(a, why.Event(), to, append(detail, "reason", string(why))...)
	return c.moveAttempt(a, to, why, got, e)
}

func versionDetail(t Transaction) []string {
	return []string{"kind", t.Kind, "version", strconv.Itoa(t.Version), "digest", t.Digest.String()}
}
