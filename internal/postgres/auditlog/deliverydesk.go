package auditlog

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/integration"
	"takeed/internal/office"
	"takeed/internal/postgres"
)

// How many deliveries are on a page, how many tries of one are shown, and from how many that
// are due the one that has waited longest is taken.
const (
	deliveriesPage = 25
	maxTries       = 50
	maxDue         = 1000
)

// ofEndpoint keeps the planner to the index with the order of a walk along the endpoints p, as inOrder
// does for the log.
const ofEndpoint = `generate_series(1, (p.id is not null)::int)`

// ofDay counts the deliveries of the last day to an endpoint p. oldestDue looks at those that are
// sent next: one that has waited for long is among them, or many are.
const (
	ofDay = `cross join lateral (select count(*) filter (where d.state = 'delivered')::int as delivered, count(*) filter (where d.state = 'due')::int as waiting,
		    count(*) filter (where d.state in ('parked', 'dropped'))::int as failed
		  from (select d.state from deliveries d, ` + ofEndpoint + ` where d.endpoint_id = p.id and d.created_at > takeed_now() - interval '24 hours' order by d.created_at desc limit 10000) d) day `
	oldestDue = `cross join lateral (select min(d.due_at) as at from (select d.due_at from deliveries d, ` + ofEndpoint + ` where d.endpoint_id = p.id and d.state = 'due'
		order by d.next_at, d.notification_id limit 1000) d) due `
)

// Clients returns every client, and every endpoint with its last day.
func (l *Log) Clients(ctx context.Context) (clients []integration.Client, endpoints []integration.Standing, err error) {
	err = l.atOneMoment(ctx, func(b *pgx.Batch) {
		postgres.QueueClients(b, &clients)
		postgres.QueueStandings(b, `due.at, day.delivered, day.waiting, day.failed`, oldestDue+ofDay, func(s *integration.Standing) []any {
			return []any{(*zeronull.Timestamptz)(&s.OldestDue), &s.Day.Delivered, &s.Day.Waiting, &s.Day.Failed}
		}, &endpoints)
	})
	return clients, endpoints, err
}

// Endpoints returns every endpoint and since when something waits for it. Its day is not counted.
func (l *Log) Endpoints(ctx context.Context) (endpoints []integration.Standing, err error) {
	err = l.atOneMoment(ctx, func(b *pgx.Batch) {
		postgres.QueueStandings(b, `due.at`, oldestDue, func(s *integration.Standing) []any { return []any{(*zeronull.Timestamptz)(&s.OldestDue)} }, &endpoints)
	})
	return endpoints, err
}

// atOneMoment reads what no fail-over can take back. It is recorded nowhere: nobody's data is
// in it.
func (l *Log) atOneMoment(ctx context.Context, reads func(*pgx.Batch)) error {
	var reach postgres.Reach
	b := new(pgx.Batch)
	postgres.QueueSnapshot(b, func() {
		reads(b)
		postgres.QueueReach(b, &reach)
	})
	if err := l.reads.SendBatch(ctx, b).Close(); err != nil {
		return queryError(err)
	}
	return l.db.RequireSettled(ctx, reach)
}

// Deliveries returns a page of deliveries. Whoever asks for those about one transaction reads
// that transaction, and is recorded.
func (l *Log) Deliveries(ctx context.Context, q integration.DeliveryQuery, by approval.Source) (integration.DeliveryPage, error) {
	var p integration.DeliveryPage
	var about approval.Transaction
	about.ID = q.Transaction
	at, id, ok := readPlace(q.Cursor)
	if !ok {
		return p, audit.ErrCursor
	}
	err := l.atOneMoment(ctx, func(b *pgx.Batch) {
		if q.Transaction != "" {
			postgres.QueueDeliveries(b, deliveriesOfTransaction, newestFirst, []any{q.Transaction, q.Endpoint, q.State}, &p.Deliveries)
			queuePersonOf(b, &about)
		} else {
			walk := walkOf(q.State, q.Cursor == "")
			postgres.QueueDeliveries(b, walk.sql, walk.order, []any{q.Endpoint, at, id}, &p.Deliveries)
		}
	})
	if err != nil {
		return integration.DeliveryPage{}, err
	}
	if q.Transaction != "" {
		return p, l.recordRead(ctx, office.ReadTransactionEvent(by, about, approval.EventTransactionViewed))
	}
	if len(p.Deliveries) > deliveriesPage {
		p.Deliveries = p.Deliveries[:deliveriesPage]
		p.Next = placeAfter(p.Deliveries[deliveriesPage-1], q.State)
	}
	return p, nil
}

// deliveryWalk is how the deliveries in a state are walked, endpoint by endpoint.
type deliveryWalk struct{ sql, order string }

const (
	newestFirst = `d.created_at desc, d.id desc`
	nextFirst   = `d.next_at, d.id`

	deliveriesOfTransaction = `(select d.* from notifications n join deliveries d on d.notification_id = n.id
		where n.tx_id = $1 and ($2 = '' or d.endpoint_id = nullif($2, '')::uuid) and ($3 = '' or d.state = $3) order by d.created_at desc, d.id desc limit 200)`
)

// walkOf is the walk through a state. Each has an index in its order; that of what failed holds
// the two states together.
func walkOf(state integration.DeliveryState, first bool) deliveryWalk {
	condition, order, beyond := "", newestFirst, `(d.created_at, d.id) < ($2::text::timestamptz, $3::uuid)`
	switch state {
	case integration.Due:
		condition, order, beyond = `d.state = 'due' and `, nextFirst, `(d.next_at, d.id) > ($2::text::timestamptz, $3::uuid)`
	case integration.Delivered:
		condition = `d.state = 'delivered' and `
	case integration.Parked, integration.Dropped:
		condition = `d.state in ('parked', 'dropped') and d.state = '` + string(state) + `' and `
	}
	if first {
		beyond = `($2::text = '' and $3::text = '')`
	}
	limit := fmt.Sprintf(` limit %d)`, deliveriesPage+1) // a number, so that the planner knows it
	one := `(select d.* from deliveries d, ` + ofEndpoint + ` where d.endpoint_id = p.id and ` + condition + beyond + ` order by ` + order + limit
	return deliveryWalk{`(select d.* from endpoints p cross join lateral ` + one + ` d where ($1 = '' or p.id = nullif($1, '')::uuid) order by ` + order + limit, order}
}

// placeAfter is the cursor behind a delivery, and readPlace reads it.
func placeAfter(d integration.Delivery, state integration.DeliveryState) string {
	at := d.CreatedAt
	if state == integration.Due {
		at = d.NextAt
	}
	return strconv.FormatInt(at.UnixMicro(), 10) + "_" + string(d.ID)
}

func readPlace(cursor string) (at string, id approval.ID, ok bool) {
	if cursor == "" {
		return "", "", true
	}
	time1, rest, _ := strings.Cut(cursor, "_")
	micros, err := strconv.ParseInt(time1, 10, 52)
	id, ok = approval.ParseID(rest)
	return time.UnixMicro(micros).UTC().Format("2006-01-02T15:04:05.999999Z"), id, ok && err == nil && micros >= 0
}

// queuePersonOf reads whose transaction it is; nobody's as long as nobody has opened it.
func queuePersonOf(b *pgx.Batch, t *approval.Transaction) {
	b.Queue(`select user_id from transactions where id = $1`, t.ID).Query(func(rows pgx.Rows) error {
		_, err := pgx.ForEachRow(rows, []any{&t.PersonID}, func() error { return nil })
		return err
	})
}

// Delivery returns a delivery and its latest tries, newest first.
func (l *Log) Delivery(ctx context.Context, id approval.ID, by approval.Source) (d integration.Delivery, tries []integration.DeliveryTry, err error) {
	var found []integration.Delivery
	var about approval.Transaction
	err = l.atOneMoment(ctx, func(b *pgx.Batch) {
		postgres.QueueDeliveries(b, `(select d.* from deliveries d where d.id = $1)`, newestFirst, []any{id}, &found)
		b.Queue(`select l.try, l.at, coalesce(l.status, 0), coalesce(l.error, ''), l.milliseconds, coalesce(l.answer, '') from delivery_tries l
			where l.delivery_id = $1 order by l.try desc limit $2`, id, maxTries).Query(func(rows pgx.Rows) (err error) {
			tries, err = pgx.CollectRows(rows, pgx.RowToStructByPos[integration.DeliveryTry])
			return err
		})
		b.Queue(`select t.id, t.user_id from deliveries d join transactions t on t.id = d.tx_id where d.id = $1`, id).Query(func(rows pgx.Rows) error {
			_, err := pgx.ForEachRow(rows, []any{&about.ID, &about.PersonID}, func() error { return nil })
			return err
		})
	})
	switch {
	case err != nil:
		return d, nil, err
	case len(found) == 0:
		return d, nil, approval.ErrNotFound
	}
	if about.ID = found[0].Notification.Transaction; about.ID == "" {
		return found[0], tries, nil
	}
	return found[0], tries, l.recordRead(ctx, office.ReadTransactionEvent(by, about, approval.EventTransactionViewed))
}
