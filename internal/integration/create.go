package integration

import (
	"time"

	"takeed/internal/approval"
)

// Addressee is how a client names the person who is to approve: by one of the three
// identifiers in its normal form, or by the ID of somebody who has signed in before.
type Addressee struct {
	By    string // "emirates_id", "mobile", "email" or "id"
	Value string
}

// ByID names a person by ID.
const ByID = "id"

// Asked is what a client asks for, read and checked for form.
type Asked struct {
	Document    approval.Document
	Policy      approval.Policy
	Reference   string
	Addressee   Addressee
	Language    approval.Lang
	TTL         time.Duration // from now to the last possible confirmation
	ReturnURL   string        // empty for nowhere
	ReturnState string
	Simulate    string        // in a sandbox
	Link        approval.Hash // of the token in the link
}

// Request is an approval that a client asked for and nobody has opened yet. In SQL: requests.
type Request struct {
	Asked
	Client    string
	Person    approval.ID // empty unless it is addressed by ID
	CreatedAt time.Time
	ExpiresAt time.Time
	Event     approval.Event
}

// CreateFacts is what decides whether a client may ask.
type CreateFacts struct {
	Now    time.Time
	Taken  approval.ID      // the transaction with the same reference of the client
	Person *approval.Person // whom it is addressed to, if they have ever signed in
}

// Create makes a request. The limits are those of the client, not of the person: what a person
// has open already is not the client's to know.
func (f CreateFacts) Create(c Client, a Asked, o approval.Origin) (Request, error) {
	switch {
	case !c.Handles(a.Document.Kind):
		return Request{}, ErrKind
	case f.Taken != "":
		return Request{}, &ReferenceTaken{f.Taken}
	case f.Person == nil && a.Addressee.By == ByID:
		return Request{}, ErrPersonUnknown
	case f.Person != nil && f.Person.Disabled:
		return Request{}, ErrPersonBlocked
	}
	r := Request{Asked: a, Client: c.ID, CreatedAt: f.Now, ExpiresAt: f.Now.Add(a.TTL)}
	if a.Addressee.By == ByID {
		r.Person = f.Person.ID
	}
	r.Event = c.ofTransaction(o, a.Document.ID, approval.EventRequestCreated, "requested",
		"kind", a.Document.Kind, "digest", a.Document.Digest().String(), "reference", a.Reference)
	return r, nil
}

// ofTransaction is an event of a client about a transaction.
func (c Client) ofTransaction(o approval.Origin, id approval.ID, code approval.EventCode, to string, detail ...string) approval.Event {
	return EventOf(c.By(o), id, code, to, append(detail, "client_id", c.ID)...)
}

// EventOf is an event about a transaction that may not have a person yet.
func EventOf(by approval.Source, id approval.ID, code approval.EventCode, to string, detail ...string) approval.Event {
	e := approval.Event{
		Stream: approval.OfTransaction(id), Code: code, Transaction: id, ToState: to,
		Actor: by.Actor, Origin: by.Origin, Detail: map[string]string{},
	}
	for i := 0; i+1 < len(detail); i += 2 {
		if detail[i+1] != "" {
			e.Detail[detail[i]] = detail[i+1]
		}
	}
	return e
}
