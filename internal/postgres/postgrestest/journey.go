package postgrestest

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/confirm"
	"takeed/internal/office"
	"takeed/internal/postgres"
	"takeed/internal/signin"
)

// Journey has people use the flows on a real database. The test plays UAE PASS and the
// identity provider of the staff: they answer what the test says.
type Journey struct {
	t        testing.TB
	db       *postgres.DB
	database *Database
	*UAEPass
	Work    *WorkAccounts
	Confirm *confirm.Flow
	Signin  *signin.Flow
	Staff   *signin.StaffFlow
}

// NewJourney begins one on a database that a portal has opened.
func NewJourney(t testing.TB, d *Database, db *postgres.DB) *Journey {
	t.Helper()
	j := &Journey{t: t, db: db, database: d, UAEPass: &UAEPass{}, Work: &WorkAccounts{}}
	log := slog.New(slog.DiscardHandler)
	j.Confirm = &confirm.Flow{Decisions: db, Attempts: db, Overdue: db, Provider: j.UAEPass, Limits: approval.DefaultLimits, Log: log}
	j.Signin = signin.NewFlow(db, j.UAEPass, approval.DefaultLimits, log)
	j.Staff = signin.NewStaffFlow(db, j.Work, approval.DefaultLimits, log)
	return j
}

func (j *Journey) must(err error) {
	j.t.Helper()
	if err != nil {
		j.t.Fatal(err)
	}
}

// UAEPass answers as one person, or with failures, and remembers every secret.
type UAEPass struct {
	Answers                     approval.Identity
	AtToken, AtUserinfo, AtLast error  // what it fails with, and where
	Meanwhile                   func() // what happens during the exchange
	Sent                        approval.AuthorizationRequest
	Secrets                     []approval.Secret
}

func (u *UAEPass) AuthorizeURL(r approval.AuthorizationRequest) string {
	u.Sent = r
	u.Secrets = append(u.Secrets, r.State, r.Verifier)
	return "https://uaepass.example"
}

func (u *UAEPass) Exchange(_ context.Context, g approval.Grant) (approval.Secret, error) {
	token := approval.NewSecret()
	u.Secrets = append(u.Secrets, g.Code, token)
	if u.Meanwhile != nil {
		u.Meanwhile()
	}
	return token, u.AtToken
}

func (u *UAEPass) UserInfo(context.Context, approval.Secret) (approval.Identity, error) {
	return u.Answers, u.AtUserinfo
}

func (u *UAEPass) Introspect(context.Context, approval.Secret) error { return u.AtLast }
func (u *UAEPass) LogoutURL(string) string                           { return "https://uaepass.example" }

// Calm makes UAE PASS answer without failures again.
func (u *UAEPass) Calm() { *u = UAEPass{Secrets: u.Secrets} }

// WorkAccounts is the identity provider of the staff.
type WorkAccounts struct {
	Answers office.Identity
	Fails   error
	Sent    approval.AuthorizationRequest
	Grant   office.Grant
}

func (w *WorkAccounts) AuthorizeURL(_ context.Context, r approval.AuthorizationRequest) (string, error) {
	w.Sent = r
	return "https://id.example", w.Fails
}

func (w *WorkAccounts) Identify(_ context.Context, g office.Grant) (office.Identity, error) {
	w.Grant = g
	return w.Answers, w.Fails
}

func (w *WorkAccounts) LogoutURL(_ context.Context, token approval.Secret, _ string) (string, error) {
	return "https://id.example/out?" + token.Reveal(), w.Fails
}

// Customer is a person at a browser.
type Customer struct {
	approval.Person
	Session approval.Secret
}

// SigninReturn is the callback of a sign-in.
func (j *Journey) SigninReturn() signin.Return {
	j.t.Helper()
	binding, err := j.Signin.Begin(j.t.Context(), approval.Secret{}, approval.AR, "/ar/transactions", Origin)
	j.must(err)
	_, err = j.Signin.AuthorizeURL(j.t.Context(), binding)
	j.must(err)
	r := signin.Return{Callback: approval.Callback{State: j.Sent.State, Code: approval.NewSecret()}, Binding: binding, NewSession: approval.NewSecret(), Origin: Origin}
	j.Secrets = append(j.Secrets, binding, r.NewSession)
	return r
}

// Signs signs a person in: UAE PASS answers with their identity.
func (j *Journey) Signs(i approval.Identity) Customer {
	j.t.Helper()
	j.Answers = i
	r := j.SigninReturn()
	result, err := j.Signin.Complete(j.t.Context(), r)
	j.must(err)
	j.must(result.Refused)
	_, v, err := j.db.Sessions(func([]byte) error { return nil }).Caller(j.t.Context(), r.NewSession.Reveal(), "")
	j.must(err)
	return Customer{*v.Person, r.NewSession}
}

// Newcomer signs in a resident who shares no identifier with anyone else.
func (j *Journey) Newcomer() Customer {
	j.t.Helper()
	id := string(approval.NewID())
	return j.Signs(approval.Identity{
		Subject: "UAEPASS/" + id, UUID: id, EmiratesID: "784" + id[:12], Level: approval.SOP3, Mobile: "9715" + id[:8],
		Email: id + "@example.ae", NameEN: "Fatima " + id, NameAR: "فاطمة " + id,
	})
}

// Asks creates a transaction.
func (j *Journey) Asks(c Customer) approval.ID {
	j.t.Helper()
	id, err := j.Confirm.Create(j.t.Context(), c.ID, approval.Request{Document: Document("AED 10.00"), Policy: Policy, Key: approval.NewID()}, Origin)
	j.must(err)
	return id
}

// Leaves begins an attempt and returns the callback that it will lead to.
func (j *Journey) Leaves(c Customer, id approval.ID) confirm.Return {
	j.t.Helper()
	binding, err := j.Confirm.Begin(j.t.Context(), c.Session, id, approval.StartRequest{Version: 1, Lang: approval.EN}, Origin)
	j.must(err)
	_, err = j.Confirm.AuthorizeURL(j.t.Context(), id, c.Session, binding)
	j.must(err)
	r := confirm.Return{
		Callback: approval.Callback{State: j.Sent.State, Code: approval.NewSecret(), CorrelationID: "cr-1"},
		Binding:  binding, Session: c.Session, NewSession: approval.NewSecret(), Origin: Origin,
	}
	j.Secrets = append(j.Secrets, binding, r.NewSession)
	return r
}

// Returns delivers a callback and says what the browser must be told: nil leads to the
// transaction's page, whatever that shows.
func (j *Journey) Returns(r confirm.Return, want error) {
	j.t.Helper()
	if _, err := j.Confirm.Complete(j.t.Context(), r); !errors.Is(err, want) {
		j.t.Fatalf("the callback: %v, want %v", err, want)
	}
}

// Tries makes a whole attempt of a newcomer, which UAE PASS answers as that person.
func (j *Journey) Tries() (Customer, approval.ID) {
	j.t.Helper()
	c := j.Newcomer()
	id := j.Asks(c)
	j.Returns(j.Leaves(c, id), nil)
	return c, id
}

// Decides takes a decision without the flows.
func (j *Journey) Decides(lock approval.Lock, how func(approval.Facts) (approval.Change, error)) {
	j.t.Helper()
	j.must(j.db.Decide(j.t.Context(), lock, how))
}

// Passes lets time pass for the database.
func (j *Journey) Passes(by time.Duration) {
	j.t.Helper()
	j.database.Advance(j.t, by)
}

// Sweeps runs the sweep, which ends what is late or abandoned.
func (j *Journey) Sweeps() {
	j.t.Helper()
	_, err := j.Confirm.Sweep(j.t.Context())
	j.must(err)
}

// Disables disables a person, or enables them again.
func (j *Journey) Disables(c Customer, off bool) {
	j.t.Helper()
	j.Decides(approval.Lock{Person: c.ID}, func(f approval.Facts) (approval.Change, error) {
		return f.Disable(off, approval.Source{Actor: approval.System})
	})
}

// StaffReturn is the callback of a staff sign-in.
func (j *Journey) StaffReturn() signin.Return {
	j.t.Helper()
	binding, err := j.Staff.Begin(j.t.Context(), approval.Secret{}, approval.AR, "/ar/staff", Origin)
	j.must(err)
	_, err = j.Staff.AuthorizeURL(j.t.Context(), binding)
	j.must(err)
	r := signin.Return{
		Callback: approval.Callback{State: j.Work.Sent.State, Code: approval.NewSecret(), Issuer: "https://id.example"},
		Binding:  binding, NewSession: approval.NewSecret(), Origin: Origin,
	}
	j.Secrets = append(j.Secrets, r.Callback.State, r.Callback.Code, binding, r.NewSession, j.Work.Sent.Nonce, j.Work.Sent.Verifier)
	return r
}

// Works signs a member of staff in to the back office, and returns how that ended.
func (j *Journey) Works(i office.Identity) (session approval.Secret, refused error) {
	j.t.Helper()
	j.Work.Answers = i
	r := j.StaffReturn()
	result, err := j.Staff.Complete(j.t.Context(), r)
	j.must(err)
	return r.NewSession, result.Refused
}
