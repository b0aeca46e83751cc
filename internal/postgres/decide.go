package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
)

// Decide locks rows, lets approval decide on them, and writes the decision: two round
// trips, one commit. A decision that refuses may come with events to write; they are
// committed before the refusal is returned.
func (db *DB) Decide(ctx context.Context, lock approval.Lock, decide func(approval.Facts) (approval.Change, error)) error {
	conn, err := db.poolFor(lock).borrow(ctx)
	if err != nil {
		return err
	}
	defer conn.giveBack()
	facts, err := db.lockFacts(ctx, conn.Conn, lock)
	if err != nil {
		rollback(ctx, conn.Conn)
		return Clean(err)
	}
	change, refusal := decide(facts)
	if change.Empty() {
		rollback(ctx, conn.Conn)
		return refusal
	}
	b := new(pgx.Batch)
	if err := db.queueChange(b, change); err != nil {
		rollback(ctx, conn.Conn)
		return err
	}
	b.Queue("commit")
	if err := conn.commit(ctx, b); err != nil {
		return err
	}
	return refusal
}

// poolFor keeps the work of a callback on the callbacks' own connections.
func (db *DB) poolFor(lock approval.Lock) *pool {
	if lock.Attempt != "" {
		return db.callbacks
	}
	return db.pages
}

// Apply writes a change that was decided on rows as they were a moment ago, in one
// round trip. If one of them has changed since, nothing is written and the error is
// approval.ErrStale: lock and decide again.
func (db *DB) Apply(ctx context.Context, change approval.Change) error {
	b := new(pgx.Batch)
	b.Queue("begin")
	if err := db.queueChange(b, change); err != nil {
		return err
	}
	b.Queue("commit")
	return db.callbacks.write(ctx, b)
}

// queueChange writes a change in an order that the foreign keys allow: a new version
// before the old one points to it, a succeeded attempt before its transaction. The events of
// its moves are one statement.
func (db *DB) queueChange(b *pgx.Batch, c approval.Change) error {
	if c.Create != nil {
		if err := db.queueCreation(b, *c.Create); err != nil {
			return err
		}
	}
	for _, m := range c.Attempts {
		if err := db.queueAttemptMove(b, m, c); err != nil {
			return err
		}
	}
	if c.Start != nil {
		if err := db.queueStart(b, *c.Start); err != nil {
			return err
		}
	}
	for _, m := range c.Transactions {
		if err := db.queueTransactionMove(b, m); err != nil {
			return err
		}
	}
	if c.Disable != nil {
		queueDisabling(b, *c.Disable)
	}
	if c.Session != nil {
		queueSessionSwap(b, *c.Session)
	}
	queueEvents(b, c.Moves()...)
	for _, e := range c.Events {
		db.queueNotice(b, e)
	}
	return nil
}

func queueDisabling(b *pgx.Batch, d approval.Disabling) {
	if d.Disabled {
		b.Queue(`update users set disabled_at = coalesce(disabled_at, takeed_now()) where id = $1`, d.Person)
		b.Queue(`update sessions set revoked_at = takeed_now() where user_id = $1 and revoked_at is null`, d.Person)
	} else {
		b.Queue(`update users set disabled_at = null where id = $1`, d.Person)
	}
}
