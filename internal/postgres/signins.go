package postgres

import (
	"context"
	"encoding/hex"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"takeed/internal/approval"
	"takeed/internal/keys"
)

func handoverOfSignin(state approval.Hash) keys.Place {
	return keys.Place{Table: "signins", Column: "handover", Row: hex.EncodeToString(state[:])}
}

// BeginSignin stores a sign-in until the browser comes back, unless decide refuses it
// because of what was begun lately from the same address or because of the provider's
// health. Neither a lock nor a connection is held between reading these facts and writing
// the sign-in.
func (db *DB) BeginSignin(ctx context.Context, s approval.Signin, decide func(approval.SigninFacts) error) error {
	facts, err := retryOnce(ctx, db, func() (approval.SigninFacts, error) { return db.signinFacts(ctx, s) })
	if err != nil {
		return err
	}
	if err := decide(facts); err != nil {
		return err
	}
	b := new(pgx.Batch)
	if err := db.queueSignin(b, s); err != nil {
		return err
	}
	return db.pages.write(ctx, b)
}

func (db *DB) signinFacts(ctx context.Context, s approval.Signin) (approval.SigninFacts, error) {
	var f approval.SigninFacts
	b := new(pgx.Batch)
	queueHealth(b, approval.ClientSignin, &f.Health)
	if err := db.queueNeighbours(b, s, &f); err != nil {
		return f, err
	}
	return f, Clean(db.pages.SendBatch(ctx, b).Close())
}

func (db *DB) queueSignin(b *pgx.Batch, s approval.Signin) error {
	state, binding := s.State.Hash(), s.Binding.Hash()
	from, err := db.whereabouts(s.Client)
	if err != nil {
		return err
	}
	sealed, err := db.sealSecrets(handoverOfSignin(state), secrets{s.State, s.Verifier, s.Nonce})
	if err != nil {
		return err
	}
	b.Queue(`insert into signins (state_hash, browser_hash, handover, lang, return_path, expires_at, client_mac, network_mac, realm)
		values ($1, $2, $3, $4, $5, takeed_now() + $6::interval, $7, $8, $9)`,
		state[:], binding[:], sealed, s.Lang, s.ReturnPath, approval.SigninTTL, from.client, from.network, s.Realm)
	return nil
}

// EndSignin records how a sign-in that asked UAE PASS ended, with its events. The health of
// UAE PASS is judged by these ends, so staff sign-ins are not among them. The reason is
// empty if UAE PASS did its part.
func (db *DB) EndSignin(ctx context.Context, state approval.Hash, why approval.Reason, events ...approval.Event) error {
	b := new(pgx.Batch)
	b.Queue(`update signins set finished_at = takeed_now(), failure = nullif($2, '') where state_hash = $1 and finished_at is null`, state[:], why)
	for _, e := range events {
		db.queueNotice(b, e)
	}
	return db.callbacks.write(ctx, b)
}

// SigninHandover returns the newest sign-in that a browser began and did not finish.
func (db *DB) SigninHandover(ctx context.Context, realm approval.Realm, binding approval.Hash) (approval.Signin, error) {
	return retryOnce(ctx, db, func() (approval.Signin, error) {
		return db.scanSignin(db.pages.QueryRow(ctx, `select realm, state_hash, handover, lang, return_path from signins
			where realm = $1 and browser_hash = $2 and claimed_at is null and expires_at > takeed_now() order by created_at desc limit 1`, realm, binding[:]))
	})
}

func (db *DB) scanSignin(row pgx.Row) (approval.Signin, error) {
	var s approval.Signin
	var stateHash, sealed []byte
	if err := row.Scan(&s.Realm, &stateHash, &sealed, &s.Lang, &s.ReturnPath); err != nil {
		return s, Clean(err)
	}
	opened, err := db.openSecrets(handoverOfSignin(approval.Hash(stateHash)), sealed)
	if err != nil {
		return approval.Signin{}, err
	}
	s.State, s.Verifier, s.Nonce = opened.state, opened.verifier, opened.nonce
	return s, nil
}

// ClaimSignin lets a sign-in callback go on, once: approval.ErrCallbackUnknown if the
// state is not one of the realm, was used or is late, approval.ErrCallbackElsewhere if it
// belongs to another browser, in which case nothing changes. A claim whose answer was lost
// is lost.
func (db *DB) ClaimSignin(ctx context.Context, realm approval.Realm, state, binding approval.Hash) (approval.Signin, error) {
	s, err := retryOnce(ctx, db, func() (approval.Signin, error) {
		return db.scanSignin(db.callbacks.QueryRow(ctx, `update signins set claimed_at = takeed_now()
			where realm = $3 and state_hash = $1 and browser_hash = $2 and claimed_at is null and expires_at > takeed_now()
			returning realm, state_hash, handover, lang, return_path`, state[:], binding[:], realm))
	})
	if !errors.Is(err, approval.ErrNotFound) {
		return s, err
	}
	var elsewhere bool
	err = db.callbacks.QueryRow(ctx, `select exists (select from signins where realm = $3 and state_hash = $1 and browser_hash <> $2)`,
		state[:], binding[:], realm).Scan(&elsewhere)
	if err == nil && elsewhere {
		return s, approval.ErrCallbackElsewhere
	}
	return s, errors.Join(approval.ErrCallbackUnknown, Clean(err))
}

// Enrol writes a successful sign-in: the person, their new session and the events, in
// one commit. decide is given the people who are known under the identity's subject and
// Emirates ID.
func (db *DB) Enrol(ctx context.Context, got approval.Identity, swap approval.SessionSwap, decide func(approval.Known) (approval.Enrolment, error)) (approval.Enrolment, error) {
	conn, err := db.callbacks.borrow(ctx)
	if err != nil {
		return approval.Enrolment{}, err
	}
	defer conn.giveBack()
	hashes, err := HashIdentity(db.keys, got)
	if err != nil {
		return approval.Enrolment{}, err
	}
	known, err := db.lockKnown(ctx, conn.Conn, hashes)
	if err != nil {
		rollback(ctx, conn.Conn)
		return approval.Enrolment{}, Clean(err)
	}
	e, err := decide(known)
	if err != nil {
		rollback(ctx, conn.Conn)
		return approval.Enrolment{}, err
	}
	b := new(pgx.Batch)
	if err := db.queueEnrolment(b, e, hashes, swap); err != nil {
		rollback(ctx, conn.Conn)
		return approval.Enrolment{}, err
	}
	b.Queue("commit")
	return e, conn.commit(ctx, b)
}

func (db *DB) lockKnown(ctx context.Context, conn *pgxpool.Conn, h Hashes) (approval.Known, error) {
	var k approval.Known
	b := new(pgx.Batch)
	b.Queue("begin")
	b.Queue(`select `+personColumns+` from users u where u.sub_mac = $1 for no key update`, h.Subject).QueryRow(optionalRow(db.scanPerson, &k.BySubject))
	b.Queue(`select `+personColumns+` from users u where u.idn_mac = $1`, h.EmiratesID).QueryRow(optionalRow(db.scanPerson, &k.ByEmiratesID))
	return k, conn.SendBatch(ctx, b).Close()
}

func (db *DB) queueEnrolment(b *pgx.Batch, e approval.Enrolment, h Hashes, swap approval.SessionSwap) error {
	profile, err := SealIdentity(db.keys, e.Person.ID, e.Person.Identity)
	if err != nil {
		return err
	}
	if e.New {
		b.Queue(`insert into users (id, sub_mac, idn_mac, mobile_mac, email_mac, profile, signed_in_at) values ($1, $2, $3, $4, $5, $6, takeed_now())`,
			e.Person.ID, h.Subject, h.EmiratesID, h.Mobile, h.Email, profile)
	} else {
		b.Queue(`update users set mobile_mac = $2, email_mac = $3, profile = $4, signed_in_before = signed_in_at, signed_in_at = takeed_now()
			where id = $1`, e.Person.ID, h.Mobile, h.Email, profile)
	}
	b.Queue(`update sessions set revoked_at = takeed_now() where token_hash = $1 and revoked_at is null`, swap.Old[:])
	b.Queue(`insert into sessions (token_hash, user_id, data, expires_at) values ($1, $2, $3, takeed_now() + $4::interval)`,
		swap.New[:], e.Person.ID, []byte{}, db.config.Lifetime)
	queueEvents(b, e.Events...)
	return nil
}
