package integration

import (
	"strconv"
	"time"

	"takeed/internal/approval"
)

// Execution is what a client is about to execute.
type Execution struct {
	Transaction approval.ID
	Digest      approval.Digest
	Version     int
	Reference   string // the client's own, for this execution
}

// Gate is what decides whether it may.
type Gate struct {
	Now         time.Time
	Transaction Transaction
	Blocked     bool // its person is disabled
}

// Consume lets the execution pass, once. Each refusal has its own error, in the order in which
// a client would want to know.
func (g Gate) Consume(c Client, x Execution, o approval.Origin) (Consumption, approval.Event, error) {
	t := g.Transaction
	switch {
	case t.Consumption != nil && !t.Consumption.Lapsed:
		return Consumption{}, approval.Event{}, &AlreadyConsumed{t.Consumption.ID, t.Consumption.ExecutionReference, t.Consumption.At}
	case t.Consumer != c.ID || !c.Handles(t.Kind):
		return g.refused(c, x, o, ErrKind)
	case t.At(g.Now) == Lapsed:
		return g.refused(c, x, o, ErrLapsed)
	case t.State != approval.Confirmed:
		return g.refused(c, x, o, ErrNotConfirmed)
	case t.Digest != x.Digest:
		return g.refused(c, x, o, ErrDigestMismatch)
	case t.Version != x.Version:
		return g.refused(c, x, o, ErrVersionMismatch)
	case g.Blocked:
		return g.refused(c, x, o, ErrPersonBlocked)
	}
	won := Consumption{ID: approval.NewID(), ExecutionReference: x.Reference, At: g.Now}
	e := c.ofTransaction(o, t.ID, approval.EventTransactionConsumed, "", "execution_reference", x.Reference,
		"digest", x.Digest.String(), "version", strconv.Itoa(x.Version), "consumption", string(won.ID))
	e.Person = t.Person
	return won, e, nil
}

// refused comes with its event: somebody was about to execute what nobody confirmed.
func (g Gate) refused(c Client, x Execution, o approval.Origin, why error) (Consumption, approval.Event, error) {
	e := c.ofTransaction(o, x.Transaction, approval.EventConsumeRefused, "", "reason", refusalReasons[why], "execution_reference", x.Reference)
	e.Person = g.Transaction.Person
	return Consumption{}, e, why
}

var refusalReasons = map[error]string{
	ErrKind: "kind_not_allowed", ErrLapsed: "lapsed", ErrNotConfirmed: "not_confirmed", ErrDigestMismatch: "digest_mismatch",
	ErrVersionMismatch: "version_mismatch", ErrPersonBlocked: "person_blocked",
}
