package postgres

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/integration/webhook"
)

// webhookSlots is how many connections the sender of webhooks takes from pages at once.
const webhookSlots = 2

// Webhooks is the store of the sender of webhooks; it implements webhook.Store.
type Webhooks struct {
	db    *DB
	names integration.Names
	slots chan struct{}
}

// Webhooks returns the store of the sender, whose IDs are written as names says.
func (db *DB) Webhooks(names integration.Names) *Webhooks {
	return &Webhooks{db, names, make(chan struct{}, webhookSlots)}
}

func (w *Webhooks) acquire(ctx context.Context) error {
	select {
	case w.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (w *Webhooks) release() { <-w.slots }

const unclaimed = `(d.claimed_until is null or d.claimed_until <= takeed_now())`

// DueEndpoints implements webhook.Store. The order is another one each time, so that no
// endpoint is always last.
func (w *Webhooks) DueEndpoints(ctx context.Context) ([]webhook.Endpoint, error) {
	if err := w.acquire(ctx); err != nil {
		return nil, err
	}
	defer w.release()
	rows, err := w.db.pages.Query(ctx, `select p.id::text, p.failing_since is not null from endpoints p
		where p.disabled_at is null and (p.not_before is null or p.not_before <= takeed_now())
		  and exists (select from deliveries d where d.endpoint_id = p.id and d.state = 'due' and d.next_at <= takeed_now() and `+unclaimed+`)
		order by random()`)
	if err != nil {
		return nil, Clean(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[webhook.Endpoint])
	return list, Clean(err)
}

// claimDeliveries takes of each transaction the earliest delivery to the endpoint, unless
// another one of it is on its way. A claim that expired is taken over. Both are asked for each
// candidate by the key of its transaction: as a join, where statistics are old, each would be
// compared with everything that is due there.
const claimDeliveries = `with due as (
		select d.id from deliveries d where d.endpoint_id = $1 and d.state = 'due' and d.next_at <= takeed_now() and ` + unclaimed + `
		  and (d.tx_id is null or d.notification_id = (select o.notification_id from deliveries o
			where o.endpoint_id = d.endpoint_id and o.tx_id = d.tx_id and o.state = 'due' order by o.notification_id limit 1)
		  and not (select coalesce(bool_or(o.claimed_until > takeed_now()), false) from deliveries o
			where o.endpoint_id = d.endpoint_id and o.tx_id = d.tx_id and o.state = 'due'))
		order by d.next_at, d.notification_id limit $2 for update skip locked),
	claimed as (
		update deliveries d set claimed_by = $3, claimed_until = takeed_now() + $4::interval, tries = d.tries + 1 from due where d.id = due.id
		returning d.id, d.notification_id, d.endpoint_id)
	select c.id, p.url, p.keys, ` + notificationColumns + ` from claimed c join endpoints p on p.id = c.endpoint_id
	  join notifications n on n.id = c.notification_id` + notificationTables + ` order by c.notification_id`

// Claim implements webhook.Store.
func (w *Webhooks) Claim(ctx context.Context, endpoint string, limit int) ([]webhook.Delivery, error) {
	if err := w.acquire(ctx); err != nil {
		return nil, err
	}
	defer w.release()
	claim := w.db.config.Instance + "/" + string(approval.NewID())
	var list []webhook.Delivery
	b := new(pgx.Batch)
	b.Queue(`begin`)
	b.Queue(claimDeliveries, endpoint, limit, claim, webhook.ClaimFor).Query(func(rows pgx.Rows) (err error) {
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (webhook.Delivery, error) {
			return w.scan(row, approval.ID(endpoint), claim)
		})
		return err
	})
	b.Queue(`commit`)
	return list, w.db.pages.write(ctx, b)
}

func (w *Webhooks) scan(row pgx.CollectableRow, endpoint approval.ID, claim string) (webhook.Delivery, error) {
	var r notificationRow
	var sealed []byte
	d := webhook.Delivery{Claim: claim}
	if err := row.Scan(append([]any{&d.ID, &d.URL, &sealed}, r.fields()...)...); err != nil {
		return d, err
	}
	n := r.notification()
	d.Event = webhook.Event{
		ID: w.names.Write(integration.PrefixEvent, n.ID), Type: n.Type, At: n.At, Transaction: w.names.Write(integration.PrefixTransaction, n.Transaction),
		Status: string(n.Status), Sequence: n.Sequence, Reference: n.Reference, Digest: n.Digest, Reason: n.Reason,
		Endpoint: w.names.Write(integration.PrefixEndpoint, n.Endpoint),
	}
	secrets, err := w.db.keys.Open(keysOf(endpoint), sealed)
	if err != nil {
		return d, err
	}
	return d, json.Unmarshal(secrets, &d.Keys)
}

// tried is what Finish locks.
type tried struct {
	endpoint     integration.Endpoint
	notification int64
	tx           *string
	tries        int
	before       int
	dueAt        time.Time
	arrivedAt    *time.Time
	now          time.Time
}

// Finish implements webhook.Store.
func (w *Webhooks) Finish(ctx context.Context, result webhook.Result) error {
	if err := w.acquire(ctx); err != nil {
		return err
	}
	defer w.release()
	conn, err := w.db.pages.borrow(ctx)
	if err != nil {
		return err
	}
	defer conn.giveBack()
	var t tried
	b := new(pgx.Batch)
	b.Queue(`begin`)
	b.Queue(`select takeed_now(), p.arrived_at, d.notification_id, d.tx_id::text, d.tries, d.tries_before, d.due_at, `+endpointColumns+`
		from endpoints p, deliveries d where d.id = $1 and d.claimed_by = $2 and d.state = 'due' and p.id = d.endpoint_id for no key update`, result.ID, result.Claim).
		QueryRow(func(row pgx.Row) error {
			return row.Scan(append([]any{&t.now, &t.arrivedAt, &t.notification, &t.tx, &t.tries, &t.before, &t.dueAt}, endpointFields(&t.endpoint)...)...)
		})
	if err := conn.SendBatch(ctx, b).Close(); err != nil {
		rollback(ctx, conn.Conn)
		if err = Clean(err); isNotFound(err) {
			return nil // another process has taken it over
		}
		return err
	}
	b = new(pgx.Batch)
	queueTry(b, t, result)
	b.Queue(`commit`)
	return conn.commit(ctx, b)
}

// queueTry writes what a try leads to: for the delivery, for the later ones of its transaction,
// and for the endpoint.
func queueTry(b *pgx.Batch, t tried, result webhook.Result) {
	next := webhook.Decide(webhook.Attempted{
		Status: result.Status, RetryAfter: result.RetryAfter, Tries: t.tries - t.before, Since: t.dueAt, Chance: rand.Float64(),
		LaterArrived: t.arrivedAt != nil && t.arrivedAt.After(t.dueAt), FailingSince: t.endpoint.FailingSince,
	}, t.now)
	at := next.At
	if at.IsZero() {
		at = t.now
	}
	b.Queue(`insert into delivery_tries (delivery_id, try, status, error, milliseconds, answer) values ($1, $2, nullif($3, 0), nullif($4, ''), $5, nullif($6, ''))`,
		result.ID, t.tries, result.Status, result.Reason, result.Took.Milliseconds(), result.Answer)
	b.Queue(`update deliveries set state = $2, next_at = $3, claimed_by = null, claimed_until = null, ended_at = case when $2 = 'due' then null else takeed_now() end where id = $1`,
		result.ID, next.State, at)
	if t.tx != nil {
		b.Queue(`update deliveries set next_at = $3 where endpoint_id = $1 and tx_id = $2 and state = 'due' and notification_id > $4`,
			t.endpoint.ID, t.tx, at, t.notification)
	}
	queueEndpointState(b, t, next)
}

func queueEndpointState(b *pgx.Batch, t tried, next webhook.Next) {
	e := t.endpoint
	switch {
	case next.State == webhook.Delivered && (!e.FailingSince.IsZero() || t.arrivedAt == nil || t.now.Sub(*t.arrivedAt) > 10*time.Second):
		b.Queue(`update endpoints set arrived_at = takeed_now(), failing_since = null, not_before = null where id = $1`, e.ID)
	case next.State != webhook.Delivered && (!next.FailingSince.Equal(e.FailingSince) || !next.NotBefore.IsZero()):
		b.Queue(`update endpoints set failing_since = $2, not_before = coalesce($3, not_before) where id = $1`, e.ID, next.FailingSince, orNull(next.NotBefore))
	}
	if next.Disable == "" || !e.DisabledAt.IsZero() {
		return
	}
	e.DisabledReason = next.Disable
	b.Queue(`update endpoints set disabled_at = takeed_now(), disabled_reason = $2 where id = $1`, e.ID, next.Disable)
	queueDrop(b, e.ID)
	queueEvents(b, endpointEvent(approval.Source{Actor: approval.System}, e, approval.EventEndpointDisabled))
}

// queueDrop drops what is due to an endpoint. It can be sent again.
func queueDrop(b *pgx.Batch, endpoint approval.ID) {
	b.Queue(`update deliveries set state = 'dropped', ended_at = takeed_now(), claimed_by = null, claimed_until = null where endpoint_id = $1 and state = 'due'`, endpoint)
}
