package approval

import "strings"

// Looking is recorded like doing: whoever reads the audit log, a transaction or a
// person leaves an event with what they asked for, in a stream of their own.

// ReadEvent is an event of the back office about nobody in particular: a search, an export.
func (c Source) ReadEvent(code EventCode, detail ...string) Event {
	return c.StaffEvent(ID(strings.TrimPrefix(string(c.Actor), "staff:")), code, detail...)
}

// ReadTransactionEvent is an event of the back office about a transaction.
func (c Source) ReadTransactionEvent(t Transaction, code EventCode, detail ...string) Event {
	e := c.ReadEvent(code, detail...)
	e.Transaction, e.Person = t.ID, t.PersonID
	return e
}

// ReadPersonEvent is an event of the back office about a person.
func (c Source) ReadPersonEvent(person ID, code EventCode, detail ...string) Event {
	e := c.ReadEvent(code, detail...)
	e.Person = person
	return e
}
