package audit

import (
	"time"

	"takeed/internal/approval"
)

// Figures are what a dashboard shows of a period.
type Figures struct {
	From, To time.Time
	Hours    []Hour
	Median   time.Duration // from the start of an attempt to its success; 0 if none succeeded
	Before   *Figures      // of the period of the same length before it; nil if not asked for
}

// Hour is one column of its charts. The last may be shorter than an hour.
type Hour struct {
	From     time.Time
	Counts   map[approval.EventCode]int64 // of attempts that began, and of each way in which they ended
	P50, P95 time.Duration                // of the conversations with UAE PASS; 0 if there was none
}

// Endings are the events that end an attempt, exactly one for each attempt. All of them but
// EventIdentityMatched are failures.
var Endings = []approval.EventCode{
	approval.EventIdentityMatched, approval.EventProviderDeclined, approval.EventAttemptExpired, approval.EventAttemptTooLate,
	approval.EventAttemptCancelled, approval.EventAttemptSuperseded, approval.EventSessionLost, approval.EventUserChanged, approval.EventCodeReused,
	approval.EventIdentityMismatch, approval.EventIdentityIncomplete, approval.EventNotEligible, approval.EventProviderFault,
	approval.EventExchangeFailed, approval.EventExchangeUnknown, approval.EventExchangeAbandoned, approval.EventClientRefused,
	approval.EventUserinfoFailed, approval.EventTokenInactive,
}

// ProviderErrors are the endings that UAE PASS, or the network on the way to it, caused.
var ProviderErrors = []approval.EventCode{
	approval.EventProviderFault, approval.EventExchangeFailed, approval.EventExchangeUnknown, approval.EventClientRefused,
	approval.EventUserinfoFailed, approval.EventTokenInactive,
}

// Figure is one number of the dashboard, with the query that shows what it counts.
type Figure struct {
	Count, Of int64 // Of is the total that Count is a part of, 0 if there is none
	Query     Query
}

// Count is how many events with these codes there were.
func (f Figures) Count(codes ...approval.EventCode) Figure {
	q := Query{After: MomentAt(f.From), Before: MomentAt(f.To)}.With(Event, texts(codes)...)
	n := Figure{Query: q}
	for _, h := range f.Hours {
		for _, code := range codes {
			n.Count += h.Counts[code]
		}
	}
	return n
}

// Rate is the same count as a part of all attempts that ended.
func (f Figures) Rate(codes ...approval.EventCode) Figure {
	n := f.Count(codes...)
	n.Of = f.Count(Endings...).Count
	return n
}

func texts(codes []approval.EventCode) []string {
	var all []string
	for _, code := range codes {
		all = append(all, string(code))
	}
	return all
}
