package postgres

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"takeed/internal/approval"
)

// aliveSession is the condition under which a session s counts.
const aliveSession = `s.revoked_at is null and s.expires_at > takeed_now() and s.seen_at > takeed_now() - $idle::interval`

// claim is the one statement that lets a code be exchanged. It is committed before
// the exchange; zero rows mean that another callback was first, or that this one comes from
// the wrong browser, from the wrong person, or too late. The event is part of it.
var claim = withIdle(`with claimed as (
	update attempts a set status = 'exchanging', code_mac = $5, claimed_at = takeed_now(), claimed_by = $6
	from sessions s, transactions t
	where a.state_hash = $1 and a.browser_hash = $2 and a.status = 'started' and a.expires_at > takeed_now()
	  and s.token_hash = $3 and `+aliveSession+` and s.user_id = a.user_id
	  and t.id = a.tx_id and t.state = 'pending' and t.expires_at > takeed_now()
	returning a.id, a.tx_id, a.user_id)
insert into audit_events (stream, tx_id, attempt_id, kind, to_state, actor, body)
select 'txn:' || tx_id, tx_id, id, $7, 'attempt:exchanging', 'customer:' || user_id, $8 from claimed`, "$4")

// Arrive looks at a callback and, if it carries a code, claims its attempt, in one
// round trip and one commit. A code that was used before is approval.ErrCodeReused. A
// claim whose answer was lost is lost: asked again, it finds the attempt taken.
func (db *DB) Arrive(ctx context.Context, a approval.Arrival) (approval.Arrived, error) {
	return retryOnce(ctx, db, func() (approval.Arrived, error) { return db.arrive(ctx, a) })
}

func (db *DB) arrive(ctx context.Context, a approval.Arrival) (approval.Arrived, error) {
	var got approval.Arrived
	b := new(pgx.Batch)
	if !a.Code.Empty() {
		if err := db.queueClaim(b, a, &got); err != nil {
			return approval.Arrived{}, err
		}
	}
	var sealed *[]byte
	ask := func(b *pgx.Batch) { sealed = db.queueArrived(b, a, &got) }
	if err := db.asked(ctx, b, a, ask); err != nil {
		return approval.Arrived{}, err
	}
	if got.Facts.Attempt.ID == "" || *sealed == nil {
		return got, nil
	}
	opened, err := db.openSecrets(handoverOf(got.Facts.Attempt.ID), *sealed)
	if err != nil {
		return approval.Arrived{}, err
	}
	got.Verifier = opened.verifier
	return got, nil
}

// asked sends a claim together with the questions, or, for an arrival that asks surely, the
// questions alone.
func (db *DB) asked(ctx context.Context, claim *pgx.Batch, a approval.Arrival, ask func(*pgx.Batch)) error {
	if a.Surely {
		return db.callbacks.surely(ctx, ask)
	}
	ask(claim)
	return db.callbacks.write(ctx, claim)
}

func (db *DB) queueClaim(b *pgx.Batch, a approval.Arrival, got *approval.Arrived) error {
	code, err := HashCode(db.keys, a.Code)
	if err != nil {
		return err
	}
	body := EventBody(EventFields(approval.Event{Code: approval.EventCallbackClaimed, Origin: a.Source.Origin}))
	b.Queue(claim, a.State[:], a.Binding[:], a.Session[:], db.config.Idle, code, db.config.Instance, approval.EventCallbackClaimed, body).
		Exec(func(ct commandTag) error {
			if got.Claimed = ct.RowsAffected() == 1; got.Claimed {
				got.Facts.Code = a.Code
			}
			return nil
		})
	return nil
}

// arrived finds, in one row that is always there, the attempt with a state, what it is
// about, and who is signed in.
var arrived = withIdle(`select a.browser_hash is not distinct from $2, a.handover, `+attemptOfU+`, `+transactionColumns+`, `+personColumns+`,
		takeed_now(), (select s.user_id from sessions s where s.token_hash = $3 and `+aliveSession+`)
	from (values (1)) one left join attempts a on a.state_hash = $1 left join transactions t on t.id = a.tx_id left join users u on u.id = a.user_id`, "$4")

func (db *DB) queueArrived(b *pgx.Batch, a approval.Arrival, got *approval.Arrived) *[]byte {
	sealed := new([]byte)
	b.Queue(arrived, a.State[:], a.Binding[:], a.Session[:], db.config.Idle).QueryRow(func(row pgx.Row) error {
		var attempt attemptRow
		var transaction transactionRow
		var person personRow
		err := row.Scan(slices.Concat([]any{&got.SameBrowser, sealed}, attempt.fields(), transaction.fields(), person.fields(),
			[]any{&got.Facts.Now, (*zeronull.Text)(&got.SessionPerson)})...)
		if err != nil || attempt.ID == "" || person.Erased { // nothing is left that a callback could be about
			return err
		}
		got.Facts.Attempt = attempt.attempt()
		if got.Facts.Transaction, err = db.openTransaction(transaction); err != nil {
			return err
		}
		got.Facts.Person, err = db.openPerson(person)
		return err
	})
	return sealed
}

// Handover returns what the authorization request of a live attempt is built from, to
// the browser that began it and in the session of its person, by one statement.
// approval.ErrNotFound otherwise.
func (db *DB) Handover(ctx context.Context, transaction approval.ID, session, binding approval.Hash) (approval.Handover, error) {
	return retryOnce(ctx, db, func() (approval.Handover, error) { return db.handover(ctx, transaction, session, binding) })
}

func (db *DB) handover(ctx context.Context, transaction approval.ID, session, binding approval.Hash) (approval.Handover, error) {
	var h approval.Handover
	var attempt approval.ID
	var sealed []byte
	var person personRow
	err := db.pages.QueryRow(ctx, liveAttempt, transaction, binding[:], session[:], db.config.Idle).
		Scan(append([]any{&attempt, &sealed, &h.Lang, (*zeronull.Text)(&h.Simulate)}, person.fields()...)...)
	if err != nil {
		return approval.Handover{}, Clean(err)
	}
	if h.Person, err = db.openPerson(person); err != nil {
		return approval.Handover{}, err
	}
	opened, err := db.openSecrets(handoverOf(attempt), sealed)
	if err != nil {
		return approval.Handover{}, err
	}
	h.State, h.Verifier = opened.state, opened.verifier
	return h, nil
}

var liveAttempt = withIdle(`select a.id, a.handover, a.lang, (select r.simulate from requests r where r.id = a.tx_id), `+personColumns+` from attempts a, users u, sessions s
	where a.tx_id = $1 and a.browser_hash = $2 and a.status = 'started' and a.expires_at > takeed_now() and u.id = a.user_id
	  and s.token_hash = $3 and s.user_id = a.user_id and `+aliveSession, "$4")
