package postgrestest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/keys"
	"takeed/internal/postgres"
)

// Database is one test's own database.
type Database struct {
	URL   string // the portal's login
	Owner string // the schema's owner
	Admin string // a superuser, for planting what no other role can
	Keys  *keys.Keyset
	file  []byte // that Keys were read from
}

var number atomic.Int64

// New returns a fresh migrated database, dropped when the test ends.
func New(t testing.TB) *Database {
	t.Helper()
	needServer(t)
	return create(t, "template "+server.template)
}

// Empty returns a database that is not migrated yet.
func Empty(t testing.TB) *Database {
	t.Helper()
	needServer(t)
	return create(t, "")
}

// Copy returns a copy of the database, with its keys. Nobody may be connected to it.
func (d *Database) Copy(t testing.TB) *Database {
	t.Helper()
	u, err := url.Parse(d.URL)
	if err != nil {
		t.Fatal(err)
	}
	c := create(t, "template "+strings.TrimPrefix(u.Path, "/"))
	c.Keys, c.file = d.Keys, d.file
	return c
}

func create(t testing.TB, like string) *Database {
	t.Helper()
	name := fmt.Sprintf("%s_%d", strings.Replace(server.template, "template", "test", 1), number.Add(1))
	ctx := context.Background()
	if err := Exec(ctx, server.admin, "create database "+name+" "+like+" owner "+owner); err != nil {
		t.Fatalf("create a test database: %v", err)
	}
	t.Cleanup(func() {
		if err := Exec(ctx, server.admin, "drop database "+name+" with (force)"); err != nil {
			t.Errorf("drop the test database: %v", err)
		}
	})
	return (&Database{URL: as(login, "portal", name), Owner: as(owner, "owner", name), Admin: withDatabase(name)}).withKeys(t)
}

// Login makes another login, a member of takeed_app with one attribute more, for as long
// as the test runs.
func (d *Database) Login(t testing.TB, attribute string) (loginURL string) {
	t.Helper()
	ctx := context.Background()
	u, err := url.Parse(d.URL)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("takeed_test_%d_%d", os.Getpid(), number.Add(1))
	if err := Exec(ctx, d.Admin, "create role "+name+" login password 'portal' "+attribute+"; grant takeed_app to "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = Exec(ctx, server.admin, "drop role "+name) })
	return as(name, "portal", strings.TrimPrefix(u.Path, "/"))
}

func withDatabase(name string) string {
	u, err := url.Parse(server.admin)
	if err != nil {
		panic("postgrestest: the server's URL: " + err.Error())
	}
	u.Path = "/" + name
	return u.String()
}

// withKeys gives the database a keyset with a second sealing key, which is not the primary
// one yet.
func (d *Database) withKeys(t testing.TB) *Database {
	t.Helper()
	content, err := keys.Generate()
	if err == nil {
		d.file, err = keys.Add(content)
	}
	if err != nil {
		t.Fatal(err)
	}
	d.Keys = parse(t, d.file)
	return d
}

func parse(t testing.TB, content []byte) *keys.Keyset {
	t.Helper()
	k, err := keys.Parse(content)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// Rotated is the keyset after its second sealing key became the primary one. Keys opens
// what it seals, too.
func (d *Database) Rotated(t testing.TB) *keys.Keyset {
	t.Helper()
	content, err := keys.Rotate(d.file)
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, content)
}

// Migrate brings an empty database to the schema.
func (d *Database) Migrate(t testing.TB) {
	t.Helper()
	if _, err := postgres.Migrate(context.Background(), d.Owner); err != nil {
		t.Fatal(err)
	}
}

// Open opens the database as one replica of the portal does.
func (d *Database) Open(t testing.TB) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(context.Background(), d.Config("test"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

// Config is how a replica is configured.
func (d *Database) Config(instance string) postgres.Config {
	return postgres.Config{
		URL: d.URL, Keys: d.Keys, Provider: "simulator:takeed_confirm", Instance: instance,
		Idle: 10 * time.Minute, Lifetime: 8 * time.Hour, PageConns: 8, CallbackConns: 8,
	}
}

// Plant runs statements as a superuser with every trigger and foreign key off, to write
// what the schema makes impossible.
func (d *Database) Plant(t testing.TB, sql string, args ...any) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, d.Admin)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if _, err := conn.Exec(ctx, "set session_replication_role = replica"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(ctx, sql, args...); err != nil {
		t.Fatalf("plant: %v", err)
	}
}

// Query reads one value as the owner, for looking at what the portal wrote.
func Query[T any](t testing.TB, d *Database, sql string, args ...any) T {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, d.Owner)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	var v T
	if err := conn.QueryRow(ctx, sql, args...).Scan(&v); err != nil {
		t.Fatalf("query: %v", err)
	}
	return v
}

// NoViolations checks every invariant of the database except those that are named.
func (d *Database) NoViolations(t testing.TB, but ...string) {
	t.Helper()
	db, err := postgres.Open(context.Background(), d.Config("invariants"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, inv := range postgres.Invariants {
		if slices.Contains(but, inv.ID) {
			continue
		}
		n, err := db.Violations(context.Background(), inv)
		if err != nil {
			t.Fatal(err)
		}
		if n != 0 {
			t.Errorf("%s is violated %d times: %s", inv.ID, n, inv.Meaning)
		}
	}
}
