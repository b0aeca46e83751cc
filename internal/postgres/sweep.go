package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
)

// Due lists transactions that time has something to say about: a late attempt, an
// exchange that nobody will finish, the end of their own life. Soonest first.
func (db *DB) Due(ctx context.Context, limit int) ([]approval.ID, error) {
	rows, err := db.pages.Query(ctx, `
		(select tx_id from attempts where status = 'started' and expires_at <= takeed_now() order by expires_at limit $1)
		union (select tx_id from attempts where status = 'exchanging' and claimed_at < takeed_now() - $2::interval limit $1)
		union (select id from transactions where state = 'pending' and expires_at <= takeed_now() order by expires_at limit $1)`,
		limit, approval.AbandonedAfter)
	if err != nil {
		return nil, clean(err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[approval.ID])
	return ids, clean(err)
}

// Purge forgets sessions and sign-ins that ended a day ago.
func (db *DB) Purge(ctx context.Context) error {
	const day = 24 * time.Hour
	b := new(pgx.Batch)
	for _, table := range []string{"sessions", "staff_sessions"} {
		b.Queue(`delete from `+table+` where expires_at < takeed_now() - $1::interval or revoked_at < takeed_now() - $1::interval`, day)
	}
	b.Queue(`delete from signins where expires_at < takeed_now() - $1::interval`, day)
	return clean(db.pages.SendBatch(ctx, b).Close())
}
