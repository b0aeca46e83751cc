package postgres

import (
	"context"
	"net/netip"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

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
	for _, m := range change.Transactions {
		b.Queue(`select from transactions where id = $1 for no key update`, m.Transaction.ID)
	}
	if err := db.queueChange(b, change); err != nil {
		return err
	}
	b.Queue("commit")
	return db.callbacks.write(ctx, b)
}

// lockFacts begins a database transaction and reads what the lock names.
func (db *DB) lockFacts(ctx context.Context, conn *pgxpool.Conn, lock approval.Lock) (approval.Facts, error) {
	var f approval.Facts
	b := new(pgx.Batch)
	b.Queue("begin")
	if lock.Person != "" {
		b.Queue(`select `+personColumns+` from users u where u.id = $1 for no key update`, lock.Person).
			QueryRow(requiredRow(db.scanPerson, &f.Person))
	}
	if lock.Transaction != "" {
		b.Queue(`select `+transactionColumns+` from transactions t where t.id = $1 and ($2 = '' or t.user_id = nullif($2, '')::uuid)
			for no key update`, lock.Transaction, lock.Person).QueryRow(requiredRow(db.scanTransaction, &f.Transaction))
	}
	if lock.Attempt != "" {
		b.Queue(`select `+attemptColumns+` from attempts a where a.id = $1 for no key update`, lock.Attempt).
			QueryRow(requiredRow(scanAttempt, &f.Attempt))
	}
	if lock.Person == "" {
		b.Queue(`select `+personColumns+` from users u, transactions t where t.id = $1 and u.id = t.user_id`, lock.Transaction).
			QueryRow(requiredRow(db.scanPerson, &f.Person))
	}
	queueLive(b, lock, &f)
	if lock.Key != "" {
		b.Queue(`select `+transactionColumns+` from transactions t where t.user_id = $1 and t.idem_key = $2`, lock.Person, lock.Key).
			QueryRow(optionalRow(db.scanTransaction, &f.Existing))
	}
	if lock.Person != "" {
		queueCounts(b, lock, &f.Counts)
	}
	if lock.Provider != "" {
		queueHealth(b, lock.Provider, &f.Health)
	}
	if err := db.queueNow(b, lock.Client, &f); err != nil {
		return f, err
	}
	return f, conn.SendBatch(ctx, b).Close()
}

// queueNow asks for the time last, when every lock is held, and in the same statement for
// what was started from the client's address, if there is one.
func (db *DB) queueNow(b *pgx.Batch, client netip.Addr, f *approval.Facts) error {
	if client.IsValid() {
		return db.queueNeighbours(b, startsFrom, client, &f.Now, &f.Counts.From)
	}
	b.Queue(`select takeed_now()`).QueryRow(func(row pgx.Row) error { return row.Scan(&f.Now) })
	return nil
}

func queueLive(b *pgx.Batch, lock approval.Lock, f *approval.Facts) {
	b.Queue(`select `+attemptColumns+` from attempts a where a.status in ('started', 'exchanging')
		and a.user_id = coalesce(nullif($1, '')::uuid, (select user_id from transactions where id = nullif($2, '')::uuid))
		for no key update`, lock.Person, lock.Transaction).
		Query(func(rows pgx.Rows) (err error) {
			f.Live, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (approval.Attempt, error) { return scanAttempt(row) })
			return err
		})
}

// queueChange writes a change in an order that the foreign keys allow: a new version
// before the old one points to it, a succeeded attempt before its transaction.
func (db *DB) queueChange(b *pgx.Batch, c approval.Change) error {
	if c.Create != nil {
		if err := db.queueCreation(b, *c.Create); err != nil {
			return err
		}
	}
	for _, m := range c.Attempts {
		if err := db.queueAttemptMove(b, m); err != nil {
			return err
		}
	}
	if c.Start != nil {
		if err := db.queueStart(b, *c.Start); err != nil {
			return err
		}
	}
	for _, m := range c.Transactions {
		queueTransactionMove(b, m)
	}
	if c.Disable != nil {
		queueDisabling(b, *c.Disable)
	}
	if c.Session != nil {
		queueSessionSwap(b, *c.Session)
	}
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
	queueEvent(b, d.Event)
}
