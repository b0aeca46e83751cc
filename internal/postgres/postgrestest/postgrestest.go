// Package postgrestest gives each test a PostgreSQL database of its own, migrated by
// the real migrations under a role that is no superuser, and a login of the portal
// that is what it will be in production.
//
// The server is the one that DATABASE_URL names (a superuser's URL) or a private
// one, started by the first test of a package and ended by [Main]. Without any, tests
// skip on a laptop and fail when CI is set.
//
// It also has the people of such a database: in people.go by the store alone, step by step,
// and in [Journey] by the flows, with both providers played by the test.
package postgrestest

import (
	"context"
	"flag"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/keys"
	"takeed/internal/localpg"
	"takeed/internal/postgres"
)

// Main is for TestMain: it runs the tests and ends the server that they started, and
// whatever else they share.
func Main(m *testing.M, ends ...func()) {
	code := m.Run()
	stop()
	for _, end := range ends {
		end()
	}
	os.Exit(code)
}

// speed trades durability, which no test needs, for time. Benchmarks get a server
// with the defaults.
var speed = map[string]string{
	"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
	"max_connections": "400", "shared_buffers": "64MB", "autovacuum": "off",
}

// server is the one of this test process.
var server struct {
	once     sync.Once
	admin    string // a superuser's URL
	template string
	err      error
	stop     func()
}

func start() {
	ctx := context.Background()
	server.stop = func() {}
	server.admin = os.Getenv("DATABASE_URL")
	if server.admin == "" {
		if server.err = startPrivate(ctx); server.err != nil {
			return
		}
	}
	server.template = fmt.Sprintf("takeed_template_%d_%d", os.Getpid(), time.Now().UnixNano())
	server.err = makeTemplate(ctx)
}

func startPrivate(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "takeed-test-")
	if err != nil {
		return err
	}
	settings := speed
	if bench := flag.Lookup("test.bench"); bench != nil && bench.Value.String() != "" {
		settings = map[string]string{"max_connections": "400"}
	}
	pg, err := localpg.Start(ctx, localpg.Options{Dir: dir, Settings: settings, Download: true})
	if err != nil {
		_ = os.RemoveAll(dir)
		return err
	}
	server.admin = pg.URL("postgres", "postgres")
	server.stop = func() {
		_ = pg.Stop(context.Background())
		_ = os.RemoveAll(dir)
	}
	return nil
}

func stop() {
	if server.stop == nil {
		return
	}
	if server.template != "" {
		_ = Exec(context.Background(), server.admin, "drop database if exists "+server.template+" with (force)")
	}
	server.stop()
}

const (
	owner = "takeed_test_owner" // may create roles, owns the schema, is no superuser
	login = "takeed_test_portal"
)

// makeTemplate migrates one database that all others are copied from.
func makeTemplate(ctx context.Context) error {
	for _, role := range []string{owner + " login createrole password 'owner'", login + " login password 'portal'"} {
		_ = Exec(ctx, server.admin, "create role "+role) // exists after the first process
	}
	if err := Exec(ctx, server.admin, "create database "+server.template+" owner "+owner); err != nil {
		return err
	}
	if _, err := postgres.Migrate(ctx, as(owner, "owner", server.template)); err != nil {
		return err
	}
	return Exec(ctx, server.admin, "grant takeed_app to "+login)
}

// as is the server's URL for another user and database.
func as(user, password, database string) string {
	u, err := url.Parse(server.admin)
	if err != nil {
		panic("postgrestest: the server's URL: " + err.Error())
	}
	u.User = url.UserPassword(user, password)
	u.Path = "/" + database
	q := u.Query()
	q.Del("user")
	u.RawQuery = q.Encode()
	return u.String()
}

// Exec runs statements on a connection of their own.
func Exec(ctx context.Context, url, sql string, args ...any) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	_, err = conn.Exec(ctx, sql, args...)
	return err
}

// Database is one test's own.
type Database struct {
	URL   string // the portal's login
	Owner string // the schema's owner
	Admin string // a superuser, for planting what nobody else can
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

// Empty returns a database that nobody has migrated yet.
func Empty(t testing.TB) *Database {
	t.Helper()
	needServer(t)
	return create(t, "")
}

func needServer(t testing.TB) {
	t.Helper()
	server.once.Do(start)
	if server.err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("PostgreSQL is needed: %v", server.err)
		}
		t.Skipf("PostgreSQL is needed: %v", server.err)
	}
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

// withKeys gives the database a keyset with a second sealing key, which does not seal yet.
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

// Rotated is the keyset when its second sealing key seals. Keys opens that, too.
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

// Plant runs statements as a superuser with every trigger and foreign key off: it
// makes what the schema makes impossible.
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

// Advance moves the database's clock: what is decided by takeed_now() from here on is
// decided that much later (all calls add up).
func (d *Database) Advance(t testing.TB, by time.Duration) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, d.Owner)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	var micros int64
	if err := conn.QueryRow(ctx, `select (extract(epoch from takeed_now() - statement_timestamp()) * 1000000)::bigint`).Scan(&micros); err != nil {
		t.Fatal(err)
	}
	micros += by.Microseconds()
	body := fmt.Sprintf("create or replace function takeed_now() returns timestamptz language sql stable as 'select statement_timestamp() + interval ''%d microseconds'''", micros)
	if _, err := conn.Exec(ctx, body); err != nil {
		t.Fatal(err)
	}
}

// Age makes every event so much older than it is, and the chains anew, so that they hold.
// What the log says of clean-ups keeps its time, since it has one in its text, too.
func (d *Database) Age(t testing.TB, by time.Duration) {
	t.Helper()
	d.Plant(t, fmt.Sprintf(`do $$
		declare
		  e audit_events;
		  s text := '';
		  past bytea;
		begin
		  for e in select * from audit_events where stream <> 'sys:retention' order by stream, seq loop
		    if e.stream <> s then
		      s := e.stream;
		      past := (select anchor from audit_streams where stream = s);
		    end if;
		    e.at := e.at - interval '%d microseconds';
		    e.prev_hash := past;
		    e.hash := audit_hash(e);
		    past := e.hash;
		    update audit_events set at = e.at, prev_hash = e.prev_hash, hash = e.hash where id = e.id;
		    update audit_streams set head = past where stream = s;
		  end loop;
		end $$`, by.Microseconds()))
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

// NoViolations checks every invariant of the database but those that are named.
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
