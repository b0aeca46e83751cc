package killtest

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// process is one life of a portal, from its start to its end.
type process struct {
	cmd    *exec.Cmd
	log    *logbook
	killed atomic.Bool
	ended  chan struct{} // closed when it is gone and all that it printed was read
}

// startTime is how long anything may take before the test gives up.
const startTime = 30 * time.Second

// start runs "portal serve" with an environment.
func start(t testing.TB, env []string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(program.path(t), "serve"), log: &logbook{more: make(chan bool)}, ended: make(chan struct{})}
	p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = env, p.log, p.log
	if err := p.cmd.Start(); err != nil {
		t.Fatalf("start the portal: %v", err)
	}
	go func() {
		_ = p.cmd.Wait()
		close(p.ended)
	}()
	return p
}

// line is one that the portal logs.
type line struct{ Msg, Addr string }

// serving returns the address once the portal serves, and "" if it ended first.
func (p *process) serving(t testing.TB) (address string) {
	t.Helper()
	return p.says(t, "serving").Addr
}

// says waits until the portal logs something. If it ended first, the line is empty.
func (p *process) says(t testing.TB, what string) line {
	t.Helper()
	over := time.After(startTime)
	for {
		said, more := p.log.find(what)
		if said.Msg != "" {
			return said
		}
		select {
		case <-more:
		case <-p.ended:
			said, _ = p.log.find(what)
			return said
		case <-over:
			p.kill()
			t.Fatalf("the portal does not say %q:\n%s", what, p.log)
		}
	}
}

// kill is kill -9. It returns when the process is gone; to kill it twice is to kill it
// once.
func (p *process) kill() {
	p.killed.Store(true) // before anybody can notice
	_ = p.cmd.Process.Kill()
	<-p.ended
}

// logbook is what a portal printed.
type logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan bool // closed when more was printed
}

func (l *logbook) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.more)
	l.more = make(chan bool)
	return l.text.Write(b)
}

// find looks for a line; more is closed when it is worth looking again.
func (l *logbook) find(what string) (_ line, more <-chan bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for text := range bytes.Lines(l.text.Bytes()) {
		var said line
		if json.Unmarshal(text, &said) == nil && strings.HasPrefix(said.Msg, what) {
			return said, l.more
		}
	}
	return line{}, l.more
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// panicked reports whether the portal met something that its authors had not thought of.
func (l *logbook) panicked() bool {
	return strings.Contains(l.String(), `"msg":"panic"`) || strings.Contains(l.String(), "\ngoroutine ")
}

// portal is what customers know of it: one address, whichever process is behind it.
type portal struct {
	mu   sync.Mutex
	addr string // of the process of the day; empty while there is none
}

func (p *portal) at(addr string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.addr = addr
}

func (p *portal) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	p.mu.Lock()
	addr := p.addr
	p.mu.Unlock()
	return new(net.Dialer).DialContext(ctx, network, addr)
}
