package webhook

import (
	"errors"
	"net/http"
	"strconv"
	"time"
)

// waits are how long after the first try that failed the second is, and so on. The first try is
// at once.
var waits = []time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

const (
	jitter       = 0.1 // of a wait, at most: what failed together is not sent together again
	rest         = time.Minute
	longestRest  = time.Hour // what Retry-After may ask for
	parkAfter    = 24 * time.Hour
	disableAfter = 5 * 24 * time.Hour
)

// Attempted is what a try showed, and what the store knows when it has locked the delivery and
// its endpoint.
type Attempted struct {
	Status       int       // of the answer; 0 if there was none
	RetryAfter   string    // the header
	Tries        int       // how often it was sent, with this time
	Since        time.Time // when it was first due, or was made due again by hand
	LaterArrived bool      // whether a later event has arrived at the endpoint
	FailingSince time.Time // when the first try failed after the last one that arrived; zero if that was the last
	Chance       float64   // from 0 up to 1, a fresh one each time
}

// State is where a delivery stands. The values are those of the store.
type State string

const (
	Due       State = "due"
	Delivered State = "delivered"
	Parked    State = "parked"  // for people to look at
	Dropped   State = "dropped" // its endpoint is disabled
)

// Why an endpoint is disabled.
const (
	Gone    = "gone"
	Failing = "failing"
)

// Next is what to write of a delivery and its endpoint.
type Next struct {
	State        State
	At           time.Time // the next try, if it is due
	FailingSince time.Time // of the endpoint; zero if it is not failing
	NotBefore    time.Time // when the endpoint may be called again; zero leaves that as it is
	Disable      string    // Gone or Failing: disable the endpoint, and drop all that is due there
}

// Decide says what a try leads to.
func Decide(a Attempted, now time.Time) Next {
	if a.Status >= 200 && a.Status <= 299 {
		return Next{State: Delivered}
	}
	n := Next{State: Due, FailingSince: a.FailingSince}
	if n.FailingSince.IsZero() {
		n.FailingSince = now
	}
	asked := retryAfter(a.RetryAfter, now)
	if throttles(a.Status) {
		n.NotBefore = now.Add(max(asked, rest))
	}
	switch {
	case a.Status == http.StatusGone:
		return Next{State: Dropped, FailingSince: n.FailingSince, Disable: Gone}
	case now.Sub(n.FailingSince) >= disableAfter:
		return Next{State: Dropped, FailingSince: n.FailingSince, Disable: Failing}
	case a.Tries > len(waits), a.LaterArrived && now.Sub(a.Since) >= parkAfter:
		n.State = Parked
	default:
		n.At = now.Add(max(wait(a), asked))
	}
	return n
}

// throttles reports whether an answer speaks of the endpoint, and not of one event.
func throttles(status int) bool {
	return status == http.StatusTooManyRequests || status == http.StatusBadGateway || status == http.StatusGatewayTimeout
}

func wait(a Attempted) time.Duration {
	w := waits[max(a.Tries, 1)-1]
	return w + time.Duration(a.Chance*jitter*float64(w))
}

// retryAfter reads seconds or a date. What cannot be read asks for nothing.
func retryAfter(header string, now time.Time) time.Duration {
	var asked time.Duration
	if seconds, err := strconv.ParseUint(header, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		asked = time.Duration(min(seconds, uint64(longestRest/time.Second))) * time.Second
	} else if at, err := http.ParseTime(header); err == nil {
		asked = at.Sub(now)
	}
	return min(max(asked, 0), longestRest)
}
