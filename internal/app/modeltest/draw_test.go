package modeltest

import (
	"slices"

	"pgregory.net/rapid"
)

// pick draws one of n things, the newest being the simplest; none if there are none. The
// range is fixed, so that what is drawn later means the same when a step is left out.
func pick(t *rapid.T, n int, what string) int {
	i := rapid.IntRange(0, 11).Draw(t, what)
	if n == 0 {
		return none
	}
	return n - 1 - i%n
}

func (s *sequence) pickTransaction(t *rapid.T) int {
	return pick(t, len(s.m.transactions), "transaction")
}

// drawBrowser draws one, mostly that of whoever a step is about.
func drawBrowser(t *rapid.T, usual int) int {
	b := rapid.SampledFrom([]int{none, none, none, none, 0, 1, 2, 3}).Draw(t, "browser")
	if b == none {
		return max(usual, 0)
	}
	return b
}

func drawReplica(t *rapid.T) int          { return rapid.IntRange(0, replicas-1).Draw(t, "replica") }
func seldom(t *rapid.T, what string) bool { return rapid.IntRange(0, 5).Draw(t, what) == 5 }
func drawCustomer(t *rapid.T) string      { return rapid.SampledFrom(customers).Draw(t, "person") }
func drawAmount(t *rapid.T) string {
	return rapid.SampledFrom([]string{"100.00", "200.00"}).Draw(t, "amount")
}

// somebody is a browser in which somebody is signed in.
func (s *sequence) somebody() int {
	return slices.IndexFunc(s.m.browsers, func(b browser) bool { return b.person != "" })
}

// browserOf is one that a transaction's owner is signed in in.
func (s *sequence) browserOf(tx int) int {
	return slices.IndexFunc(s.m.browsers, func(b browser) bool { return tx != none && b.person == s.m.transactions[tx].owner })
}

// holderOfLive is a browser that can go to the provider.
func (s *sequence) holderOfLive() int {
	return slices.IndexFunc(s.m.browsers, func(b browser) bool { return b.bound != none && s.m.open(b.bound) })
}

// holderOf is the browser that a reply belongs into.
func (s *sequence) holderOf(r reply) int {
	return slices.IndexFunc(s.m.browsers, func(b browser) bool { return r.state != "" && b.bound == r.attempt })
}

// place is where a step happens.
type place struct {
	browser, replica int
	fault            fault
}

func (s *sequence) somewhere(t *rapid.T, usual int) place {
	p := place{browser: drawBrowser(t, usual), replica: drawReplica(t)}
	p.fault = s.fault(t, p.replica)
	s.clear()
	return p
}
