package modeltest

import (
	"slices"

	"takeed/internal/approval"
)

// arrival is what a callback must lead to.
type arrival int

const (
	toThePage     arrival = iota // of the transaction
	toTheExchange                // and then to the page
	toTheSignIn                  // the session was lost
	toNothing                    // 404: it was used, and is not theirs
	toARefusal                   // 403
)

// arrive is a callback in a browser. It is taken to the exchange if the attempt is open,
// the browser holds its secret, its owner is signed in there, and the code is new.
func (m *model) arrive(b int, a int, code string) arrival {
	person := m.person(b)
	switch {
	case !m.open(a) && person == m.owner(a):
		return toThePage
	case !m.open(a):
		return toNothing
	case m.browsers[b].bound != a:
		return toARefusal
	case person == "":
		m.fail(a, approval.ReasonSessionLost)
		return toTheSignIn
	case person != m.owner(a):
		m.fail(a, approval.ReasonUserChanged)
		return toARefusal
	case code == "":
		m.fail(a, approval.ReasonProviderCancelled)
		return toThePage
	case m.claimant(code) != none:
		m.fail(a, approval.ReasonCodeReused)
		return toThePage
	}
	m.attempts[a].status, m.attempts[a].claimed, m.attempts[a].code = approval.Exchanging, m.now, code
	return toTheExchange
}

// claimant is the attempt that a code was used in.
func (m *model) claimant(code string) int {
	return slices.IndexFunc(m.attempts, func(a attempt) bool { return a.code == code && code != "" })
}

// finish is the end of an exchange: what the code says, if anything waits for it still.
// It confirms if the code was issued for this attempt, to the face of its owner, in time.
func (m *model) finish(a int, r reply, lost bool) {
	at := &m.attempts[a]
	t := at.transaction
	switch {
	case at.status != approval.Exchanging:
	case lost:
		at.status, at.reason = approval.Unknown, approval.ReasonTokenReset
	case at.claimed.After(r.issued.Add(codeLife)):
		m.fail(a, approval.ReasonCodeExpired)
	case r.attempt != a:
		m.fail(a, approval.ReasonVerifierRejected)
	case r.who != m.owner(a):
		m.fail(a, approval.ReasonIdentityMismatch)
		m.transactions[t].state = approval.Rejected
	case m.standing(t) != approval.Pending:
		m.fail(a, approval.ReasonTransactionExpired)
		m.transactions[t].state = approval.Expired
	default:
		at.status = approval.Succeeded
		m.transactions[t].state, m.transactions[t].confirmedBy = approval.Confirmed, a
	}
}
