package audit

import (
	"math"
	"slices"
	"time"

	"takeed/internal/approval"
)

// Desk is the first page of a member of staff.
type Desk struct {
	Signs     []SignCount // in the order of [Signs]
	Incidents []Line      // the latest, newest first
	Opened    []Visit     // what they opened last, each transaction or person once, newest first
}

// Visit says that a member of staff opened a transaction or a person.
type Visit struct {
	At          time.Time
	Transaction approval.ID // empty if it was a person
	Kind        string      // of the transaction
	Person      approval.ID
	Identity    approval.Identity // of the person, masked by the caller; empty for a transaction, and of a person who was erased
}

// Sign is a group of events whose count shows that something may be wrong.
type Sign struct {
	Name  string // the key of its text in the section [sign] of internal/i18n/locales
	Codes []approval.EventCode
	Least int64 // a smaller count never stands out: a few of them happen on any day
	Few   bool  // a low count is the bad sign, not a high one
}

// Signs are all of them, the gravest first.
var Signs = []Sign{
	{Name: "wrong_person", Codes: []approval.EventCode{approval.EventIdentityMismatch}, Least: 1},
	{Name: "provider", Codes: ProviderErrors, Least: 3},
	{Name: "confirmed", Codes: []approval.EventCode{approval.EventIdentityMatched}, Least: 10, Few: true},
	{Name: "expired", Codes: []approval.EventCode{approval.EventAttemptExpired, approval.EventAttemptTooLate}, Least: 5},
	{Name: "limits", Codes: []approval.EventCode{approval.EventAttemptRefused, approval.EventTransactionRefused}, Least: 5},
	{Name: "callbacks", Codes: []approval.EventCode{approval.EventCallbackRefused, approval.EventSigninCallbackRefused}, Least: 5},
	{Name: "signins", Codes: []approval.EventCode{approval.EventSigninFailed, approval.EventSigninRefused}, Least: 5},
	{Name: "staff", Codes: []approval.EventCode{
		approval.EventStaffSigninFailed, approval.EventStaffSigninRefused, approval.EventStaffSigninCallbackRefused, approval.EventStaffAccessRefused,
	}, Least: 3},
}

// Incidents are the events that the staff should know of one by one.
var Incidents = []approval.EventCode{
	approval.EventIdentityMismatch, approval.EventUserChanged, approval.EventCodeReused, approval.EventClientRefused,
	approval.EventProviderFailing, approval.EventProviderRecovered, approval.EventStaffAccessRefused,
	approval.EventPersonDisabled, approval.EventPersonEnabled, approval.EventPersonErased, approval.EventExportStopped, approval.EventAuditPruned, approval.EventEventsDropped, approval.EventDataResealed,
}

// A desk compares the last hour with the same hour of each of the last days.
const (
	SignPeriod = time.Hour
	SignDays   = 7
)

// SignsAt is the hour up to the end of the current second: a query has whole seconds, and
// events that have just happened must count.
func SignsAt(now time.Time) (from, to time.Time) {
	to = now.Truncate(time.Second).Add(time.Second)
	return to.Add(-SignPeriod), to
}

// IncidentDays is how far back a desk looks for incidents.
const IncidentDays = 7

// SignCount is a sign with its numbers.
type SignCount struct {
	Sign
	Query  Query   // finds what Now counts
	Now    int64   // in the last hour
	Before []int64 // in the same hour of each day before, as far back as the log goes
}

// Usual returns the lowest and the highest count of the days before; known is false if the
// log does not go back that far.
func (c SignCount) Usual() (low, high int64, known bool) {
	if len(c.Before) == 0 {
		return 0, 0, false
	}
	return slices.Min(c.Before), slices.Max(c.Before), true
}

// StandsOut reports whether the staff should look into the count: it is above the count of
// every day before by more than chance, which moves a count of n by about its square root.
// Zero is never above. For a sign with Few it is below all of them by more than chance, and
// the whole week before is known. A count that any of those days had never stands out.
func (c SignCount) StandsOut() bool {
	low, high, _ := c.Usual()
	if c.Few {
		return len(c.Before) == SignDays && low >= c.Least && float64(c.Now) < float64(low)-math.Sqrt(float64(low))
	}
	return c.Now >= max(1, c.Least) && float64(c.Now) > float64(high)+math.Sqrt(float64(high))
}

// Count is the sign with its numbers: first that of the last hour, then those of the same
// hour on each day before that the log knows, from yesterday back.
func (s Sign) Count(from, to time.Time, numbers []int64) SignCount {
	return SignCount{Sign: s, Query: Query{After: MomentAt(from), Before: MomentAt(to)}.With(Event, texts(s.Codes)...), Now: numbers[0], Before: numbers[1:]}
}
