package postgrestest

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// PgBouncer starts a PgBouncer in front of the database, in a mode ("session" or
// "transaction") and with further settings, and returns the URL of the portal's login
// through it. If the program is missing, a test is skipped on a laptop and fails when CI is
// set.
func (d *Database) PgBouncer(t testing.TB, mode string, settings ...string) string {
	t.Helper()
	program, err := exec.LookPath("pgbouncer")
	if err != nil {
		if program = "/usr/sbin/pgbouncer"; os.Getenv("CI") == "" {
			if _, err := os.Stat(program); err != nil {
				t.Skip("pgbouncer is needed")
			}
		}
	}
	u, err := url.Parse(d.URL)
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "takeed-pgbouncer-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	port := freePort(t)
	config := bouncerConfig(u, dir, port, mode, settings)
	password, _ := u.User.Password()
	for name, content := range map[string]string{"pgbouncer.ini": config, "users.txt": fmt.Sprintf("%q %q\n", u.User.Username(), password)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil { // another account reads it
			t.Fatal(err)
		}
	}
	c := exec.Command(program, filepath.Join(dir, "pgbouncer.ini"))
	c.SysProcAttr = asServer(t, u, dir)
	if err := c.Start(); err != nil {
		t.Fatalf("start pgbouncer: %v", err)
	}
	ended := make(chan struct{})
	go func() { _ = c.Wait(); close(ended) }()
	t.Cleanup(func() {
		_ = c.Process.Kill()
		<-ended
	})
	address := net.JoinHostPort("127.0.0.1", port)
	untilListening(t, address, ended, filepath.Join(dir, "log"))
	u.Host, u.RawQuery = address, "sslmode=disable"
	return u.String()
}

func bouncerConfig(u *url.URL, dir, port, mode string, settings []string) string {
	host, serverPort := "", ""
	switch network, address := serverAddress(u); network {
	case "unix":
		host, serverPort = filepath.Dir(address), strings.TrimPrefix(filepath.Ext(address), ".")
	default:
		host, serverPort, _ = net.SplitHostPort(address)
	}
	return fmt.Sprintf("[databases]\n* = host=%s port=%s\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = %s\nunix_socket_dir =\nauth_type = plain\nauth_file = %s/users.txt\nlogfile = %s/log\npool_mode = %s\n%s\n",
		host, serverPort, port, dir, dir, mode, strings.Join(settings, "\n"))
}

// asServer is the account that may use the server's socket: PgBouncer does not run as root.
func asServer(t testing.TB, u *url.URL, dir string) *syscall.SysProcAttr {
	t.Helper()
	if os.Geteuid() != 0 {
		return nil
	}
	uid, gid := uint32(65534), uint32(65534)
	if network, address := serverAddress(u); network == "unix" {
		info, err := os.Stat(filepath.Dir(address))
		if err != nil {
			t.Fatal(err)
		}
		owner := info.Sys().(*syscall.Stat_t)
		uid, gid = owner.Uid, owner.Gid
	}
	if err := os.Chown(dir, int(uid), int(gid)); err != nil {
		t.Fatal(err)
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: gid}}
}

func freePort(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return port
}

func untilListening(t testing.TB, address string, ended <-chan struct{}, log string) {
	t.Helper()
	for limit := time.Now().Add(20 * time.Second); time.Now().Before(limit); {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			_ = conn.Close()
			return
		}
		select {
		case <-ended:
			said, _ := os.ReadFile(log)
			t.Fatalf("pgbouncer ended: %s", said)
		case <-time.After(10 * time.Millisecond):
		}
	}
	t.Fatal("pgbouncer does not listen")
}
