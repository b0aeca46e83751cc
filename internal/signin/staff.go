package signin

import (
	"context"
	"errors"
	"log/slog"
	"slices"

	"takeed/internal/approval"
	"takeed/internal/office"
)

// StaffStore also keeps the staff and their sessions; see postgres.DB.
type StaffStore interface {
	Store
	EnterStaff(context.Context, office.Identity, approval.Hash, func(known *office.Member) (office.Entry, error)) (office.Entry, error)
	EndStaffSession(ctx context.Context, session approval.Hash, e approval.Event) error
	LogoutToken(ctx context.Context, session approval.Hash) (approval.Secret, error)
}

// StaffProvider is the identity provider of the staff. The errors of Identify are
// *office.Failure or approval.ErrIdentityIncomplete.
type StaffProvider interface {
	AuthorizeURL(context.Context, approval.AuthorizationRequest) (string, error)
	Identify(context.Context, office.Grant) (office.Identity, error)
	LogoutURL(ctx context.Context, token approval.Secret, returnTo string) (string, error)
}

// StaffFlow signs the staff in with OpenID Connect. It is safe for concurrent use.
type StaffFlow struct {
	redirect
	staff
}

// NewStaffFlow makes the flow of the staff.
func NewStaffFlow(store StaffStore, provider StaffProvider, limits approval.Limits, log *slog.Logger) *StaffFlow {
	return newStaffFlow(staff{clock: wallClock, store: store, provider: provider, limits: limits, log: log})
}

func newStaffFlow(s staff) *StaffFlow {
	return &StaffFlow{staff: s, redirect: redirect{
		clock: s.clock, realm: approval.StaffRealm, callbackRefused: approval.EventStaffSigninCallbackRefused, store: s.store, decider: s,
	}}
}

// staff decides on the staff.
type staff struct {
	clock
	store    StaffStore
	provider StaffProvider
	limits   approval.Limits
	log      *slog.Logger
}

func (d staff) nonce() approval.Secret { return approval.NewSecret() }

func (d staff) mayBegin(facts approval.SigninFacts) error {
	return d.limits.AllowStaffAddress(facts.From)
}

func (d staff) authorizeURL(ctx context.Context, r approval.AuthorizationRequest) (string, error) {
	location, err := d.provider.AuthorizeURL(ctx, r)
	if err != nil {
		d.log.ErrorContext(ctx, "send somebody to the identity provider of the staff", "error", err)
		return "", errors.Join(approval.ErrProviderDown, err)
	}
	return location, nil
}

func (d staff) finish(ctx context.Context, r Return, s approval.Signin) (refused, err error) {
	entry, err := d.enter(ctx, r, s)
	code, reason := d.refusal(err)
	switch {
	case code != "":
		d.log.WarnContext(ctx, "a staff sign-in failed", "error", err)
		return err, d.store.Record(ctx, d.event(r, code, reason))
	case err == nil && !entry.Admitted:
		return office.ErrNoRole, nil // its event was written with the person
	}
	return nil, err
}

// enter admits the person, or takes away the role and sessions they had.
func (d staff) enter(ctx context.Context, r Return, s approval.Signin) (office.Entry, error) {
	identity, err := d.identify(ctx, r, s)
	if err != nil {
		return office.Entry{}, err
	}
	return retryStale(func() (office.Entry, error) {
		return d.store.EnterStaff(ctx, identity, r.NewSession.Hash(), func(known *office.Member) (office.Entry, error) {
			return office.Enter(known, identity, func(id approval.ID) approval.Source {
				return approval.Source{Actor: approval.Staff(id), Origin: r.Origin}
			})
		})
	})
}

// declines are the callback errors by which OpenID Connect says that the person, or the
// provider, declined the sign-in. All others are faults of the provider.
var declines = []string{"access_denied", "login_required", "interaction_required", "consent_required", "account_selection_required"}

func (d staff) identify(ctx context.Context, r Return, s approval.Signin) (office.Identity, error) {
	switch {
	case slices.Contains(declines, r.Callback.Error):
		return office.Identity{}, &office.Failure{Why: office.FaultDeclined}
	case r.Callback.Error != "":
		return office.Identity{}, &office.Failure{Why: office.FaultProvider}
	}
	ctx, cancel := context.WithTimeout(ctx, approval.ExchangeBy)
	defer cancel()
	return d.provider.Identify(ctx, office.Grant{
		Grant: approval.Grant{Code: r.Callback.Code, Verifier: s.Verifier}, Nonce: s.Nonce, Issuer: r.Callback.Issuer,
	})
}

func (d staff) refusal(err error) (code approval.EventCode, reason string) {
	failure, tooMany := (*office.Failure)(nil), (*approval.TooMany)(nil)
	switch {
	case errors.As(err, &tooMany):
		return approval.EventStaffSigninRefused, string(tooMany.Limit)
	case errors.As(err, &failure) && failure.Why == office.FaultDeclined:
		return approval.EventStaffSigninRefused, string(failure.Why)
	case errors.As(err, &failure):
		return approval.EventStaffSigninFailed, string(failure.Why)
	case errors.Is(err, office.ErrNoRole):
		return approval.EventStaffSigninRefused, "no_role"
	case errors.Is(err, approval.ErrIdentityIncomplete):
		return approval.EventStaffSigninFailed, "identity_incomplete"
	}
	return "", ""
}

// Refuse records that a member of staff asked for a page that their role does not allow.
func (d staff) Refuse(ctx context.Context, s office.Member, page string, o approval.Origin) error {
	source := approval.Source{Actor: approval.Staff(s.ID), Origin: o}
	return d.store.Record(ctx, source.StaffEvent(s.ID, approval.EventStaffAccessRefused, "page", page, "role", string(s.Role)))
}

// SignOut ends a session here. LogoutURL is where the browser goes next, so that it
// ends at the provider too.
func (d staff) SignOut(ctx context.Context, s office.Member, session approval.Secret, o approval.Origin) error {
	source := approval.Source{Actor: approval.Staff(s.ID), Origin: o}
	return d.store.EndStaffSession(ctx, session.Hash(), source.StaffEvent(s.ID, approval.EventStaffSignedOut))
}

// LogoutURL is the provider's own sign-out for the session that has just ended here,
// from which the browser returns to returnTo. If the provider has none, or cannot be
// reached, the browser goes straight to returnTo.
func (d staff) LogoutURL(ctx context.Context, session approval.Secret, returnTo string) string {
	token, err := d.store.LogoutToken(ctx, session.Hash())
	if err == nil {
		var location string
		if location, err = d.provider.LogoutURL(ctx, token, returnTo); err == nil && location != "" {
			return location
		}
	}
	if err != nil && !errors.Is(err, approval.ErrNotFound) {
		d.log.WarnContext(ctx, "end a staff session at the provider too", "error", err)
	}
	return returnTo
}
