package office

import (
	"strings"

	"takeed/internal/approval"
)

// Reading is recorded like acting: a member of staff who reads the audit log, a transaction
// or a person leaves an event with what they asked for, in their own stream.

// ReadEvent is an event of the back office that is about no one person: a search, an export.
func ReadEvent(by approval.Source, code approval.EventCode, detail ...string) approval.Event {
	return by.StaffEvent(approval.ID(strings.TrimPrefix(string(by.Actor), "staff:")), code, detail...)
}

// ReadTransactionEvent is an event of the back office about a transaction.
func ReadTransactionEvent(by approval.Source, t approval.Transaction, code approval.EventCode, detail ...string) approval.Event {
	e := ReadEvent(by, code, detail...)
	e.Transaction, e.Person = t.ID, t.PersonID
	return e
}

// ReadPersonEvent is an event of the back office about a person.
func ReadPersonEvent(by approval.Source, person approval.ID, code approval.EventCode, detail ...string) approval.Event {
	e := ReadEvent(by, code, detail...)
	e.Person = person
	return e
}
