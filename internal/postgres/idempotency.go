package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"
	"github.com/jackc/pgx/v5/pgxpool"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/keys"
)

// effect is what a call of a client does once.
type effect struct {
	call integration.Call
	tx   approval.ID
	// read queues what the decision needs.
	read func(*pgx.Batch)
	// decide queues what the call writes, and returns the answer. With a refusal, what it
	// queued is written all the same, and the key is not used up.
	decide func(now time.Time, b *pgx.Batch) (integration.Answer, error)
}

// once carries out a call, or returns what was answered when it was carried out before. The key
// is written in the commit of the effect, so after any failure a repetition finds either both
// or neither. Two calls with one key at once: the second one is told to wait, and one that got
// past that loses to the unique key, and then finds the answer of the first.
func (db *DB) once(ctx context.Context, e effect) (integration.Answer, error) {
	answer, err := db.tryOnce(ctx, e)
	if errors.Is(err, approval.ErrStale) {
		answer, err = db.tryOnce(ctx, e)
	}
	if errors.Is(err, approval.ErrStale) {
		err = integration.ErrInProgress
	}
	return answer, err
}

func (db *DB) tryOnce(ctx context.Context, e effect) (integration.Answer, error) {
	conn, err := db.pages.borrow(ctx)
	if err != nil {
		return integration.Answer{}, err
	}
	defer conn.giveBack()
	found, err := lookUpCall(ctx, conn.Conn, e)
	if err != nil {
		rollback(ctx, conn.Conn)
		return integration.Answer{}, Clean(err)
	}
	if found.known() || !found.mine {
		rollback(ctx, conn.Conn)
		return db.repeated(ctx, e.call, found)
	}
	b := new(pgx.Batch)
	answer, refusal := e.decide(found.now, b)
	if refusal == nil {
		refusal = db.queueCall(b, e, answer)
		if refusal != nil {
			b = new(pgx.Batch)
		}
	}
	if b.Len() == 0 {
		rollback(ctx, conn.Conn)
		return integration.Answer{}, db.tellable(ctx, found.reach, refusal)
	}
	b.Queue("commit")
	if err := conn.commit(ctx, b); err != nil {
		return integration.Answer{}, err
	}
	return answer, refusal
}

// tellable lets a refusal out only if no fail-over can take back what it was decided on.
func (db *DB) tellable(ctx context.Context, reach Reach, refusal error) error {
	if err := db.RequireSettled(ctx, reach); err != nil {
		return err
	}
	return refusal
}

// foundCall is what is known of a call.
type foundCall struct {
	mine        bool // no other call with this key is running
	now         time.Time
	fingerprint []byte
	status      int32
	answer      []byte
	reach       Reach
}

func (f foundCall) known() bool { return f.fingerprint != nil }

func lookUpCall(ctx context.Context, conn *pgxpool.Conn, e effect) (f foundCall, err error) {
	b := new(pgx.Batch)
	b.Queue(`begin`)
	b.Queue(`select pg_try_advisory_xact_lock(hashtextextended('takeed.idempotency ' || $1 || ' ' || $2, 0)), takeed_now(),
		k.fingerprint, k.status, k.answer, `+ReachOfAll+` from (values (1)) one left join idempotency_keys k on k.client_id = $1 and k.key = $2`,
		e.call.Client, e.call.Key).QueryRow(func(row pgx.Row) error {
		return row.Scan(append([]any{&f.mine, &f.now, &f.fingerprint, (*zeronull.Int4)(&f.status), &f.answer}, f.reach.Fields()...)...)
	})
	e.read(b)
	return f, conn.SendBatch(ctx, b).Close()
}

func (db *DB) repeated(ctx context.Context, call integration.Call, f foundCall) (integration.Answer, error) {
	switch {
	case !f.known():
		return integration.Answer{}, integration.ErrInProgress
	case [32]byte(f.fingerprint) != call.Fingerprint:
		return integration.Answer{}, db.tellable(ctx, f.reach, integration.ErrKeyReused)
	}
	if err := db.RequireSettled(ctx, f.reach); err != nil {
		return integration.Answer{}, err
	}
	body, err := db.keys.Open(answerOf(call), f.answer)
	return integration.Answer{Status: int(f.status), Body: body, Replayed: true}, err
}

func answerOf(c integration.Call) keys.Place {
	return keys.Place{Table: "idempotency_keys", Column: "answer", Row: c.Client + " " + c.Key}
}

func (db *DB) queueCall(b *pgx.Batch, e effect, a integration.Answer) error {
	sealed, err := db.keys.Seal(answerOf(e.call), a.Body)
	if err != nil {
		return err
	}
	b.Queue(`insert into idempotency_keys (client_id, key, fingerprint, status, answer, tx_id) values ($1, $2, $3, $4, $5, nullif($6, '')::uuid)`,
		e.call.Client, e.call.Key, e.call.Fingerprint[:], a.Status, sealed, e.tx)
	return nil
}
