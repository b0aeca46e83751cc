package approval

import "time"

// Answer is how one conversation with the provider ended: with a fault of the provider's (or
// of our registration there), or well, which means that an identity came back.
//
// What a browser brings proves nothing about the provider, since anybody can make it up: an
// error in a callback, a code that is refused. It does not count as an answer; otherwise an
// attacker with made-up callbacks could shut every customer out, or hide an outage. The
// table of reasons says which of them count, and for which client; see [BarringReasons].
type Answer struct {
	At    time.Time
	From  string // the customer who got it, or the address of one not signed in yet; only ever compared
	Fault bool
}

// Health is the provider's latest answers to one client, newest first. Every replica reads
// the same ones.
type Health []Answer

// The watch: five faults in a row within five minutes mean that the provider does not
// work. If at least three customers met them, no customer is sent there for thirty seconds
// after the newest. Then the next ones may try, and one good answer ends it.
const (
	faultsInARow = 5
	faultsWithin = 5 * time.Minute
	customersHit = 3
	pauseAfter   = 30 * time.Second
)

// HealthAnswers is how many answers a Health needs, and HealthWindow how old they may be.
const (
	HealthAnswers = faultsInARow
	HealthWindow  = faultsWithin
)

// Failing reports whether the provider does not work.
func (h Health) Failing() bool {
	if len(h) < faultsInARow {
		return false
	}
	for _, a := range h[:faultsInARow] {
		if !a.Fault {
			return false
		}
	}
	return h[0].At.Sub(h[faultsInARow-1].At) < faultsWithin
}

// Open reports whether customers may be sent there now. Failing alone does not stop them:
// how the provider answers one customer's codes says nothing about the provider as a whole,
// and after a pause a customer must try, or we would never learn that it works again.
func (h Health) Open(now time.Time) bool {
	return !h.Failing() || h.customers() < customersHit || now.Sub(h[0].At) >= pauseAfter
}

// customers is how many different customers met the faults in a row.
func (h Health) customers() int {
	seen := map[string]bool{}
	for _, a := range h[:faultsInARow] {
		seen[a.From] = true
	}
	return len(seen)
}

// Watch decides what to write about the provider's health: an alarm when it fails, and the
// end of the alarm when it works again. alarmed is whether the last thing written was an
// alarm.
func (h Health) Watch(alarmed bool, client string) (Event, bool) {
	code := EventProviderFailing
	switch {
	case h.Failing() && !alarmed:
	case alarmed && len(h) > 0 && !h[0].Fault:
		code = EventProviderRecovered
	default:
		return Event{}, false
	}
	return Source{Actor: System}.event(OfProvider(client), code), true
}

// OfProvider is the stream of the watch over one client of the provider.
func OfProvider(client string) string { return "sys:provider:" + client }

// The clients of the provider that are watched.
const (
	ClientSignin  = "signin"
	ClientConfirm = "confirm"
)
