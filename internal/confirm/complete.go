package confirm

import (
	"context"
	"errors"
	"time"

	"takeed/internal/approval"
)

// Return is a browser that came back from the provider.
type Return struct {
	Callback   approval.Callback
	Binding    approval.Secret // of the cookie that Begin gave, empty if there is none
	Session    approval.Secret // the token of the session cookie, empty if there is none
	NewSession approval.Secret // the token that the session gets if this confirms and the browser is there to get it
	Origin     approval.Origin
}

// Outcome is where a callback led. What happened is not in it: the transaction's own
// page reads that from the store.
type Outcome struct {
	Transaction approval.ID
	Lang        approval.Lang
	Renewed     bool // the session now has the new token
}

// Complete takes a callback as far as it goes. An error means that there is no
// transaction to show to this browser:
//
//	approval.ErrCallbackUnknown    no attempt of this person has that state
//	approval.ErrCallbackElsewhere  it was begun in another browser; nothing changed
//	approval.ErrUserChanged        another person is signed in; the attempt has ended
//
// or that the store failed. See approval.ClaimBy for how long each step may take.
func (f *Flow) Complete(ctx context.Context, r Return) (Outcome, error) {
	start := time.Now()
	browser := ctx
	ctx, cancel := context.WithDeadline(context.WithoutCancel(ctx), start.Add(approval.AnswerBy)) // from here on the browser may leave
	defer cancel()
	arrived, err := f.arrive(ctx, r)
	if errors.Is(err, approval.ErrCodeReused) {
		return f.reused(ctx, r)
	}
	switch {
	case err != nil:
		return Outcome{}, err
	case arrived.Facts.Attempt.ID == "":
		return Outcome{}, f.refuse(ctx, arrived, r, "unknown_state", approval.ErrCallbackUnknown)
	case arrived.Claimed:
		return f.exchange(ctx, browser, arrived, r, start.Add(approval.ExchangeBy))
	}
	return f.unclaimed(ctx, arrived, r)
}

func (f *Flow) arrive(ctx context.Context, r Return) (approval.Arrived, error) {
	ctx, cancel := context.WithTimeout(ctx, approval.ClaimBy)
	defer cancel()
	return f.Attempts.Arrive(ctx, approval.Arrival{
		State:   r.Callback.State.Hash(),
		Binding: r.Binding.Hash(),
		Session: r.Session.Hash(),
		Code:    r.Callback.Code,
		Source:  approval.Source{Origin: r.Origin},
	})
}

// reused ends an attempt whose callback carries a code that an attempt had before. The
// store has undone the claim, so nothing is exchanged.
func (f *Flow) reused(ctx context.Context, r Return) (Outcome, error) {
	r.Callback.Code = approval.Secret{}
	arrived, err := f.arrive(ctx, r)
	if err != nil {
		return Outcome{}, err
	}
	return f.close(ctx, arrived, r, approval.ReasonCodeReused)
}

// unclaimed decides what to do with a callback that may not be exchanged.
func (f *Flow) unclaimed(ctx context.Context, arrived approval.Arrived, r Return) (Outcome, error) {
	attempt, owner := arrived.Facts.Attempt, arrived.SessionPerson
	switch {
	case attempt.At(arrived.Facts.Now) != approval.Started && owner == attempt.PersonID:
		return outcome(arrived), f.record(ctx, arrived, r, "repeated")
	case attempt.At(arrived.Facts.Now) != approval.Started:
		return Outcome{}, f.refuse(ctx, arrived, r, "repeated", approval.ErrCallbackUnknown)
	case !arrived.SameBrowser:
		return Outcome{}, f.refuse(ctx, arrived, r, "other_browser", approval.ErrCallbackElsewhere)
	case owner == "":
		return f.close(ctx, arrived, r, approval.ReasonSessionLost)
	case owner != attempt.PersonID:
		_, err := f.close(ctx, arrived, r, approval.ReasonUserChanged)
		return Outcome{}, errors.Join(approval.ErrUserChanged, err)
	case r.Callback.Error != "":
		return f.close(ctx, arrived, r, approval.DeclineReason(r.Callback.Error))
	}
	return f.close(ctx, arrived, r, approval.ReasonTransactionExpired)
}

// close ends an attempt that will not be exchanged. If something else ended it first,
// that is what the page will show.
func (f *Flow) close(ctx context.Context, arrived approval.Arrived, r Return, why approval.Reason) (Outcome, error) {
	actor := approval.Anonymous
	if arrived.SessionPerson != "" {
		actor = approval.Customer(arrived.SessionPerson)
	}
	source := approval.Source{Actor: actor, Origin: r.Origin}
	err := f.Decisions.Decide(ctx, lockOf(arrived), func(facts approval.Facts) (approval.Change, error) {
		return facts.Close(why, r.Callback.CorrelationID, source)
	})
	if errors.Is(err, approval.ErrWrongState) {
		err = nil
	}
	return outcome(arrived), err
}

// refuse records a callback that changes nothing, and passes the refusal on.
func (f *Flow) refuse(ctx context.Context, arrived approval.Arrived, r Return, why string, refusal error) error {
	return errors.Join(refusal, f.record(ctx, arrived, r, why))
}

// record writes down that a callback changed nothing.
func (f *Flow) record(ctx context.Context, arrived approval.Arrived, r Return, why string) error {
	source := approval.Source{Actor: approval.Anonymous, Origin: r.Origin}
	if arrived.SessionPerson != "" {
		source.Actor = approval.Customer(arrived.SessionPerson)
	}
	e := source.Refusal(arrived.Facts.Attempt, approval.EventCallbackRefused, why)
	if arrived.Facts.Attempt.ID == "" {
		e.Stream = approval.AnonymousStream(arrived.Facts.Now, r.Callback.State.Hash()[0])
	}
	return f.Decisions.Record(ctx, e)
}

func lockOf(arrived approval.Arrived) approval.Lock {
	return approval.Lock{Transaction: arrived.Facts.Attempt.TransactionID, Attempt: arrived.Facts.Attempt.ID}
}

func outcome(arrived approval.Arrived) Outcome {
	return Outcome{Transaction: arrived.Facts.Attempt.TransactionID, Lang: arrived.Facts.Attempt.Lang}
}

// Malformed records a callback that cannot be read and refuses it. If its state is one
// of ours the record goes to that attempt, which does not change.
func (f *Flow) Malformed(ctx context.Context, r Return) error {
	r.Callback.Code = approval.Secret{}
	arrived, err := f.arrive(ctx, r)
	if err != nil {
		return errors.Join(approval.ErrCallbackMalformed, err)
	}
	return f.refuse(ctx, arrived, r, "malformed", approval.ErrCallbackMalformed)
}
