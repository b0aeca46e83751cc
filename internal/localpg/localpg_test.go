package localpg

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func TestDataSurviveARestart(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(newParent(t), "made", "by", "start")

	s := start(t, dir)
	ask(t, s.URL(superuser, superuser), "create table kept as select 'the same' as what")
	stop(t, s)
	<-s.Done()
	if err := s.Err(); err != nil {
		t.Errorf("after Stop, Err is %v", err)
	}
	stop(t, s)

	again := start(t, dir)
	if got := ask(t, again.URL(superuser, superuser), "select what from kept"); got != "the same" {
		t.Errorf("the table has %q", got)
	}
}

func TestTwoAtOnce(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	first := start(t, dir)

	_, err := Start(t.Context(), Options{Dir: dir, Settings: quick})
	who := fmt.Sprintf("process %d runs PostgreSQL in %s", os.Getpid(), dir)
	if !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), who) {
		t.Errorf("in this process: %v", err)
	}
	out, err := child(t, "serve", dir).Output()
	if err == nil || !strings.Contains(string(out), who) {
		t.Errorf("in another process: %s, %v", out, err)
	}
	if got := ask(t, first.URL(superuser, superuser), "select 'alive'"); got != "alive" {
		t.Errorf("the first server says %q", got)
	}
}

func TestNoTCPAndAPrivateSocket(t *testing.T) {
	t.Parallel()
	s := start(t, newDir(t))
	for path, want := range map[string]os.FileMode{
		s.socket:                            os.ModeDir | 0o700,
		filepath.Join(s.socket, socketName): os.ModeSocket | 0o700,
	} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != want {
			t.Errorf("%s has mode %v, want %v", path, info.Mode(), want)
		}
	}
	if got := ask(t, s.URL(superuser, superuser), "select coalesce(host(inet_server_addr()), 'no address')"); got != "no address" {
		t.Errorf("the server is at %s", got)
	}
}

func TestFolderTooLongForASocket(t *testing.T) {
	t.Parallel()
	s := start(t, filepath.Join(newParent(t), strings.Repeat("long/", 30)))
	ask(t, s.URL(superuser, superuser), "select 'connected'")
	stop(t, s)
	if exists(s.socket) {
		t.Error("the folder of the socket is left")
	}
}

func TestURL(t *testing.T) {
	t.Parallel()
	s := &Server{socket: "/a folder/with %&?#/signs"}
	config, err := pgx.ParseConfig(s.URL("take:eed", "my data?"))
	if err != nil {
		t.Fatal(err)
	}
	if config.Host != s.socket || config.User != "take:eed" || config.Database != "my data?" || config.TLSConfig != nil {
		t.Errorf("pgx understands host %q, user %q, database %q", config.Host, config.User, config.Database)
	}
	if u, err := url.Parse(s.URL(superuser, superuser)); err != nil || u.Path != "/postgres" {
		t.Errorf("a caller that changes the URL sees %v, %v", u, err)
	}
}

func TestServerDies(t *testing.T) {
	t.Parallel()
	s := start(t, newDir(t))
	if err := s.Err(); err != nil {
		t.Errorf("while it runs, Err is %v", err)
	}
	if err := s.command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-s.Done()
	if err := s.Err(); err == nil || !strings.Contains(err.Error(), logName) {
		t.Errorf("Err is %v", err)
	}
	stop(t, s)
}

func mustBeFree(t *testing.T, dir string) {
	t.Helper()
	held, err := lockFolder(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	held.release()
}

func TestServerDoesNotStart(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	dir := newDir(t)
	stop(t, start(t, dir))

	for setting, why := range map[string]string{
		"shared_buffers":   `FATAL:  invalid value for parameter "shared_buffers"`,
		"listen_addresses": "listen_addresses of PostgreSQL cannot be changed",
	} {
		_, err := Start(t.Context(), Options{Dir: dir, Settings: map[string]string{setting: "nonsense"}})
		if err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("the reason is missing: %v", err)
		}
		if exists(filepath.Join(dir, runName)) {
			t.Errorf("after a wrong %s the folder of the socket is left", setting)
		}
		mustBeFree(t, dir)
	}
}

func TestCancelledBeforeItBegan(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := newDir(t)
	if _, err := Start(ctx, Options{Dir: dir, Settings: quick}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	mustBeFree(t, dir)
}

//takeed:race
func TestCancelledWhile(t *testing.T) {
	t.Parallel()
	scripts := genuine(t)
	const hang = "echo > begun; exec sleep 600"
	for what, c := range map[string]struct{ postgres, initdb string }{
		"making the database":    {scripts["bin/postgres"], hang},
		"waiting for the server": {`[ "$1" != --version ] || ` + scripts["bin/postgres"] + "\n" + hang, scripts["bin/initdb"]},
	} {
		m := machine{path: newParent(t)}
		program(t, filepath.Join(m.path, "postgres"), c.postgres)
		program(t, filepath.Join(m.path, "initdb"), c.initdb)
		dir := newParent(t)
		begun := filepath.Join(dir, "begun") // the programs run in dir
		if err := errors.Join(syscall.Mkfifo(begun, 0o666), os.Chmod(begun, 0o666)); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			_, _ = os.ReadFile(begun) // returns when the program that hangs has begun
			cancel()
		}()
		if _, err := m.start(ctx, Options{Dir: dir, Settings: quick}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", what, err)
		}
		if exists(filepath.Join(dir, freshName)) || exists(filepath.Join(dir, runName)) {
			t.Errorf("%s: something unfinished is left", what)
		}
		mustBeFree(t, dir)
	}
}

func TestContextOfStartDoesNotEndTheServer(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	ctx, cancel := context.WithCancel(t.Context())
	s, err := Start(ctx, Options{Dir: newDir(t), Settings: quick})
	if err != nil {
		t.Fatal(err)
	}
	defer stop(t, s)
	cancel()
	ask(t, s.URL(superuser, superuser), "select 'alive'")
}

func TestStopWithoutTime(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := start(t, dir)
	ask(t, s.URL(superuser, superuser), "create table kept as select 'recovered' as what")
	over, cancel := context.WithDeadline(context.Background(), time.Unix(0, 0))
	defer cancel()
	if err := s.Stop(over); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Stop: %v", err)
	}
	<-s.Done()

	again := start(t, dir)
	if got := ask(t, again.URL(superuser, superuser), "select what from kept"); got != "recovered" {
		t.Errorf("the table has %q", got)
	}
}

func TestStopOfAServerThatHangs(t *testing.T) {
	t.Parallel()
	s := start(t, newDir(t))
	if err := s.command.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	over, cancel := context.WithDeadline(context.Background(), time.Unix(0, 0))
	defer cancel()
	if err := s.Stop(over); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Stop: %v", err)
	}
	<-s.Done()
}
