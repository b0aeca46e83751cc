package signin

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"strings"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/office"
)

var (
	noon    = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	origin  = approval.Origin{RequestID: "r", Client: netip.MustParseAddr("192.0.2.1")}
	limits  = approval.Limits{Address: 2, StaffAddress: 3, Network: 10}
	errDown = errors.New("the database does not answer")
)

// store is a store of both realms in memory. It writes down what it is asked, in order,
// and fails where the test says.
type store struct {
	facts  approval.SigninFacts
	under  approval.Signin // the sign-in under way
	known  approval.Known
	member *office.Member
	stale  int // so many entries meet another of the same person
	fails  map[string]error

	calls  []string
	realms []approval.Realm
	begun  approval.Signin
	events []approval.Event
	swap   approval.SessionSwap
	ended  approval.Hash
	ctx    context.Context // of the last call
}

func (s *store) call(ctx context.Context, name string) error {
	s.calls, s.ctx = append(s.calls, name), ctx
	name, _, _ = strings.Cut(name, " ")
	return errors.Join(s.fails[name], ctx.Err())
}

func (s *store) BeginSignin(ctx context.Context, begun approval.Signin, decide func(approval.SigninFacts) error) error {
	if err := errors.Join(s.call(ctx, "begin"), decide(s.facts)); err != nil {
		return err
	}
	s.begun = begun
	return nil
}

func (s *store) SigninHandover(ctx context.Context, realm approval.Realm, binding approval.Hash) (approval.Signin, error) {
	s.realms = append(s.realms, realm)
	return s.under, errors.Join(s.call(ctx, "handover"), s.belongs(binding))
}

func (s *store) ClaimSignin(ctx context.Context, realm approval.Realm, state, binding approval.Hash) (approval.Signin, error) {
	s.realms = append(s.realms, realm)
	if state != s.under.State.Hash() {
		return approval.Signin{}, errors.Join(s.call(ctx, "claim"), approval.ErrCallbackUnknown)
	}
	return s.under, errors.Join(s.call(ctx, "claim"), s.belongs(binding))
}

func (s *store) belongs(binding approval.Hash) error {
	if binding != s.under.Binding.Hash() {
		return approval.ErrCallbackElsewhere
	}
	return nil
}

func (s *store) Record(ctx context.Context, events ...approval.Event) error {
	s.events = append(s.events, events...)
	return s.call(ctx, "record")
}

func (s *store) EndSignin(ctx context.Context, state approval.Hash, why approval.Reason, events ...approval.Event) error {
	s.ended, s.events = state, append(s.events, events...)
	return s.call(ctx, "end "+string(why))
}

func (s *store) Enrol(ctx context.Context, _ approval.Identity, swap approval.SessionSwap, decide func(approval.Known) (approval.Enrolment, error)) (approval.Enrolment, error) {
	if err := s.write(ctx, "enrol"); err != nil {
		return approval.Enrolment{}, err
	}
	e, err := decide(s.known)
	s.swap, s.events = swap, append(s.events, e.Events...)
	return e, err
}

func (s *store) EnterStaff(ctx context.Context, _ office.Identity, session approval.Hash, decide func(*office.Member) (office.Entry, error)) (office.Entry, error) {
	if err := s.write(ctx, "enter"); err != nil {
		return office.Entry{}, err
	}
	e, err := decide(s.member)
	s.swap, s.events = approval.SessionSwap{New: session}, append(s.events, e.Events...)
	return e, err
}

func (s *store) write(ctx context.Context, name string) error {
	if s.stale--; s.stale >= 0 {
		return errors.Join(s.call(ctx, name), approval.ErrStale)
	}
	return s.call(ctx, name)
}

func (s *store) EndSession(ctx context.Context, session approval.Hash, e approval.Event) error {
	s.ended, s.events = session, append(s.events, e)
	return s.call(ctx, "end-session")
}

func (s *store) EndStaffSession(ctx context.Context, session approval.Hash, e approval.Event) error {
	s.ended, s.events = session, append(s.events, e)
	return s.call(ctx, "end-session")
}

func (s *store) LogoutToken(ctx context.Context, _ approval.Hash) (approval.Secret, error) {
	return approval.SecretOf("id-token"), s.call(ctx, "logout-token")
}

// said is what the events say: code, reason and stream of each.
func (s *store) said() string {
	var all []string
	for _, e := range s.events {
		line := string(e.Code)
		if reason := e.Detail["reason"]; reason != "" {
			line += "/" + reason
		}
		all = append(all, line)
	}
	return strings.Join(all, " ")
}

// about checks whose events there are: of nobody, in a stream of the hour, if they were
// refused before anybody was known.
func (s *store) about(t *testing.T, prefix string, actor approval.Actor) {
	t.Helper()
	for _, e := range s.events {
		if !strings.HasPrefix(e.Stream, prefix) || actor != "" && e.Actor != actor || e.Origin != origin {
			t.Errorf("%s stands in %s, of %s, from %v", e.Code, e.Stream, e.Actor, e.Origin)
		}
	}
}

// uaePass is the provider of the customers.
type uaePass struct {
	store               *store // for the order of the calls
	identity            approval.Identity
	atToken, atUserinfo error
	grant               approval.Grant
	asked               approval.AuthorizationRequest
	ctx                 context.Context
}

func (p *uaePass) AuthorizeURL(r approval.AuthorizationRequest) string {
	p.asked = r
	return "https://uaepass.example/authorize"
}

func (p *uaePass) Exchange(ctx context.Context, g approval.Grant) (approval.Secret, error) {
	p.grant, p.ctx = g, ctx
	p.store.calls = append(p.store.calls, "exchange")
	return approval.SecretOf("access-token"), p.atToken
}

func (p *uaePass) UserInfo(_ context.Context, token approval.Secret) (approval.Identity, error) {
	p.store.calls = append(p.store.calls, "userinfo "+token.Reveal())
	return p.identity, p.atUserinfo
}

func (p *uaePass) LogoutURL(returnTo string) string {
	return "https://uaepass.example/logout?to=" + returnTo
}

// pingOne is the provider of the staff.
type pingOne struct {
	store    *store
	identity office.Identity
	err      error // of whatever it is asked
	location string
	grant    office.Grant
	asked    approval.AuthorizationRequest
}

func (p *pingOne) AuthorizeURL(_ context.Context, r approval.AuthorizationRequest) (string, error) {
	p.asked = r
	return "https://id.example/authorize", p.err
}

func (p *pingOne) Identify(_ context.Context, g office.Grant) (office.Identity, error) {
	p.grant = g
	p.store.calls = append(p.store.calls, "identify")
	return p.identity, p.err
}

func (p *pingOne) LogoutURL(_ context.Context, token approval.Secret, returnTo string) (string, error) {
	if p.location == "" {
		return "", p.err
	}
	return fmt.Sprintf("%s?hint=%s&to=%s", p.location, token.Reveal(), returnTo), p.err
}

// world is a store with a sign-in under way, and both flows on it.
type world struct {
	*store
	uaePass  *uaePass
	pingOne  *pingOne
	customer *Flow
	staff    *StaffFlow
}

var (
	fatima = approval.Identity{Subject: "sub", EmiratesID: "784199000000010", Level: approval.SOP3}
	noura  = office.Identity{Issuer: "https://id.example", Subject: "sub", Name: "Noura", Role: office.Operator}
)

func newWorld() *world {
	s := &store{under: approval.Signin{
		State: approval.NewSecret(), Verifier: approval.NewSecret(), Nonce: approval.NewSecret(), Binding: approval.NewSecret(),
		Lang: approval.AR, ReturnPath: "/en/profile",
	}}
	now, log := func() time.Time { return noon }, slog.New(slog.DiscardHandler)
	w := &world{store: s, uaePass: &uaePass{store: s, identity: fatima}, pingOne: &pingOne{store: s, identity: noura}}
	w.customer = newFlow(customers{clock: now, store: s, provider: w.uaePass, limits: limits, log: log})
	w.staff = newStaffFlow(staff{clock: now, store: s, provider: w.pingOne, limits: limits, log: log})
	return w
}

// returned is the browser that began, back with a code.
func (w *world) returned() Return {
	return Return{
		Callback: approval.Callback{State: w.under.State, Code: approval.SecretOf("code"), Issuer: "https://id.example", CorrelationID: "cr"},
		Binding:  w.under.Binding, OldSession: approval.SecretOf("old"), NewSession: approval.SecretOf("new"), Origin: origin,
	}
}

// steps is what both flows have in common.
type steps interface {
	Begin(context.Context, approval.Secret, approval.Lang, string, approval.Origin) (approval.Secret, error)
	AuthorizeURL(context.Context, approval.Secret) (string, error)
	Complete(context.Context, Return) (Result, error)
	Malformed(context.Context, approval.Callback, approval.Origin) error
}

// both is the two flows by their realm.
func (w *world) both() map[approval.Realm]steps {
	return map[approval.Realm]steps{approval.CustomerRealm: w.customer, approval.StaffRealm: w.staff}
}
