package approval

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Some events change nothing, and anybody can cause them all day: made-up or repeated
// callbacks, sign-ins that are begun and abandoned, the same choice over and over. The first
// few with the same code are written, the rest only counted, and one event says how many
// there were. An event that changes a state is always written.
const (
	EventsPerAddress = 300  // anonymous events of one code, from one address, in an hour, at one replica
	EventsPerNetwork = 1200 // the same from an IPv6 /48
	EventsPerStream  = 2000 // anonymous events; customers have sixteen such streams an hour, and so do the staff
	EventsPerAttempt = 5    // refused callbacks of one attempt, ever
	EventsPerPerson  = 20   // events of one code, by one person, in a day
)

// Likeness says which other events an event is counted with.
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
	case e.Code == EventAttemptRefused, e.Code == EventTransactionRefused, e.Code == EventIdentifierChosen, e.Code == EventConsumeRefused:
		return LikePerson
	}
	return Unlike
}

// OfDropped is the stream that says how many anonymous events were dropped. The stream of a
// transaction or a person says so of its own events.
const OfDropped = "sys:dropped"

// DroppedIn is the stream that reports the event if it was dropped.
func (e Event) DroppedIn() string {
	if e.IsAnonymous() {
		return OfDropped
	}
	return e.Stream
}

// Dropped is how many events of an hour were not written.
type Dropped struct {
	Hour   time.Time
	Stream string // that reports them
	Counts map[EventCode]int64
}

// Count is the total over all codes.
func (d Dropped) Count() (n int64) {
	for _, of := range d.Counts {
		n += of
	}
	return n
}

// Event reports them in the audit log: the total, and the count of each code.
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
