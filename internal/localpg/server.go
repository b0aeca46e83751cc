package localpg

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// superuser is the role that owns everything.
const superuser = "postgres"

// Server is a running PostgreSQL. Its methods may be called from any goroutine.
type Server struct {
	command  *exec.Cmd
	lock     *lock
	log      *serverLog
	socket   string // its folder
	stopping atomic.Bool
	done     chan struct{}
	err      error // settled when done is closed
}

// serve starts the server; it does not answer yet.
func (c cluster) serve() (_ *Server, err error) {
	s := &Server{lock: c.lock, done: make(chan struct{})}
	if s.log, err = openServerLog(c.dir); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.tidy()
		}
	}()
	if s.socket, err = socketFolder(c.dir, c.account); err != nil {
		return nil, err
	}
	args, err := arguments(c.data(), s.socket, c.settings)
	if err != nil {
		return nil, err
	}
	s.command = c.account.command(context.Background(), c.dir, c.programs.named("postgres"), args...)
	s.command.Stdout, s.command.Stderr = s.log.file, s.log.file
	s.command.ExtraFiles = []*os.File{c.lock.file}
	started := make(chan error)
	go s.supervise(started)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	return s, nil
}

// supervise keeps its thread to itself for as long as the server lives: Linux tells
// the server to shut down when the thread that started it ends, and the threads of a
// Go program come and go.
func (s *Server) supervise(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := s.command.Start(); err != nil {
		started <- err
		return
	}
	_ = s.lock.note(s.command.Process.Pid) // for error messages and for macOS; the lock holds without it
	started <- nil
	_ = s.command.Wait() // how it ended is in its log
	if !s.stopping.Load() {
		s.err = fmt.Errorf("PostgreSQL ended by itself: %s (more in %s)", s.log.lastWords(), s.log.file.Name())
	}
	s.tidy()
	s.lock.release()
	close(s.done)
}

func (s *Server) tidy() {
	_ = s.log.file.Close()
	_ = os.RemoveAll(s.socket)
}

const (
	firstPause   = 10 * time.Millisecond
	longestPause = 250 * time.Millisecond
)

// ready returns when the server answers. Recovery after a crash may take long, so only the
// context sets a limit.
func (s *Server) ready(ctx context.Context) error {
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		conn, err := pgconn.Connect(ctx, s.URL(superuser, superuser))
		if err == nil {
			return conn.Close(ctx)
		}
		if isRefusal(err) {
			return fmt.Errorf("connect to PostgreSQL: %w", err)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for PostgreSQL: %w", ctx.Err())
		case <-s.done:
			return s.Err()
		case <-time.After(pause):
		}
	}
}

// isRefusal tells a final answer from that of a server that is still starting.
func isRefusal(err error) bool {
	const cannotConnectNow = "57P03"
	var answer *pgconn.PgError
	return errors.As(err, &answer) && answer.Code != cannotConnectNow
}

// URL is where to connect, for pgx. The superuser is "postgres" and there is no
// password.
func (s *Server) URL(user, database string) string {
	where := url.Values{"host": {s.socket}, "port": {"5432"}, "sslmode": {"disable"}}.Encode()
	u := url.URL{
		Scheme:   "postgres",
		User:     url.User(user),
		Path:     "/" + database,
		RawQuery: strings.ReplaceAll(where, "+", "%20"), // to PostgreSQL and pgx a plus is a plus
	}
	return u.String()
}

// Done is closed when the server has ended.
func (s *Server) Done() <-chan struct{} { return s.done }

// Err is why the server ended by itself; nil while it runs and after Stop.
func (s *Server) Err() error {
	select {
	case <-s.done:
		return s.err
	default:
		return nil
	}
}

// immediateTime is longer than PostgreSQL waits for its processes in an immediate shutdown.
const immediateTime = 7 * time.Second

// Stop shuts the server down and waits until it has ended. Open connections are cut
// and open transactions rolled back. If the context ends first, the server is stopped
// without a clean shutdown, and recovers on the next Start. Calling Stop again changes
// nothing.
func (s *Server) Stop(ctx context.Context) error {
	s.stopping.Store(true)
	_ = s.command.Process.Signal(syscall.SIGINT) // fails only when it has ended
	select {
	case <-s.done:
		return nil
	case <-ctx.Done():
	}
	_ = s.command.Process.Signal(syscall.SIGQUIT)
	select {
	case <-s.done:
	case <-time.After(immediateTime):
		_ = s.command.Process.Kill()
		<-s.done
	}
	return fmt.Errorf("stop PostgreSQL: it did not shut down in time and was forced: %w", ctx.Err())
}
