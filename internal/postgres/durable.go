package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"takeed/internal/approval"
)

// How long things may take where commits wait for a standby.
const (
	// answerTime is how long a caller waits for a commit before it is told that the outcome
	// is not known yet. It is not tied to the request: a browser that disconnects must not
	// leave the outcome of a commit unknown.
	answerTime = 2 * time.Second
	// commitTime is how long the commit itself may take, long after its caller stopped
	// waiting: longer than it takes to replace a lost standby. To give up sooner would not
	// undo the commit; it would cancel the wait for the standby, and make visible what the
	// standby lacks.
	commitTime = time.Minute
	// barrierTime is how long a barrier may take, and settleTime how long a caller waits
	// for one. They are short, because a barrier changes nothing and may be cancelled
	// without harm.
	barrierTime = 2 * time.Second
	settleTime  = time.Second
)

// errUnreplicated is a commit that the primary carried out, and that perhaps no standby
// has.
var errUnreplicated = fmt.Errorf("%w: the server gave up waiting for its standby", approval.ErrOutcomeUnknown)

const warnedSetting = "takeed.warned"

// notice remembers that the server warned. The warning that matters says that the server
// stopped waiting for its standby; the commit is then reported as a success. Its text is in
// the server's language, and it has no code of its own, so any warning counts: to ask once
// more is cheap.
func notice(conn *pgconn.PgConn, n *pgconn.Notice) {
	if n.SeverityUnlocalized == "WARNING" {
		conn.CustomData()[warnedSetting] = n.Code
	}
}

// send carries out a batch that commits. The error is nil only if the commit is
// acknowledged: by the server and, where it has a synchronous standby, by that.
func send(ctx context.Context, conn *pgx.Conn, b *pgx.Batch) error {
	noticed := conn.PgConn().CustomData()
	delete(noticed, warnedSetting)
	err := commitError(conn.SendBatch(ctx, b).Close())
	if err == nil && noticed[warnedSetting] != nil {
		return errUnreplicated
	}
	return err
}

// pool is a pool of connections whose commits go on after their callers have stopped
// waiting. Such commits hold at most half of its connections; when they do, reads go on,
// and writes are refused at once, before anything is sent.
type pool struct {
	*pgxpool.Pool
	stalled chan struct{} // holds one value for each such commit
}

func newPool(p *pgxpool.Pool) *pool {
	return &pool{p, make(chan struct{}, max(1, p.Config().MaxConns/2))}
}

// loan is a connection that its borrower gives back, unless a commit has taken it over.
type loan struct {
	*pgxpool.Conn
	pool  *pool
	taken bool
}

// borrow takes a connection to write with.
func (p *pool) borrow(ctx context.Context) (*loan, error) {
	if len(p.stalled) == cap(p.stalled) {
		return nil, approval.ErrWouldBlock
	}
	conn, err := p.Acquire(ctx)
	if err != nil {
		return nil, Clean(err)
	}
	return &loan{Conn: conn, pool: p}, nil
}

// giveBack releases the connection unless a commit has taken it; the borrower defers it.
func (l *loan) giveBack() {
	if !l.taken {
		l.Release()
	}
}

// commit sends a batch that ends in a commit, and waits up to answerTime for the outcome.
// From then on the connection belongs to the commit.
func (l *loan) commit(ctx context.Context, b *pgx.Batch) error {
	l.taken = true
	ctx, giveUp := context.WithTimeout(context.WithoutCancel(ctx), commitTime)
	done := make(chan error, 1)
	go func() {
		defer giveUp()
		err := send(ctx, l.Conn.Conn(), b)
		if err != nil {
			rollback(ctx, l.Conn)
		}
		l.Release()
		done <- err
	}()
	patience := time.NewTimer(answerTime)
	defer patience.Stop()
	select {
	case err := <-done:
		return err
	case <-patience.C:
		return l.pool.leave(done, giveUp)
	}
}

// leave lets a commit go on without its caller, or gives it up if too many do so already.
func (p *pool) leave(done <-chan error, giveUp func()) error {
	select {
	case p.stalled <- struct{}{}:
		go func() {
			<-done
			<-p.stalled
		}()
	default:
		giveUp()
	}
	return fmt.Errorf("%w: not within %s", approval.ErrOutcomeUnknown, answerTime)
}

// write sends a batch that is a database transaction of its own.
func (p *pool) write(ctx context.Context, b *pgx.Batch) error {
	l, err := p.borrow(ctx)
	if err != nil {
		return err
	}
	return l.commit(ctx, b)
}
