package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"takeed/internal/approval"
)

// Reach is how far a read reaches: the newest database transaction that it may show, and
// the server that showed it. A server is known by the moment when it was started, which no
// two share: another server, or the same one after a fail-over, may use the same
// transaction numbers again.
type Reach struct {
	newest *int64 // nil: no standby is waited for, so what is committed is all there is to know
	server time.Time
}

// Columns of a query, for [Reach.Fields]: the reach of a transaction t, by its newest
// event, since nothing about it changes without one; of an event e; of everything in the
// database.
var (
	reachOfTransaction = reachColumns(`(select e.xid::text::bigint from audit_events e where e.stream = 'txn:' || t.id order by e.seq desc limit 1)`)
	ReachOfEvent       = reachColumns(`e.xid::text::bigint`)
	ReachOfAll         = reachColumns(`pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1`)
)

func reachColumns(xid string) string {
	return `case when current_setting('synchronous_standby_names') <> '' then coalesce(` + xid + `, 0) end, pg_postmaster_start_time()`
}

// Fields are the destinations for scanning the columns of a reach.
func (s *Reach) Fields() []any { return []any{&s.newest, &s.server} }

// QueueReach adds to reads how far they reach together. It must come after them.
func QueueReach(b *pgx.Batch, s *Reach) {
	b.Queue(`select ` + ReachOfAll).QueryRow(func(row pgx.Row) error { return row.Scan(s.Fields()...) })
}

// Add widens the reach by that of another read. If the two came from different servers, no
// barrier covers the result.
func (s *Reach) Add(other Reach) {
	switch {
	case other.newest == nil:
	case s.newest == nil:
		*s = other
	case !s.server.Equal(other.server):
		s.server = time.Time{}
	case *s.newest < *other.newest:
		s.newest = other.newest
	}
}

// Settled reports whether no fail-over can take back what was seen: because commits wait
// for no standby, or because the same server acknowledged a barrier that began later. It
// waits up to settleTime for one.
func (db *DB) Settled(ctx context.Context, s Reach) bool {
	if db.barriers.cover(s) {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	server, err := db.barriers.pass(ctx)
	return err == nil && server.Equal(s.server)
}

// RequireSettled is Settled for a caller that shows nothing at all unless the read is
// settled: the error is then approval.ErrOutcomeUnknown.
func (db *DB) RequireSettled(ctx context.Context, s Reach) error {
	if !db.Settled(ctx, s) {
		return fmt.Errorf("%w: the standby has not acknowledged what was read", approval.ErrOutcomeUnknown)
	}
	return nil
}

// surely reads in a database transaction that must itself be replicated, and with it
// everything that it saw. It is for finding out what became of a commit that was not
// answered. It acts as its own barrier, so it may be given up, and commits that hang do not
// keep it out.
func (p *pool) surely(ctx context.Context, reads func(*pgx.Batch)) error {
	ctx, cancel := context.WithTimeout(ctx, barrierTime)
	defer cancel()
	conn, err := p.Acquire(ctx)
	if err != nil {
		return Clean(err)
	}
	defer conn.Release()
	b := new(pgx.Batch)
	b.Queue(`begin isolation level repeatable read`)
	reads(b)
	b.Queue(`select pg_logical_emit_message(true, 'takeed', '') is not null`)
	b.Queue(`commit`)
	if err = send(ctx, conn.Conn(), b); err != nil {
		rollback(ctx, conn)
	}
	return err
}

// barriers are commits that change nothing. One that is acknowledged proves that the
// standby has everything that could be seen when it began. All readers of a process share
// them: one runs at a time, and the next one serves every reader that came meanwhile.
type barriers struct {
	pool *pgxpool.Pool // of one connection

	mu     sync.Mutex
	next   *barrier
	busy   bool
	server time.Time // of the last one that was acknowledged
	below  int64     // all database transactions with smaller numbers had ended when it began
}

type barrier struct {
	done   chan struct{}
	server time.Time // that acknowledged it; this and err are valid once done is closed
	err    error
}

// cover reports whether everything that was seen had been committed before the last barrier
// began.
func (b *barriers) cover(s Reach) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return s.newest == nil || s.server.Equal(b.server) && *s.newest < b.below
}

// pass waits for a barrier that begins after this call, and returns the server that
// acknowledged it. That barrier covers everything that this server had shown to any reader
// before the call.
func (b *barriers) pass(ctx context.Context) (server time.Time, err error) {
	one := b.join()
	select {
	case <-one.done:
		return one.server, one.err
	case <-ctx.Done():
		return time.Time{}, approval.ErrWouldBlock
	}
}

func (b *barriers) join() *barrier {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next == nil {
		b.next = &barrier{done: make(chan struct{})}
	}
	if !b.busy {
		b.busy = true
		go b.run()
	}
	return b.next
}

func (b *barriers) run() {
	for one := b.take(); one != nil; one = b.take() {
		one.server, one.err = b.raise()
		close(one.done)
	}
}

// take returns the barrier to run next; nil if no reader waits for one.
func (b *barriers) take() *barrier {
	b.mu.Lock()
	defer b.mu.Unlock()
	one := b.next
	b.next, b.busy = nil, one != nil
	return one
}

// raise makes a barrier, on a new connection if that of the pool turns out to be broken.
func (b *barriers) raise() (server time.Time, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), barrierTime)
	defer cancel()
	server, err = b.try(ctx)
	if err != nil && connectionBroken(err) && ctx.Err() == nil {
		b.pool.Reset()
		server, err = b.try(ctx)
	}
	return server, err
}

func (b *barriers) try(ctx context.Context) (server time.Time, err error) {
	conn, err := b.pool.Acquire(ctx)
	if err != nil {
		return server, Clean(err)
	}
	defer conn.Release()
	var below int64
	batch := new(pgx.Batch)
	batch.Queue(`select pg_postmaster_start_time(), pg_snapshot_xmin(pg_current_snapshot())::text::bigint
		where pg_logical_emit_message(true, 'takeed', '') is not null`).QueryRow(func(row pgx.Row) error { return row.Scan(&server, &below) })
	if err := send(ctx, conn.Conn(), batch); err != nil {
		return time.Time{}, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.server, b.below = server, below
	return server, nil
}

// What can be missing although the operator declared that commits are replicated.
var (
	ErrNoStandby     = errors.New("no synchronous standby is set: synchronous_standby_names is empty")
	ErrNotReplicated = errors.New("synchronous_commit does not make commits wait for a standby")
)

// Replicated checks that commits are on a standby before they are acknowledged, and, by
// making a barrier, that a standby answers now. The error is ErrNoStandby,
// ErrNotReplicated, approval.ErrWouldBlock if no standby answers, or one that says that the
// database does not answer.
func (db *DB) Replicated(ctx context.Context) error {
	var names, commit string
	if err := db.pages.QueryRow(ctx, `select current_setting('synchronous_standby_names'), current_setting('synchronous_commit')`).Scan(&names, &commit); err != nil {
		return fmt.Errorf("ask about replication: %w", Clean(err))
	}
	switch {
	case names == "":
		return ErrNoStandby
	case commit == "off" || commit == "local":
		return ErrNotReplicated
	}
	if _, err := db.barriers.pass(ctx); err != nil {
		return fmt.Errorf("%w: %w", approval.ErrWouldBlock, err)
	}
	return nil
}
