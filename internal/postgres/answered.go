package postgres

import (
	"context"

	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"takeed/internal/approval"
	"takeed/internal/integration"
)

// Answered returns what was answered to a call that was carried out before, and
// approval.ErrNotFound if none was with its key. It is for a call that cannot be carried out
// now, and could be when it was sent first.
func (db *DB) Answered(ctx context.Context, call integration.Call) (integration.Answer, error) {
	f, err := retryOnce(ctx, db, func() (f foundCall, err error) {
		err = db.pages.QueryRow(ctx, `select k.fingerprint, k.status, k.answer, `+ReachOfAll+`
			from (values (1)) one left join idempotency_keys k on k.client_id = $1 and k.key = $2`, call.Client, call.Key).
			Scan(append([]any{&f.fingerprint, (*zeronull.Int4)(&f.status), &f.answer}, f.reach.Fields()...)...)
		return f, Clean(err)
	})
	switch {
	case err != nil:
		return integration.Answer{}, err
	case !f.known():
		return integration.Answer{}, approval.ErrNotFound
	}
	return db.repeated(ctx, call, f)
}
