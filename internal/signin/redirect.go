package signin

import (
	"context"
	"errors"
	"time"

	"takeed/internal/approval"
)

// Store keeps sign-ins under way; see postgres.DB. [CustomerStore] and [StaffStore] add what
// each realm stores and ends besides.
type Store interface {
	// BeginSignin stores a sign-in unless decide refuses it; it then returns decide's error.
	BeginSignin(ctx context.Context, s approval.Signin, decide func(approval.SigninFacts) error) error
	SigninHandover(ctx context.Context, realm approval.Realm, binding approval.Hash) (approval.Signin, error)
	// ClaimSignin returns approval.ErrCallbackUnknown or ErrCallbackElsewhere if the
	// callback may not go on.
	ClaimSignin(ctx context.Context, realm approval.Realm, state, binding approval.Hash) (approval.Signin, error)
	// Record writes events that change nothing.
	Record(context.Context, ...approval.Event) error
}

// decider is what differs between customers and staff.
type decider interface {
	// nonce is what the provider must repeat in its answer; empty for UAE PASS, which has none.
	nonce() approval.Secret
	mayBegin(approval.SigninFacts) error
	authorizeURL(context.Context, approval.AuthorizationRequest) (string, error)
	// finish asks the provider who came back with a claimed callback, decides whether they may
	// enter, and writes that. refused is the answer to them, err a fault of ours.
	finish(context.Context, Return, approval.Signin) (refused, err error)
	// refusal returns the event that records a refused sign-in, and its reason; both are empty
	// for a fault of ours.
	refusal(error) (code approval.EventCode, reason string)
}

// redirect is the flow, the same for customers and staff: the decider knows the rest.
type redirect struct {
	clock
	realm           approval.Realm
	callbackRefused approval.EventCode
	store           Store
	decider         decider
}

// Begin starts a sign-in. binding is the secret in the browser's cookie, if it has
// one already: two tabs of one browser may both be signing in. The secret returned
// belongs in that cookie.
func (f *redirect) Begin(ctx context.Context, binding approval.Secret, lang approval.Lang, returnPath string, o approval.Origin) (approval.Secret, error) {
	if !binding.WellFormed() {
		binding = approval.NewSecret()
	}
	s := approval.Signin{
		Realm: f.realm, State: approval.NewSecret(), Verifier: approval.NewSecret(), Nonce: f.decider.nonce(), Binding: binding,
		Lang: lang, ReturnPath: returnPath, Client: o.Client,
	}
	err := f.store.BeginSignin(ctx, s, f.decider.mayBegin)
	if code, reason := f.decider.refusal(err); code != "" {
		r := Return{Callback: approval.Callback{State: s.State}, Origin: o}
		err = errors.Join(err, f.store.Record(ctx, f.event(r, code, reason)))
	}
	return s.Binding, err
}

// AuthorizeURL is where the browser that holds the binding is sent; approval.ErrNotFound
// if it has no sign-in under way. The URL holds the state; it must not be logged.
func (f *redirect) AuthorizeURL(ctx context.Context, binding approval.Secret) (string, error) {
	s, err := f.store.SigninHandover(ctx, f.realm, binding.Hash())
	if err != nil {
		return "", err
	}
	return f.decider.authorizeURL(ctx, approval.AuthorizationRequest{State: s.State, Verifier: s.Verifier, Nonce: s.Nonce, Lang: s.Lang})
}

// Return is a browser that came back from the provider.
type Return struct {
	Callback   approval.Callback
	Binding    approval.Secret
	OldSession approval.Secret // the browser's token before, if any: that session ends; not set for the staff
	NewSession approval.Secret // the token of the session that begins
	Origin     approval.Origin
}

// Result is how a sign-in ended. Refused is nil if the person is signed in; otherwise it is
// an *approval.ProviderFailure (for the staff an *office.Failure) or one of approval's
// errors. For customers the page shows the text that UAE PASS prescribes.
type Result struct {
	Lang       approval.Lang
	ReturnPath string
	Refused    error
}

// Complete takes a sign-in callback to its end. The error is approval's
// ErrCallbackUnknown or ErrCallbackElsewhere if the callback may not go on, or else
// the store's.
func (f *redirect) Complete(ctx context.Context, r Return) (Result, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), approval.AnswerBy) // from here on the browser may leave
	defer cancel()
	s, err := f.arrive(ctx, r)
	if err != nil {
		return Result{}, err
	}
	result := Result{Lang: s.Lang, ReturnPath: s.ReturnPath}
	result.Refused, err = f.decider.finish(ctx, r, s)
	return result, err
}

// arrive claims the callback. Without a claim nothing is exchanged.
func (f *redirect) arrive(ctx context.Context, r Return) (approval.Signin, error) {
	s, err := f.store.ClaimSignin(ctx, f.realm, r.Callback.State.Hash(), r.Binding.Hash())
	if reason := callbackFault(err); reason != "" {
		err = errors.Join(err, f.store.Record(ctx, f.event(r, f.callbackRefused, reason)))
	}
	return s, err
}

// callbackFault returns the audit reason for an unclaimed callback; empty if the fault is
// the store's.
func callbackFault(err error) string {
	switch {
	case errors.Is(err, approval.ErrCallbackElsewhere):
		return "other_browser"
	case errors.Is(err, approval.ErrCallbackUnknown):
		return "unknown_state"
	}
	return ""
}

// Malformed records a callback that cannot be read, and refuses it.
func (f *redirect) Malformed(ctx context.Context, c approval.Callback, o approval.Origin) error {
	err := f.store.Record(ctx, f.event(Return{Callback: c, Origin: o}, f.callbackRefused, "malformed"))
	return errors.Join(approval.ErrCallbackMalformed, err)
}

// retryStale calls write, and once more if it found a conflict: two simultaneous first
// sign-ins of one person collide at a unique index, and the second try finds the person
// there.
func retryStale[E any](write func() (E, error)) (E, error) {
	entry, err := write()
	if errors.Is(err, approval.ErrStale) {
		return write()
	}
	return entry, err
}

// clock gives the hour that selects the stream of an anonymous event.
type clock func() time.Time

func wallClock() time.Time { return time.Now() }

// event is anonymous: who the person was is not known, or not believed.
func (now clock) event(r Return, code approval.EventCode, reason string) approval.Event {
	stream := approval.AnonymousStream
	if code.OfStaff() {
		stream = approval.AnonymousStaffStream
	}
	source := approval.Source{Actor: approval.Anonymous, Origin: r.Origin}
	return source.SigninEvent(stream(now(), r.Callback.State.Hash()[0]), code, reason, r.Callback.CorrelationID)
}
