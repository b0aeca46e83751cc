package webhook

import (
	"context"
	"time"
)

// ClaimFor is how long a claim holds. It is longer than any try, so that only a process that
// died or froze loses one.
const ClaimFor = time.Minute

// Store keeps the deliveries. Its clock decides what is due; all its methods may be called by
// many processes at once.
type Store interface {
	// DueEndpoints returns the endpoints that are enabled, do not rest, and have a delivery that
	// is due and not claimed; those first that were called longest ago.
	DueEndpoints(ctx context.Context) ([]Endpoint, error)

	// Claim takes at most limit deliveries of an endpoint for ClaimFor, and those that somebody
	// else has claimed for longer than that. Of the deliveries of one transaction it takes the
	// earliest, and only if it is due and none of them is claimed: so one is on its way, and a
	// later one never overtakes it. The claim is committed, and acknowledged by every standby
	// that must not lose it, before Claim returns.
	Claim(ctx context.Context, endpoint string, limit int) ([]Delivery, error)

	// Finish writes what [Decide] says of the result, and the try itself, in one commit, with
	// the delivery and its endpoint locked. It writes nothing if the claim is no longer the one
	// of the result: another process has taken it over, and will send the event again.
	Finish(ctx context.Context, result Result) error
}

// Endpoint has something to send.
type Endpoint struct {
	ID      string // the store's
	Failing bool   // whether the last try failed
}

// Delivery is an event that is claimed for one try.
type Delivery struct {
	ID    string // the store's
	Claim string // tells this claim from every other
	URL   string
	Keys  Keys `json:"-"` // they marshal in clear text
	Event Event
}

// Result is what one try showed.
type Result struct {
	Delivery
	Status     int           // of the answer; 0 if there was none
	Reason     string        // why there was none, in a word; empty if there was one
	RetryAfter string        // the header
	Answer     string        // its beginning, for people to read; what is not text in it is replaced
	Took       time.Duration // for the try
}
