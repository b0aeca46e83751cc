package auditlog_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/office"
	"takeed/internal/postgres"
	"takeed/internal/postgres/auditlog"
	"takeed/internal/postgres/postgrestest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

// world is a database, the people in it, and its log.
type world struct {
	*testing.T
	db       *postgres.DB
	database *postgrestest.Database
	log      *auditlog.Log
	app      *pgx.Conn // under the portal's own role, past its code
}

func newWorld(t *testing.T) world {
	t.Parallel()
	d := postgrestest.New(t)
	db := d.Open(t)
	return world{t, db, d, auditlog.New(db), connect(t, d.URL)}
}

// journey is a world whose people use the flows.
type journey struct {
	world
	*postgrestest.Journey
}

func newJourney(t *testing.T) *journey {
	t.Helper()
	w := newWorld(t)
	return &journey{w, postgrestest.NewJourney(t, w.database, w.db)}
}

// auditor is who reads the log here.
var auditor = approval.Source{Actor: approval.Staff("00000000-0000-4000-8000-000000000001"), Origin: origin}

var origin, worker = postgrestest.Origin, postgrestest.Worker

func noMask(i approval.Identity) approval.Identity { return i }

func connect(t *testing.T, url string) *pgx.Conn { return postgrestest.Connect(t, url) }

func (w world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w world) somebody() (approval.Person, approval.Secret) {
	w.Helper()
	return postgrestest.Somebody(w, w.db)
}

func (w world) created(p approval.Person) approval.ID {
	w.Helper()
	return postgrestest.Created(w, w.db, p)
}

func (w world) confirmed(p approval.Person, session approval.Secret) approval.ID {
	w.Helper()
	return postgrestest.Confirmed(w, w.db, p, session)
}

func (w world) staffEntered(i office.Identity) (office.Member, approval.Secret) {
	w.Helper()
	return postgrestest.StaffEntered(w, w.db, i)
}

func (w world) count(sql string, args ...any) int {
	w.Helper()
	return postgrestest.Query[int](w, w.database, sql, args...)
}

// direct runs SQL under the portal's own role and returns what the server said.
func (w world) direct(sql string, args ...any) error {
	w.Helper()
	_, err := w.app.Exec(w.Context(), sql, args...)
	return err
}

func (w world) noViolations() {
	w.Helper()
	w.database.NoViolations(w)
}

// looks are the events of a kind, in their order, as what they say.
func (w world) looks(code approval.EventCode) []map[string]string {
	w.Helper()
	return postgrestest.Query[[]map[string]string](w, w.database, `select coalesce(json_agg(body::json order by id), '[]') from audit_events where kind = $1`, code)
}
