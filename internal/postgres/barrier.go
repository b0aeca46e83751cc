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

// Reach is how far something that was read reaches: the newest database transaction that
// it may show, and the server that showed it, by the moment when it was started, which no
// two have in common. Another server, or the same one after a fail-over, may count on
// with the same numbers.
type Reach struct {
	newest *int64 // nil: no standby is waited for, so what is committed is all there is to know
	server time.Time
}

// Columns of a query, for [Reach.Fields]: of a transaction t by the newest event about it,
// without which nothing about it changes; of an event e; of everything there is.
var (
	reachOfTransaction = reachColumns(`(select e.xid::text::bigint from audit_events e where e.stream = 'txn:' || t.id order by e.seq desc limit 1)`)
	ReachOfEvent       = reachColumns(`e.xid::text::bigint`)
	ReachOfAll         = reachColumns(`pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1`)
)

func reachColumns(xid string) string {
	return `case when current_setting('synchronous_standby_names') <> '' then coalesce(` + xid + `, 0) end, pg_postmaster_start_time()`
}

// Fields are where the columns of a reach are scanned to.
func (s *Reach) Fields() []any { return []any{&s.newest, &s.server} }

// QueueReach adds to reads how far they reach together. It must come after them.
func QueueReach(b *pgx.Batch, s *Reach) {
	b.Queue(`select ` + ReachOfAll).QueryRow(func(row pgx.Row) error { return row.Scan(s.Fields()...) })
}

// Add widens it by something that was read besides. What two servers have shown belongs
// to neither.
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

// Settled reports whether no fail-over can take back what was seen: no standby is waited
// for, or a barrier that began later was acknowledged, by the same server. It waits a
// moment for one.
func (db *DB) Settled(ctx context.Context, s Reach) bool {
	if db.barriers.cover(s) {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	server, err := db.barriers.pass(ctx)
	return err == nil && server.Equal(s.server)
}

// RequireSettled is Settled for a caller that then tells nothing at all: the error is
// approval.ErrOutcomeUnknown.
func (db *DB) RequireSettled(ctx context.Context, s Reach) error {
	if !db.Settled(ctx, s) {
		return fmt.Errorf("%w: the standby has not acknowledged what was read", approval.ErrOutcomeUnknown)
	}
	return nil
}

// surely reads in one database transaction that must be replicated, and so must
// everything that it saw: the answer to a commit that was not answered. It is a barrier of
// its own, so it may be given up, and commits that hang do not keep it out.
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
// them: there is one at a time, and the next one is for all who came meanwhile.
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
	server time.Time // that acknowledged it; this and err hold when done is closed
	err    error
}

// cover reports whether the last barrier began after all that was seen had been committed.
func (b *barriers) cover(s Reach) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return s.newest == nil || s.server.Equal(b.server) && *s.newest < b.below
}

// pass waits for a barrier that begins after this call, and returns the server that
// acknowledged it. It covers all that this server has shown to anybody before.
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

// take returns the barrier to begin with now; nil if nobody waits for one.
func (b *barriers) take() *barrier {
	b.mu.Lock()
	defer b.mu.Unlock()
	one := b.next
	b.next, b.busy = nil, one != nil
	return one
}

// raise makes one, on a new connection if that of the pool turns out to be broken.
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

// What can be missing where an operator declared that commits are
// replicated.
var (
	ErrNoStandby     = errors.New("no synchronous standby is set: synchronous_standby_names is empty")
	ErrNotReplicated = errors.New("synchronous_commit does not make commits wait for a standby")
)

// Replicated reports whether commits are on a standby before they are acknowledged, and
// whether there is one now: it makes one. The error is ErrNoStandby, ErrNotReplicated,
// approval.ErrWouldBlock if no standby answers, or that the database does not.
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
