package confirm

import (
	"context"
	"log/slog"

	"takeed/internal/approval"
)

// Decisions writes what approval decides; see postgres.DB.
type Decisions interface {
	// Decide locks the rows, calls the function, and writes the change it returns.
	Decide(context.Context, approval.Lock, func(approval.Facts) (approval.Change, error)) error
	// Apply writes a change decided on rows as they were; approval.ErrStale if they changed.
	Apply(context.Context, approval.Change) error
	// Record writes events that change nothing.
	Record(context.Context, ...approval.Event) error
}

// Attempts finds attempts by what a browser brings, and counts them.
type Attempts interface {
	Counts(ctx context.Context, person, transaction approval.ID) (approval.Counts, error)
	Handover(ctx context.Context, transaction approval.ID, session, binding approval.Hash) (approval.Handover, error)
	Arrive(context.Context, approval.Arrival) (approval.Arrived, error)
}

// Overdue finds what time has decided.
type Overdue interface {
	Due(ctx context.Context, limit int) ([]approval.ID, error)
	Purge(context.Context) error
	// TellDropped writes how many events were dropped, for each hour that is over.
	TellDropped(context.Context) ([]approval.Dropped, error)
	// Watch writes what decide says about the health of a client of the provider.
	Watch(ctx context.Context, client string, decide func(h approval.Health, alarmed bool) (approval.Event, bool)) (bool, error)
}

// Provider is the face flow's client of UAE PASS. Its errors are
// *approval.ProviderFailure.
type Provider interface {
	AuthorizeURL(approval.AuthorizationRequest) string
	Exchange(context.Context, approval.Grant) (token approval.Secret, err error)
	UserInfo(ctx context.Context, token approval.Secret) (approval.Identity, error)
	// Introspect returns nil if the token is active and ours, or if introspection is
	// switched off.
	Introspect(ctx context.Context, token approval.Secret) error
}

// Flow is safe for concurrent use.
type Flow struct {
	Decisions Decisions
	Attempts  Attempts
	Overdue   Overdue
	Provider  Provider
	Limits    approval.Limits
	Log       *slog.Logger
}

// Create makes a pending transaction and returns the ID to go on with.
func (f *Flow) Create(ctx context.Context, person approval.ID, r approval.Request, o approval.Origin) (id approval.ID, err error) {
	lock := approval.Lock{Person: person, Key: r.Key}
	err = f.Decisions.Decide(ctx, lock, func(facts approval.Facts) (c approval.Change, err error) {
		c, id, err = facts.Create(r, f.Limits, sourceOf(person, o))
		return c, err
	})
	return id, err
}

// Edit replaces a transaction by a version with other values and returns its ID.
// version is the one that the customer was looking at.
func (f *Flow) Edit(ctx context.Context, person, transaction approval.ID, version int, r approval.Request, o approval.Origin) (id approval.ID, err error) {
	lock := approval.Lock{Person: person, Transaction: transaction, Key: r.Key}
	err = f.Decisions.Decide(ctx, lock, func(facts approval.Facts) (c approval.Change, err error) {
		c, id, err = facts.Edit(version, r, sourceOf(person, o))
		return c, err
	})
	return id, err
}

// Cancel ends a pending transaction.
func (f *Flow) Cancel(ctx context.Context, person, transaction approval.ID, o approval.Origin) error {
	lock := approval.Lock{Person: person, Transaction: transaction}
	return f.Decisions.Decide(ctx, lock, func(facts approval.Facts) (approval.Change, error) {
		return facts.Cancel(sourceOf(person, o))
	})
}

// Begin starts an attempt of whoever is signed in with the session; approval.ErrNotFound if
// nobody is, or if the transaction is not theirs. The secret returned belongs in a cookie of
// the browser that asked: a browser without it is not sent to the provider, and its callback
// does not count.
func (f *Flow) Begin(ctx context.Context, session approval.Secret, transaction approval.ID, r approval.StartRequest, o approval.Origin) (binding approval.Secret, err error) {
	if session.Empty() {
		return binding, approval.ErrNotFound // before it costs the database anything
	}
	lock := approval.Lock{Session: session.Hash(), Transaction: transaction, Client: o.Client, Provider: approval.ClientConfirm}
	err = f.Decisions.Decide(ctx, lock, func(facts approval.Facts) (approval.Change, error) {
		c, err := facts.Start(r, f.Limits, sourceOf(facts.Person.ID, o))
		if err == nil {
			binding = c.Start.Binding
		}
		return c, err
	})
	return binding, err
}

// MayBegin returns the refusal that Begin would give for the limits on a person, so that a
// page can show it; nil if they may try again. Begin itself counts once more, under a lock.
func (f *Flow) MayBegin(ctx context.Context, person, transaction approval.ID) error {
	counts, err := f.Attempts.Counts(ctx, person, transaction)
	if err != nil {
		return err
	}
	return f.Limits.MayStart(counts)
}

// AuthorizeURL is where the browser that holds the binding is sent, in the session of
// the person whose attempt it is; approval.ErrNotFound for anybody else. It changes
// nothing: going there twice is going there once. The URL holds the person's
// identifier and the state; it must not be logged or rendered.
func (f *Flow) AuthorizeURL(ctx context.Context, transaction approval.ID, session, binding approval.Secret) (string, error) {
	h, err := f.Attempts.Handover(ctx, transaction, session.Hash(), binding.Hash())
	if err != nil {
		return "", err
	}
	_, username, ok := h.Person.Username()
	if !ok {
		return "", approval.ErrNoIdentifier
	}
	return f.Provider.AuthorizeURL(approval.AuthorizationRequest{State: h.State, Verifier: h.Verifier, Lang: h.Lang, Username: username, Simulate: h.Simulate}), nil
}

func sourceOf(person approval.ID, o approval.Origin) approval.Source {
	return approval.Source{Actor: approval.Customer(person), Origin: o}
}
