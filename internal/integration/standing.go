package integration

import (
	"time"

	"takeed/internal/approval"
)

// Standing is an endpoint and how it is doing.
type Standing struct {
	Endpoint
	Day       Day
	OldestDue time.Time // since when the delivery that has waited longest is due; zero if none waits
}

// Day is what became of the deliveries of the last 24 hours to an endpoint: of the latest
// MostCounted of them, if there were more.
type Day struct {
	Delivered int
	Waiting   int
	Failed    int // parked or dropped
}

// All is how many deliveries were counted.
func (d Day) All() int { return d.Delivered + d.Waiting + d.Failed }

// MostCounted bounds what is counted of a day.
const MostCounted = 10_000

// LateDelivery is how long a delivery may wait before somebody should know.
const LateDelivery = 15 * time.Minute

// Trouble is why somebody should look after an endpoint.
type Trouble string

const (
	NoTrouble      Trouble = ""
	EndpointGone   Trouble = "gone"    // it was disabled, and not by people
	EndpointFails  Trouble = "failing" // nothing arrives
	DeliveriesLate Trouble = "late"    // something has waited for too long
)

// Trouble says what is wrong with an endpoint, the gravest if several things are. What its
// client or the staff disabled, they know of.
func (s Standing) Trouble(now time.Time) Trouble {
	switch {
	case s.DisabledReason == "gone", s.DisabledReason == "failing":
		return EndpointGone
	case !s.DisabledAt.IsZero():
		return NoTrouble
	case !s.FailingSince.IsZero():
		return EndpointFails
	case !s.OldestDue.IsZero() && now.Sub(s.OldestDue) > LateDelivery:
		return DeliveriesLate
	}
	return NoTrouble
}

// DeliveryQuery asks for deliveries: to one endpoint or all, about one transaction or any, in
// one state or any. Cursor is empty for the first page.
type DeliveryQuery struct {
	Endpoint    approval.ID
	Transaction approval.ID
	State       DeliveryState
	Cursor      string
}

// DeliveryPage is a part of what a query finds, the newest first; of those that are due, the
// next first.
type DeliveryPage struct {
	Deliveries []Delivery
	Next       string // cursor of the next page; empty if there is none
}

// DeliveryStates lists every state.
var DeliveryStates = []DeliveryState{Due, Delivered, Parked, Dropped}
