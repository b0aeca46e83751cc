package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"takeed/internal/approval"
	"takeed/internal/integration"
)

// A client sees what it asked for and what it consumes, whether or not it was adopted; of
// anything else it cannot tell that there is such a thing.
const (
	clientView = `select coalesce(r.client_id, ''), coalesce(t.consumer, r.consumer, ''), coalesce(t.kind, r.kind), coalesce(r.reference, t.reference),
		coalesce(t.version, r.version), coalesce(t.payload_hash, r.payload_hash), t.document, r.document, n.sequence, n.reason, t.user_id,
		coalesce(r.lang, ''), coalesce(r.created_at, t.created_at), coalesce(t.expires_at, r.expires_at), coalesce(t.consume_seconds, r.consume_seconds),
		r.state, t.state, t.confirmed_at, r.ended_at, c.id, c.outcome, coalesce(c.execution_reference, ''), c.at, takeed_now(), u.disabled_at is not null, one.id`
	clientViewTables = ` left join requests r on r.id = one.id left join transactions t on t.id = one.id left join users u on u.id = t.user_id
		left join consumptions c on c.tx_id = one.id
		left join lateral (select n.sequence, n.reason from notifications n where n.tx_id = one.id and n.client_id = $1 and n.sequence is not null
			order by n.sequence desc limit 1) n on true
		where $1 in (r.client_id, coalesce(t.consumer, r.consumer))`
	viewByID = clientView + ` from (values ($2::uuid)) one (id)` + clientViewTables
)

var (
	reachOfOne     = reachColumns(`(select e.xid::text::bigint from audit_events e where e.stream = 'txn:' || one.id order by e.seq desc limit 1)`)
	viewSettled    = clientView + `, ` + reachOfOne + ` from (values ($2::uuid)) one (id)` + clientViewTables
	viewReferenced = clientView + `, ` + reachOfOne + ` from (select q.id from requests q where q.client_id = $1 and q.reference = $2) one` + clientViewTables
)

// viewRow is a row of clientView on its way in.
type viewRow struct {
	integration.Transaction
	digest         []byte
	adopted, asked []byte // the sealed document of the transaction, and of the request
	seconds        int32
	sequence       int32
	won            integration.Consumption
	outcome        string
	now            time.Time
	blocked        bool
}

func (r *viewRow) fields() []any {
	t := &r.Transaction
	return []any{&t.Client, &t.Consumer, &t.Kind, &t.Reference, &t.Version, &r.digest, &r.adopted, &r.asked, (*zeronull.Int4)(&r.sequence),
		(*zeronull.Text)(&t.Reason), (*zeronull.Text)(&t.Person), &t.Language, &t.CreatedAt, &t.ExpiresAt, (*zeronull.Int4)(&r.seconds),
		(*zeronull.Text)(&t.Request), (*zeronull.Text)(&t.State), (*zeronull.Timestamptz)(&t.ConfirmedAt), (*zeronull.Timestamptz)(&t.EndedAt),
		(*zeronull.Text)(&r.won.ID), (*zeronull.Text)(&r.outcome), &r.won.ExecutionReference, (*zeronull.Timestamptz)(&r.won.At), &r.now, &r.blocked, &t.ID}
}

// transaction completes the row, but for the document, which only some readers need.
func (r *viewRow) transaction() integration.Transaction {
	t := r.Transaction
	copy(t.Digest[:], r.digest)
	t.Sequence, t.ConsumeWithin = int(r.sequence), time.Duration(r.seconds)*time.Second
	if r.outcome != "" {
		won := r.won
		won.Lapsed = r.outcome == "lapsed"
		t.Consumption = &won
	}
	t.Erased = r.adopted == nil && r.asked == nil
	return t
}

func (db *DB) openView(r viewRow) (t integration.Transaction, err error) {
	t = r.transaction()
	switch {
	case r.adopted != nil:
		t.Document, err = db.openDocument(t.ID, r.adopted, t.Digest)
	case r.asked != nil:
		t.Document, err = db.openRequest(t.ID, r.asked, t.Digest)
	}
	return t, err
}

func (db *DB) openRequest(id approval.ID, sealed []byte, digest approval.Digest) (approval.Document, error) {
	canonical, err := db.keys.Open(requestOf(id), sealed)
	if err != nil {
		return approval.Document{}, err
	}
	return approval.OpenDocument(canonical, digest)
}

// ClientTransaction returns a transaction as a client sees it, and the time; approval.ErrNotFound
// if there is none, or not for this client. It returns only what no fail-over can take back, and
// approval.ErrOutcomeUnknown if that cannot be known now.
func (db *DB) ClientTransaction(ctx context.Context, client string, id approval.ID) (integration.Transaction, time.Time, error) {
	return db.viewFor(ctx, viewSettled, client, id)
}

// ClientTransactionByReference is the same for the client's own reference.
func (db *DB) ClientTransactionByReference(ctx context.Context, client, reference string) (integration.Transaction, time.Time, error) {
	return db.viewFor(ctx, viewReferenced, client, reference)
}

func (db *DB) viewFor(ctx context.Context, sql string, args ...any) (integration.Transaction, time.Time, error) {
	var reach Reach
	row, err := retryOnce(ctx, db, func() (r viewRow, err error) {
		return r, Clean(db.pages.QueryRow(ctx, sql, args...).Scan(append(r.fields(), reach.Fields()...)...))
	})
	if err != nil {
		return integration.Transaction{}, time.Time{}, err
	}
	if err := db.RequireSettled(ctx, reach); err != nil {
		return integration.Transaction{}, time.Time{}, err
	}
	t, err := db.openView(row)
	return t, row.now, err
}

// Consume lets a client execute what was confirmed, once for each transaction.
func (db *DB) Consume(ctx context.Context, call integration.Call, c integration.Client, x integration.Execution, o approval.Origin,
	answer func(integration.Consumption) ([]byte, error)) (integration.Answer, error) {
	var row *viewRow
	return db.once(ctx, effect{
		call: call, tx: x.Transaction,
		read: func(b *pgx.Batch) {
			row = nil
			b.Queue(viewByID, c.ID, x.Transaction).QueryRow(ifFound(func(found pgx.Row) error {
				var r viewRow
				err := found.Scan(r.fields()...)
				if err == nil {
					row = &r
				}
				return err
			}))
		},
		decide: func(now time.Time, b *pgx.Batch) (integration.Answer, error) {
			if row == nil {
				return integration.Answer{}, approval.ErrNotFound
			}
			g := integration.Gate{Now: now, Transaction: row.transaction(), Blocked: row.blocked}
			won, e, err := g.Consume(c, x, o)
			if err != nil {
				if e.Code != "" {
					db.queueNotice(b, e)
				}
				return integration.Answer{}, err
			}
			body, err := answer(won)
			if err != nil {
				return integration.Answer{}, err
			}
			queueConsumption(b, g.Transaction, won)
			queueEvents(b, e)
			return integration.Answer{Status: 200, Body: body}, nil
		},
	})
}

func queueConsumption(b *pgx.Batch, t integration.Transaction, c integration.Consumption) {
	outcome := "consumed"
	if c.Lapsed {
		outcome = "lapsed"
	}
	b.Queue(`insert into consumptions (tx_id, id, outcome, payload_hash, version, kind, consumer, execution_reference, at)
		values ($1, $2, $3, $4, $5, $6, $7, nullif($8, ''), $9)`,
		t.ID, c.ID, outcome, t.Digest[:], t.Version, t.Kind, t.Consumer, c.ExecutionReference, c.At)
}
