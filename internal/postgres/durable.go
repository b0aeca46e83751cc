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
	// answerTime is how long somebody waits for a commit, before they are told that its
	// outcome is not known yet. It is not tied to the request: a browser that leaves must
	// not turn a commit into a question.
	answerTime = 2 * time.Second
	// commitTime is how long the commit itself may take, which nobody may be waiting for
	// by then: longer than it takes to put another standby in the place of a lost one. To
	// give up sooner would not undo it but cancel the wait for the standby, and show to
	// everybody what the standby lacks.
	commitTime = time.Minute
	// barrierTime and settleTime are the same for barriers, which change nothing: it does
	// no harm to cancel one.
	barrierTime = 2 * time.Second
	settleTime  = time.Second
)

// errUnreplicated is a commit that was carried out where we are, and may be nowhere else.
var errUnreplicated = fmt.Errorf("%w: the server gave up waiting for its standby", approval.ErrOutcomeUnknown)

const warnedSetting = "takeed.warned"

// notice keeps in mind that the server warned. The warning that matters is that it no
// longer waits for a standby, after which it reports success; its text is in the language
// of the server, and it has no code of its own. So any warning counts: to ask once more is
// cheap.
func notice(conn *pgconn.PgConn, n *pgconn.Notice) {
	if n.SeverityUnlocalized == "WARNING" {
		conn.CustomData()[warnedSetting] = n.Code
	}
}

// send has a batch carried out that commits. The error is nil only if the server has
// acknowledged it: here and, where it has a synchronous standby, there.
func send(ctx context.Context, conn *pgx.Conn, b *pgx.Batch) error {
	noticed := conn.PgConn().CustomData()
	delete(noticed, warnedSetting)
	err := committing(conn.SendBatch(ctx, b).Close())
	if err == nil && noticed[warnedSetting] != nil {
		return errUnreplicated
	}
	return err
}

// pool is one whose commits go on when nobody waits for them any more. They keep at most
// half of its connections: what reads goes on, and what would write is refused at once,
// before anything was sent.
type pool struct {
	*pgxpool.Pool
	stalled chan struct{} // as many as there are such commits
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

// giveBack is for the borrower to defer.
func (l *loan) giveBack() {
	if !l.taken {
		l.Release()
	}
}

// commit sends a batch that ends in a commit, and waits a while for what becomes of it.
// The connection is the commit's from then on.
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

// leave lets a commit go on alone. If too many do, it is given up.
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
