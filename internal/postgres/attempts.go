package postgres

import (
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"takeed/internal/approval"
)

// The database compares the enrolled identity with the copy in the attempt; it holds both
// as keyed hashes. A query that has the person as u compares it with that row.
const (
	attemptData = `a.id, a.tx_id, a.user_id, a.payload_hash, a.status, coalesce(a.failure, ''), a.lang,
	a.browser_hash, a.started_at, a.expires_at, a.claimed_at, a.finished_at, `
	attemptColumns = attemptData + `exists (select from users u where u.id = a.user_id and (u.sub_mac, u.idn_mac) is distinct from (a.want_sub_mac, a.want_idn_mac))`
	attemptOfU     = attemptData + `(u.sub_mac, u.idn_mac) is distinct from (a.want_sub_mac, a.want_idn_mac)`
)

// aliveAttempt is the condition that an attempt is live, in the words of the index
// one_live_per_user. Only a query for one person writes it.
const aliveAttempt = `(case when a.status in ('started', 'exchanging') then true else false end)`

// attemptRow is a row of attempts on its way in. Where an outer join found none, it has no
// ID.
type attemptRow struct {
	approval.Attempt
	digest, binding []byte
}

func (r *attemptRow) fields() []any {
	return []any{(*zeronull.Text)(&r.ID), (*zeronull.Text)(&r.TransactionID), (*zeronull.Text)(&r.PersonID), &r.digest,
		(*zeronull.Text)(&r.Status), &r.Reason, (*zeronull.Text)(&r.Lang), &r.binding,
		(*zeronull.Timestamptz)(&r.StartedAt), (*zeronull.Timestamptz)(&r.ExpiresAt),
		(*zeronull.Timestamptz)(&r.ClaimedAt), (*zeronull.Timestamptz)(&r.FinishedAt), &r.EnrolmentChanged}
}

func (r *attemptRow) attempt() approval.Attempt {
	copy(r.Digest[:], r.digest)
	copy(r.Binding[:], r.binding)
	return r.Attempt
}

func scanAttempt(row pgx.Row) (approval.Attempt, error) {
	var r attemptRow
	err := row.Scan(r.fields()...)
	return r.attempt(), err
}

const insertAttempt = `insert into attempts (id, tx_id, user_id, provider, state_hash, browser_hash, payload_hash, handover,
		lang, want_sub_mac, want_idn_mac, started_at, expires_at, client_mac, network_mac)
	select $1, $2, u.id, $4, $5, $6, $7, $8, $9, u.sub_mac, u.idn_mac, $10, $11, $12, $13 from users u where u.id = $3`

func (db *DB) queueStart(b *pgx.Batch, s approval.Start) error {
	a := s.Attempt
	sealed, err := db.sealSecrets(handoverOf(a.ID), secrets{state: s.State, verifier: s.Verifier})
	if err != nil {
		return err
	}
	from, err := db.whereabouts(s.Event.Origin.Client)
	if err != nil {
		return err
	}
	state := s.State.Hash()
	b.Queue(insertAttempt, a.ID, a.TransactionID, a.PersonID, db.config.Provider, state[:], a.Binding[:], a.Digest[:],
		sealed, a.Lang, a.StartedAt, a.ExpiresAt, from.client, from.network)
	return nil
}

// endAttempt ends an attempt. endAttemptOfMoved is for one whose transaction moves in the same
// change: it locks the transaction before the attempt, in the order of all locks. Another's is
// left alone: whoever finishes that one holds it, and waits for the attempt.
const (
	endAttempt = endsAttempt + ` where a.id = $1`

	endAttemptOfMoved = `with held as materialized (select t.id from transactions t where t.id = $7 for no key update) ` +
		endsAttempt + ` from held where a.id = $1 and a.tx_id = held.id`

	endsAttempt = `update attempts a set status = $2, failure = nullif($3, ''), identity_ok = $4, got_sub_mac = $5, got_idn_mac = $6,
		handover = null, finished_at = takeed_now()`
)

func (db *DB) queueAttemptMove(b *pgx.Batch, m approval.AttemptMove, c approval.Change) error {
	var got Hashes
	if m.Got != nil {
		var err error
		if got, err = HashIdentity(db.keys, *m.Got); err != nil {
			return err
		}
	}
	values := []any{m.Attempt.ID, m.To, m.Reason, m.To == approval.Succeeded, got.Subject, got.EmiratesID}
	if slices.ContainsFunc(c.Transactions, func(t approval.TransactionMove) bool { return t.Transaction.ID == m.Attempt.TransactionID }) {
		b.Queue(endAttemptOfMoved, append(values, m.Attempt.TransactionID)...)
	} else {
		b.Queue(endAttempt, values...)
	}
	return nil
}
