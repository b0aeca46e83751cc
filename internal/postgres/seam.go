package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"takeed/internal/approval"
)

// This file, with [Reach], [Clean] and [QueueSnapshot], is all that packages auditlog and
// sequencer need of this one: the pools they read with, and what they must not do by
// themselves: write, open what is sealed, and hash what is looked up.

// StaffPool is the pool that the back office reads with. Its connections are few and
// read-only, and each statement ends after five seconds, so that no search starves a
// confirmation. An error of its statements must go through [Clean] before it leaves.
func (db *DB) StaffPool() *pgxpool.Pool { return db.staff }

// Lookup is the keyed hash of a text, by which rows are found without being read. A hash
// made for one purpose finds nothing under another.
func (db *DB) Lookup(purpose, text string) ([]byte, error) { return db.keys.Lookup(purpose, text) }

// Write commits a batch, in a database transaction of its own, on the connections of
// pages. Errors are those of every commit; see the package comment.
func (db *DB) Write(ctx context.Context, b *pgx.Batch) error { return db.pages.write(ctx, b) }

// Read carries out a batch that only reads, on the connections of pages. If the connection
// turns out to be broken, it asks once more, so a batch is built anew each time.
func (db *DB) Read(ctx context.Context, queue func(b *pgx.Batch)) error {
	_, err := retryOnce(ctx, db, func() (struct{}, error) {
		b := new(pgx.Batch)
		queue(b)
		return struct{}{}, Clean(db.pages.SendBatch(ctx, b).Close())
	})
	return err
}

// ReadThenWrite begins a database transaction with one batch, asks the caller what to write,
// and commits that; see the package comment for the errors. If there is nothing to write, or
// an error, it rolls back.
func (db *DB) ReadThenWrite(ctx context.Context, reads func(b *pgx.Batch), writes func(b *pgx.Batch) error) error {
	conn, err := db.pages.borrow(ctx)
	if err != nil {
		return err
	}
	defer conn.giveBack()
	b := new(pgx.Batch)
	b.Queue("begin")
	reads(b)
	if err := conn.SendBatch(ctx, b).Close(); err != nil {
		rollback(ctx, conn.Conn)
		return Clean(err)
	}
	b = new(pgx.Batch)
	if err := writes(b); err != nil || b.Len() == 0 {
		rollback(ctx, conn.Conn)
		return err
	}
	b.Queue("commit")
	return conn.commit(ctx, b)
}

// QueueTransaction reads a transaction and all its attempts, oldest first, as a part of a
// batch. The batch ends with approval.ErrNotFound, once cleaned, if there is none.
func (db *DB) QueueTransaction(b *pgx.Batch, id approval.ID, t *approval.Transaction, attempts *[]approval.Attempt) {
	b.Queue(`select `+transactionColumns+` from transactions t where t.id = $1`, id).QueryRow(requiredRow(db.scanTransaction, t))
	b.Queue(`select `+attemptColumns+` from attempts a where a.tx_id = $1 order by a.started_at, a.id`, id).
		Query(func(rows pgx.Rows) (err error) {
			*attempts, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (approval.Attempt, error) { return scanAttempt(row) })
			return err
		})
}

// RevealIdentity reads a person's identity and writes the event that says who asked for it,
// in one database transaction that is committed before the identity is returned. Of an erased
// person there is none: approval.ErrNotFound.
func (db *DB) RevealIdentity(ctx context.Context, person approval.ID, e approval.Event) (approval.Identity, error) {
	conn, err := db.pages.borrow(ctx)
	if err != nil {
		return approval.Identity{}, err
	}
	defer conn.giveBack()
	var p approval.Person
	b := new(pgx.Batch)
	b.Queue("begin")
	b.Queue(`select `+personColumns+` from users u where u.id = $1`, person).QueryRow(requiredRow(db.scanPerson, &p))
	if err := conn.SendBatch(ctx, b).Close(); err != nil {
		rollback(ctx, conn.Conn)
		return approval.Identity{}, Clean(err)
	}
	if p.Erased {
		rollback(ctx, conn.Conn)
		return approval.Identity{}, approval.ErrNotFound
	}
	b = new(pgx.Batch)
	queueEvents(b, e)
	b.Queue("commit")
	if err := conn.commit(ctx, b); err != nil {
		return approval.Identity{}, err
	}
	return p.Identity, nil
}
