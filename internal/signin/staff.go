package signin

import (
	"context"
	"errors"
	"log/slog"

	"takeed/internal/approval"
)

// StaffStore keeps sign-ins under way, the staff and their sessions; see postgres.DB.
type StaffStore interface {
	BeginSignin(context.Context, approval.Signin, func(approval.SigninFacts) error) error
	SigninHandover(ctx context.Context, realm approval.Realm, binding approval.Hash) (approval.Signin, error)
	ClaimSignin(ctx context.Context, realm approval.Realm, state, binding approval.Hash) (approval.Signin, error)
	EnterStaff(context.Context, approval.StaffIdentity, approval.Hash, func(known *approval.StaffMember) (approval.StaffEntry, error)) (approval.StaffEntry, error)
}

// StaffJournal ends sessions of the staff and writes events.
type StaffJournal interface {
	EndStaffSession(ctx context.Context, session approval.Hash, e approval.Event) error
	LogoutToken(ctx context.Context, session approval.Hash) (approval.Secret, error)
	Record(context.Context, ...approval.Event) error
}

// StaffProvider is the identity provider of the staff.
type StaffProvider interface {
	AuthorizeURL(context.Context, approval.AuthorizationRequest) (string, error)
	Identify(context.Context, approval.StaffGrant) (approval.StaffIdentity, error)
	LogoutURL(ctx context.Context, token approval.Secret, returnTo string) (string, error)
}

// StaffFlow signs the staff in. It is safe for concurrent use.
type StaffFlow struct {
	Store    StaffStore
	Journal  StaffJournal
	Provider StaffProvider
	Limits   approval.Limits
	Log      *slog.Logger
}

// Begin starts a sign-in; see [Flow.Begin].
func (f *StaffFlow) Begin(ctx context.Context, binding approval.Secret, lang approval.Lang, returnPath string, o approval.Origin) (approval.Secret, error) {
	s := newSignin(approval.StaffRealm, binding, lang, returnPath, o)
	s.Nonce = approval.NewSecret()
	err := f.Store.BeginSignin(ctx, s, func(facts approval.SigninFacts) error { return f.Limits.AllowStaffAddress(facts.From) })
	if tooMany := (*approval.TooMany)(nil); errors.As(err, &tooMany) {
		r := Return{Callback: approval.Callback{State: s.State}, Origin: o}
		err = errors.Join(err, f.Journal.Record(ctx, event(r, approval.EventStaffSigninRefused, string(tooMany.Limit))))
	}
	return s.Binding, err
}

// AuthorizeURL is where the browser that holds the binding is sent.
func (f *StaffFlow) AuthorizeURL(ctx context.Context, binding approval.Secret) (string, error) {
	s, err := f.Store.SigninHandover(ctx, approval.StaffRealm, binding.Hash())
	if err != nil {
		return "", err
	}
	location, err := f.Provider.AuthorizeURL(ctx, approval.AuthorizationRequest{State: s.State, Verifier: s.Verifier, Nonce: s.Nonce, Lang: s.Lang})
	if err != nil {
		f.Log.ErrorContext(ctx, "send somebody to the identity provider of the staff", "error", err)
		return "", errors.Join(approval.ErrProviderDown, err)
	}
	return location, nil
}

// Complete takes a callback to its end; see [Flow.Complete].
func (f *StaffFlow) Complete(ctx context.Context, r Return) (Result, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), approval.AnswerBy)
	defer cancel()
	s, err := f.Store.ClaimSignin(ctx, approval.StaffRealm, r.Callback.State.Hash(), r.Binding.Hash())
	if err != nil {
		return Result{}, f.refuseCallback(ctx, r, err)
	}
	result := Result{Lang: s.Lang, ReturnPath: s.ReturnPath}
	entry, err := f.answered(ctx, r, s)
	code, why := staffRefusal(err)
	switch {
	case code != "":
		f.Log.WarnContext(ctx, "a staff sign-in failed", "error", err)
		result.Refused = err
		return result, f.Journal.Record(ctx, event(r, code, why))
	case err == nil && !entry.Admitted:
		result.Refused = approval.ErrNoRole // its event was written with the person
	}
	return result, err
}

// answered takes what the provider answered as far as an entry.
func (f *StaffFlow) answered(ctx context.Context, r Return, s approval.Signin) (approval.StaffEntry, error) {
	identity, err := f.identify(ctx, r, s)
	if err != nil {
		return approval.StaffEntry{}, err
	}
	return f.enter(ctx, identity, r)
}

func (f *StaffFlow) identify(ctx context.Context, r Return, s approval.Signin) (approval.StaffIdentity, error) {
	switch r.Callback.Error {
	case "":
	case "access_denied", "login_required", "interaction_required", "consent_required", "account_selection_required":
		return approval.StaffIdentity{}, &approval.StaffFailure{Why: approval.FaultDeclined}
	default:
		return approval.StaffIdentity{}, &approval.StaffFailure{Why: approval.FaultProvider}
	}
	ctx, cancel := context.WithTimeout(ctx, approval.ExchangeBy)
	defer cancel()
	return f.Provider.Identify(ctx, approval.StaffGrant{
		Grant: approval.Grant{Code: r.Callback.Code, Verifier: s.Verifier}, Nonce: s.Nonce, Issuer: r.Callback.Issuer,
	})
}

// enter lets the identity in, or takes from it what it had. Two first sign-ins of one
// person at once meet at a unique index; the second then finds the person there.
func (f *StaffFlow) enter(ctx context.Context, got approval.StaffIdentity, r Return) (approval.StaffEntry, error) {
	decide := func(known *approval.StaffMember) (approval.StaffEntry, error) {
		return approval.EnterStaff(known, got, func(id approval.ID) approval.Source {
			return approval.Source{Actor: approval.Staff(id), Origin: r.Origin}
		})
	}
	entry, err := f.Store.EnterStaff(ctx, got, r.NewSession.Hash(), decide)
	if errors.Is(err, approval.ErrStale) {
		entry, err = f.Store.EnterStaff(ctx, got, r.NewSession.Hash(), decide)
	}
	return entry, err
}

// staffRefusal is the event of an answer to whoever wanted to sign in, and its cause in
// a word; empty for a fault of ours.
func staffRefusal(err error) (approval.EventCode, string) {
	failure := (*approval.StaffFailure)(nil)
	switch {
	case errors.As(err, &failure) && failure.Why == approval.FaultDeclined:
		return approval.EventStaffSigninRefused, string(failure.Why)
	case errors.As(err, &failure):
		return approval.EventStaffSigninFailed, string(failure.Why)
	case errors.Is(err, approval.ErrNoRole):
		return approval.EventStaffSigninRefused, "no_role"
	case errors.Is(err, approval.ErrIdentityIncomplete):
		return approval.EventStaffSigninFailed, "identity_incomplete"
	}
	return "", ""
}

func (f *StaffFlow) refuseCallback(ctx context.Context, r Return, err error) error {
	why := callbackFault(err)
	if why == "" {
		return err
	}
	return errors.Join(err, f.Journal.Record(ctx, event(r, approval.EventStaffSigninCallbackRefused, why)))
}

// Malformed records a callback that cannot be read, and refuses it.
func (f *StaffFlow) Malformed(ctx context.Context, c approval.Callback, o approval.Origin) error {
	err := f.Journal.Record(ctx, event(Return{Callback: c, Origin: o}, approval.EventStaffSigninCallbackRefused, "malformed"))
	return errors.Join(approval.ErrCallbackMalformed, err)
}

// Refuse records that somebody asked for a page that their role does not allow.
func (f *StaffFlow) Refuse(ctx context.Context, s approval.StaffMember, page string, o approval.Origin) error {
	cause := approval.Source{Actor: approval.Staff(s.ID), Origin: o}
	return f.Journal.Record(ctx, cause.StaffEvent(s.ID, approval.EventStaffAccessRefused, "page", page, "role", string(s.Role)))
}

// SignOut ends a session here. LogoutURL is where the browser goes next, so that it
// ends at the provider too.
func (f *StaffFlow) SignOut(ctx context.Context, s approval.StaffMember, session approval.Secret, o approval.Origin) error {
	cause := approval.Source{Actor: approval.Staff(s.ID), Origin: o}
	return f.Journal.EndStaffSession(ctx, session.Hash(), cause.StaffEvent(s.ID, approval.EventStaffSignedOut))
}

// LogoutURL is the provider's own sign-out for the session that has just ended here,
// from which the browser returns to returnTo. A provider that has none, or cannot be
// asked, is left out: the browser goes to returnTo at once.
func (f *StaffFlow) LogoutURL(ctx context.Context, session approval.Secret, returnTo string) string {
	token, err := f.Journal.LogoutToken(ctx, session.Hash())
	if err == nil {
		var location string
		if location, err = f.Provider.LogoutURL(ctx, token, returnTo); err == nil && location != "" {
			return location
		}
	}
	if err != nil && !errors.Is(err, approval.ErrNotFound) {
		f.Log.WarnContext(ctx, "end a staff session at the provider too", "error", err)
	}
	return returnTo
}
