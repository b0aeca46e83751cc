package postgres_test

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"takeed/internal/audit"
	"takeed/internal/postgres"
	"takeed/internal/postgres/auditlog"
	"takeed/internal/postgres/postgrestest"
)

// opensAt is the database by way of a pooler.
func opensAt(t *testing.T, d *postgrestest.Database, url string) *postgres.DB {
	t.Helper()
	c := d.Config("test")
	c.URL = url
	db, err := postgres.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

func held(t *testing.T, db *postgres.DB) postgres.Held {
	t.Helper()
	h, err := db.CheckLimits(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// What limits a statement is asked of the server, with and without a pooler between.
func TestTheLimitsHold(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	for name, url := range map[string]string{"direct": d.URL, "by tcp": d.Wire(t).URL, "a pooler in session mode": d.PgBouncer(t, "session")} {
		db := opensAt(t, d, url)
		if h := held(t, db); len(h.Lapses) > 0 || h.Plain || h.Unprepared || h.StringsAtStart != "on" || h.Pooler != strings.Contains(name, "pooler") {
			t.Errorf("%s: %+v", name, h)
		}
		_, err := db.StaffPool().Exec(t.Context(), `update users set preferred = null`)
		var pg *pgconn.PgError
		if !errors.As(err, &pg) || pg.Code != "25006" {
			t.Errorf("%s: the back office writes: %v", name, err)
		}
	}
}

// A whole confirmation, and what the staff see of it, by way of a pooler.
func TestAConfirmationBehindAPooler(t *testing.T) {
	w := newWorld(t)
	w.db = opensAt(t, w.database, w.database.PgBouncer(t, "session"))
	p, session := w.somebody()
	w.confirmed(p, session)
	if page, err := auditlog.New(w.db).Search(t.Context(), audit.Query{}, "", auditor); err != nil || len(page.Lines) == 0 {
		t.Errorf("%d lines, %v", len(page.Lines), err)
	}
	w.noViolations()
}

// In a pooler that hands the server's connections on, what was set for one is found by
// another. It is seen, and what the role brings holds.
func TestAPoolerThatSharesConnections(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	db := opensAt(t, d, d.PgBouncer(t, "transaction", "default_pool_size = 4"))
	if h := held(t, db); !h.Pooler || !slices.Contains(h.Lapses, "statement_timeout is 5s and must be 3s") || !h.Unprepared {
		t.Errorf("%+v", h)
	}
	own := *d
	own.URL = d.Login(t, "")
	login, err := url.Parse(own.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, setting := range []string{"statement_timeout = '3s'", "lock_timeout = '2000'", "idle_in_transaction_session_timeout = '5s'", "synchronous_commit = 'on'", "client_min_messages = 'warning'", "plan_cache_mode = 'force_generic_plan'"} {
		if h := held(t, opensAt(t, &own, own.PgBouncer(t, "transaction"))); len(h.Lapses) == 0 {
			t.Errorf("without %s: %+v", setting, h)
		}
		if err := postgrestest.Exec(t.Context(), d.Admin, "alter role "+login.User.Username()+" set "+setting); err != nil {
			t.Fatal(err)
		}
	}
	if h := held(t, opensAt(t, &own, own.PgBouncer(t, "transaction"))); !h.Pooler || len(h.Lapses) > 0 || !h.Plain || !h.Unprepared {
		t.Errorf("with all of them: %+v", h)
	}
	if h := held(t, opensAt(t, &own, own.URL)); h.Pooler || len(h.Lapses) > 0 || h.Plain {
		t.Errorf("without a pooler: %+v", h)
	}
}
