package gallery

import (
	"time"

	"github.com/a-h/templ"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/templates"
	"takeed/web/view"
)

// What a customer may still do who has not tried yet, who has tried once, too often with
// one transaction, or too often today.
var (
	untried   = view.Allowance{Left: approval.DefaultLimits.Attempts}
	triedOnce = view.Allowance{Left: approval.DefaultLimits.Attempts - 1}
	exhausted = view.Allowance{Limit: &approval.TooMany{Limit: approval.LimitAttempts}}
	limited   = view.Allowance{Left: approval.DefaultLimits.Attempts - 1, Limit: &approval.TooMany{Limit: approval.LimitStartsDay, Until: now.Add(time.Hour)}}
)

// failureReasons are reasons for which an attempt fails, one for each notice that leads back to the
// review.
var failureReasons = []approval.Reason{
	approval.ReasonProviderCancelled, approval.ReasonProviderError, approval.ReasonCodeExpired, approval.ReasonTransactionExpired,
	approval.ReasonTokenUnreachable, approval.ReasonNotEligible, approval.ReasonTokenTimeout, approval.ReasonDetailsChanged,
	approval.ReasonSessionLost, approval.ReasonSuperseded,
}

// reviews are the pages where the details are checked: of every kind, with the longest
// and the most mixed values, and after each way in which an attempt can fail.
func reviews() []Entry {
	var all []Entry
	for _, k := range kinds() {
		all = append(all, review("review-"+k.ID, k, usual), review("review-"+k.ID+"-longest", k, longest))
	}
	all = append(all,
		review("review-mixed", kind("transfer"), mixed),
		review("review-forgotten", forgotten(), usual),
		afterAttempt("review-exhausted", approval.Failed, approval.ReasonProviderError, exhausted),
		afterAttempt("review-limited", approval.Failed, approval.ReasonProviderError, limited),
		entry("review-another", func(s screen) templ.Component {
			c, frame := caller(transaction(kind("transfer"), usual, approval.Pending, createdAt), nil), s.page()
			c.Waiting, frame.Waiting = otherID, view.TransactionPath(otherID)
			return templates.Review(s.Review(frame, c, integration.Institution{}, untried))
		}),
		afterAttempt("elsewhere", approval.Started, "", triedOnce),
		afterAttempt("elsewhere-exhausted", approval.Started, "", exhausted),
		afterAttempt("elsewhere-limited", approval.Started, "", limited),
		entry("review-branded", func(s screen) templ.Component {
			tx := transaction(kind("transfer"), usual, approval.Pending, createdAt)
			return templates.Review(s.Review(s.branded(s.page()), caller(tx, nil), integration.Institution{}, untried))
		}))
	for _, why := range failureReasons {
		all = append(all, afterAttempt("review-after-"+string(why.Notice()), approval.Failed, why, triedOnce))
	}
	return all
}

// review is the review of a transaction that the customer has not tried to confirm.
func review(name string, k approval.Kind, typed typing) Entry {
	return entry(name, func(s screen) templ.Component {
		return templates.Review(s.Review(s.page(), caller(transaction(k, typed, approval.Pending, createdAt), nil), integration.Institution{}, untried))
	})
}

// afterAttempt is the review after an attempt, or beside one that was begun in another browser.
func afterAttempt(name string, status approval.AttemptStatus, why approval.Reason, may view.Allowance) Entry {
	return entry(name, func(s screen) templ.Component {
		tx := transaction(kind("transfer"), usual, approval.Pending, createdAt)
		return templates.Review(s.Review(s.page(), caller(tx, attempt(tx, status, why)), integration.Institution{}, may))
	})
}

// waits are the pages that wait for the customer's face, or for the portal.
func waits() []Entry {
	return []Entry{
		wait("waiting", approval.Pending, approval.Started, false),
		wait("checking", approval.Pending, approval.Exchanging, false),
		wait("unsettled", approval.Confirmed, approval.Succeeded, true),
	}
}

func wait(name string, state approval.State, status approval.AttemptStatus, unsettled bool) Entry {
	return entry(name, func(s screen) templ.Component {
		tx := transaction(kind("transfer"), usual, state, createdAt)
		tx.Unsettled = unsettled
		c := caller(tx, attempt(tx, status, ""))
		c.Here = true
		return templates.Waiting(s.Waiting(s.page(), c, integration.Institution{}))
	})
}

// ends are transactions in each final state.
func ends() []Entry {
	var all []Entry
	for _, k := range kinds() {
		all = append(all, confirmed("confirmed-"+k.ID, k, usual))
	}
	transfer := kind("transfer")
	rejected := transaction(transfer, usual, approval.Rejected, createdAt)
	expired := transaction(transfer, usual, approval.Expired, now.Add(-transfer.Policy.Transaction))
	cancelled := transaction(transfer, usual, approval.Cancelled, createdAt)
	replaced := cancelled
	replaced.ReplacedBy = otherID
	return append(all,
		confirmed("confirmed-forgotten", forgotten(), usual),
		confirmed("confirmed-longest", transfer, longest),
		end("rejected", rejected, attempt(rejected, approval.Failed, approval.ReasonIdentityMismatch)),
		entry("rejected-branded", func(s screen) templ.Component {
			c := caller(rejected, attempt(rejected, approval.Failed, approval.ReasonIdentityMismatch))
			return templates.End(s.End(s.branded(s.page()), c, integration.Institution{}))
		}),
		end("expired", expired, attempt(expired, approval.AttemptExpired, "")),
		end("cancelled", cancelled, attempt(cancelled, approval.Failed, approval.ReasonTransactionCancelled)),
		end("replaced", replaced, attempt(replaced, approval.Failed, approval.ReasonDetailsChanged)))
}

func confirmed(name string, k approval.Kind, typed typing) Entry {
	tx := transaction(k, typed, approval.Confirmed, createdAt)
	return end(name, tx, attempt(tx, approval.Succeeded, ""))
}

func end(name string, tx approval.Transaction, last *approval.Attempt) Entry {
	return entry(name, func(s screen) templ.Component {
		return templates.End(s.End(s.page(), caller(tx, last), integration.Institution{}))
	})
}

// receipts are what a customer prints and keeps.
func receipts() []Entry {
	var all []Entry
	for _, k := range kinds() {
		all = append(all, paper("receipt-"+k.ID, k, usual, name))
	}
	return append(all,
		paper("receipt-mixed", kind("transfer"), mixed, mixedName),
		paper("receipt-longest", kind("transfer"), longest, longName),
		paper("receipt-longest-disclosure", kind("disclosure"), longest, longName),
		paperWith("receipt-follows", kind("transfer"), usual, name, func(approval.Transaction, approval.Text) view.Proof { return view.Proof{Follows: true} }),
		paperWith("receipt-without-proof", kind("transfer"), usual, name, func(approval.Transaction, approval.Text) view.Proof { return view.Proof{} }),
		paperWith("receipt-full", kind("transfer"), usual, name, provedOnPaper(2)),
		paperWith("receipt-full-longest", kind("disclosure"), longest, longName, provedOnPaper(2)),
		paperWith("receipt-full-impossible", kind("mobile"), usual, name, provedOnPaper(30)))
}

func paper(name string, k approval.Kind, typed typing, by approval.Text) Entry {
	return paperWith(name, k, typed, by, proved)
}

func paperWith(name string, k approval.Kind, typed typing, by approval.Text, proof func(approval.Transaction, approval.Text) view.Proof) Entry {
	return entry(name, func(s screen) templ.Component {
		tx, who := transaction(k, typed, approval.Confirmed, createdAt), customer(by)
		c := caller(tx, attempt(tx, approval.Succeeded, ""))
		c.Person = &who
		p, err := s.Receipt(s.page(), c, integration.Institution{}, proof(tx, by))
		if err != nil {
			panic("gallery: " + err.Error())
		}
		return templates.Receipt(p)
	})
}
