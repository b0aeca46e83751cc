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
// or that the store failed. How long each step may take stands at approval.ClaimBy.
func (f *Flow) Complete(ctx context.Context, r Return) (Outcome, error) {
	arrived := time.Now()
	browser := ctx
	ctx, cancel := context.WithDeadline(context.WithoutCancel(ctx), arrived.Add(approval.AnswerBy)) // from here on the browser may leave
	defer cancel()
	got, err := f.arrive(ctx, r)
	if errors.Is(err, approval.ErrCodeReused) {
		return f.reused(ctx, r)
	}
	switch {
	case err != nil:
		return Outcome{}, err
	case got.Facts.Attempt.ID == "":
		return Outcome{}, f.refuse(ctx, got, r, "unknown_state", approval.ErrCallbackUnknown)
	case got.Claimed:
		return f.exchange(ctx, browser, got, r, arrived.Add(approval.ExchangeBy))
	}
	return f.unclaimed(ctx, got, r)
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

// reused ends an attempt whose callback carries a code that some attempt had before.
// The claim was undone with it, so nothing is exchanged.
func (f *Flow) reused(ctx context.Context, r Return) (Outcome, error) {
	r.Callback.Code = approval.Secret{}
	got, err := f.arrive(ctx, r)
	if err != nil {
		return Outcome{}, err
	}
	return f.close(ctx, got, r, approval.ReasonCodeReused)
}

// unclaimed decides what a callback means that may not be exchanged.
func (f *Flow) unclaimed(ctx context.Context, got approval.Arrived, r Return) (Outcome, error) {
	attempt, owner := got.Facts.Attempt, got.SessionPerson
	switch {
	case attempt.At(got.Facts.Now) != approval.Started && owner == attempt.PersonID:
		return outcome(got), f.refuse(ctx, got, r, "repeated", nil)
	case attempt.At(got.Facts.Now) != approval.Started:
		return Outcome{}, f.refuse(ctx, got, r, "repeated", approval.ErrCallbackUnknown)
	case !got.SameBrowser:
		return Outcome{}, f.refuse(ctx, got, r, "other_browser", approval.ErrCallbackElsewhere)
	case owner == "":
		return f.close(ctx, got, r, approval.ReasonSessionLost)
	case owner != attempt.PersonID:
		_, err := f.close(ctx, got, r, approval.ReasonUserChanged)
		return Outcome{}, errors.Join(approval.ErrUserChanged, err)
	case r.Callback.Error != "":
		return f.close(ctx, got, r, approval.DeclineReason(r.Callback.Error))
	}
	return f.close(ctx, got, r, approval.ReasonTransactionExpired)
}

// close ends an attempt that will not be exchanged. If something else ended it first,
// that is what the page will show.
func (f *Flow) close(ctx context.Context, got approval.Arrived, r Return, why approval.Reason) (Outcome, error) {
	actor := approval.Anonymous
	if got.SessionPerson != "" {
		actor = approval.Customer(got.SessionPerson)
	}
	cause := approval.Source{Actor: actor, Origin: r.Origin}
	err := f.Decisions.Decide(ctx, locked(got), func(facts approval.Facts) (approval.Change, error) {
		return facts.Close(why, r.Callback.CorrelationID, cause)
	})
	if errors.Is(err, approval.ErrWrongState) {
		err = nil
	}
	return outcome(got), err
}

// refuse records a callback that changes nothing, and passes the refusal on.
func (f *Flow) refuse(ctx context.Context, got approval.Arrived, r Return, why string, refusal error) error {
	cause := approval.Source{Actor: approval.Anonymous, Origin: r.Origin}
	if got.SessionPerson != "" {
		cause.Actor = approval.Customer(got.SessionPerson)
	}
	e := cause.Refusal(got.Facts.Attempt, approval.EventCallbackRefused, why)
	if got.Facts.Attempt.ID == "" {
		e.Stream = approval.AnonymousStream(got.Facts.Now, r.Callback.State.Hash()[0])
	}
	return errors.Join(refusal, f.Decisions.Record(ctx, e))
}

func locked(got approval.Arrived) approval.Lock {
	return approval.Lock{Transaction: got.Facts.Attempt.TransactionID, Attempt: got.Facts.Attempt.ID}
}

func outcome(got approval.Arrived) Outcome {
	return Outcome{Transaction: got.Facts.Attempt.TransactionID, Lang: got.Facts.Attempt.Lang}
}

// Malformed records a callback that cannot be read and refuses it. If its state is one
// of ours the record goes to that attempt, which does not change.
func (f *Flow) Malformed(ctx context.Context, r Return) error {
	r.Callback.Code = approval.Secret{}
	got, err := f.arrive(ctx, r)
	if err != nil {
		return errors.Join(approval.ErrCallbackMalformed, err)
	}
	return f.refuse(ctx, got, r, "malformed", approval.ErrCallbackMalformed)
}
