package signin

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"takeed/internal/approval"
)

// Store keeps sign-ins under way, people and sessions; see postgres.DB.
type Store interface {
	BeginSignin(context.Context, approval.Signin, func(approval.SigninFacts) error) error
	SigninHandover(ctx context.Context, realm approval.Realm, binding approval.Hash) (approval.Signin, error)
	// ClaimSignin returns approval.ErrCallbackUnknown or ErrCallbackElsewhere if the
	// callback may not go on.
	ClaimSignin(ctx context.Context, realm approval.Realm, state, binding approval.Hash) (approval.Signin, error)
	EndSignin(ctx context.Context, state approval.Hash, why approval.Reason, events ...approval.Event) error
	Enrol(context.Context, approval.Identity, approval.SessionSwap, func(approval.Known) (approval.Enrolment, error)) (approval.Enrolment, error)
}

// Journal ends sessions and writes events.
type Journal interface {
	EndSession(ctx context.Context, session approval.Hash, e approval.Event) error
	Record(context.Context, ...approval.Event) error
}

// Provider is the sign-in client of UAE PASS.
type Provider interface {
	AuthorizeURL(approval.AuthorizationRequest) string
	Exchange(context.Context, approval.Grant) (token approval.Secret, err error)
	UserInfo(ctx context.Context, token approval.Secret) (approval.Identity, error)
	LogoutURL(returnTo string) string
}

// Flow is safe for concurrent use.
type Flow struct {
	Store    Store
	Journal  Journal
	Provider Provider
	Limits   approval.Limits
	Log      *slog.Logger
}

// Begin starts a sign-in. binding is the secret in the browser's cookie, if it has
// one already: two tabs of one browser may both be signing in. The secret returned
// belongs into that cookie.
func (f *Flow) Begin(ctx context.Context, binding approval.Secret, lang approval.Lang, returnPath string, o approval.Origin) (approval.Secret, error) {
	s := newSignin(approval.CustomerRealm, binding, lang, returnPath, o)
	err := f.Store.BeginSignin(ctx, s, func(facts approval.SigninFacts) error { return facts.MayBegin(f.Limits) })
	if tooMany := (*approval.TooMany)(nil); errors.As(err, &tooMany) || errors.Is(err, approval.ErrProviderDown) {
		code, why := refusalEvent(err)
		r := Return{Callback: approval.Callback{State: s.State}, Origin: o}
		err = errors.Join(err, f.Journal.Record(ctx, event(r, code, why)))
	}
	return s.Binding, err
}

func newSignin(realm approval.Realm, binding approval.Secret, lang approval.Lang, returnPath string, o approval.Origin) approval.Signin {
	if !binding.WellFormed() {
		binding = approval.NewSecret()
	}
	return approval.Signin{
		Realm: realm, State: approval.NewSecret(), Verifier: approval.NewSecret(), Binding: binding,
		Lang: lang, ReturnPath: returnPath, Client: o.Client,
	}
}

// AuthorizeURL is where the browser that holds the binding is sent.
func (f *Flow) AuthorizeURL(ctx context.Context, binding approval.Secret) (string, error) {
	s, err := f.Store.SigninHandover(ctx, approval.CustomerRealm, binding.Hash())
	if err != nil {
		return "", err
	}
	return f.Provider.AuthorizeURL(approval.AuthorizationRequest{State: s.State, Verifier: s.Verifier, Lang: s.Lang}), nil
}

// Return is a browser that came back from the provider.
type Return struct {
	Callback   approval.Callback
	Binding    approval.Secret
	OldSession approval.Secret // the token it had, if any: it ends; unknown of the staff
	NewSession approval.Secret // the token of the session that begins
	Origin     approval.Origin
}

// Result is how a sign-in ended. Refused is nil if the person is signed in; otherwise
// it is an *approval.ProviderFailure, of the staff an *approval.StaffFailure, or one of
// approval's errors. For customers the page says the text that UAE PASS prescribes.
type Result struct {
	Lang       approval.Lang
	ReturnPath string
	Refused    error
}

// Complete takes a sign-in callback to its end. The error is approval's
// ErrCallbackUnknown or ErrCallbackElsewhere if the callback is not one to go on
// with, or the store's.
func (f *Flow) Complete(ctx context.Context, r Return) (Result, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), approval.AnswerBy)
	defer cancel()
	s, err := f.Store.ClaimSignin(ctx, approval.CustomerRealm, r.Callback.State.Hash(), r.Binding.Hash())
	if err != nil {
		return Result{}, f.refuseCallback(ctx, r, err)
	}
	result := Result{Lang: s.Lang, ReturnPath: s.ReturnPath}
	err = f.answered(ctx, r, s)
	if err != nil && !refusal(err) {
		return result, err
	}
	result.Refused = err
	return result, f.end(ctx, r, err)
}

// answered takes what the provider answered as far as a signed-in person.
func (f *Flow) answered(ctx context.Context, r Return, s approval.Signin) error {
	if r.Callback.Error != "" {
		return &approval.ProviderFailure{Reason: approval.DeclineReason(r.Callback.Error)}
	}
	identity, err := f.identify(ctx, approval.Grant{Code: r.Callback.Code, Verifier: s.Verifier})
	if err != nil {
		return err
	}
	return f.enrol(ctx, identity, r)
}

func (f *Flow) identify(ctx context.Context, g approval.Grant) (approval.Identity, error) {
	ctx, cancel := context.WithTimeout(ctx, approval.ExchangeBy)
	defer cancel()
	token, err := f.Provider.Exchange(ctx, g)
	if err != nil {
		return approval.Identity{}, err
	}
	return f.Provider.UserInfo(ctx, token)
}

// enrol signs the identity in. Two first sign-ins of one person at once meet at a
// unique index; the second then finds the person there.
func (f *Flow) enrol(ctx context.Context, got approval.Identity, r Return) error {
	if err := got.CanEnrol(); err != nil {
		return err
	}
	swap := approval.SessionSwap{Old: r.OldSession.Hash(), New: r.NewSession.Hash()}
	decide := func(k approval.Known) (approval.Enrolment, error) {
		return k.SignIn(got, func(id approval.ID) approval.Source {
			return approval.Source{Actor: approval.Customer(id), Origin: r.Origin}
		})
	}
	_, err := f.Store.Enrol(ctx, got, swap, decide)
	if errors.Is(err, approval.ErrStale) {
		_, err = f.Store.Enrol(ctx, got, swap, decide)
	}
	return err
}

// refusal tells an answer to the customer from a fault of ours.
func refusal(err error) bool {
	var failure *approval.ProviderFailure
	return errors.As(err, &failure) || errors.Is(err, approval.ErrNotEligible) || errors.Is(err, approval.ErrIdentityIncomplete) ||
		errors.Is(err, approval.ErrEnrolmentConflict) || errors.Is(err, approval.ErrDisabled)
}

// end keeps how a sign-in ended. What did not succeed has its event; what did was
// written with the person.
func (f *Flow) end(ctx context.Context, r Return, refused error) error {
	state := r.Callback.State.Hash()
	if refused == nil {
		if err := f.Store.EndSignin(ctx, state, ""); err != nil {
			f.Log.WarnContext(ctx, "keep the provider's good answer", "error", err) // they are signed in all the same
		}
		return nil
	}
	var why approval.Reason
	failure := (*approval.ProviderFailure)(nil)
	if errors.As(refused, &failure) {
		why = failure.Reason
		f.Log.WarnContext(ctx, "sign-in failed", "error", failure)
	}
	code, said := refusalEvent(refused)
	return f.Store.EndSignin(ctx, state, why, event(r, code, said))
}

// refusalEvent is the event of a sign-in that did not happen, and its cause in a word.
func refusalEvent(refused error) (approval.EventCode, string) {
	failure, tooMany := (*approval.ProviderFailure)(nil), (*approval.TooMany)(nil)
	switch {
	case errors.As(refused, &tooMany):
		return approval.EventSigninRefused, string(tooMany.Limit)
	case errors.Is(refused, approval.ErrProviderDown):
		return approval.EventSigninRefused, "provider_down"
	case errors.As(refused, &failure) && failure.Reason.Notice() == approval.NoticeCancelled:
		return approval.EventSigninDeclined, string(failure.Reason)
	case errors.As(refused, &failure):
		return approval.EventSigninFailed, string(failure.Reason)
	case errors.Is(refused, approval.ErrNotEligible):
		return approval.EventSigninRefused, "not_eligible"
	case errors.Is(refused, approval.ErrIdentityIncomplete):
		return approval.EventSigninRefused, "identity_incomplete"
	case errors.Is(refused, approval.ErrEnrolmentConflict):
		return approval.EventSigninRefused, "enrolment_conflict"
	case errors.Is(refused, approval.ErrDisabled):
		return approval.EventSigninRefused, "disabled"
	}
	return approval.EventSigninRefused, "refused"
}

func (f *Flow) refuseCallback(ctx context.Context, r Return, err error) error {
	why := callbackFault(err)
	if why == "" {
		return err
	}
	return errors.Join(err, f.Journal.Record(ctx, event(r, approval.EventSigninCallbackRefused, why)))
}

// callbackFault is what is wrong with a callback that was not claimed, in a word; empty
// if the fault is the store's.
func callbackFault(err error) string {
	switch {
	case errors.Is(err, approval.ErrCallbackElsewhere):
		return "other_browser"
	case errors.Is(err, approval.ErrCallbackUnknown):
		return "unknown_state"
	}
	return ""
}

// event is about nobody: who it was is not known, or not believed.
func event(r Return, code approval.EventCode, why string) approval.Event {
	stream := approval.AnonymousStream
	if code.OfStaff() {
		stream = approval.AnonymousStaffStream
	}
	cause := approval.Source{Actor: approval.Anonymous, Origin: r.Origin}
	return cause.SigninEvent(stream(time.Now(), r.Callback.State.Hash()[0]), code, why, r.Callback.CorrelationID)
}

// SignOut ends a session here. LogoutURL is where the browser goes next, so that it
// ends at UAE PASS too.
func (f *Flow) SignOut(ctx context.Context, person approval.ID, session approval.Secret, o approval.Origin) error {
	cause := approval.Source{Actor: approval.Customer(person), Origin: o}
	return f.Journal.EndSession(ctx, session.Hash(), cause.PersonEvent(person, approval.EventSignedOut))
}

// LogoutURL is UAE PASS's own sign-out, from which the browser returns to returnTo.
func (f *Flow) LogoutURL(returnTo string) string { return f.Provider.LogoutURL(returnTo) }

// Malformed records a callback that cannot be read, and refuses it.
func (f *Flow) Malformed(ctx context.Context, c approval.Callback, o approval.Origin) error {
	err := f.Journal.Record(ctx, event(Return{Callback: c, Origin: o}, approval.EventSigninCallbackRefused, "malformed"))
	return errors.Join(approval.ErrCallbackMalformed, err)
}
