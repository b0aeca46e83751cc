package sequencer

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/receipt"
)

// confirmation finds the event of a confirmation by the stream of its transaction, which has
// few events.
const confirmation = `select t.document, t.payload_hash, t.result,
		e.id, e.stream, e.seq, e.tx_id, coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''), e.actor, e.at,
		coalesce(e.body, ''), e.salt, e.body_commit, e.prev_hash, e.hash
	from transactions t join audit_events e on e.stream = 'txn:' || t.id and e.tx_id = t.id and e.to_state = 'confirmed'
	where t.id = $1 and t.state = 'confirmed'`

// Receipt returns the receipt of a confirmed transaction. The error is receipt.ErrFollows
// while no signed checkpoint covers the confirmation, and approval.ErrNotFound if there is
// none, if it is from before there were receipts, or if its content was erased.
func (l *Log) Receipt(ctx context.Context, transaction approval.ID) (receipt.Receipt, error) {
	r, digest, err := l.confirmation(ctx, transaction)
	if err != nil {
		return r, fmt.Errorf("read a confirmation: %w", err)
	}
	if r.Proof, err = l.Proof(ctx, r.Event.Number); errors.Is(err, ErrNotCovered) {
		return r, receipt.ErrFollows
	} else if err != nil {
		return r, err
	}
	r.Statement, err = receipt.Sign(l.keys, r.Proof.Index, digest, r.Event.At)
	return r, err
}

func (l *Log) confirmation(ctx context.Context, transaction approval.ID) (r receipt.Receipt, digest approval.Digest, err error) {
	var document, hash, result []byte
	e := &r.Event
	err = l.db.Read(ctx, func(b *pgx.Batch) {
		b.Queue(confirmation, transaction).QueryRow(func(row pgx.Row) error {
			return row.Scan(&document, &hash, &result, &e.Number, &e.Stream, &e.Position, &e.Transaction, &e.Attempt, &e.Code, &e.ToState, &e.Actor, &e.At,
				&e.Body, &e.Salt, &e.Commitment, &e.Prev, &e.Hash)
		})
	})
	if err != nil {
		return r, digest, err
	}
	if len(document) == 0 || len(result) == 0 || e.Erased() || e.Commitment == nil {
		return r, digest, approval.ErrNotFound
	}
	copy(digest[:], hash)
	r.Document, r.Result, err = l.db.OpenConfirmed(transaction, document, digest, result)
	return r, digest, err
}
