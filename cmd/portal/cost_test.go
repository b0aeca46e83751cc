package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"syscall"
	"testing"
	"time"
)

// asMeasured in the environment makes the test's own program a portal that gives account of
// what it spends. It names the file for its profile.
const asMeasured = "TAKEED_TEST_PROFILE"

var profile = flag.String("profile", "", "a benchmark of the portal's process writes to this file where its processor time went")

// portalProcess is a portal that is a process of its own, so that what it spends can be
// told from what browsers, database and UAE PASS spend.
type portalProcess struct {
	*served
	cmd     *exec.Cmd
	ask     io.Writer
	answers *json.Decoder
}

// account is what a process has spent since it started, and what it holds.
type account struct {
	Time          time.Duration // of processors
	Allocs, Bytes uint64        // allocated, also what was freed since
	Held          uint64        // bytes of memory
}

// measured starts one.
func measured(b *testing.B, e env) *portalProcess {
	b.Helper()
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	to := filepath.Join(b.TempDir(), "profile")
	if *profile != "" {
		to = *profile
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), asMeasured+"="+to)
	for name, value := range e {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	in, err1 := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	answers, err3 := cmd.StderrPipe()
	if err1 != nil || err2 != nil || err3 != nil || cmd.Start() != nil {
		b.Fatal("the process cannot be started")
	}
	p := &portalProcess{cmd: cmd, ask: in, answers: json.NewDecoder(answers), served: &served{addr: firstAddress(out)}}
	b.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil { // the profile is written by now
			b.Errorf("the portal ended badly: %v", err)
		}
	})
	if p.addr == "" {
		b.Fatal("it does not serve")
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return p
}

// account asks the process for its account.
func (p *portalProcess) account(b *testing.B) account { return p.asked(b, "account") }

// freed is its account after it has freed what it can.
func (p *portalProcess) freed(b *testing.B) account { return p.asked(b, free) }

const free = "free"

func (p *portalProcess) asked(b *testing.B, question string) (a account) {
	b.Helper()
	if _, err := p.ask.Write([]byte(question + "\n")); err != nil {
		b.Fatal(err)
	}
	if err := p.answers.Decode(&a); err != nil {
		b.Fatal(err)
	}
	return a
}

// serveMeasured is main, and gives its account for every line of its input.
func serveMeasured(to string) {
	f, err := os.Create(to)
	if err == nil {
		err = pprof.StartCPUProfile(f)
	}
	if err != nil {
		panic(err)
	}
	go giveAccounts()
	tuneMemory(os.Getenv)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	err = run(ctx, []string{"serve"}, os.Getenv, os.Stdout, os.Stderr)
	stop()
	pprof.StopCPUProfile()
	os.Exit(exitCode(err, os.Stderr))
}

func giveAccounts() {
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		if lines.Text() == free {
			debug.FreeOSMemory()
		}
		var used syscall.Rusage
		var m runtime.MemStats
		_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used)
		runtime.ReadMemStats(&m)
		_ = json.NewEncoder(os.Stderr).Encode(account{
			Time: time.Duration(used.Utime.Nano() + used.Stime.Nano()), Allocs: m.Mallocs, Bytes: m.TotalAlloc, Held: m.Sys - m.HeapReleased,
		})
	}
}
