package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"takeed/internal/approval"
)

const transactionColumns = `t.id, t.user_id, t.document, t.payload_hash, t.state, t.created_at, t.expires_at, t.confirmed_at,
	t.attempt_seconds, coalesce(t.replaces::text, ''), coalesce(t.replaced_by::text, ''),
	(select count(*) from attempts n where n.tx_id = t.id), coalesce(t.kind, ''), coalesce(t.version, 0), coalesce(t.client_id, ''), coalesce(t.consumer, '')`

// transactionRow is a row of transactions on its way in. Where an outer join found none, it
// has no ID.
type transactionRow struct {
	approval.Transaction
	id             approval.ID // until the document, which has these too, is open
	kind           string
	version        int
	sealed, digest []byte
	seconds        int32
}

func (r *transactionRow) fields() []any {
	return []any{(*zeronull.Text)(&r.id), (*zeronull.Text)(&r.PersonID), &r.sealed, &r.digest, (*zeronull.Text)(&r.State),
		(*zeronull.Timestamptz)(&r.CreatedAt), (*zeronull.Timestamptz)(&r.ExpiresAt), (*zeronull.Timestamptz)(&r.ConfirmedAt),
		(*zeronull.Int4)(&r.seconds), &r.Replaces, &r.ReplacedBy, &r.Attempts, &r.kind, &r.version, &r.Client, &r.Consumer}
}

func (db *DB) openTransaction(r transactionRow) (approval.Transaction, error) {
	copy(r.Digest[:], r.digest)
	r.AttemptTTL = time.Duration(r.seconds) * time.Second
	if r.sealed == nil {
		r.Document, r.Erased = approval.Document{ID: r.id, Kind: r.kind, Version: r.version}, true
		return r.Transaction, nil
	}
	document, err := db.openDocument(r.id, r.sealed, r.Digest)
	if err != nil {
		return approval.Transaction{}, err
	}
	r.Document = document
	return r.Transaction, nil
}

func (db *DB) scanTransaction(row pgx.Row) (approval.Transaction, error) {
	return db.scanTransactionAnd(row)
}

// scanTransactionAnd scans a transaction, and into more the columns that the query has
// after it.
func (db *DB) scanTransactionAnd(row pgx.Row, more ...any) (approval.Transaction, error) {
	var r transactionRow
	if err := row.Scan(append(r.fields(), more...)...); err != nil {
		return approval.Transaction{}, err
	}
	return db.openTransaction(r)
}

// openDocument trusts neither the column nor the row: what opens must be the bytes
// that were hashed, and must name this transaction.
func (db *DB) openDocument(id approval.ID, sealed []byte, digest approval.Digest) (approval.Document, error) {
	_, d, err := db.openCanonical(id, sealed, digest)
	return d, err
}

func (db *DB) openCanonical(id approval.ID, sealed []byte, digest approval.Digest) ([]byte, approval.Document, error) {
	canonical, err := db.keys.Open(documentOf(id), sealed)
	if err != nil {
		return nil, approval.Document{}, err
	}
	d, err := approval.OpenDocument(canonical, digest)
	if err == nil && d.ID != id {
		err = fmt.Errorf("the document of %s names another transaction", id)
	}
	return canonical, d, err
}

// insertTransaction also says who consumes it: of what a client asked for, whom the request
// names; of any other, whom its kind names if there is such a client now.
const insertTransaction = `insert into transactions (id, user_id, reference, idem_key, kind, version, document, payload_hash,
		currency, amount_minor, attempt_seconds, replaces, created_at, expires_at, accounts, client_id, consumer, consume_seconds)
	select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, nullif($12, '')::uuid, $13, $14, $15, nullif($16, ''), k.id, case when k.id is not null then $18::int end
	  from (values (1)) one left join clients k on k.id = $17 and (k.disabled_at is null or $16 <> '')`

func (db *DB) queueCreation(b *pgx.Batch, c approval.Creation) error {
	t := c.Transaction
	sealed, err := SealDocument(db.keys, t.Document)
	if err != nil {
		return err
	}
	accounts, err := AccountHashes(db.keys, t.Document)
	if err != nil {
		return err
	}
	var currency *string
	var minor *int64
	if cur, n, ok := t.Amount(); ok {
		currency, minor = &cur, &n
	}
	b.Queue(insertTransaction, t.ID, t.PersonID, t.ID.Reference(), c.Key, t.Kind, t.Version, sealed, t.Digest[:],
		currency, minor, int(t.AttemptTTL/time.Second), t.Replaces, t.CreatedAt, t.ExpiresAt, accounts,
		t.Client, t.Consumer, int(t.Consume/time.Second))
	return nil
}

func (db *DB) queueTransactionMove(b *pgx.Batch, m approval.TransactionMove) error {
	switch m.To {
	case approval.Confirmed:
		return db.queueConfirmation(b, m)
	case approval.Cancelled:
		b.Queue(`update transactions set state = $2, replaced_by = nullif($3, '')::uuid where id = $1`, m.Transaction.ID, m.To, m.By)
	default:
		b.Queue(`update transactions set state = $2 where id = $1`, m.Transaction.ID, m.To)
	}
	return nil
}

// queueConfirmation also completes the event of the move, which is queued after it.
func (db *DB) queueConfirmation(b *pgx.Batch, m approval.TransactionMove) error {
	result, err := SealResult(db.keys, m.Transaction.ID, m.Result)
	if err != nil {
		return err
	}
	code, err := HashCode(db.keys, m.Code)
	if err != nil {
		return err
	}
	if m.Event.Detail["attestation"], err = Attest(db.keys, ConfirmationOf(m.Event, code)); err != nil {
		return err
	}
	b.Queue(`update transactions set state = $2, confirmed_at = takeed_now(), confirmed_attempt_id = $3, confirmed_ok = true, result = $4 where id = $1`,
		m.Transaction.ID, m.To, m.By, result)
	return nil
}

// History lists a person's transactions, newest first. Versions that were replaced
// by an edit are left out: their successor stands for them.
func (db *DB) History(ctx context.Context, person approval.ID, f approval.Filter) ([]approval.Transaction, error) {
	rows, err := db.pages.Query(ctx, `select `+transactionColumns+`, `+reachOfTransaction+` from transactions t
		where t.user_id = $1 and t.replaced_by is null
		  and ($2 = '' or t.kind = $2)
		  and ($3 = '' or case when t.state = 'pending' and t.expires_at <= takeed_now() then 'expired' else t.state end = $3)
		  and ($4::timestamptz is null or t.created_at >= $4) and ($5::timestamptz is null or t.created_at < $5)
		  and ($6::timestamptz is null or (t.created_at, t.id) < ($6, $7::uuid))
		order by t.created_at desc, t.id desc limit $8`,
		person, f.Kind, f.State, orNull(f.From), orNull(f.To), orNull(f.After.CreatedAt), idOrNull(f.After.ID), f.Limit)
	if err != nil {
		return nil, Clean(err)
	}
	var reaches []Reach
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (approval.Transaction, error) {
		var reach Reach
		t, err := db.scanTransactionAnd(row, reach.Fields()...)
		reaches = append(reaches, reach)
		return t, err
	})
	if err != nil {
		return nil, Clean(err)
	}
	db.settle(ctx, list, reaches)
	return list, nil
}

// settle marks the transactions in list that are not settled. All of them share one
// barrier.
func (db *DB) settle(ctx context.Context, list []approval.Transaction, reaches []Reach) {
	var all Reach
	for _, reach := range reaches {
		all.Add(reach)
	}
	if db.Settled(ctx, all) {
		return
	}
	for i := range list {
		list[i].Unsettled = !db.barriers.cover(reaches[i])
	}
}

func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func idOrNull(id approval.ID) *string {
	if id == "" {
		return nil
	}
	s := string(id)
	return &s
}
