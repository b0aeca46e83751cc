package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"takeed/internal/approval"
	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

// world is a database and the people in it.
type world struct {
	*testing.T
	db       *postgres.DB
	database *postgrestest.Database
	app      *pgx.Conn // under the portal's own role, past its code
}

func newWorld(t *testing.T) world {
	t.Parallel()
	d := postgrestest.New(t)
	return world{t, d.Open(t), d, connect(t, d.URL)}
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func (w world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

var policy = approval.Policy{Method: "face", Attempt: 5 * time.Minute, Transaction: 15 * time.Minute}

func resident(name string) approval.Identity {
	return approval.Identity{
		Subject: "UAEPASS/" + name, UUID: "uuid-" + name, EmiratesID: "78419900000000" + name[:1], Level: approval.SOP3,
		Mobile: "97150000000" + name[:1], Email: name + "@example.ae", NameEN: name,
	}
}

func cause(person approval.ID) approval.Source {
	return approval.Source{Actor: approval.Customer(person), Origin: approval.Origin{RequestID: "req"}}
}

// signedIn enrols an identity and returns the person and their session's token.
func (w world) signedIn(i approval.Identity) (approval.Person, approval.Secret) {
	w.Helper()
	token := approval.NewSecret()
	e, err := w.db.Enrol(w.Context(), i, approval.SessionSwap{New: token.Hash()}, func(k approval.Known) (approval.Enrolment, error) {
		return k.SignIn(i, cause)
	})
	w.must(err)
	return e.Person, token
}

func document(amount string) approval.Document {
	return approval.Document{ID: approval.NewID(), Kind: "transfer", Template: 1, Version: 1,
		Sentence: approval.Text{EN: "Transfer", AR: "تحويل"},
		Fields:   []approval.DocumentField{{Name: "amount", Type: approval.Money, Value: amount}}}
}

func (w world) created(p approval.Person) approval.ID {
	w.Helper()
	id, err := w.create(p, document("AED 10.00"), approval.NewID())
	w.must(err)
	return id
}

func (w world) create(p approval.Person, d approval.Document, key approval.ID) (id approval.ID, err error) {
	err = w.db.Decide(w.Context(), approval.Lock{Person: p.ID, Key: key}, func(f approval.Facts) (c approval.Change, err error) {
		c, id, err = f.Create(approval.Request{Document: d, Policy: policy, Key: key}, approval.DefaultLimits, cause(p.ID))
		return c, err
	})
	return id, err
}

func (w world) begun(p approval.Person, id approval.ID) *approval.Start {
	w.Helper()
	s, err := w.begin(p, id)
	w.must(err)
	return s
}

func (w world) begin(p approval.Person, id approval.ID) (s *approval.Start, err error) {
	err = w.db.Decide(w.Context(), approval.Lock{Person: p.ID, Transaction: id}, func(f approval.Facts) (approval.Change, error) {
		c, err := f.Start(approval.StartRequest{Version: f.Transaction.Version, Lang: approval.EN}, approval.DefaultLimits, cause(p.ID))
		s = c.Start
		return c, err
	})
	return s, err
}

func (w world) arrive(s *approval.Start, session, code approval.Secret) approval.Arrived {
	w.Helper()
	got, err := w.db.Arrive(w.Context(), approval.Arrival{State: s.State.Hash(), Binding: s.Binding.Hash(), Session: session.Hash(), Code: code})
	w.must(err)
	return got
}

// finished takes a claimed attempt to its end.
func (w world) finished(got approval.Arrived, who approval.Identity) error {
	w.Helper()
	c, err := got.Facts.Finish(who, nil, cause(got.Facts.Person.ID))
	w.must(err)
	return w.db.Apply(w.Context(), c)
}

// confirmed is a whole confirmation.
func (w world) confirmed(p approval.Person, session approval.Secret) approval.ID {
	w.Helper()
	id := w.created(p)
	got := w.arrive(w.begun(p, id), session, approval.NewSecret())
	if !got.Claimed {
		w.Fatal("not claimed")
	}
	w.must(w.finished(got, p.Identity))
	return id
}

func (w world) state(id approval.ID) string {
	w.Helper()
	return postgrestest.Query[string](w, w.database, `select state from transactions where id = $1`, id)
}

func (w world) noViolations() {
	w.Helper()
	for _, inv := range postgres.Invariants {
		n, err := w.db.Violations(w.Context(), inv)
		w.must(err)
		if n != 0 {
			w.Errorf("%s is violated %d times: %s", inv.ID, n, inv.Meaning)
		}
	}
}

// direct runs SQL under the portal's own role and returns what the server said.
func (w world) direct(sql string, args ...any) error {
	w.Helper()
	_, err := w.app.Exec(w.Context(), sql, args...)
	return err
}

func (w world) refused(what, sqlstate, sql string, args ...any) {
	w.Helper()
	err := w.direct(sql, args...)
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != sqlstate {
		w.Errorf("%s: %v, want SQLSTATE %s", what, err, sqlstate)
	}
}
