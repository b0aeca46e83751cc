package localpg

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// childRole makes the test program, run once more, one of the other processes that a
// story needs.
const childRole = "LOCALPG_TEST_CHILD"

func TestMain(m *testing.M) {
	switch os.Getenv(childRole) {
	case "serve":
		serveForever()
	case "connect":
		connectOnce()
	default:
		os.Exit(runInOneFolder(m))
	}
}

// runInOneFolder catches what a library leaves in the folder for temporary files.
func runInOneFolder(m *testing.M) int {
	syscall.Umask(0o022) // what the tests make is for other users too
	dir, err := os.MkdirTemp("", "localpg-test-")
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := errors.Join(os.Chmod(dir, 0o755), os.Setenv("TMPDIR", dir)); err != nil {
		fmt.Println(err)
		return 1
	}
	return m.Run()
}

// serveForever is a program that never stops its server. It says where the server is.
func serveForever() {
	s, err := Start(context.Background(), Options{Dir: os.Args[1], Settings: quick})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(s.URL(superuser, superuser))
	select {}
}

// connectOnce is another user's program that tries to get in.
func connectOnce() {
	conn, err := pgx.Connect(context.Background(), os.Args[1])
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	_ = conn.Close(context.Background())
}

// child prepares the test program in another role. The copy lies where every user can
// reach it, which go test's own does not.
func child(t *testing.T, role string, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.Command(copyOfTestProgram(t), args...)
	c.Env = append(os.Environ(), childRole+"="+role)
	c.Dir = "/"
	return c
}

func copyOfTestProgram(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(newParent(t), "localpg.test")
	// A fork elsewhere in this process would inherit a descriptor open for writing, and
	// the program could not be started: keep forks out until it is closed.
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	if err := os.WriteFile(path, content, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// serveInChild starts a server in another process and returns its URL.
func serveInChild(t *testing.T, dir string) (*exec.Cmd, string) {
	t.Helper()
	return serving(t, child(t, "serve", dir))
}

func serving(t *testing.T, c *exec.Cmd) (*exec.Cmd, string) {
	t.Helper()
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "postgres://") {
		t.Fatalf("the child process said %q, %v", line, err)
	}
	return c, strings.TrimSpace(line)
}

// quick is for servers whose data need not survive a power cut.
var quick = map[string]string{"fsync": "off", "shared_buffers": "16MB", "max_connections": "20"}

// newDir is not t.TempDir, which lies in a folder that only root may enter if root
// runs the tests.
func newDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "localpg-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// newParent is a folder that every user may pass through, to make data folders in.
func newParent(t *testing.T) string {
	t.Helper()
	dir := newDir(t)
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// start starts a server that the test ends, or skips the test on a machine without
// PostgreSQL.
func start(t *testing.T, dir string) *Server {
	t.Helper()
	needPostgres(t)
	s, err := Start(t.Context(), Options{Dir: dir, Settings: quick})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, s) })
	return s
}

func stop(t *testing.T, s *Server) {
	t.Helper()
	if err := s.Stop(context.Background()); err != nil {
		t.Error(err)
	}
}

func needPostgres(t *testing.T) {
	t.Helper()
	_, err := Find()
	switch {
	case err != nil && os.Getenv("CI") != "":
		t.Fatal(err)
	case err != nil:
		t.Skip(err)
	}
}

func needRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can do this")
	}
}

// ask runs one statement and returns its only value as text, or nothing.
func ask(t *testing.T, url, sql string) string {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	rows, err := conn.Query(ctx, sql)
	if err != nil {
		t.Fatal(err)
	}
	values, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(values, " ")
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
