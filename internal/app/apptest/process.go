package apptest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Process is one life of a portal that runs as a program of its own.
type Process struct {
	Cmd    *exec.Cmd
	Log    *Logbook
	Killed atomic.Bool
	Ended  chan struct{} // closed when it is gone and all that it printed was read
}

// StartTime is how long anything may take before the test gives up.
const StartTime = 30 * time.Second

// StartPortal runs "portal serve" with an environment.
func StartPortal(t testing.TB, env []string) *Process {
	t.Helper()
	p := &Process{Cmd: exec.Command(PortalProgram.Path(t), "serve"), Log: &Logbook{more: make(chan bool)}, Ended: make(chan struct{})}
	p.Cmd.Env, p.Cmd.Stdout, p.Cmd.Stderr = env, p.Log, p.Log
	if err := p.Cmd.Start(); err != nil {
		t.Fatalf("start the portal: %v", err)
	}
	go func() {
		_ = p.Cmd.Wait()
		close(p.Ended)
	}()
	return p
}

// Line is one that the portal logs.
type Line struct{ Msg, Addr string }

// Serving returns the address once the portal serves, and "" if it ended first.
func (p *Process) Serving(t testing.TB) (address string) {
	t.Helper()
	return p.Says(t, "serving").Addr
}

// Says waits until the portal logs something. If it ended first, the line is empty.
func (p *Process) Says(t testing.TB, what string) Line {
	t.Helper()
	over := time.After(StartTime)
	for {
		said, more := p.Log.find(what)
		if said.Msg != "" {
			return said
		}
		select {
		case <-more:
		case <-p.Ended:
			said, _ = p.Log.find(what)
			return said
		case <-over:
			p.Kill()
			t.Fatalf("the portal does not say %q:\n%s", what, p.Log)
		}
	}
}

// Kill is kill -9. It returns when the process is gone; to kill it twice is to kill it
// once.
func (p *Process) Kill() {
	p.Killed.Store(true) // before anybody can notice
	_ = p.Cmd.Process.Kill()
	<-p.Ended
}

// Logbook is what a portal printed.
type Logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan bool // closed when more was printed
}

func (l *Logbook) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.more)
	l.more = make(chan bool)
	return l.text.Write(b)
}

// find looks for a line; more is closed when it is worth looking again.
func (l *Logbook) find(what string) (_ Line, more <-chan bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for text := range bytes.Lines(l.text.Bytes()) {
		var said Line
		if json.Unmarshal(text, &said) == nil && strings.HasPrefix(said.Msg, what) {
			return said, l.more
		}
	}
	return Line{}, l.more
}

func (l *Logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// Panicked reports whether the portal met something that its authors had not thought of.
func (l *Logbook) Panicked() bool {
	return strings.Contains(l.String(), `"msg":"panic"`) || strings.Contains(l.String(), "\ngoroutine ")
}

// PortalProgram is cmd/portal, for tests that kill it.
var PortalProgram Program

// Program is built once, by the first test that needs it.
type Program struct {
	once sync.Once
	dir  string
	err  error
}

// Path is where it is.
func (b *Program) Path(t testing.TB) string {
	t.Helper()
	b.once.Do(b.build)
	if b.err != nil {
		t.Fatal(b.err)
	}
	return filepath.Join(b.dir, "portal")
}

func (b *Program) build() {
	if b.dir, b.err = os.MkdirTemp("", "takeed-portal-"); b.err != nil {
		return
	}
	if out, err := exec.Command("go", "build", "-o", b.dir, "takeed/cmd/portal").CombinedOutput(); err != nil {
		b.err = fmt.Errorf("build the portal: %w\n%s", err, out)
	}
}

// Remove is for TestMain, at the end.
func (b *Program) Remove() {
	if b.dir != "" {
		_ = os.RemoveAll(b.dir)
	}
}
