package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/keys"
)

const endpointColumns = `p.id, p.client_id, p.url, p.types, p.public_key, p.created_at, p.rotated_at, p.failing_since, p.not_before,
	p.disabled_at, coalesce(p.disabled_reason, '')`

func endpointFields(e *integration.Endpoint) []any {
	return []any{&e.ID, &e.Client, &e.URL, &e.Types, &e.PublicKey, &e.CreatedAt, &e.RotatedAt, (*zeronull.Timestamptz)(&e.FailingSince),
		(*zeronull.Timestamptz)(&e.NotBefore), (*zeronull.Timestamptz)(&e.DisabledAt), &e.DisabledReason}
}

func scanEndpoint(row pgx.CollectableRow) (e integration.Endpoint, err error) {
	return e, row.Scan(endpointFields(&e)...)
}

// keysOf is where the keys of an endpoint are sealed.
func keysOf(endpoint approval.ID) keys.Place {
	return keys.Place{Table: "endpoints", Column: "keys", Row: string(endpoint)}
}

// Endpoints lists the endpoints of a client; of all clients if it is empty.
func (db *DB) Endpoints(ctx context.Context, client string) ([]integration.Endpoint, error) {
	rows, err := db.pages.Query(ctx, `select `+endpointColumns+` from endpoints p where $1 in ('', p.client_id) order by p.client_id, p.created_at, p.id`, client)
	if err != nil {
		return nil, Clean(err)
	}
	list, err := pgx.CollectRows(rows, scanEndpoint)
	return list, Clean(err)
}

// AddEndpoint adds an endpoint of a client, once for each key. Of several added at the same
// moment a few may exceed integration.MaxEndpoints.
func (db *DB) AddEndpoint(ctx context.Context, call integration.Call, c integration.Client, e integration.Endpoint, secrets []byte, o approval.Origin,
	answer func(integration.Endpoint) ([]byte, error)) (integration.Answer, error) {
	sealed, err := db.keys.Seal(keysOf(e.ID), secrets)
	if err != nil {
		return integration.Answer{}, err
	}
	var have int
	return db.once(ctx, effect{
		call: call,
		read: func(b *pgx.Batch) {
			b.Queue(`select count(*) from endpoints where client_id = $1`, c.ID).QueryRow(func(row pgx.Row) error { return row.Scan(&have) })
		},
		decide: func(now time.Time, b *pgx.Batch) (integration.Answer, error) {
			if have >= integration.MaxEndpoints {
				return integration.Answer{}, integration.ErrEndpoints
			}
			e.Client, e.CreatedAt, e.RotatedAt = c.ID, now, now
			body, err := answer(e)
			if err != nil {
				return integration.Answer{}, err
			}
			b.Queue(`insert into endpoints (id, client_id, url, types, keys, public_key, created_at, rotated_at) values ($1, $2, $3, $4, $5, $6, $7, $7)`,
				e.ID, e.Client, e.URL, e.Types, sealed, e.PublicKey, now)
			queueEvents(b, endpointEvent(c.By(o), e, approval.EventEndpointAdded))
			return integration.Answer{Status: 201, Body: body}, nil
		},
	})
}

func endpointEvent(by approval.Source, e integration.Endpoint, code approval.EventCode) approval.Event {
	v := approval.Event{Stream: approval.OfClient(e.Client), Code: code, Actor: by.Actor, Origin: by.Origin,
		Detail: map[string]string{"client_id": e.Client, "endpoint": string(e.ID)}}
	if code == approval.EventEndpointDisabled {
		v.Detail["reason"] = e.DisabledReason
	}
	return v
}

// ChangeEndpoint changes an endpoint under a lock: its address, types or keys, or whether it is
// enabled. change returns the code of the event, or "" if there is nothing to do. client is
// empty for the staff; otherwise the endpoint of another client is approval.ErrNotFound. What
// was due to an endpoint that is disabled is dropped, and can be sent again.
func (db *DB) ChangeEndpoint(ctx context.Context, client string, id approval.ID, by approval.Source,
	change func(now time.Time, e *integration.Endpoint, secrets *[]byte) (approval.EventCode, error)) error {
	conn, err := db.pages.borrow(ctx)
	if err != nil {
		return err
	}
	defer conn.giveBack()
	var e integration.Endpoint
	var sealed []byte
	var now time.Time
	b := new(pgx.Batch)
	b.Queue(`begin`)
	b.Queue(`select takeed_now(), p.keys, `+endpointColumns+` from endpoints p where p.id = $1 and $2 in ('', p.client_id) for no key update`, id, client).
		QueryRow(func(row pgx.Row) error { return row.Scan(append([]any{&now, &sealed}, endpointFields(&e)...)...) })
	if err := conn.SendBatch(ctx, b).Close(); err != nil {
		rollback(ctx, conn.Conn)
		return Clean(err)
	}
	b = new(pgx.Batch)
	if err := db.queueEndpointChange(b, now, e, sealed, by, change); err != nil || b.Len() == 0 {
		rollback(ctx, conn.Conn)
		return err
	}
	b.Queue(`commit`)
	return conn.commit(ctx, b)
}

func (db *DB) queueEndpointChange(b *pgx.Batch, now time.Time, e integration.Endpoint, sealed []byte, by approval.Source,
	change func(time.Time, *integration.Endpoint, *[]byte) (approval.EventCode, error)) error {
	secrets, err := db.keys.Open(keysOf(e.ID), sealed)
	if err != nil {
		return err
	}
	code, err := change(now, &e, &secrets)
	if err != nil || code == "" {
		return err
	}
	if sealed, err = db.keys.Seal(keysOf(e.ID), secrets); err != nil {
		return err
	}
	b.Queue(`update endpoints set url = $2, types = $3, keys = $4, public_key = $5, rotated_at = $6, failing_since = $7, not_before = $8,
		disabled_at = $9, disabled_reason = nullif($10, '') where id = $1`,
		e.ID, e.URL, e.Types, sealed, e.PublicKey, e.RotatedAt, orNull(e.FailingSince), orNull(e.NotBefore), orNull(e.DisabledAt), e.DisabledReason)
	if code == approval.EventEndpointDisabled {
		queueDrop(b, e.ID)
	}
	queueEvents(b, endpointEvent(by, e, code))
	return nil
}

// TestEndpoint sends a notification of the type endpoint.test to an endpoint.
func (db *DB) TestEndpoint(ctx context.Context, client string, id approval.ID, by approval.Source) error {
	return db.ChangeEndpoint(ctx, client, id, by, func(_ time.Time, e *integration.Endpoint, _ *[]byte) (approval.EventCode, error) {
		if !e.DisabledAt.IsZero() {
			return "", integration.ErrFinal
		}
		return approval.EventEndpointTested, nil
	})
}
