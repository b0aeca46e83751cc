package integration

import (
	"time"

	"takeed/internal/approval"
)

// Status is where a transaction stands for a client. Unlike approval.State it knows what comes
// after the confirmation, and begins before the person has opened the link.
type Status string

const (
	Pending   Status = "pending"   // the person acts next
	Confirmed Status = "confirmed" // the client that consumes it acts next; final if none does
	Consumed  Status = "consumed"  // final
	Lapsed    Status = "lapsed"    // final: confirmed, and not consumed in time
	Rejected  Status = "rejected"  // final: somebody else answered
	Expired   Status = "expired"   // final
	Cancelled Status = "cancelled" // final
)

// Statuses lists every status.
var Statuses = []Status{Pending, Confirmed, Consumed, Lapsed, Rejected, Expired, Cancelled}

// Transaction is what a client sees of a transaction that it asked for or consumes.
type Transaction struct {
	ID            approval.ID
	Client        string // who asked; empty if the person did
	Consumer      string // who may consume it; empty if nobody does
	Kind          string
	Reference     string // the client's own; of what a person started, that which people read
	Version       int
	Digest        approval.Digest
	Document      approval.Document
	Erased        bool        // its person was: the document is gone
	Sequence      int         // of the last notification; 0 if there was none
	Person        approval.ID // empty until the person has opened it
	Language      approval.Lang
	CreatedAt     time.Time
	ExpiresAt     time.Time
	ConsumeWithin time.Duration
	Request       approval.RequestState // empty if the person started it
	State         approval.State        // empty until there is a transaction
	Reason        string                // why it failed; empty if it did not
	ConfirmedAt   time.Time
	EndedAt       time.Time // of a request that was never adopted
	Consumption   *Consumption
}

// Consumption is what became of a confirmed transaction. In SQL: consumptions.
type Consumption struct {
	ID                 approval.ID
	Lapsed             bool
	ExecutionReference string
	At                 time.Time
}

// ConsumeBy is when a confirmed transaction lapses; zero if it never does.
func (t Transaction) ConsumeBy() time.Time {
	if t.Consumer == "" || t.State != approval.Confirmed {
		return time.Time{}
	}
	return t.ConfirmedAt.Add(t.ConsumeWithin)
}

// At is the status at a moment, whether or not the sweep has written yet what time has decided.
func (t Transaction) At(now time.Time) Status {
	switch {
	case t.Consumption != nil && t.Consumption.Lapsed:
		return Lapsed
	case t.Consumption != nil:
		return Consumed
	case t.State == approval.Confirmed && t.Consumer != "" && now.After(t.ConsumeBy()):
		return Lapsed
	case (t.State == approval.Pending || t.Request == approval.Open) && !now.Before(t.ExpiresAt):
		return Expired
	case t.State != "":
		return Status(t.State)
	case t.Request == approval.Open:
		return Pending
	}
	return Status(t.Request)
}

// Final reports whether nothing can follow.
func (t Transaction) Final(now time.Time) bool {
	s := t.At(now)
	return s != Pending && (s != Confirmed || t.Consumer == "")
}

// Institution is what the customer is told of a transaction that is not between them and the
// portal alone.
type Institution struct {
	Name        approval.Text // of the client that asked; empty if they started it themselves
	ReturnURL   string        // where they may go back to, as it was registered; empty for nowhere
	ReturnState string
	Awaited     bool // by a client, which may still consume it
	Consumption *Consumption
}
