package web_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/keys"
	"takeed/internal/localpg"
	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
)

// pair is a primary and a standby that every commit waits for.
type pair struct {
	*testing.T
	primary, standby *localpg.Server
}

// server runs a PostgreSQL in a folder until the test ends.
func (p *pair) server(dir string, settings map[string]string) *localpg.Server {
	p.Helper()
	s, err := localpg.Start(context.Background(), localpg.Options{Dir: dir, Settings: settings, Download: true})
	if err != nil {
		p.missing(err)
	}
	p.Cleanup(func() { _ = s.Stop(context.Background()) })
	return s
}

// missing skips the test, or fails it where everything is meant to be there.
func (p *pair) missing(err error) {
	p.Helper()
	if os.Getenv("CI") != "" {
		p.Fatalf("two PostgreSQL are needed: %v", err)
	}
	p.Skipf("two PostgreSQL are needed: %v", err)
}

func newPair(t *testing.T) *pair {
	t.Helper()
	p := &pair{T: t}
	dir, err := os.MkdirTemp("", "takeed-pair-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil { // for the user that PostgreSQL runs as
		t.Fatal(err)
	}
	settings := map[string]string{"fsync": "off", "max_connections": "60", "shared_buffers": "16MB"}
	p.primary = p.server(filepath.Join(dir, "a"), settings)
	p.copyOf(filepath.Join(dir, "b"), settings)
	p.on(p.primary, `alter system set synchronous_standby_names = '*'`, `select pg_reload_conf()`)
	const inStep = `select count(*) = 1 from pg_stat_replication where sync_state = 'sync'`
	until(t, func() bool {
		return postgrestest.Query[bool](t, &postgrestest.Database{Owner: p.primary.URL("postgres", "postgres")}, inStep)
	})
	return p
}

// copyOf makes the standby: a folder of its own, in which a copy of the primary's data
// takes the place of what was made there.
func (p *pair) copyOf(dir string, settings map[string]string) {
	p.Helper()
	if err := p.server(dir, settings).Stop(context.Background()); err != nil {
		p.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	info, err := os.Stat(data)
	if err != nil {
		p.Fatal(err)
	}
	if err := os.RemoveAll(data); err != nil {
		p.Fatal(err)
	}
	at, err := url.Parse(p.primary.URL("postgres", "postgres"))
	if err != nil {
		p.Fatal(err)
	}
	programs := postgrestest.Query[string](p, &postgrestest.Database{Owner: at.String()}, `select setting from pg_config where name = 'BINDIR'`)
	if err := os.Mkdir(data, 0o700); err != nil {
		p.Fatal(err)
	}
	stat := info.Sys().(*syscall.Stat_t)
	if err := os.Chown(data, int(stat.Uid), int(stat.Gid)); err != nil {
		p.Fatal(err)
	}
	command := exec.Command(filepath.Join(programs, "pg_basebackup"), "-h", at.Query().Get("host"), "-p", "5432", "-U", "postgres",
		"-D", data, "-R", "-X", "stream", "-c", "fast", "--no-sync")
	command.Dir = "/"
	if os.Geteuid() == 0 {
		command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: stat.Uid, Gid: stat.Gid}}
	}
	if out, err := command.CombinedOutput(); err != nil {
		p.missing(fmt.Errorf("pg_basebackup: %w: %s", err, out))
	}
	p.standby = p.server(dir, settings)
}

// on runs statements as the superuser of one of the two.
func (p *pair) on(s *localpg.Server, statements ...string) {
	p.Helper()
	for _, sql := range statements {
		if err := postgrestest.Exec(context.Background(), s.URL("postgres", "postgres"), sql); err != nil {
			p.Fatalf("%s: %v", sql, err)
		}
	}
}

// database is a migrated one on the primary, reached by a wire that can be led to the
// standby.
func (p *pair) database() (*postgrestest.Database, *postgrestest.Wire) {
	p.Helper()
	p.on(p.primary, `create role takeed_test_owner login createrole password 'owner'`, `create role takeed_test_portal login password 'portal'`,
		`create database takeed owner takeed_test_owner`)
	if _, err := postgres.Migrate(context.Background(), p.primary.URL("takeed_test_owner", "takeed")); err != nil {
		p.Fatal(err)
	}
	p.on(p.primary, `grant takeed_app to takeed_test_portal`)
	content, err := keys.Generate()
	if err != nil {
		p.Fatal(err)
	}
	k, err := keys.Parse(content)
	if err != nil {
		p.Fatal(err)
	}
	d := &postgrestest.Database{URL: p.primary.URL("takeed_test_portal", "takeed"), Keys: k}
	wire := d.Wire(p)
	by := func(user string) string { return strings.Replace(wire.URL, "takeed_test_portal@", user+"@", 1) }
	d.URL, d.Owner, d.Admin = wire.URL, by("takeed_test_owner"), by("postgres")
	return d, wire
}

// fail kills the primary, as a machine that loses its power does, and makes a primary
// of the standby.
func (p *pair) fail(wire *postgrestest.Wire) {
	p.Helper()
	now, cancel := context.WithCancel(context.Background())
	cancel()
	_ = p.primary.Stop(now)
	wire.Cut()
	p.on(p.standby, `select pg_promote()`, `alter system reset synchronous_standby_names`, `select pg_reload_conf()`)
	wire.LeadTo(p, p.standby.URL("postgres", "takeed"))
	wire.Mend()
}

// The database's machine is lost while customers confirm, and its standby takes over.
// They are told that we are busy, for a while; what a page called confirmed before is
// confirmed after, and everybody can go on.
func TestAStandbyTakesOver(t *testing.T) {
	t.Parallel()
	const people = 4
	p := newPair(t)
	db, wire := p.database()
	w := open(t, crowded(people), longLivedCodes, func(o *apptest.Options) {
		o.Database = db
		configured(o, func(c *app.Config) { c.PageConns, c.Callbacks = 4, 4 })
	})
	all := crowd(t, w, people)
	var confirmed sync.Map // pages that said so
	var before, after atomic.Int64
	failed, enough := make(chan struct{}), make(chan struct{})
	var acting sync.WaitGroup
	for _, c := range all {
		acting.Go(func() {
			for {
				if page, ok := c.confirmsAsSeen(); ok {
					confirmed.Store(page, c)
					count := &before
					if isClosed(failed) {
						count = &after
					}
					count.Add(1)
				} else {
					_ = c.signIn() // the session's new token may be lost with the primary's answer
				}
				if isClosed(enough) {
					return
				}
			}
		})
	}
	until(t, func() bool { return before.Load() >= 20 })
	p.fail(wire)
	close(failed)
	until(t, func() bool { return after.Load() >= 20 })
	close(enough)
	acting.Wait()

	confirmed.Range(func(page, by any) bool {
		if got := recorded(w, page.(string)[len("/en/transactions/"):]); got.State != "confirmed" {
			t.Errorf("a page said confirmed, and it is %+v", got)
		}
		return true
	})
	for _, e := range w.Simulator.Journal() {
		if e.Code != "" && w.Simulator.Exchanges(e.Code) > 1 {
			t.Error("a code was exchanged twice")
		}
	}
	w.Database.Advance(t, 0) // the owner may write: the standby is a primary
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// confirmsAsSeen makes a transaction, confirms it, and reports whether its page says
// so.
func (c customer) confirmsAsSeen() (page string, ok bool) {
	page, callback, err := c.begins("")
	if err != nil {
		return "", false
	}
	if _, err := c.comesBack(callback); err != nil {
		return "", false
	}
	p, err := c.Try(page)
	return page, err == nil && p.Find(".panel.tone-ok").Length() == 1
}
