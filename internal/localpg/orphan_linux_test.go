package localpg

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestKilledProgramLeavesNothing(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	dir := newParent(t)
	program, address := serveInChild(t, dir)
	ask(t, address, "create table kept as select 'the same' as what")
	server := holder(t, dir)
	if err := program.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = program.Wait()

	waitForEnd(t, server)
	for _, path := range []string{filepath.Join(runName, socketName), filepath.Join(dataName, "postmaster.pid")} {
		if exists(filepath.Join(dir, path)) {
			t.Errorf("it was not shut down in order, %s is left", path)
		}
	}
	again := start(t, dir)
	if got := ask(t, again.URL(superuser, superuser), "select what from kept"); got != "the same" {
		t.Errorf("the table has %q", got)
	}
}

// The server of a killed program needs a moment to shut down, and keeps the next one
// out until it has.
func TestServerOfAKilledProgramKeepsTheFolder(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	dir := newParent(t)
	program, _ := serveInChild(t, dir)
	server := holder(t, dir)
	signal(t, server, syscall.SIGSTOP)
	if err := program.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = program.Wait()

	file, err := os.Open(filepath.Join(dir, lockName))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == nil {
		t.Error("the folder is free while the server still has it")
	}
	signal(t, server, syscall.SIGCONT)
	_ = file.Close()
	start(t, dir) // waits
}

func signal(t *testing.T, pid int, s syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(pid, s); err != nil {
		t.Fatal(err)
	}
}

func TestCtrlCDoesNotReachTheServer(t *testing.T) {
	t.Parallel()
	s := start(t, newDir(t))
	pid := s.command.Process.Pid
	if group, err := syscall.Getpgid(pid); err != nil || group != pid {
		t.Errorf("the server %d is in process group %d, %v", pid, group, err)
	}
}

// A thread that ends takes the processes with it that it started and that asked for
// it. The server must not be among them, whoever calls Start.
//
//takeed:race
func TestThreadOfTheCallerEnds(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	var s *Server
	var err error
	dir := newDir(t)
	thread := onThreadThatEnds(func() { s, err = Start(t.Context(), Options{Dir: dir, Settings: quick}) })
	if err != nil {
		t.Fatal(err)
	}
	defer stop(t, s)
	for task := fmt.Sprintf("/proc/self/task/%d", thread); exists(task); {
		runtime.Gosched()
	}
	if got := ask(t, s.URL(superuser, superuser), "select 'alive'"); got != "alive" {
		t.Errorf("the server says %q", got)
	}
}

// onThreadThatEnds runs f on a thread that ends afterwards, as one does whose
// goroutine ends without unlocking it. The main thread never ends; while it is held
// here, another is used.
func onThreadThatEnds(f func()) (thread int) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread()
		if thread = syscall.Gettid(); thread == os.Getpid() {
			thread = onThreadThatEnds(f)
			runtime.UnlockOSThread()
			return
		}
		f()
	}()
	<-done
	return thread
}

// holder is the server that the lock file names.
func holder(t *testing.T, dir string) int {
	t.Helper()
	file, err := os.Open(filepath.Join(dir, lockName))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	_, server := (&lock{file}).holders()
	if !running(server) {
		t.Fatalf("the lock file names %d, which does not run", server)
	}
	return server
}

// running leaves out a process that has ended and that nobody has asked about yet.
func running(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, state, found := strings.Cut(string(stat), ") ")
	return err == nil && found && !strings.HasPrefix(state, "Z")
}

func waitForEnd(t *testing.T, server int) {
	t.Helper()
	giveUp := time.After(time.Minute)
	for running(server) {
		select {
		case <-giveUp:
			signal(t, server, syscall.SIGKILL)
			t.Fatalf("the server %d was left behind", server)
		case <-time.After(5 * time.Millisecond):
		}
	}
}
