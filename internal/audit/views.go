package audit

import (
	"time"

	"takeed/internal/approval"
)

// Timeline is everything about one transaction.
type Timeline struct {
	Now         time.Time
	Transaction approval.Transaction // with the document that the customer saw, checked against its digest
	Attempts    []approval.Attempt   // in the order in which they began
	Lines       []Line               // of the transaction's own stream, in its order; of a long one the first and the last
	Looks       []Line               // by members of staff, newest first, as far as there is room
}

// TimelineEnd is how many lines a timeline shows at each end.
const TimelineEnd = 200

// Cut is the place of the first line before which lines are left out because there are
// too many, and how many those are. Nothing is left out where the count is 0.
func (t Timeline) Cut() (place int, count int64) {
	if len(t.Lines) < 2*TimelineEnd {
		return 0, 0
	}
	before, after := t.Lines[TimelineEnd-1], t.Lines[TimelineEnd]
	return TimelineEnd, max(0, after.Position-before.Position-1)
}

// Gaps are the lines, by their place in the timeline, before which some are missing, or
// which do not follow from the one before. A log that nobody altered has none. Whether
// the line after those that are left out follows from them is not known here.
func (t Timeline) Gaps() []int {
	cut, count := t.Cut()
	var gaps []int
	var before Line
	for i, l := range t.Lines {
		if (i != cut || count == 0) && !l.Follows(before) {
			gaps = append(gaps, i)
		}
		before = l
	}
	return gaps
}

// Follows reports whether the line is what its hash says, and comes next after another
// one of its stream, or first in it if the other is the zero Line.
func (l Line) Follows(before Line) bool {
	sum := l.Sum()
	return l.Position == before.Position+1 && string(l.Prev) == string(before.Hash) && string(l.Hash) == string(sum[:])
}

// Dossier is a person as the back office sees them.
type Dossier struct {
	Person    approval.ID
	Identity  approval.Identity // masked by whoever asked
	Disabled  bool
	Enrolled  time.Time
	SignedIn  time.Time           // last
	Preferred approval.Identifier // which identifier they chose, if any
}

// Figures are what a dashboard shows of a period.
type Figures struct {
	From, To time.Time
	Hours    []Hour
	Median   time.Duration // from the start of an attempt to its success; 0 if none succeeded
	Before   *Figures      // of the period of the same length before it; nil if nobody asked
}

// Hour is one column of its charts. The last may be shorter than an hour.
type Hour struct {
	From     time.Time
	Counts   map[approval.EventCode]int64 // of attempts that began, and of each way in which they ended
	P50, P95 time.Duration                // of the conversations with UAE PASS; 0 if there was none
}

// Endings are the events with which an attempt ends. Whoever divides attempts into those
// that succeeded and others needs no other event.
var Endings = []approval.EventCode{
	approval.EventIdentityMatched, approval.EventProviderDeclined, approval.EventAttemptExpired, approval.EventAttemptTooLate,
	approval.EventAttemptCancelled, approval.EventAttemptSuperseded, approval.EventSessionLost, approval.EventUserChanged, approval.EventCodeReused,
	approval.EventIdentityMismatch, approval.EventIdentityIncomplete, approval.EventNotEligible, approval.EventProviderFault,
	approval.EventExchangeFailed, approval.EventExchangeUnknown, approval.EventExchangeAbandoned, approval.EventClientRefused,
	approval.EventUserinfoFailed, approval.EventTokenInactive,
}

// ProviderErrors are those of them that UAE PASS, or the way to it, is the cause of.
var ProviderErrors = []approval.EventCode{
	approval.EventProviderFault, approval.EventExchangeFailed, approval.EventExchangeUnknown, approval.EventClientRefused,
	approval.EventUserinfoFailed, approval.EventTokenInactive,
}

// Figure is one number of the dashboard, with the query that shows what it counts.
type Figure struct {
	Count, Of int64 // Of is what Count is a part of, 0 if it stands for itself
	Query     Query
}

// Counted is how many of some events there were.
func (f Figures) Counted(codes ...approval.EventCode) Figure {
	q := Query{After: At(f.From), Before: At(f.To)}.With(Event, texts(codes)...)
	n := Figure{Query: q}
	for _, h := range f.Hours {
		for _, code := range codes {
			n.Count += h.Counts[code]
		}
	}
	return n
}

// Rate is the same as a part of all attempts that ended.
func (f Figures) Rate(codes ...approval.EventCode) Figure {
	n := f.Counted(codes...)
	n.Of = f.Counted(Endings...).Count
	return n
}

func texts(codes []approval.EventCode) []string {
	var all []string
	for _, code := range codes {
		all = append(all, string(code))
	}
	return all
}
