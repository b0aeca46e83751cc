package postgres

import (
	"context"
	"maps"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"takeed/internal/approval"
	"takeed/internal/integration"
)

const deliveryColumns = `d.id, d.endpoint_id, d.state, d.tries, d.next_at, d.created_at, d.ended_at,
	l.try, l.at, l.status, l.error, l.milliseconds, l.answer, ` + notificationColumns

const deliveryTables = ` from deliveries d` + deliveryJoins

const deliveryJoins = ` join notifications n on n.id = d.notification_id` + notificationTables + `
	left join lateral (select * from delivery_tries l where l.delivery_id = d.id order by l.try desc limit 1) l on true`

func scanDelivery(row pgx.CollectableRow) (integration.Delivery, error) {
	var d integration.Delivery
	var l integration.DeliveryTry
	var n notificationRow
	var number, status, took int32
	err := row.Scan(append([]any{&d.ID, &d.Endpoint, &d.State, &d.Tries, &d.NextAt, &d.CreatedAt, (*zeronull.Timestamptz)(&d.EndedAt),
		(*zeronull.Int4)(&number), (*zeronull.Timestamptz)(&l.At), (*zeronull.Int4)(&status), (*zeronull.Text)(&l.Error),
		(*zeronull.Int4)(&took), (*zeronull.Text)(&l.Answer)}, n.fields()...)...)
	d.Notification = n.notification()
	if number > 0 {
		l.Number, l.Status, l.Milliseconds = int(number), int(status), int(took)
		d.Last = &l
	}
	return d, err
}

// EndpointDeliveries lists the deliveries to an endpoint of a client, the newest first; those
// in one state if it is not empty, and from before another one if that is not empty. The
// endpoint of another client is approval.ErrNotFound.
func (db *DB) EndpointDeliveries(ctx context.Context, client string, endpoint approval.ID, state integration.DeliveryState, before approval.ID, limit int) ([]integration.Delivery, error) {
	var known bool
	if err := db.pages.QueryRow(ctx, `select exists (select from endpoints where id = $1 and $2 in ('', client_id))
		and ($3 = '' or exists (select from deliveries where id = nullif($3, '')::uuid and endpoint_id = $1))`, endpoint, client, before).Scan(&known); err != nil {
		return nil, Clean(err)
	}
	if !known {
		return nil, approval.ErrNotFound
	}
	rows, err := db.pages.Query(ctx, `select `+deliveryColumns+deliveryTables+` where d.endpoint_id = $1 and ($2 = '' or d.state = $2)
		and ($3 = '' or (d.created_at, d.id) < (select b.created_at, b.id from deliveries b where b.id = nullif($3, '')::uuid))
		order by d.created_at desc, d.id desc limit $4`, endpoint, state, before, limit)
	if err != nil {
		return nil, Clean(err)
	}
	list, err := pgx.CollectRows(rows, scanDelivery)
	return list, Clean(err)
}

// Resend makes a delivery due again, with the whole schedule before it; client is empty for the
// staff. One that is due already is tried now. What was sent once keeps its ID: whoever
// received it knows it.
func (db *DB) Resend(ctx context.Context, client string, delivery approval.ID, by approval.Source) error {
	n, err := db.resend(ctx, client, by, map[string]string{"delivery": string(delivery)}, `d.id = $2`, delivery)
	if err == nil && n == 0 {
		return approval.ErrNotFound
	}
	return err
}

// ResendSince does so with everything that an endpoint has not got since a moment, and returns
// how many those are.
func (db *DB) ResendSince(ctx context.Context, client string, endpoint approval.ID, since time.Time, by approval.Source) (int, error) {
	return db.resend(ctx, client, by, map[string]string{"since": since.UTC().Format(time.RFC3339)}, `d.endpoint_id = $2 and d.state in ('parked', 'dropped') and d.created_at >= $3`, endpoint, since)
}

// resend says in its event what was asked for, and how many those were.
func (db *DB) resend(ctx context.Context, client string, by approval.Source, asked map[string]string, which string, args ...any) (n int, err error) {
	var e integration.Endpoint
	conn, err := db.pages.borrow(ctx)
	if err != nil {
		return 0, err
	}
	defer conn.giveBack()
	b := new(pgx.Batch)
	b.Queue(`begin`)
	b.Queue(`with sent as (
			update deliveries d set state = 'due', ended_at = null, due_at = takeed_now(), next_at = takeed_now(), tries_before = d.tries
			  from endpoints p where p.id = d.endpoint_id and $1 in ('', p.client_id) and p.disabled_at is null and d.claimed_by is null and `+which+`
			returning d.endpoint_id)
		select count(*), coalesce(min(p.id::text), ''), coalesce(min(p.client_id), '') from sent s join endpoints p on p.id = s.endpoint_id`,
		append([]any{client}, args...)...).QueryRow(func(row pgx.Row) error { return row.Scan(&n, &e.ID, &e.Client) })
	if err := conn.SendBatch(ctx, b).Close(); err != nil || n == 0 {
		rollback(ctx, conn.Conn)
		return 0, Clean(err)
	}
	b = new(pgx.Batch)
	said := endpointEvent(by, e, approval.EventDeliveryResent)
	maps.Copy(said.Detail, asked)
	said.Detail["deliveries"] = strconv.Itoa(n)
	queueEvents(b, said)
	b.Queue(`commit`)
	return n, conn.commit(ctx, b)
}
