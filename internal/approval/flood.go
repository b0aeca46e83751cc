package approval

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Some events change nothing, and whoever wants to can cause them all day: made-up
// callbacks, used ones again, sign-ins that are begun and left, a choice made over and over.
// The first of a kind are written, the others counted, and an event says how many they were.
// What changes a state is always written.
const (
	EventsPerAddress = 300  // of one code, by nobody in particular, from an address in an hour and at one replica
	EventsPerNetwork = 1200 // the same from an IPv6 /48
	EventsPerStream  = 2000 // of nobody in particular: of customers' there are sixteen streams an hour, and as many of the staff's
	EventsPerAttempt = 5    // callbacks of one attempt that were refused, ever
	EventsPerPerson  = 20   // of one code, by one person in a day
)

// Likeness says which events are counted together with one.
type Likeness int

const (
	Unlike      Likeness = iota // it is always written
	LikeAddress                 // those of its code from its address, and then those of its stream
	LikeAttempt                 // those of its code about its attempt
	LikePerson                  // those of its code by its actor
)

// Likeness of an event.
func (e Event) Likeness() Likeness {
	switch {
	case e.IsAnonymous():
		return LikeAddress
	case e.Code == EventCallbackRefused && e.Attempt != "":
		return LikeAttempt
	case e.Code == EventAttemptRefused, e.Code == EventTransactionRefused, e.Code == EventIdentifierChosen:
		return LikePerson
	}
	return Unlike
}

// OfDropped is the stream that says how many events of nobody in particular were dropped.
// Of a transaction or a person their own stream says so.
const OfDropped = "sys:dropped"

// DroppedIn is the stream that says of an event that it was dropped.
func (e Event) DroppedIn() string {
	if e.IsAnonymous() {
		return OfDropped
	}
	return e.Stream
}

// Dropped is how many events of an hour were not written.
type Dropped struct {
	Hour   time.Time
	Stream string // that says so
	Counts map[EventCode]int64
}

// Count is how many they are together.
func (d Dropped) Count() (n int64) {
	for _, of := range d.Counts {
		n += of
	}
	return n
}

// Event says it in the audit log: how many together, and of each code.
func (d Dropped) Event() Event {
	detail := []string{"count", strconv.FormatInt(d.Count(), 10), "hour", d.Hour.UTC().Format(time.RFC3339)}
	for _, code := range slices.Sorted(maps.Keys(d.Counts)) {
		detail = append(detail, string(code), strconv.FormatInt(d.Counts[code], 10))
	}
	e := Source{Actor: System}.event(d.Stream, EventEventsDropped, detail...)
	if id, ok := strings.CutPrefix(d.Stream, OfTransaction("")); ok {
		e.Transaction = ID(id)
	}
	if id, ok := strings.CutPrefix(d.Stream, OfPerson("")); ok {
		e.Person = ID(id)
	}
	return e
}
