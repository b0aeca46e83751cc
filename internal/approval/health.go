package approval

import "time"

// Answer is how one conversation with the provider ended: by its fault (or our
// registration's), or well, which is that an identity came back.
//
// What a browser brings proves nothing about the provider, and anybody can bring it: an
// error in a callback, a code that is refused. That is no answer at all, or one stranger
// with made-up callbacks could turn everybody away, and another hide an outage. Which
// reasons are an answer, and whose, stands at the table of reasons; see [BarringReasons].
type Answer struct {
	At    time.Time
	From  string // the customer it was given to, or the address of one not signed in yet, as something to compare
	Fault bool
}

// Health is the latest answers of the provider to one client, newest first. Every
// replica reads the same ones.
type Health []Answer

// The watch: five faults in a row within five minutes mean that the provider does not
// work. If they were not all the same one or two customers', nobody is sent there for
// thirty seconds after the newest. Then the next customers try, and one good answer
// ends it.
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

// Open reports whether customers may be sent there now. Failing alone does not keep
// them: what the provider makes of one customer's codes is not its state, and after a
// pause somebody must try, or it would never be known to work again.
func (h Health) Open(now time.Time) bool {
	return !h.Failing() || h.customers() < customersHit || now.Sub(h[0].At) >= pauseAfter
}

// customers is how many had the answers that a failure is made of.
func (h Health) customers() int {
	seen := map[string]bool{}
	for _, a := range h[:faultsInARow] {
		seen[a.From] = true
	}
	return len(seen)
}

// Watch decides what to write about the provider's health: an alarm when it fails,
// the end of it when it works again. alarmed is what was written last.
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
