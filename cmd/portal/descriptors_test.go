package main

import (
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/postgres/postgrestest"
)

// With forty file descriptors and two hundred clients that hold connections nobody gets
// in. When they have left the portal is as it was.
//
//takeed:race
func TestAPortalOutOfFileDescriptorsRecovers(t *testing.T) {
	t.Parallel()
	s, ended := limited(t, on(t, postgrestest.New(t)), "40")
	var crowd []net.Conn
	for range 200 {
		conn, err := net.Dial("tcp", s.addr)
		if err != nil {
			t.Fatal(err)
		}
		crowd = append(crowd, conn)
	}
	client := s.client(nil)
	client.Timeout = time.Second
	if resp, err := client.Get(apptest.Address + "/en/"); err == nil {
		_ = resp.Body.Close()
		t.Errorf("there was room for one more: %d", resp.StatusCode)
	}
	for _, conn := range crowd {
		_ = conn.Close()
	}
	client.Timeout = 20 * time.Second
	for _, path := range []string{"/healthz", "/readyz", "/en/"} {
		resp, err := client.Get(apptest.Address + path)
		if err != nil {
			t.Fatalf("%s is not answered: %v", path, err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
	}
	s.stop()
	if err := <-ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
}

// limited runs the portal as a process of its own that may have so many files open.
func limited(t *testing.T, e env, files string) (*served, <-chan error) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", "-c", `ulimit -n "$1" && exec "$0" serve`, self, files)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	for name, value := range e {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	s := &served{addr: firstAddress(out), stop: func() { _ = cmd.Process.Signal(syscall.SIGTERM) }}
	if s.addr == "" {
		t.Fatalf("it does not serve: %v", cmd.Wait())
	}
	ended := make(chan error, 1)
	go func() {
		_, _ = io.Copy(io.Discard, out)
		ended <- cmd.Wait()
	}()
	return s, ended
}
