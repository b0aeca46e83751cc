package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/integration"
)

// SweepClients writes what time has decided about what clients asked for and consume: requests
// that nobody opened expire, and what nobody consumed lapses. Any number of replicas may do so
// at once. It returns how many it looked at.
func (db *DB) SweepClients(ctx context.Context, limit int) (int, error) {
	expired, err := db.due(ctx, `select id from requests where state = 'open' and expires_at <= takeed_now() order by expires_at limit $1`, limit)
	if err != nil {
		return 0, err
	}
	lapsed, err := db.due(ctx, `select tx_id from awaiting where until < takeed_now() order by until limit $1`, limit)
	if err != nil {
		return len(expired), err
	}
	var failures []error
	for _, id := range expired {
		failures = append(failures, db.expireRequest(ctx, id))
	}
	for _, id := range lapsed {
		failures = append(failures, db.lapse(ctx, id))
	}
	return len(expired) + len(lapsed), errors.Join(failures...)
}

func (db *DB) due(ctx context.Context, sql string, limit int) ([]approval.ID, error) {
	rows, err := db.pages.Query(ctx, sql, limit)
	if err != nil {
		return nil, Clean(err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[approval.ID])
	return ids, Clean(err)
}

func (db *DB) expireRequest(ctx context.Context, id approval.ID) error {
	return db.decideRequest(ctx, `r.id = $1`, id, "", func(r lockedRequest, b *pgx.Batch) error {
		if r.state == approval.Open && !r.open() {
			by := approval.Source{Actor: approval.System}
			queueRequestEnd(b, r, approval.RequestExpired, integration.EventOf(by, r.id, approval.EventRequestExpired, string(approval.RequestExpired), "client_id", r.client))
		}
		return nil
	})
}

// lapse writes that a confirmed transaction was not consumed in time. That its client, or
// another replica, was first is no fault.
func (db *DB) lapse(ctx context.Context, id approval.ID) error {
	var person approval.ID
	if err := db.pages.QueryRow(ctx, `select user_id from transactions where id = $1`, id).Scan(&person); err != nil {
		return Clean(err)
	}
	e := integration.EventOf(approval.Source{Actor: approval.System}, id, approval.EventTransactionLapsed, "")
	e.Person = person
	b := new(pgx.Batch)
	b.Queue(`begin`)
	b.Queue(`insert into consumptions (tx_id, id, outcome, payload_hash, version, kind, consumer)
		select t.id, $2, 'lapsed', t.payload_hash, t.version, t.kind, t.consumer from transactions t where t.id = $1`, id, approval.NewID())
	queueEvents(b, e)
	b.Queue(`commit`)
	if err := db.pages.write(ctx, b); !errors.Is(err, approval.ErrStale) {
		return err
	}
	return nil
}
