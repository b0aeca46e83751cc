package integration

import (
	"time"

	"takeed/internal/approval"
)

// Notification is what a client is told: the body of a webhook, and an entry of the list of
// events. In SQL: notifications.
type Notification struct {
	ID          approval.ID // of the event as the client knows it
	Type        string      // "transaction.confirmed"
	At          time.Time   // when it happened
	Transaction approval.ID // empty if it is about none
	Sequence    int         // within the transaction, from 1 without gaps; 0 if it has none
	Status      Status      // empty if it changed none
	Reason      string
	Reference   string // the client's own; of what a person started, that which people read
	Digest      approval.Digest
	Endpoint    approval.ID // the one that it is about
}

// Types lists every type of notification.
var Types = []string{
	"transaction.created", "transaction.opened", "transaction.attempt_started", "transaction.confirmed", "transaction.rejected",
	"transaction.expired", "transaction.cancelled", "transaction.consumed", "transaction.lapsed",
	"person.blocked", "endpoint.test", "endpoint.disabled",
}

// Endpoint is where a client is told. In SQL: endpoints.
type Endpoint struct {
	ID             approval.ID
	Client         string
	URL            string
	Types          []string // nil for all
	PublicKey      string   // whpk_…, of the present signing key
	CreatedAt      time.Time
	RotatedAt      time.Time
	FailingSince   time.Time // zero if the last try arrived
	NotBefore      time.Time // zero if it may be tried at any time
	DisabledAt     time.Time // zero if enabled
	DisabledReason string
}

// MaxEndpoints is how many endpoints a client may have.
const MaxEndpoints = 16

// Delivery is a notification on its way to an endpoint. In SQL: deliveries.
type Delivery struct {
	ID           approval.ID
	Endpoint     approval.ID
	Notification Notification
	State        DeliveryState
	Tries        int
	NextAt       time.Time
	CreatedAt    time.Time
	EndedAt      time.Time
	Last         *DeliveryTry
}

// DeliveryTry is one time that a delivery was sent. In SQL: delivery_tries.
type DeliveryTry struct {
	Number       int
	At           time.Time
	Status       int // 0 if there was no answer
	Error        string
	Milliseconds int
	Answer       string // its beginning
}

// DeliveryState is where a delivery stands.
type DeliveryState string

const (
	Due       DeliveryState = "due"
	Delivered DeliveryState = "delivered"
	Parked    DeliveryState = "parked"  // failed for a day while later ones arrived; may be sent again
	Dropped   DeliveryState = "dropped" // its endpoint was disabled; may be sent again
)
