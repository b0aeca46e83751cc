package modeltest

import (
	"slices"
	"time"

	"takeed/internal/approval"
)

// model is what must be stored, who is signed in where, and nothing else. It is copied
// to try out what a step may have done. What the product decides is decided here once
// more, in the plainest way; of package approval it uses the names alone.
type model struct {
	now          time.Time
	transactions []transaction
	attempts     []attempt
	browsers     []browser
}

// none is the index of nothing.
const none = -1

type transaction struct {
	id          string // empty until it was seen
	owner       string // persona
	amount      string
	version     int
	state       approval.State
	expires     time.Time
	replacedBy  int // transaction
	confirmedBy int // attempt
}

type attempt struct {
	transaction int
	status      approval.AttemptStatus
	reason      approval.Reason
	expires     time.Time
	claimed     time.Time
	code        string // that it was claimed with
	unsent      bool   // the code may not have been sent: the replica died, or lost the answer to its claim
}

// browser is a cookie jar.
type browser struct {
	person string // signed in, if the session is still alive
	idles  span   // when the session ends by itself
	ends   time.Time
	bound  int // the attempt whose secret the jar holds
}

// span is a time that is not known exactly.
type span struct{ from, to time.Time }

// reply is what a face check brought to a browser. It is a fact, and not part of what
// may have happened or not.
type reply struct {
	attempt int
	state   string
	code    string // empty if it was declined
	who     string // whose face it was
	issued  time.Time
}

// The lifetimes, as the catalogue and the operator's guide promise them.
const (
	transactionLife = 15 * time.Minute
	attemptLife     = 5 * time.Minute
	sessionIdle     = 10 * time.Minute
	sessionLife     = 8 * time.Hour
	seenWithin      = time.Minute // how exactly the last request of a session is kept
	abandoned       = 20 * time.Second
	codeLife        = 30 * time.Second // of the simulator in these tests
)

func (m model) clone() model {
	m.transactions, m.attempts, m.browsers = slices.Clone(m.transactions), slices.Clone(m.attempts), slices.Clone(m.browsers)
	return m
}

// after is the model as a step would leave it.
func (m model) after(step func(*model)) model {
	c := m.clone()
	step(&c)
	return c
}

// person is who is signed in in a browser now.
func (m *model) person(b int) string {
	if j := m.browsers[b]; m.now.Before(j.idles.from) && m.now.Before(j.ends) {
		return j.person
	}
	return ""
}

// seen is what a page request does to a session.
func (m *model) seen(b int) {
	if m.person(b) != "" {
		m.browsers[b].idles = span{m.now.Add(sessionIdle - seenWithin), m.now.Add(sessionIdle)}
	}
}

// perhapsSeen is the same for a request that nobody knows the end of.
func (m *model) perhapsSeen(b int) {
	if m.person(b) != "" {
		m.browsers[b].idles.to = m.now.Add(sessionIdle)
	}
}

func (m *model) signedIn(b int, person string) {
	m.browsers[b].person, m.browsers[b].ends = person, m.now.Add(sessionLife)
	m.browsers[b].idles = span{m.now.Add(sessionIdle - seenWithin), m.now.Add(sessionIdle)}
}

// standing is the state that counts: time has the last word on what is pending.
func (m *model) standing(t int) approval.State {
	if tx := m.transactions[t]; tx.state == approval.Pending && !m.now.Before(tx.expires) {
		return approval.Expired
	}
	return m.transactions[t].state
}

// open reports whether an attempt waits for its callback.
func (m *model) open(a int) bool {
	return m.attempts[a].status == approval.Started && m.now.Before(m.attempts[a].expires)
}

func (m *model) owner(a int) string { return m.transactions[m.attempts[a].transaction].owner }

// live lists the attempts of a person that are neither over nor swept away.
func (m *model) live(person string) []int {
	var all []int
	for a, at := range m.attempts {
		if m.owner(a) == person && (at.status == approval.Started || at.status == approval.Exchanging) {
			all = append(all, a)
		}
	}
	return all
}

func (m *model) fail(a int, why approval.Reason) {
	m.attempts[a].status, m.attempts[a].reason = approval.Failed, why
}

func (m *model) failAllOf(t int, why approval.Reason) {
	for _, a := range m.live(m.transactions[t].owner) {
		if m.attempts[a].transaction == t {
			m.fail(a, why)
		}
	}
}

func (m *model) create(owner, amount string, version int) {
	m.transactions = append(m.transactions, transaction{
		owner: owner, amount: amount, version: version, state: approval.Pending, expires: m.now.Add(transactionLife),
		replacedBy: none, confirmedBy: none,
	})
}

// edit replaces a pending transaction by a new one; the same values change nothing.
func (m *model) edit(t int, amount string) {
	if m.standing(t) != approval.Pending || m.transactions[t].amount == amount {
		return
	}
	m.failAllOf(t, approval.ReasonDetailsChanged)
	m.create(m.transactions[t].owner, amount, m.transactions[t].version+1)
	m.transactions[t].state, m.transactions[t].replacedBy = approval.Cancelled, len(m.transactions)-1
}

func (m *model) cancel(t int) {
	if m.standing(t) != approval.Pending {
		return
	}
	m.failAllOf(t, approval.ReasonTransactionCancelled)
	m.transactions[t].state = approval.Cancelled
}

// mayBegin says no to what is over, and while this very transaction is being exchanged.
func (m *model) mayBegin(t int) bool {
	for _, a := range m.live(m.transactions[t].owner) {
		if m.attempts[a].transaction == t && m.attempts[a].status == approval.Exchanging {
			return false
		}
	}
	return m.standing(t) == approval.Pending
}

// begin starts an attempt. A person has one at a time.
func (m *model) begin(t int) {
	if !m.mayBegin(t) {
		return
	}
	for _, a := range m.live(m.transactions[t].owner) {
		m.fail(a, approval.ReasonSuperseded)
	}
	expires := m.now.Add(attemptLife)
	if end := m.transactions[t].expires; end.Before(expires) {
		expires = end
	}
	m.attempts = append(m.attempts, attempt{transaction: t, status: approval.Started, expires: expires})
}

// sweep writes what time has decided about a transaction.
func (m *model) sweep(t int) {
	for _, a := range m.live(m.transactions[t].owner) {
		at := &m.attempts[a]
		switch {
		case at.transaction != t:
		case at.status == approval.Exchanging && m.now.After(at.claimed.Add(abandoned)):
			at.status, at.reason = approval.Unknown, approval.ReasonCrashedInExchange
		case at.status == approval.Started && !m.open(a):
			at.status = approval.AttemptExpired
		}
	}
	m.transactions[t].state = m.standing(t)
}

// stage is which view of a transaction its owner gets in a browser.
func (m *model) stage(t, b int) string {
	a := m.lastAttempt(t)
	switch {
	case m.standing(t) != approval.Pending:
		return "ended"
	case a != none && m.open(a) && m.browsers[b].bound == a:
		return "waiting"
	case a != none && m.open(a):
		return "elsewhere"
	case a != none && m.attempts[a].status == approval.Exchanging:
		return "checking"
	}
	return "review"
}

func (m *model) lastAttempt(t int) int {
	for a := len(m.attempts) - 1; a >= 0; a-- {
		if m.attempts[a].transaction == t {
			return a
		}
	}
	return none
}

// moment is how near to a deadline nothing is done: the model and the portal would not
// agree on which side of it they are.
const moment = 5 * time.Second

// near returns when the present stops being near a deadline, if it is.
func (m *model) near(replies []reply) (until time.Time, is bool) {
	for _, d := range m.deadlines(replies) {
		from, to := d.from.Add(-moment), d.to.Add(moment)
		if m.now.After(from) && m.now.Before(to) {
			return to, true
		}
	}
	return time.Time{}, false
}

func (m *model) deadlines(replies []reply) []span {
	var all []span
	at := func(t time.Time) { all = append(all, span{t, t}) }
	for _, b := range m.browsers {
		if b.person != "" {
			all = append(all, b.idles)
			at(b.ends)
		}
	}
	for _, t := range m.transactions {
		at(t.expires)
	}
	for _, a := range m.attempts {
		at(a.expires)
		if a.status == approval.Exchanging {
			at(a.claimed.Add(abandoned))
		}
	}
	for _, r := range replies {
		at(r.issued.Add(codeLife))
	}
	return all
}
