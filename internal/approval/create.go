package approval

import (
	"errors"
	"strconv"
	"time"
)

// Request is a form that was accepted: the frozen document, how its kind is
// confirmed, and the key that makes a double submit the same transaction.
type Request struct {
	Document Document
	Policy   Policy
	Key      ID
}

func (r Request) transaction(person ID, now time.Time) Transaction {
	return Transaction{
		Document:   r.Document,
		PersonID:   person,
		Digest:     r.Document.Digest(),
		State:      Pending,
		CreatedAt:  now,
		ExpiresAt:  now.Add(r.Policy.Transaction),
		AttemptTTL: r.Policy.Attempt,
		Consumer:   r.Policy.Consumer,
		Consume:    r.Policy.ConsumeWithin,
	}
}

// Adopt makes the transaction of what a client asked for, when its person opens it. It ends when
// the client said, and not later because it was opened late.
func (r Request) Adopt(client string, person ID, now, ends time.Time, by Source) Creation {
	t := r.transaction(person, now)
	t.Client, t.ExpiresAt = client, ends
	e := by.ofTransaction(t, EventTransactionCreated, Pending, append(versionDetail(t), "client_id", client)...)
	return Creation{Transaction: t, Key: r.Key, Event: e}
}

// Create makes a pending transaction. The ID returned is the one to go on with: of
// the new transaction, or of the one that the same form made before. The same form
// with other values is ErrKeyReused, and the first stays as it is.
func (f Facts) Create(r Request, limits Limits, by Source) (Change, ID, error) {
	if f.Person.Disabled {
		return Change{}, "", ErrDisabled
	}
	if f.Existing != nil {
		return f.repeated(r)
	}
	if err := limits.MayCreate(f.Counts); err != nil {
		return refusalChange(by.ofPerson(f.Person.ID, EventTransactionRefused), err), "", err
	}
	return r.create(f, by), r.Document.ID, nil
}

func (f Facts) repeated(r Request) (Change, ID, error) {
	if !f.Existing.SameRequest(r.Document) {
		return Change{}, "", ErrKeyReused
	}
	return Change{}, f.Existing.ID, nil
}

func (r Request) create(f Facts, by Source) Change {
	t := r.transaction(f.Person.ID, f.Now)
	e := by.ofTransaction(t, EventTransactionCreated, Pending, versionDetail(t)...)
	return Change{Create: &Creation{Transaction: t, Key: r.Key, Event: e}}
}

// refusalChange files a refusal by a limit under the limit's name.
func refusalChange(e Event, err error) Change {
	if tooMany := (*TooMany)(nil); errors.As(err, &tooMany) {
		e.Detail["limit"] = string(tooMany.Limit)
	}
	return Change{Events: []Event{e}}
}

// Edit replaces a pending transaction by a new version with other values and ends
// its open attempts, unless a client asked for it. version is the one the customer was looking at. An edit to the
// same values does nothing.
func (f Facts) Edit(version int, r Request, by Source) (Change, ID, error) {
	if f.Existing != nil {
		return f.repeated(r)
	}
	if err := f.editable(version); err != nil {
		return Change{}, "", err
	}
	if f.Transaction.Client != "" {
		return Change{}, "", ErrWrongState // what a client asked for is confirmed as it is, or not at all
	}
	if f.Transaction.SameRequest(r.Document) {
		return Change{}, f.Transaction.ID, nil
	}
	c := r.create(f, by)
	c.Create.Transaction.Replaces = f.Transaction.ID
	for _, a := range f.liveHere() {
		if err := c.fail(a, ReasonDetailsChanged, nil, by); err != nil {
			return Change{}, "", err
		}
	}
	e := by.ofTransaction(f.Transaction, EventTransactionReplaced, Cancelled,
		"replaced_by", string(r.Document.ID), "version", strconv.Itoa(r.Document.Version))
	return c, r.Document.ID, c.move(f.Transaction, Cancelled, r.Document.ID, e)
}

// editable returns nil if the version that the customer was looking at is still the one
// that can be confirmed.
func (f Facts) editable(version int) error {
	switch {
	case f.Person.Disabled:
		return ErrDisabled
	case f.Transaction.ReplacedBy != "" || version != f.Transaction.Version:
		return ErrOldVersion
	case f.Transaction.At(f.Now) != Pending:
		return ErrWrongState
	}
	return nil
}

// Cancel ends a pending transaction and its open attempts. Cancelling again does nothing.
func (f Facts) Cancel(by Source) (Change, error) {
	if f.Transaction.State == Cancelled && f.Transaction.ReplacedBy == "" {
		return Change{}, nil
	}
	if f.Transaction.At(f.Now) != Pending {
		return Change{}, ErrWrongState
	}
	var c Change
	for _, a := range f.liveHere() {
		if err := c.fail(a, ReasonTransactionCancelled, nil, by); err != nil {
			return Change{}, err
		}
	}
	return c, c.move(f.Transaction, Cancelled, "", by.ofTransaction(f.Transaction, EventTransactionCancelled, Cancelled))
}

// liveHere are the live attempts of the transaction itself.
func (f Facts) liveHere() []Attempt {
	var here []Attempt
	for _, a := range f.Live {
		if a.TransactionID == f.Transaction.ID {
			here = append(here, a)
		}
	}
	return here
}
