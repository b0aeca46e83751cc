package confirm

import (
	"context"
	"errors"
	"time"

	"takeed/internal/approval"
)

// exchange spends the code of a claimed callback and writes the outcome. A browser that has
// disconnected, as it does when the customer reloads while waiting, would never learn the new
// token and would lose its session, so it keeps the old one.
func (f *Flow) exchange(ctx, browser context.Context, arrived approval.Arrived, r Return, until time.Time) (Outcome, error) {
	identity, failure := f.identify(ctx, approval.Grant{Code: r.Callback.Code, Verifier: arrived.Verifier}, until)
	if failure != nil {
		f.Log.WarnContext(ctx, "exchange failed", "attempt", arrived.Facts.Attempt.ID, "error", failure)
	}
	out := outcome(arrived)
	swap := approval.SessionSwap{Old: r.Session.Hash(), New: r.NewSession.Hash()}
	decide := func(facts approval.Facts) (approval.Change, error) {
		facts.Code = r.Callback.Code
		c, err := facts.Finish(identity, failure, sourceOf(facts.Person.ID, r.Origin))
		if out.Renewed = confirms(c) && browser.Err() == nil; out.Renewed {
			c.Session = &swap
		}
		return c, err
	}
	err := f.finish(ctx, arrived, decide)
	if errors.Is(err, approval.ErrOutcomeUnknown) {
		out.Renewed = out.Renewed && f.succeeded(ctx, r)
	} else if err != nil {
		out.Renewed = false
	}
	if err != nil {
		f.Log.ErrorContext(ctx, "finish", "attempt", arrived.Facts.Attempt.ID, "error", err)
	}
	return out, nil // whatever happened is stored, or the sweep will store it
}

// finish writes the decision on the facts that came with the claim; if they are no
// longer true it locks them and decides again.
func (f *Flow) finish(ctx context.Context, arrived approval.Arrived, decide func(approval.Facts) (approval.Change, error)) error {
	change, err := decide(arrived.Facts)
	if err != nil {
		return err
	}
	err = f.Decisions.Apply(ctx, change)
	if errors.Is(err, approval.ErrStale) {
		return f.Decisions.Decide(ctx, lockOf(arrived), decide)
	}
	return err
}

func confirms(c approval.Change) bool {
	return len(c.Transactions) == 1 && c.Transactions[0].To == approval.Confirmed
}

// succeeded asks again after a commit whose answer was lost, and believes only what no
// fail-over can take back.
func (f *Flow) succeeded(ctx context.Context, r Return) bool {
	again, err := f.Attempts.Arrive(ctx, approval.Arrival{
		State: r.Callback.State.Hash(), Binding: r.Binding.Hash(), Session: r.Session.Hash(), Surely: true,
	})
	return err == nil && again.Facts.Attempt.Status == approval.Succeeded
}

// identify asks the provider who confirmed.
func (f *Flow) identify(ctx context.Context, g approval.Grant, until time.Time) (approval.Identity, error) {
	ctx, cancel := context.WithDeadline(ctx, until)
	defer cancel()
	token, err := f.Provider.Exchange(ctx, g)
	if err != nil {
		return approval.Identity{}, err
	}
	identity, err := f.Provider.UserInfo(ctx, token)
	if err != nil {
		return approval.Identity{}, err
	}
	return identity, f.Provider.Introspect(ctx, token)
}
