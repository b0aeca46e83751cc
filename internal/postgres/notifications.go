package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"takeed/internal/approval"
	"takeed/internal/integration"
)

const notificationColumns = `n.event_id, n.type, n.at, n.tx_id, n.sequence, n.status, n.reason, coalesce(r.reference, t.reference, ''),
	coalesce(t.payload_hash, r.payload_hash), n.endpoint_id`

const notificationTables = ` left join requests r on r.id = n.tx_id left join transactions t on t.id = n.tx_id`

// notificationRow is a row of notifications on its way in.
type notificationRow struct {
	integration.Notification
	sequence int32
	digest   []byte
}

func (r *notificationRow) fields() []any {
	return []any{&r.ID, &r.Type, &r.At, (*zeronull.Text)(&r.Transaction), (*zeronull.Int4)(&r.sequence), (*zeronull.Text)(&r.Status),
		(*zeronull.Text)(&r.Reason), &r.Reference, &r.digest, (*zeronull.Text)(&r.Endpoint)}
}

func (r *notificationRow) notification() integration.Notification {
	n := r.Notification
	n.Sequence = int(r.sequence)
	copy(n.Digest[:], r.digest)
	return n
}

// Notifications lists what a client was told, in the order of the commits: of what it has read
// once nothing appears before it later. A commit that is still running, and every later one,
// waits until it has ended. after is the last one that the client has read, empty for none.
func (db *DB) Notifications(ctx context.Context, client string, after approval.ID, limit int) ([]integration.Notification, error) {
	if after != "" {
		if err := db.knowsNotification(ctx, client, after); err != nil {
			return nil, err
		}
	}
	var reach Reach
	var list []integration.Notification
	b := new(pgx.Batch)
	QueueSnapshot(b, func() {
		b.Queue(`select `+notificationColumns+` from notifications n`+notificationTables+`
			where n.client_id = $1 and n.xid < pg_snapshot_xmin(pg_current_snapshot())
			  and ($2 = '' or (n.xid, n.id) > (select l.xid, l.id from notifications l where l.event_id = nullif($2, '')::uuid))
			order by n.xid, n.id limit $3`, client, after, limit).Query(func(rows pgx.Rows) (err error) {
			list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (integration.Notification, error) {
				var r notificationRow
				err := row.Scan(r.fields()...)
				return r.notification(), err
			})
			return err
		})
		QueueReach(b, &reach)
	})
	if err := db.pages.SendBatch(ctx, b).Close(); err != nil {
		return nil, Clean(err)
	}
	return list, db.RequireSettled(ctx, reach)
}

func (db *DB) knowsNotification(ctx context.Context, client string, id approval.ID) error {
	var known bool
	err := db.pages.QueryRow(ctx, `select exists (select from notifications where event_id = $1 and client_id = $2)`, id, client).Scan(&known)
	if err == nil && !known {
		return approval.ErrNotFound
	}
	return Clean(err)
}
