package office

import (
	"strconv"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

// The streams of who was erased, and of legal holds. Nothing is removed from them, and none
// of their events loses its body.
const (
	OfErasure = "sys:erasure"
	OfHolds   = "sys:holds"
)

// Erasure asks for a person to be erased.
type Erasure struct {
	Person approval.ID
	Why    audit.RevealReason
}

// Gone is how much an erasure took.
type Gone struct {
	Bodies       int64 // of events about the person
	Anonymous    int64 // bodies of events of nobody, from addresses that were theirs alone
	Transactions int64 // whose content went
	Attempts     int64 // whose hashes of the person went
	Requests     int64 // of clients, whose content went
}

// Add counts more.
func (g *Gone) Add(more Gone) {
	g.Bodies, g.Anonymous = g.Bodies+more.Bodies, g.Anonymous+more.Anonymous
	g.Transactions, g.Attempts, g.Requests = g.Transactions+more.Transactions, g.Attempts+more.Attempts, g.Requests+more.Requests
}

// Event is the event of a part of the erasure: of the row of the person, or of events whose
// bodies go. The schema lets nothing go in a commit without it. login is who did it, by
// their login at the database.
func (e Erasure) Event(part Gone, login string) approval.Event {
	n := func(n int64) string { return strconv.FormatInt(n, 10) }
	return aboutPerson(OfErasure, approval.EventPersonErased, e.Person, e.Why, "bodies", n(part.Bodies), "anonymous", n(part.Anonymous),
		"transactions", n(part.Transactions), "attempts", n(part.Attempts), "requests", n(part.Requests), "login", login)
}

// Hold is a legal hold: as long as it is placed, the person cannot be erased. In SQL:
// legal_holds.
type Hold struct {
	ID       approval.ID
	Person   approval.ID
	Why      audit.RevealReason
	PlacedAt time.Time
}

// Placed is the event of placing the hold.
func (h Hold) Placed(login string) approval.Event {
	return aboutPerson(OfHolds, approval.EventHoldPlaced, h.Person, h.Why, "hold", string(h.ID), "login", login)
}

// Lifted is the event of lifting the hold, with the reason for that.
func (h Hold) Lifted(why audit.RevealReason, login string) approval.Event {
	return aboutPerson(OfHolds, approval.EventHoldLifted, h.Person, why, "hold", string(h.ID), "login", login)
}

func aboutPerson(stream string, code approval.EventCode, person approval.ID, why audit.RevealReason, detail ...string) approval.Event {
	e := approval.SystemEvent(stream, code, append(detail, "why", string(why.Purpose), "case", why.Case)...)
	e.Person = person
	return e
}
