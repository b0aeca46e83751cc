package signin

import (
	"context"
	"errors"
	"log/slog"

	"takeed/internal/approval"
)

// CustomerStore also keeps people, their sessions, and how UAE PASS did; see postgres.DB.
type CustomerStore interface {
	Store
	EndSignin(ctx context.Context, state approval.Hash, why approval.Reason, events ...approval.Event) error
	Enrol(context.Context, approval.Identity, approval.SessionSwap, func(approval.Known) (approval.Enrolment, error)) (approval.Enrolment, error)
	EndSession(ctx context.Context, session approval.Hash, e approval.Event) error
}

// Provider is the sign-in client of UAE PASS. Its errors are *approval.ProviderFailure.
type Provider interface {
	AuthorizeURL(approval.AuthorizationRequest) string
	Exchange(context.Context, approval.Grant) (token approval.Secret, err error)
	UserInfo(ctx context.Context, token approval.Secret) (approval.Identity, error)
	LogoutURL(returnTo string) string
}

// Flow signs customers in with UAE PASS. It is safe for concurrent use.
type Flow struct {
	redirect
	customers
}

// NewFlow makes the flow of the customers.
func NewFlow(store CustomerStore, provider Provider, limits approval.Limits, log *slog.Logger) *Flow {
	return newFlow(customers{clock: wallClock, store: store, provider: provider, limits: limits, log: log})
}

func newFlow(c customers) *Flow {
	return &Flow{customers: c, redirect: redirect{
		clock: c.clock, realm: approval.CustomerRealm, callbackRefused: approval.EventSigninCallbackRefused, store: c.store, decider: c,
	}}
}

// customers decides on customers.
type customers struct {
	clock
	store    CustomerStore
	provider Provider
	limits   approval.Limits
	log      *slog.Logger
}

func (c customers) nonce() approval.Secret { return approval.Secret{} }

func (c customers) mayBegin(facts approval.SigninFacts) error { return facts.MayBegin(c.limits) }

func (c customers) authorizeURL(_ context.Context, r approval.AuthorizationRequest) (string, error) {
	return c.provider.AuthorizeURL(r), nil
}

// finish also stores how the sign-in ended, since the health of UAE PASS is judged by that. A
// failed sign-in gets its event here; that of a successful one was written with the person.
func (c customers) finish(ctx context.Context, r Return, s approval.Signin) (refused, err error) {
	state := r.Callback.State.Hash()
	err = c.enter(ctx, r, s)
	code, reason := c.refusal(err)
	switch {
	case err == nil:
		if err := c.store.EndSignin(ctx, state, ""); err != nil {
			c.log.WarnContext(ctx, "keep the provider's good answer", "error", err) // they are signed in all the same
		}
		return nil, nil
	case code == "":
		return nil, err
	}
	return err, c.store.EndSignin(ctx, state, c.failure(ctx, err), c.event(r, code, reason))
}

// failure is the reason of a sign-in that failed at UAE PASS; empty if UAE PASS did its
// part.
func (c customers) failure(ctx context.Context, refused error) approval.Reason {
	failure := (*approval.ProviderFailure)(nil)
	if !errors.As(refused, &failure) {
		return ""
	}
	c.log.WarnContext(ctx, "sign-in failed", "error", failure)
	return failure.Reason
}

// enter turns the answer of UAE PASS into a signed-in person.
func (c customers) enter(ctx context.Context, r Return, s approval.Signin) error {
	if r.Callback.Error != "" {
		return &approval.ProviderFailure{Reason: approval.DeclineReason(r.Callback.Error)}
	}
	identity, err := c.identify(ctx, approval.Grant{Code: r.Callback.Code, Verifier: s.Verifier})
	if err != nil {
		return err
	}
	return c.enrol(ctx, identity, r)
}

func (c customers) identify(ctx context.Context, g approval.Grant) (approval.Identity, error) {
	ctx, cancel := context.WithTimeout(ctx, approval.ExchangeBy)
	defer cancel()
	token, err := c.provider.Exchange(ctx, g)
	if err != nil {
		return approval.Identity{}, err
	}
	return c.provider.UserInfo(ctx, token)
}

func (c customers) enrol(ctx context.Context, identity approval.Identity, r Return) error {
	if err := identity.CanEnrol(); err != nil {
		return err
	}
	swap := approval.SessionSwap{Old: r.OldSession.Hash(), New: r.NewSession.Hash()}
	_, err := retryStale(func() (approval.Enrolment, error) {
		return c.store.Enrol(ctx, identity, swap, func(k approval.Known) (approval.Enrolment, error) {
			return k.SignIn(identity, func(id approval.ID) approval.Source {
				return approval.Source{Actor: approval.Customer(id), Origin: r.Origin}
			})
		})
	})
	return err
}

func (c customers) refusal(err error) (code approval.EventCode, reason string) {
	failure, tooMany := (*approval.ProviderFailure)(nil), (*approval.TooMany)(nil)
	switch {
	case errors.As(err, &tooMany):
		return approval.EventSigninRefused, string(tooMany.Limit)
	case errors.Is(err, approval.ErrProviderDown):
		return approval.EventSigninRefused, "provider_down"
	case errors.As(err, &failure) && failure.Reason.Notice() == approval.NoticeCancelled:
		return approval.EventSigninDeclined, string(failure.Reason)
	case errors.As(err, &failure):
		return approval.EventSigninFailed, string(failure.Reason)
	case errors.Is(err, approval.ErrNotEligible):
		return approval.EventSigninRefused, "not_eligible"
	case errors.Is(err, approval.ErrIdentityIncomplete):
		return approval.EventSigninRefused, "identity_incomplete"
	case errors.Is(err, approval.ErrEnrolmentConflict):
		return approval.EventSigninRefused, "enrolment_conflict"
	case errors.Is(err, approval.ErrDisabled):
		return approval.EventSigninRefused, "disabled"
	}
	return "", ""
}

// SignOut ends a session here. LogoutURL is where the browser goes next, so that it
// ends at UAE PASS too.
func (c customers) SignOut(ctx context.Context, person approval.ID, session approval.Secret, o approval.Origin) error {
	source := approval.Source{Actor: approval.Customer(person), Origin: o}
	return c.store.EndSession(ctx, session.Hash(), source.PersonEvent(person, approval.EventSignedOut))
}

// LogoutURL is UAE PASS's own sign-out, from which the browser returns to returnTo.
func (c customers) LogoutURL(returnTo string) string { return c.provider.LogoutURL(returnTo) }
