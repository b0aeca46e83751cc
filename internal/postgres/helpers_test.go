package postgres_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"takeed/internal/approval"
	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

// auditor is who reads the log here.
var auditor = approval.Source{Actor: approval.Staff("00000000-0000-4000-8000-000000000001"), Origin: origin}

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

// The people of a test, and what they do, are those of postgrestest.
var (
	policy, origin = postgrestest.Policy, postgrestest.Origin
	resident       = postgrestest.Resident
	document       = postgrestest.Document
	byCustomer     = postgrestest.ByCustomer
	worker         = postgrestest.Worker
)

func connect(t *testing.T, url string) *pgx.Conn { return postgrestest.Connect(t, url) }

func (w world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w world) signedIn(i approval.Identity) (approval.Person, approval.Secret) {
	w.Helper()
	return postgrestest.SignedIn(w, w.db, i)
}

func (w world) somebody() (approval.Person, approval.Secret) {
	w.Helper()
	return postgrestest.Somebody(w, w.db)
}

func (w world) created(p approval.Person) approval.ID {
	w.Helper()
	return postgrestest.Created(w, w.db, p)
}

func (w world) create(p approval.Person, d approval.Document, key approval.ID) (approval.ID, error) {
	return postgrestest.Create(w, w.db, p, d, key)
}

func (w world) begun(p approval.Person, id approval.ID) *approval.Start {
	w.Helper()
	s, err := w.begin(p, id)
	w.must(err)
	return s
}

func (w world) begin(p approval.Person, id approval.ID) (*approval.Start, error) {
	return postgrestest.Begin(w, w.db, p, id)
}

func (w world) arrive(s *approval.Start, session, code approval.Secret) approval.Arrived {
	w.Helper()
	return postgrestest.Arrive(w, w.db, s, session, code)
}

func (w world) finished(got approval.Arrived, who approval.Identity) error {
	w.Helper()
	return postgrestest.Finish(w, w.db, got, who)
}

func (w world) confirmed(p approval.Person, session approval.Secret) approval.ID {
	w.Helper()
	return postgrestest.Confirmed(w, w.db, p, session)
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
