package approval

import (
	"errors"
	"time"
)

// Finish decides what an exchange means, once the provider has said who answered
// (or failed to): the one place that can confirm a transaction.
func (f Facts) Finish(got Identity, failure error, by Source) (Change, error) {
	if f.Attempt.Status != Exchanging {
		return Change{}, ErrStale // the sweep or a cancellation was first: write nothing
	}
	if failure != nil {
		return f.failed(reasonOf(failure), nil, by)
	}
	if f.Attempt.EnrolmentChanged {
		return f.failed(ReasonEnrolmentChanged, &got, by)
	}
	if f.Person.Disabled {
		return f.failed(ReasonPersonDisabled, &got, by)
	}
	switch err := f.Person.Match(got); {
	case errors.Is(err, ErrIdentityMismatch):
		return f.mismatched(got, by)
	case errors.Is(err, ErrNotEligible):
		return f.failed(ReasonNotEligible, &got, by)
	case err != nil:
		return f.failed(ReasonIdentityIncomplete, &got, by)
	}
	return f.confirmed(got, by)
}

func (f Facts) confirmed(got Identity, by Source) (Change, error) {
	if state := f.Transaction.At(f.Now); state != Pending {
		return f.tooLate(state, by)
	}
	var c Change
	matched := by.ofAttempt(f.Attempt, EventIdentityMatched, Succeeded, "digest", f.Attempt.Digest.String(), "unusable", got.Unusable)
	if err := c.moveAttempt(f.Attempt, Succeeded, "", &got, matched); err != nil {
		return Change{}, err
	}
	return c, c.confirm(f, resultOf(got), by)
}

// confirm moves the transaction, with what its receipt will say.
func (c *Change) confirm(f Facts, result Result, by Source) error {
	salted := SaltedResult{NewSalt(), result.Canonical()}
	e := by.ofTransaction(f.Transaction, EventTransactionConfirmed, Confirmed, append(versionDetail(f.Transaction),
		"result", salted.Commitment().String(), "decided", f.Now.UTC().Format(decidedFormat))...)
	e.Attempt = f.Attempt.ID
	if err := c.move(f.Transaction, Confirmed, f.Attempt.ID, e); err != nil {
		return err
	}
	m := &c.Transactions[len(c.Transactions)-1]
	m.Result, m.Code = salted, f.Code
	return nil
}

// decidedFormat is a time in the event of a confirmation: UTC, to the microsecond.
const decidedFormat = "2006-01-02T15:04:05.000000Z"

// tooLate ends a good confirmation that arrived after the transaction's own end.
func (f Facts) tooLate(state State, by Source) (Change, error) {
	why := ReasonTransactionExpired
	if state == Cancelled {
		why = ReasonTransactionCancelled
	}
	c, err := f.failed(why, nil, by)
	if err == nil && f.Transaction.State == Pending {
		err = c.move(f.Transaction, Expired, "", by.ofTransaction(f.Transaction, EventTransactionExpired, Expired))
	}
	return c, err
}

// mismatched stops the transaction for good: the face of one person on the
// transaction of another is the strongest sign of fraud there is.
func (f Facts) mismatched(got Identity, by Source) (Change, error) {
	c, err := f.failed(ReasonIdentityMismatch, &got, by)
	if err == nil && f.Transaction.State == Pending {
		e := by.ofTransaction(f.Transaction, EventTransactionRejected, Rejected)
		e.Attempt = f.Attempt.ID
		err = c.move(f.Transaction, Rejected, "", e)
	}
	return c, err
}

func (f Facts) failed(why Reason, got *Identity, by Source) (Change, error) {
	var c Change
	return c, c.fail(f.Attempt, why, got, by)
}

// reasonOf translates a failure on the way to the identity.
func reasonOf(err error) Reason {
	if failure := (*ProviderFailure)(nil); errors.As(err, &failure) && failure.Reason.Known() {
		return failure.Reason
	}
	return ReasonInternal
}

// Close ends the attempt that a callback belongs to without an exchange: the
// customer declined, the session was lost, the code had been used. correlationID
// is UAE PASS's own, for asking them about it.
func (f Facts) Close(why Reason, correlationID string, by Source) (Change, error) {
	if f.Attempt.At(f.Now) != Started {
		return Change{}, ErrWrongState
	}
	var c Change
	return c, c.fail(f.Attempt, why, nil, by, "correlation_id", correlationID)
}

// Sweep writes what time has decided: attempts and transactions whose time is over, and
// exchanges that no replica will finish any more.
func (f Facts) Sweep(by Source) (Change, error) {
	var c Change
	for _, a := range f.liveHere() {
		if err := c.sweepAttempt(a, f.Now, by); err != nil {
			return Change{}, err
		}
	}
	if f.Transaction.State == Pending && f.Transaction.At(f.Now) == Expired {
		e := by.ofTransaction(f.Transaction, EventTransactionExpired, Expired)
		return c, c.move(f.Transaction, Expired, "", e)
	}
	return c, nil
}

func (c *Change) sweepAttempt(a Attempt, now time.Time, by Source) error {
	switch {
	case a.Status == Started && a.At(now) == AttemptExpired:
		return c.moveAttempt(a, AttemptExpired, "", nil, by.ofAttempt(a, EventAttemptExpired, AttemptExpired))
	case a.Status == Exchanging && now.Sub(a.ClaimedAt) > AbandonedAfter:
		return c.fail(a, ReasonCrashedInExchange, nil, by)
	}
	return nil
}

// Disable switches the person off: their attempts end, and the store ends every
// session. Enabling again brings nothing back.
func (f Facts) Disable(disabled bool, by Source) (Change, error) {
	if f.Person.Erased {
		return Change{}, ErrErased
	}
	code := EventPersonEnabled
	var c Change
	if disabled {
		code = EventPersonDisabled
		for _, a := range f.Live {
			if err := c.fail(a, ReasonPersonDisabled, nil, by); err != nil {
				return Change{}, err
			}
		}
	}
	c.Disable = &Disabling{Person: f.Person.ID, Disabled: disabled, Event: by.ofPerson(f.Person.ID, code)}
	return c, nil
}
