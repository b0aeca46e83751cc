package localpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// lock is the claim on a data folder. The server inherits the open file, so the claim lasts
// as long as the program or its server lives: a server that is still shutting down after
// its program was killed keeps the next one out.
type lock struct{ file *os.File }

const (
	lockName       = "localpg.lock"
	orphanPatience = 15 * time.Second // to wait for a server whose program is gone
	orphanInterval = 50 * time.Millisecond
)

func lockFolder(ctx context.Context, dir string) (*lock, error) {
	file, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, notWritable(dir, err)
	}
	l := &lock{file}
	if err := l.take(ctx, dir); err != nil {
		_ = file.Close()
		return nil, err
	}
	if err := l.note(0); err != nil {
		l.release()
		return nil, notWritable(dir, err)
	}
	return l, nil
}

// take refuses at once if the program that has the folder is alive. If it is not, its
// server is shutting down and worth waiting for.
func (l *lock) take(ctx context.Context, dir string) error {
	patience := time.NewTimer(orphanPatience)
	defer patience.Stop()
	for {
		err := syscall.Flock(int(l.file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return fmt.Errorf("lock the data folder %s: %w", dir, err)
		}
		program, server := l.holders()
		if alive(program) {
			return fmt.Errorf("%w: process %d runs PostgreSQL in %s; stop it or choose another data folder", ErrInUse, program, dir)
		}
		stopOrphan(server)
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for the data folder %s: %w", dir, ctx.Err())
		case <-patience.C:
			return fmt.Errorf("%w: a server of an earlier run does not end in %s; stop it or choose another data folder", ErrInUse, dir)
		case <-time.After(orphanInterval):
		}
	}
}

// note writes down which program and server have the folder, for the error that the next
// program gets.
func (l *lock) note(server int) error {
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	_, err := l.file.WriteAt(fmt.Appendf(nil, "%d %d\n", os.Getpid(), server), 0)
	return err
}

func (l *lock) holders() (program, server int) {
	b := make([]byte, 64)
	n, _ := l.file.ReadAt(b, 0) // io.EOF is the usual case
	_, _ = fmt.Sscan(string(b[:n]), &program, &server)
	return program, server
}

// release gives the folder back, unless a server still holds it.
func (l *lock) release() {
	_ = l.file.Truncate(0)
	_ = l.file.Close()
}

func alive(pid int) bool {
	if pid <= 0 {
		return false
	}
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
