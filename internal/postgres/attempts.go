package postgres

import (
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
)

// The database compares the enrolled identity with the copy in the attempt; it holds both
// as keyed hashes.
const attemptColumns = `a.id, a.tx_id, a.user_id, a.payload_hash, a.status, coalesce(a.failure, ''), a.lang,
	a.browser_hash, a.started_at, a.expires_at, a.claimed_at, a.finished_at,
	exists (select from users u where u.id = a.user_id and (u.sub_mac, u.idn_mac) is distinct from (a.want_sub_mac, a.want_idn_mac))`

func scanAttempt(row pgx.Row) (approval.Attempt, error) { return scanAttemptAnd(row) }

// scanAttemptAnd scans an attempt, and into more the columns that the query has after it.
func scanAttemptAnd(row pgx.Row, more ...any) (approval.Attempt, error) {
	var a approval.Attempt
	var digest, binding []byte
	var claimed, finished *time.Time
	err := row.Scan(append([]any{&a.ID, &a.TransactionID, &a.PersonID, &digest, &a.Status, &a.Reason, &a.Lang,
		&binding, &a.StartedAt, &a.ExpiresAt, &claimed, &finished, &a.EnrolmentChanged}, more...)...)
	if err != nil {
		return approval.Attempt{}, err
	}
	copy(a.Digest[:], digest)
	copy(a.Binding[:], binding)
	if claimed != nil {
		a.ClaimedAt = *claimed
	}
	if finished != nil {
		a.FinishedAt = *finished
	}
	return a, nil
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
	queueEvent(b, s.Event)
	return nil
}

const endAttempt = `update attempts set status = $2, failure = nullif($3, ''), identity_ok = $4, got_sub_mac = $5, got_idn_mac = $6,
	handover = null, finished_at = takeed_now() where id = $1`

func (db *DB) queueAttemptMove(b *pgx.Batch, m approval.AttemptMove) error {
	var got Hashes
	if m.Got != nil {
		var err error
		if got, err = HashIdentity(db.keys, *m.Got); err != nil {
			return err
		}
	}
	b.Queue(endAttempt, m.Attempt.ID, m.To, m.Reason, m.To == approval.Succeeded, got.Subject, got.EmiratesID)
	queueEvent(b, m.Event)
	return nil
}
