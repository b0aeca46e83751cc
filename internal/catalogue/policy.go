package catalogue

import (
	"regexp"
	"time"

	"takeed/internal/approval"
)

// Bounds of a policy. A face takes a minute or two; the longer a request stays open, the
// longer a customer can be talked into approving it. A client may ask for more, since its
// customers may first have to come to the portal. What is consumed a month later was
// confirmed in circumstances that nobody remembers.
const (
	minAttempt     = time.Minute
	maxAttempt     = 15 * time.Minute
	maxTransaction = 24 * time.Hour
	maxLongest     = 7 * 24 * time.Hour
	minConsume     = time.Minute
	maxConsume     = 30 * 24 * time.Hour
)

// isClient is the form of the ID of a client.
var isClient = regexp.MustCompile(`^[a-z][a-z0-9-]{1,39}$`).MatchString

func readPolicy(t *table) approval.Policy {
	if t == nil {
		return approval.Policy{}
	}
	var p approval.Policy
	var ok bool
	if p.Method, ok = t.text("method"); ok && p.Method != "face" {
		t.fault(`policy.method must be "face", the only method there is`)
	}
	p.Attempt = t.duration("attempt", minAttempt, maxAttempt)
	p.Transaction = t.duration("transaction", max(minAttempt, p.Attempt), maxTransaction)
	p.Longest = p.Transaction
	if t.has("request_within") {
		p.Longest = t.duration("request_within", max(minAttempt, p.Transaction), maxLongest)
	}
	p.Consumer, p.ConsumeWithin = readConsumer(t)
	t.close()
	return p
}

// readConsumer takes the client that may consume transactions of the kind and the time
// that it has. A catalogue may leave out both, not one: a client without a time would have
// for ever, and a time without a client is nobody's.
func readConsumer(t *table) (client string, within time.Duration) {
	if !t.has("consumer") && !t.has("consume_within") {
		return "", 0
	}
	client, ok := t.text("consumer")
	if ok && !isClient(client) {
		t.fault("policy.consumer must be the ID of a client: a lower-case letter followed by 1 to 39 lower-case letters, digits and hyphens")
	}
	return client, t.duration("consume_within", minConsume, maxConsume)
}

// duration takes a time within bounds; 0 if there is none.
func (t *table) duration(key string, low, high time.Duration) time.Duration {
	text, ok := t.text(key)
	if !ok {
		return 0
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < low || d > high {
		t.fault(`%s must be a time from %d to %d minutes, such as "5m"`, t.prefix+key, int(low.Minutes()), int(high.Minutes()))
		return 0
	}
	return d
}
