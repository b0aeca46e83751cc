package confirm_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/keys"
	"takeed/internal/postgres/postgrestest"
)

// newKeyset makes the file that all portals of a database seal personal data with.
func newKeyset(t testing.TB, d *postgrestest.Database) (path string) {
	t.Helper()
	content, err := keys.Generate()
	if err == nil {
		d.Keys, err = keys.Parse(content)
	}
	if err == nil {
		path = filepath.Join(t.TempDir(), "keyset")
		err = os.WriteFile(path, content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// process is a portal that is a process of its own.
type process struct {
	pid     int
	address string
}

// startTime is how long a portal may take to start.
const startTime = 30 * time.Second

// startPortal builds and starts the program, beside the portals of a world and on their
// database.
func startPortal(t testing.TB, w *apptest.World, keyset string) process {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", dir, "takeed/cmd/portal").CombinedOutput(); err != nil {
		t.Fatalf("build the portal: %v\n%s", err, out)
	}
	cmd := exec.Command(filepath.Join(dir, "portal"), "serve")
	cmd.Env = []string{
		"PORTAL_ENV=development", "PORTAL_BASE_URL=" + apptest.Address, "PORTAL_ADDR=127.0.0.1:0", "PORTAL_TRUSTED_PROXIES=127.0.0.1",
		"PORTAL_ENTITY_NAME_EN=Example Bank", "PORTAL_ENTITY_NAME_AR=بنك المثال", "DATABASE_URL=" + w.Database.URL, "PORTAL_KEYSET=" + keyset,
		"PORTAL_LIMITS=" + generous(),
		"UAEPASS_BASE_URL=" + w.Simulator.URL,
		"UAEPASS_SIGNIN_CLIENT_ID=" + w.Simulator.Signin.ID, "UAEPASS_SIGNIN_CLIENT_SECRET=" + w.Simulator.Signin.Secret,
		"UAEPASS_CONFIRM_CLIENT_ID=" + w.Simulator.Face.ID, "UAEPASS_CONFIRM_CLIENT_SECRET=" + w.Simulator.Face.Secret,
	}
	log, err := cmd.StdoutPipe()
	cmd.Stderr = os.Stderr
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	late := time.AfterFunc(startTime, func() { _ = cmd.Process.Kill() })
	defer late.Stop()
	return process{cmd.Process.Pid, serving(t, bufio.NewScanner(log))}
}

// generous is each limit at its most.
func generous() string {
	var all []string
	for _, row := range approval.LimitTable {
		all = append(all, fmt.Sprintf("%s=%d", row.Name, row.Most))
	}
	return strings.Join(all, ",")
}

// serving returns the address that a portal serves at, once it does, and reads on so that the
// portal does not wait for its reader.
func serving(t testing.TB, log *bufio.Scanner) string {
	t.Helper()
	said := ""
	for log.Scan() {
		var line struct{ Msg, Addr string }
		if json.Unmarshal(log.Bytes(), &line) == nil && line.Msg == "serving" {
			go func() {
				for log.Scan() {
				}
			}()
			return line.Addr
		}
		said += log.Text() + "\n"
	}
	t.Fatalf("the portal does not serve:\n%s", said)
	return ""
}

// customer signs somebody in there, and has them confirm once.
func (p process) customer(w *apptest.World, i int) *customer {
	c := &customer{w.Browser("en", directly), fmt.Sprintf("person%d", i)}
	elsewhere := c.Client.Transport.(*http.Transport).DialContext
	c.Client.Transport.(*http.Transport).DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if address == "portal.localhost:80" {
			address = p.address
		}
		return elsewhere(ctx, network, address)
	}
	c.SignIn(c.persona)
	c.confirm(plainly)
	return c
}

func (p process) processor() time.Duration { return postgrestest.ProcessorOf(p.pid) }

// memory is how many bytes of the process are in memory, or zero where Linux does not tell.
func (p process) memory(t testing.TB) int64 {
	t.Helper()
	content, _ := os.ReadFile(fmt.Sprintf("/proc/%d/statm", p.pid))
	var size, resident int64
	_, _ = fmt.Sscan(string(content), &size, &resident)
	return resident * int64(os.Getpagesize())
}
