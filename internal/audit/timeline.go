package audit

import (
	"time"

	"takeed/internal/approval"
)

// Timeline is everything about one transaction.
type Timeline struct {
	Now         time.Time
	Transaction approval.Transaction // with the document that the customer saw, checked against its digest, unless it was erased
	Attempts    []approval.Attempt   // in the order in which they began
	Lines       []Line               // the transaction's own stream, in order; of a long one only the first and the last
	Reads       []Line               // by members of staff, newest first, as far as there is room
}

// TimelineEnd is how many lines a timeline shows at each end.
const TimelineEnd = 200

// Omission says where lines are left out of a timeline that has too many: how many, and the
// index of the first line after them. The count is 0 if nothing is left out.
func (t Timeline) Omission() (place int, count int64) {
	if len(t.Lines) < 2*TimelineEnd {
		return 0, 0
	}
	before, after := t.Lines[TimelineEnd-1], t.Lines[TimelineEnd]
	return TimelineEnd, max(0, after.Position-before.Position-1)
}

// Confirmation is the number of the event that confirmed the transaction; 0 if none did.
func (t Timeline) Confirmation() int64 {
	for _, l := range t.Lines {
		if l.Code == approval.EventTransactionConfirmed {
			return l.Number
		}
	}
	return 0
}

// Gaps returns the indexes of lines that do not follow from the line before. A log that nobody
// altered has none. The line after an omission is not judged: its predecessor is not here.
func (t Timeline) Gaps() []int {
	after, count := t.Omission()
	var gaps []int
	var before Line
	for i, l := range t.Lines {
		if (i != after || count == 0) && !l.Follows(before) {
			gaps = append(gaps, i)
		}
		before = l
	}
	return gaps
}

// Follows reports whether the line has the hash of its parts and comes directly after before
// in its stream, or is the first of its stream if before is the zero Line.
func (l Line) Follows(before Line) bool {
	return l.Position == before.Position+1 && string(l.Prev) == string(before.Hash) && l.Intact()
}

// Dossier is a person as the back office shows them.
type Dossier struct {
	Person    approval.ID
	Identity  approval.Identity // masked by the caller
	Disabled  bool
	Enrolled  time.Time
	SignedIn  time.Time           // last
	Preferred approval.Identifier // the identifier they chose, if any
	Erased    time.Time           // zero unless they were; Identity is then empty
}
