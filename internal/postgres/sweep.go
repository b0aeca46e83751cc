package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
)

// The expressions of the sweep's own indexes, null for what has ended. No other statement
// writes them, so none reads everybody's rows where it wants one person's.
const (
	attemptDue     = `(case status when 'started' then expires_at when 'exchanging' then claimed_at end)`
	transactionDue = `(case when state = 'pending' then expires_at end)`
)

// Due lists transactions whose time has come: they have a late attempt or an abandoned
// exchange, or have expired themselves. Soonest first.
func (db *DB) Due(ctx context.Context, limit int) ([]approval.ID, error) {
	rows, err := db.pages.Query(ctx, `
		(select tx_id from attempts where status = 'started' and `+attemptDue+` <= takeed_now() order by `+attemptDue+` limit $1)
		union (select tx_id from attempts where status = 'exchanging' and `+attemptDue+` < takeed_now() - $2::interval order by `+attemptDue+` limit $1)
		union (select id from transactions where `+transactionDue+` <= takeed_now() order by `+transactionDue+` limit $1)`,
		limit, approval.AbandonedAfter)
	if err != nil {
		return nil, Clean(err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[approval.ID])
	return ids, Clean(err)
}

// purgeBatch is how many rows go in one commit: few enough to be done long before
// purgeTime, however large the table has grown.
const (
	purgeBatch = 5000
	purgeTime  = 10 * time.Second
	purgeRest  = 9 // rests nine times as long as a batch took, so that it takes at most a tenth of one processor
)

// purged are the tables that are purged, and when a row is old enough. Where others look at a
// row by its end, it stays a day longer: until then the row of a session that was ended early
// keeps a slow request from bringing it back. An assertion ends by the real clock, as its client
// wrote it: the clock of a sandbox, moved, must not let it be used again.
var purged = []struct{ table, end, age, now string }{
	{"sessions", "expires_at", "1 day", "takeed_now()"},
	{"staff_sessions", "expires_at", "1 day", "takeed_now()"},
	{"signins", "expires_at", "1 day", "takeed_now()"},
	{"client_tokens", "expires_at", "1 day", "takeed_now()"},
	{"client_assertions", "expires_at", "1 day", "statement_timestamp()"},
	{"idempotency_keys", "created_at", "7 days", "takeed_now()"}, // integration.KeepKeys
}

// Purge deletes sessions, sign-ins, tokens and keys that have ended. Each batch is a
// commit of its own, so a run that is cut off goes on the next time, and a table that fails
// does not keep the others from being purged. Another replica that purges at the same time
// takes other rows.
func (db *DB) Purge(ctx context.Context) error {
	var failures []error
	for i, p := range purged {
		if err := db.purgeAll(ctx, i); err != nil {
			failures = append(failures, fmt.Errorf("purge %s: %w", p.table, err))
		}
	}
	return errors.Join(failures...)
}

// purgeAll pauses after each batch and leaves the database to others: there is most to
// delete while a flood is still going on.
func (db *DB) purgeAll(ctx context.Context, i int) error {
	for {
		began := time.Now()
		n, err := db.purge(ctx, i)
		if err != nil || n < purgeBatch {
			return err
		}
		select {
		case <-time.After(purgeRest * time.Since(began)):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// purge removes one batch and returns how many rows it had.
func (db *DB) purge(ctx context.Context, i int) (n int64, err error) {
	p := purged[i]
	ctx, cancel := context.WithTimeout(ctx, purgeTime)
	defer cancel()
	b := new(pgx.Batch)
	b.Queue(`begin`)
	b.Queue(fmt.Sprintf(`set local statement_timeout = %d`, purgeTime.Milliseconds()))
	b.Queue(`delete from `+p.table+` where ctid = any (array(
		select ctid from `+p.table+` where `+p.end+` < `+p.now+` - interval '`+p.age+`' order by `+p.end+` limit $1 for update skip locked))`, purgeBatch).
		Exec(func(ct commandTag) error { n = ct.RowsAffected(); return nil })
	b.Queue(`commit`)
	conn, err := db.pages.Acquire(ctx)
	if err != nil {
		return 0, Clean(err)
	}
	defer conn.Release()
	if err := conn.SendBatch(ctx, b).Close(); err != nil {
		rollback(ctx, conn)
		return 0, Clean(err)
	}
	return n, nil
}
