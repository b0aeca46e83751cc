package approval

import "slices"

// State is where a transaction stands. The comment on each says who acts next.
type State string

const (
	Pending   State = "pending"   // the customer: confirm, edit or cancel
	Confirmed State = "confirmed" // nobody: final
	Rejected  State = "rejected"  // nobody: final; another person's face answered
	Expired   State = "expired"   // nobody: final; the customer may start again with the same details
	Cancelled State = "cancelled" // nobody: final; by the customer, or replaced by an edited version
)

// Checking is what every page says of a transaction while a fail-over could still take
// its state back. It is never stored.
const Checking State = "checking" // nobody: the store will settle which state it is

// States lists every state.
var States = []State{Pending, Confirmed, Rejected, Expired, Cancelled}

var stateMoves = map[State][]State{
	Pending: {Confirmed, Rejected, Expired, Cancelled},
}

// CanBecome reports whether a transaction in s may move to next.
func (s State) CanBecome(next State) bool { return slices.Contains(stateMoves[s], next) }

// Final reports whether nothing can follow s.
func (s State) Final() bool { return len(stateMoves[s]) == 0 }

// AttemptStatus is where one try to confirm stands.
type AttemptStatus string

const (
	Started        AttemptStatus = "started"    // the customer, in UAE PASS
	Exchanging     AttemptStatus = "exchanging" // this program: a callback was claimed; the sweep after 20 s
	Succeeded      AttemptStatus = "succeeded"  // nobody: the transaction is confirmed in the same commit
	Failed         AttemptStatus = "failed"     // nobody: a Reason says why
	AttemptExpired AttemptStatus = "expired"    // nobody: no callback came in time
	Unknown        AttemptStatus = "unknown"    // nobody: the exchange broke off; it never confirms anything
)

// AttemptStatuses lists every status.
var AttemptStatuses = []AttemptStatus{Started, Exchanging, Succeeded, Failed, AttemptExpired, Unknown}

var attemptMoves = map[AttemptStatus][]AttemptStatus{
	Started:    {Exchanging, Failed, AttemptExpired},
	Exchanging: {Succeeded, Failed, Unknown},
}

// CanBecome reports whether an attempt in s may move to next.
func (s AttemptStatus) CanBecome(next AttemptStatus) bool {
	return slices.Contains(attemptMoves[s], next)
}

// Live reports whether the attempt can still lead somewhere. A person has at most
// one live attempt.
func (s AttemptStatus) Live() bool { return len(attemptMoves[s]) > 0 }

// RequestState is where what a client asked for stands, until its person opens it.
type RequestState string

const (
	Open             RequestState = "open"      // the person: open the link; or the client: cancel it
	Adopted          RequestState = "adopted"   // nobody: there is a transaction, and its State counts
	RequestRejected  RequestState = "rejected"  // nobody: final; somebody else opened the link
	RequestExpired   RequestState = "expired"   // nobody: final
	RequestCancelled RequestState = "cancelled" // nobody: final; by the client
)

// RequestStates lists every state.
var RequestStates = []RequestState{Open, Adopted, RequestRejected, RequestExpired, RequestCancelled}

var requestMoves = map[RequestState][]RequestState{
	Open: {Adopted, RequestRejected, RequestExpired, RequestCancelled},
}

// CanBecome reports whether a request in s may move to next.
func (s RequestState) CanBecome(next RequestState) bool {
	return slices.Contains(requestMoves[s], next)
}
