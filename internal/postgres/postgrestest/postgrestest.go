// Package postgrestest gives each test a PostgreSQL database of its own, migrated by
// the real migrations under a role that is no superuser, and a login of the portal with the
// rights that it has in production.
//
// The server is the one that DATABASE_URL names (a superuser's URL) or a private
// one, started by the first test of a package and ended by [Main]. If there is neither,
// tests are skipped on a laptop and fail when CI is set.
//
// It also makes the people of such a database: in people.go step by step, with the store
// alone, and in [Journey] with the flows, where the test plays both providers.
package postgrestest

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/localpg"
	"takeed/internal/postgres"
)

// Main is for TestMain: it runs the tests, ends the server that they started, and calls
// ends for whatever else they share.
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

// server is the server of this test process.
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
	settings := maps.Clone(speed)
	if bench := flag.Lookup("test.bench"); bench != nil && bench.Value.String() != "" {
		settings = map[string]string{"max_connections": "400"}
	}
	maps.Copy(settings, recordingSettings())
	pg, err := localpg.Start(ctx, localpg.Options{Dir: dir, Settings: settings, Download: true})
	if err != nil {
		_ = os.RemoveAll(dir)
		return err
	}
	server.admin = pg.URL("postgres", "postgres")
	server.stop = func() {
		_ = pg.Stop(context.Background())
		record(filepath.Join(dir, "postgres.log"))
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
