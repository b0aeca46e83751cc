package postgrestest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/localpg"
	"takeed/internal/postgres"
)

// Pair is a primary and a standby that every commit waits for. Replication goes through a
// wire of its own, which a test may cut: the primary then goes on serving its clients, but
// no standby acknowledges what they commit.
type Pair struct {
	testing.TB
	Primary, Standby *localpg.Server
	Stream           *Wire // from the standby to the primary
	dirs             map[*localpg.Server]string
	settings         map[string]string
}

// NewPair starts both, and stops them when the test ends. It skips the test where there
// is no pg_basebackup, unless CI is set.
func NewPair(t testing.TB) *Pair {
	t.Helper()
	dir, err := os.MkdirTemp("", "takeed-pair-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil { // for the user that PostgreSQL runs as
		t.Fatal(err)
	}
	p := &Pair{TB: t, dirs: map[*localpg.Server]string{}, settings: map[string]string{
		"fsync": "off", "max_connections": "60", "shared_buffers": "16MB", "wal_receiver_status_interval": "1s", "wal_retrieve_retry_interval": "200ms",
	}}
	p.Primary = p.serve(filepath.Join(dir, "a"))
	d := &Database{URL: p.Primary.URL("postgres", "postgres")}
	p.Stream = d.Wire(t)
	p.Standby = p.serve(filepath.Join(dir, "b"))
	p.Follow()
	return p
}

// serve runs a PostgreSQL in a folder until the test ends.
func (p *Pair) serve(dir string) *localpg.Server {
	p.Helper()
	s, err := localpg.Start(context.Background(), localpg.Options{Dir: dir, Settings: p.settings, Download: true})
	if err != nil {
		p.missing(err)
	}
	p.dirs[s] = dir
	p.Cleanup(func() { p.kill(s) })
	return s
}

// kill ends a server as a power failure would.
func (p *Pair) kill(s *localpg.Server) {
	now, cancel := context.WithCancel(context.Background())
	cancel()
	_ = s.Stop(now)
}

// missing skips the test, or fails it where CI is set.
func (p *Pair) missing(err error) {
	p.Helper()
	if os.Getenv("CI") != "" {
		p.Fatalf("two PostgreSQL are needed: %v", err)
	}
	p.Skipf("two PostgreSQL are needed: %v", err)
}

// Follow makes the standby anew, as a copy of the primary that follows it, and returns
// when commits wait for it.
func (p *Pair) Follow() {
	p.Helper()
	dir := p.dirs[p.Standby]
	p.kill(p.Standby)
	p.Stream.LeadTo(p, p.Primary.URL("postgres", "postgres"))
	p.Stream.Mend()
	p.copyTo(filepath.Join(dir, "data"))
	p.Standby = p.serve(dir)
	p.On(p.Primary, `alter system set synchronous_standby_names = '*'`, `select pg_reload_conf()`)
	p.await(p.Primary, `select count(*) = 1 from pg_stat_replication where sync_state = 'sync'`)
	p.await(p.Primary, `select current_setting('synchronous_standby_names') = '*'`)
}

// copyTo replaces what is in a folder by a copy of the primary's data.
func (p *Pair) copyTo(data string) {
	p.Helper()
	info, err := os.Stat(data)
	if err != nil {
		p.Fatal(err)
	}
	stat := info.Sys().(*syscall.Stat_t)
	if err := os.RemoveAll(data); err != nil {
		p.Fatal(err)
	}
	if err := os.Mkdir(data, 0o700); err != nil {
		p.Fatal(err)
	}
	if err := os.Chown(data, int(stat.Uid), int(stat.Gid)); err != nil {
		p.Fatal(err)
	}
	programs := Query[string](p, p.as(p.Primary), `select setting from pg_config where name = 'BINDIR'`)
	at, err := url.Parse(p.Stream.URL)
	if err != nil {
		p.Fatal(err)
	}
	command := exec.Command(filepath.Join(programs, "pg_basebackup"), "-R", "-X", "stream", "-c", "fast", "--no-sync", "-D", data,
		"-d", fmt.Sprintf("host=%s port=%s user=postgres sslmode=disable gssencmode=disable", at.Hostname(), at.Port()))
	command.Dir = "/"
	if os.Geteuid() == 0 {
		command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: stat.Uid, Gid: stat.Gid}}
	}
	if out, err := command.CombinedOutput(); err != nil {
		p.missing(fmt.Errorf("pg_basebackup: %w: %s", err, out))
	}
}

// as is one of the two, seen by its superuser.
func (p *Pair) as(s *localpg.Server) *Database {
	return &Database{Owner: s.URL("postgres", "postgres")}
}

// On runs statements as the superuser of one of the two.
func (p *Pair) On(s *localpg.Server, statements ...string) {
	p.Helper()
	for _, sql := range statements {
		if err := Exec(context.Background(), s.URL("postgres", "postgres"), sql); err != nil {
			p.Fatalf("%s: %v", sql, err)
		}
	}
}

// await asks one of the two a question until the answer is true.
func (p *Pair) await(s *localpg.Server, question string) {
	p.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.URL("postgres", "postgres"))
	if err != nil {
		p.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	for yes := false; !yes; {
		if err := conn.QueryRow(ctx, question).Scan(&yes); err != nil {
			p.Fatalf("%s: %v", question, err)
		}
	}
}

// Database is a migrated database on the primary, reached through a wire that can be led to
// the standby.
func (p *Pair) Database() (*Database, *Wire) {
	p.Helper()
	p.On(p.Primary, `create role takeed_test_owner login createrole password 'owner'`, `create role takeed_test_portal login password 'portal'`,
		`create database takeed owner takeed_test_owner`)
	if _, err := postgres.Migrate(context.Background(), p.Primary.URL("takeed_test_owner", "takeed")); err != nil {
		p.Fatal(err)
	}
	p.On(p.Primary, `grant takeed_app to takeed_test_portal`)
	d := (&Database{URL: p.Primary.URL("takeed_test_portal", "takeed")}).withKeys(p)
	wire := d.Wire(p)
	by := func(user string) string { return strings.Replace(wire.URL, "takeed_test_portal@", user+"@", 1) }
	d.URL, d.Owner, d.Admin = wire.URL, by("takeed_test_owner"), by("postgres")
	return d, wire
}

// FailOver kills the primary, makes a primary of the standby, and leads a wire to it.
func (p *Pair) FailOver(wire *Wire) {
	p.Helper()
	p.kill(p.Primary)
	wire.Cut()
	p.Promote()
	wire.LeadTo(p, p.Primary.URL("postgres", "takeed"))
	wire.Mend()
}

// Promote swaps the two. The standby becomes a primary that no standby follows and whose
// commits wait for none. The old primary counts as the standby, though it may still be
// running, unaware of the change.
func (p *Pair) Promote() {
	p.Helper()
	p.On(p.Standby, `select pg_promote()`, `alter system reset synchronous_standby_names`, `select pg_reload_conf()`)
	p.await(p.Standby, `select not pg_is_in_recovery() and current_setting('synchronous_standby_names') = ''`)
	p.Primary, p.Standby = p.Standby, p.Primary
}

// KillStandby ends what is now the standby: after Promote, the old primary.
func (p *Pair) KillStandby() { p.kill(p.Standby) }

// Freeze stops the process with which the standby receives, as a disk that hangs would.
// Calling thaw lets it go on.
func (p *Pair) Freeze() (thaw func()) {
	p.Helper()
	receiver := Query[int](p, p.as(p.Standby), `select pid from pg_stat_wal_receiver`)
	if err := syscall.Kill(receiver, syscall.SIGSTOP); err != nil {
		p.Fatal(err)
	}
	return func() { _ = syscall.Kill(receiver, syscall.SIGCONT) }
}

// Crash kills the primary and starts it again. It still has everything that it wrote
// before, even what the standby never got.
func (p *Pair) Crash() {
	p.Helper()
	dir := p.dirs[p.Primary]
	p.kill(p.Primary)
	p.Primary = p.serve(dir)
}
