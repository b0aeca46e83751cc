package postgres_test

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/confirm"
	"takeed/internal/signin"
)

// journey is people who use the flows on a real database. UAE PASS and the identity
// provider of the staff are played by the test: they answer what the story says.
type journey struct {
	world
	*uaePass
	work    *workAccounts
	confirm *confirm.Flow
	signin  *signin.Flow
	staff   *signin.StaffFlow
}

func newJourney(t *testing.T) *journey {
	t.Helper()
	j := &journey{world: newWorld(t), uaePass: &uaePass{}, work: &workAccounts{}}
	log := slog.New(slog.DiscardHandler)
	j.confirm = &confirm.Flow{Decisions: j.db, Attempts: j.db, Overdue: j.db, Provider: j.uaePass, Limits: approval.DefaultLimits, Log: log}
	j.signin = signin.NewFlow(j.db, j.uaePass, approval.DefaultLimits, log)
	j.staff = signin.NewStaffFlow(j.db, j.work, approval.DefaultLimits, log)
	return j
}

// uaePass answers as one person, or with failures, and remembers every secret.
type uaePass struct {
	answers                     approval.Identity
	atToken, atUserinfo, atLast error
	meanwhile                   func() // during the exchange
	sent                        approval.AuthorizationRequest
	secrets                     []approval.Secret
}

func (u *uaePass) AuthorizeURL(r approval.AuthorizationRequest) string {
	u.sent = r
	u.secrets = append(u.secrets, r.State, r.Verifier)
	return "https://uaepass.example"
}

func (u *uaePass) Exchange(_ context.Context, g approval.Grant) (approval.Secret, error) {
	token := approval.NewSecret()
	u.secrets = append(u.secrets, g.Code, token)
	if u.meanwhile != nil {
		u.meanwhile()
	}
	return token, u.atToken
}

func (u *uaePass) UserInfo(context.Context, approval.Secret) (approval.Identity, error) {
	return u.answers, u.atUserinfo
}

func (u *uaePass) Introspect(context.Context, approval.Secret) error { return u.atLast }
func (u *uaePass) LogoutURL(string) string                           { return "https://uaepass.example" }

// calm makes UAE PASS well again.
func (u *uaePass) calm() { *u = uaePass{secrets: u.secrets} }

// workAccounts is the identity provider of the staff.
type workAccounts struct {
	answers approval.StaffIdentity
	fails   error
	sent    approval.AuthorizationRequest
	grant   approval.StaffGrant
}

func (w *workAccounts) AuthorizeURL(_ context.Context, r approval.AuthorizationRequest) (string, error) {
	w.sent = r
	return "https://id.example", w.fails
}

func (w *workAccounts) Identify(_ context.Context, g approval.StaffGrant) (approval.StaffIdentity, error) {
	w.grant = g
	return w.answers, w.fails
}

func (w *workAccounts) LogoutURL(_ context.Context, token approval.Secret, _ string) (string, error) {
	return "https://id.example/out?" + token.Reveal(), w.fails
}

var origin = approval.Origin{RequestID: "request-1", Client: netip.MustParseAddr("192.0.2.7")}

// customer is somebody at a browser.
type customer struct {
	approval.Person
	session approval.Secret
}

// signinReturn is the callback of a sign-in.
func (j *journey) signinReturn() signin.Return {
	j.Helper()
	binding, err := j.signin.Begin(j.Context(), approval.Secret{}, approval.AR, "/ar/transactions", origin)
	j.must(err)
	_, err = j.signin.AuthorizeURL(j.Context(), binding)
	j.must(err)
	r := signin.Return{Callback: approval.Callback{State: j.sent.State, Code: approval.NewSecret()}, Binding: binding, NewSession: approval.NewSecret(), Origin: origin}
	j.secrets = append(j.secrets, binding, r.NewSession)
	return r
}

func (j *journey) signs(i approval.Identity) customer {
	j.Helper()
	j.answers = i
	r := j.signinReturn()
	result, err := j.signin.Complete(j.Context(), r)
	j.must(err)
	j.must(result.Refused)
	_, v, err := j.db.Sessions(readable).Caller(j.Context(), r.NewSession.Reveal(), "")
	j.must(err)
	return customer{*v.Person, r.NewSession}
}

// newcomer is a resident whom nobody else resembles, signed in.
func (j *journey) newcomer() customer {
	j.Helper()
	id := string(approval.NewID())
	return j.signs(approval.Identity{
		Subject: "UAEPASS/" + id, UUID: id, EmiratesID: "784" + id[:12], Level: approval.SOP3, Mobile: "9715" + id[:8],
		Email: id + "@example.ae", NameEN: "Fatima " + id, NameAR: "فاطمة " + id,
	})
}

func (j *journey) asks(c customer) approval.ID {
	j.Helper()
	id, err := j.confirm.Create(j.Context(), c.ID, request("AED 10.00"), origin)
	j.must(err)
	return id
}

func request(amount string) approval.Request {
	return approval.Request{Document: document(amount), Policy: policy, Key: approval.NewID()}
}

// leaves begins an attempt and returns the callback that will come of it.
func (j *journey) leaves(c customer, id approval.ID) confirm.Return {
	j.Helper()
	binding, err := j.confirm.Begin(j.Context(), c.ID, id, approval.StartRequest{Version: 1, Lang: approval.EN}, origin)
	j.must(err)
	_, err = j.confirm.AuthorizeURL(j.Context(), id, c.session, binding)
	j.must(err)
	r := confirm.Return{
		Callback: approval.Callback{State: j.sent.State, Code: approval.NewSecret(), CorrelationID: "cr-1"},
		Binding:  binding, Session: c.session, NewSession: approval.NewSecret(), Origin: origin,
	}
	j.secrets = append(j.secrets, binding, r.NewSession)
	return r
}

// returns delivers a callback and says what the browser must be told: nil leads to the
// transaction's page, whatever that shows.
func (j *journey) returns(r confirm.Return, want error) {
	j.Helper()
	if _, err := j.confirm.Complete(j.Context(), r); !errors.Is(err, want) {
		j.Fatalf("the callback: %v, want %v", err, want)
	}
}

// tries is a whole attempt of a newcomer, which UAE PASS answers as that person.
func (j *journey) tries() (customer, approval.ID) {
	j.Helper()
	c := j.newcomer()
	id := j.asks(c)
	j.returns(j.leaves(c, id), nil)
	return c, id
}

func (j *journey) decides(lock approval.Lock, how func(approval.Facts) (approval.Change, error)) {
	j.Helper()
	j.must(j.db.Decide(j.Context(), lock, how))
}

func (j *journey) passes(by time.Duration) {
	j.Helper()
	j.database.Advance(j, by)
}

func (j *journey) sweeps() {
	j.Helper()
	_, err := j.confirm.Sweep(j.Context())
	j.must(err)
}

// staffReturn is the callback of a staff sign-in.
func (j *journey) staffReturn() signin.Return {
	j.Helper()
	binding, err := j.staff.Begin(j.Context(), approval.Secret{}, approval.AR, "/ar/staff", origin)
	j.must(err)
	_, err = j.staff.AuthorizeURL(j.Context(), binding)
	j.must(err)
	r := signin.Return{
		Callback: approval.Callback{State: j.work.sent.State, Code: approval.NewSecret(), Issuer: "https://id.example"},
		Binding:  binding, NewSession: approval.NewSecret(), Origin: origin,
	}
	j.secrets = append(j.secrets, r.Callback.State, r.Callback.Code, binding, r.NewSession, j.work.sent.Nonce, j.work.sent.Verifier)
	return r
}

// works is somebody who signs in to the back office, and how that ended.
func (j *journey) works(i approval.StaffIdentity) (session approval.Secret, refused error) {
	j.Helper()
	j.work.answers = i
	r := j.staffReturn()
	result, err := j.staff.Complete(j.Context(), r)
	j.must(err)
	return r.NewSession, result.Refused
}

func readable([]byte) error { return nil }
