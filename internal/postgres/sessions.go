package postgres

import (
	"context"
	"crypto/sha256"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"takeed/internal/approval"
)

type commandTag = pgconn.CommandTag

// withIdle puts the number of the parameter that holds the idle time into a statement.
func withIdle(sql, parameter string) string { return strings.ReplaceAll(sql, "$idle", parameter) }

// ifFound reads a row that may be missing.
func ifFound(read func(pgx.Row) error) func(pgx.Row) error {
	return func(row pgx.Row) error {
		if err := read(row); !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		return nil
	}
}

// Sessions keeps sessions for scs, and reads in the same round trip what else a request
// needs to know. Tokens are stored as hashes only. The row's own columns decide who is
// signed in; the library's data decides nothing, and a session whose data cannot be decoded
// counts as no session.
type Sessions struct {
	db     *DB
	decode func([]byte) error
}

// Sessions returns the session store. decode tells whether the library could read a
// session's data.
func (db *DB) Sessions(decode func([]byte) error) *Sessions { return &Sessions{db, decode} }

type loadedKey struct{}

// loadedSession is what Caller found, for FindCtx to return without asking again.
type loadedSession struct {
	token string
	data  []byte
	found bool
}

var callerSession = withIdle(`select s.data from sessions s left join users u on u.id = s.user_id
	where s.token_hash = $1 and `+aliveSession+` and u.disabled_at is null`, "$2")

// touchSession keeps a session from going idle, with one write a minute at most. That write
// may be lost in a fail-over, so no page waits for a standby because of it.
var touchSession = touchSessionIn("sessions")

func touchSessionIn(table string) string {
	return `update ` + table + ` s set seen_at = case when set_config('synchronous_commit', 'local', true) <> '' then takeed_now() end where s.token_hash = $1 and s.revoked_at is null
		and s.seen_at between takeed_now() - $2::interval and takeed_now() - interval '1 minute'`
}

// personOfSession limits a query to the person behind a session.
var personOfSession = withIdle(`(select s.user_id from sessions s where s.token_hash = $1 and `+aliveSession+`)`, "$2")

// Caller reads who a session token belongs to and, if a transaction is named and
// theirs, that transaction and its latest attempt: one round trip for a whole page.
// The context it returns makes scs find the session without another one.
func (s *Sessions) Caller(ctx context.Context, token string, transaction approval.ID) (context.Context, approval.Caller, error) {
	var v approval.Caller
	var reach Reach
	found, err := retryOnce(ctx, s.db, func() (found loadedSession, err error) {
		found, v, reach, err = s.caller(ctx, token, transaction)
		return found, err
	})
	if err != nil {
		return ctx, approval.Caller{}, err
	}
	if v.Transaction != nil {
		v.Transaction.Unsettled = !s.db.Settled(ctx, reach)
	}
	return context.WithValue(ctx, loadedKey{}, found), v, nil
}

func (s *Sessions) caller(ctx context.Context, token string, transaction approval.ID) (found loadedSession, v approval.Caller, reach Reach, err error) {
	found.token = token
	if token == "" {
		return found, v, reach, nil
	}
	hash := sha256.Sum256([]byte(token))
	b := new(pgx.Batch)
	QueueSnapshot(b, func() {
		b.Queue(callerSession, hash[:], s.db.config.Idle).QueryRow(ifFound(func(row pgx.Row) error {
			err := row.Scan(&found.data)
			found.found = err == nil
			return err
		}))
		s.db.queueCaller(b, hash, transaction, &v, &reach)
	})
	b.Queue(touchSession, hash[:], s.db.config.Idle)
	if err := s.db.pages.SendBatch(ctx, b).Close(); err != nil {
		return found, v, reach, Clean(err)
	}
	if found.found && s.decode(found.data) != nil {
		found.found = false
	}
	if !found.found {
		v = approval.Caller{Now: v.Now}
	}
	return found, v, reach, nil
}

func (db *DB) queueCaller(b *pgx.Batch, hash [32]byte, transaction approval.ID, v *approval.Caller, reach *Reach) {
	b.Queue(`select `+personColumns+` from users u where u.id = `+personOfSession, hash[:], db.config.Idle).
		QueryRow(optionalRow(db.scanPerson, &v.Person))
	b.Queue(`select a.tx_id from attempts a where a.user_id = `+personOfSession+` and (a.status = 'exchanging' or a.status = 'started' and a.expires_at > takeed_now())`,
		hash[:], db.config.Idle).QueryRow(ifFound(func(row pgx.Row) error { return row.Scan(&v.Waiting) }))
	if transaction != "" {
		b.Queue(`select `+transactionColumns+`, `+reachOfTransaction+` from transactions t where t.id = $3 and t.user_id = `+personOfSession, hash[:], db.config.Idle, transaction).
			QueryRow(optionalRow(func(row pgx.Row) (approval.Transaction, error) { return db.scanTransactionAnd(row, reach.Fields()...) }, &v.Transaction))
		b.Queue(`select `+attemptColumns+` from attempts a where a.tx_id = $3 and a.user_id = `+personOfSession+` order by a.started_at desc, a.id desc limit 1`,
			hash[:], db.config.Idle, transaction).QueryRow(optionalRow(scanAttempt, &v.Last))
	}
	b.Queue(`select takeed_now()`).QueryRow(func(row pgx.Row) error { return row.Scan(&v.Now) })
}

// FindCtx implements scs.CtxStore.
func (s *Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	if found, ok := ctx.Value(loadedKey{}).(loadedSession); ok && found.token == token {
		return found.data, found.found, nil
	}
	ctx, _, err := s.Caller(ctx, token, "")
	if err != nil {
		return nil, false, err
	}
	found := ctx.Value(loadedKey{}).(loadedSession)
	return found.data, found.found, nil
}

// CommitCtx implements scs.CtxStore. It never creates a session: only a sign-in or a
// confirmation does, in its own commit. So a client that is not signed in cannot fill the
// table, a session that ended is not brought back, and who is signed in does not change.
func (s *Sessions) CommitCtx(ctx context.Context, token string, data []byte, _ time.Time) error {
	hash := sha256.Sum256([]byte(token))
	_, err := retryOnce(ctx, s.db, func() (commandTag, error) {
		done, err := s.db.pages.Exec(ctx, `update sessions set data = $2 where token_hash = $1 and revoked_at is null`, hash[:], data)
		return done, Clean(err)
	})
	return err
}

// DeleteCtx implements scs.CtxStore: it leaves a tombstone.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	hash := sha256.Sum256([]byte(token))
	b := new(pgx.Batch)
	b.Queue(`update sessions set revoked_at = takeed_now() where token_hash = $1 and revoked_at is null`, hash[:])
	return s.db.pages.write(ctx, b)
}

// Find, Commit and Delete complete scs.Store; scs calls the others.
func (s *Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s *Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

func (s *Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// queueSessionSwap gives a session another token. A request that still uses the old one
// finds a tombstone.
func queueSessionSwap(b *pgx.Batch, swap approval.SessionSwap) {
	b.Queue(`with old as (update sessions set revoked_at = takeed_now() where token_hash = $1 and revoked_at is null returning *)
		insert into sessions (token_hash, user_id, data, created_at, seen_at, expires_at)
		select $2, user_id, data, created_at, takeed_now(), expires_at from old`, swap.Old[:], swap.New[:])
}

// EndSession ends the session of a person who signs out, with its event.
func (db *DB) EndSession(ctx context.Context, session approval.Hash, e approval.Event) error {
	b := new(pgx.Batch)
	b.Queue(`update sessions set revoked_at = takeed_now() where token_hash = $1 and revoked_at is null`, session[:])
	queueEvent(b, e)
	return db.pages.write(ctx, b)
}
