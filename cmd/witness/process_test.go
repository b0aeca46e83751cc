package main

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"takeed/internal/witness/witnesstest"
)

func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), self, args...)
	c.Env = append(os.Environ(), asProgram+"=1")
	return c
}

var address = regexp.MustCompile(`address=(127\.0\.0\.1:\d+)`)

// serveProcess starts the program and returns its address.
func serveProcess(t *testing.T, key, vkey, dir string) (*exec.Cmd, string) {
	t.Helper()
	c := program(t, "serve", "--key", key, "--log", vkey, "--state", dir, "--addr", "127.0.0.1:0")
	says, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	for lines := bufio.NewScanner(says); lines.Scan(); {
		if m := address.FindStringSubmatch(lines.Text()); m != nil {
			return c, "http://" + m[1]
		}
	}
	t.Fatal("the witness does not serve")
	return nil, ""
}

// Killed at any moment, a witness remembers at least what it has told.
//
//takeed:race
func TestAKilledWitnessRemembers(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 500)
	forked := witnesstest.Other(t, l, 0, 500, "'")
	key := filepath.Join(t.TempDir(), "key")
	out, err := program(t, "key", "--name", "audit.example/w1", "--out", key).Output()
	if err != nil {
		t.Fatal(err)
	}
	vkey, dir := strings.TrimSpace(string(out)), t.TempDir()
	var told int64
	for range 4 {
		process, url := serveProcess(t, key, l.VKey, dir)
		if told > 0 {
			if a := post(t, url, step(t, forked, told, told)); a.status != 422 && a.status != 409 {
				t.Fatalf("another history of %d was answered with %d", told, a.status)
			}
		}
		told = growUntilKilled(t, process, url, vkey, l, told)
		last, _, err := state(dir).load(origin)
		if err != nil || last.size < told || last.size > told+1 {
			t.Fatalf("%d was cosigned, and %d is kept: %v", told, last.size, err)
		}
		told = last.size
	}
}

// growUntilKilled asks for one leaf after the other, and kills the witness while it works on
// one of them. It returns the last size that was cosigned.
func growUntilKilled(t *testing.T, process *exec.Cmd, url, vkey string, l *witnesstest.Log, told int64) int64 {
	t.Helper()
	kill := make(chan bool)
	go func() {
		<-kill
		_ = process.Process.Kill()
	}()
	for last := told + 20; ; told++ {
		switch told {
		case last:
			close(kill)
		case last + 50: // the killer was slow
			_ = process.Process.Kill()
		}
		a, err := tryPost(url, step(t, l, told, told+1))
		if err != nil {
			_ = process.Wait()
			return told
		}
		cosigned(t, vkey, a, l.Checkpoint(t, told+1))
	}
}

func TestTwoProcessesDoNotShareAState(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 1)
	key, _ := newKey(t)
	dir := t.TempDir()
	first, _ := serveProcess(t, key, l.VKey, dir)
	out, err := program(t, "serve", "--key", key, "--log", l.VKey, "--state", dir, "--addr", "127.0.0.1:0").CombinedOutput()
	if code(err) != 1 || !strings.Contains(string(out), "another witness uses "+dir) {
		t.Errorf("%v: %s", err, out)
	}
	_ = first.Process.Kill()
	_ = first.Wait()
	serveProcess(t, key, l.VKey, dir)
}

func TestAKeyIsMadeOnce(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "key")
	out, err := program(t, "key", "--name", "audit.example/w1", "--out", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`^audit\.example/w1\+[0-9a-f]{8}\+B[A-Za-z0-9+/]{43}\n$`).Match(out) {
		t.Errorf("%q is no key of type 4", out)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	before, _ := os.ReadFile(file)
	if strings.Contains(string(out), strings.TrimSpace(string(before))) {
		t.Error("the private key is printed")
	}
	if !regexp.MustCompile(`^PRIVATE\+KEY\+audit\.example/w1\+[0-9a-f]{8}\+B[A-Za-z0-9+/]{43}\n$`).Match(before) {
		t.Error("the private key is not of type 4: a log could sign with it")
	}
	if out, err := program(t, "key", "--name", "audit.example/w1", "--out", file).CombinedOutput(); code(err) != 1 {
		t.Errorf("%v: %s", err, out)
	}
	if after, _ := os.ReadFile(file); string(after) != string(before) {
		t.Error("the key was replaced")
	}
}

func TestWhatTheProgramRefuses(t *testing.T) {
	t.Parallel()
	l := witnesstest.New(t, origin, 1)
	key, vkey := newKey(t)
	open, _ := newKey(t)
	if err := os.Chmod(open, 0o640); err != nil {
		t.Fatal(err)
	}
	serve := func(key, logs string) []string {
		return []string{"serve", "--key", key, "--log", logs, "--state", filepath.Join(t.TempDir(), "state"), "--addr", "127.0.0.1:0"}
	}
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{nil, 2, "usage"},
		{[]string{"sign"}, 2, "usage"},
		{[]string{"key", "--name", "x"}, 2, "usage"},
		{[]string{"serve", "--key", key, "--log", l.VKey}, 2, "usage"},
		{append(serve(key, l.VKey), "more"), 2, "usage"},
		{[]string{"serve", "--keys", key}, 2, "-keys"},
		{[]string{"key", "--name", "a b", "--out", filepath.Join(t.TempDir(), "k")}, 1, "is no name"},
		{serve(open, l.VKey), 1, "chmod 600"},
		{serve(filepath.Join(t.TempDir(), "none"), l.VKey), 1, "no such file"},
		{serve(key, l.VKey+","), 1, "is not the verifier key of a log"},
		{serve(key, vkey), 1, "is not the verifier key of a log"},
		{serve(key, l.VKey[1:]), 1, "is not the verifier key of a log"},
	} {
		out, err := program(t, c.args...).CombinedOutput()
		if code(err) != c.code || !strings.Contains(string(out), c.says) {
			t.Errorf("%v: %v, %s", c.args, err, out)
		}
	}
}

func code(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return 0
}
