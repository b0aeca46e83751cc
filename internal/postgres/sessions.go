package postgres

import (
	"context"
	"crypto/sha256"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"takeed/internal/approval"
)

type commandTag = pgconn.CommandTag

// withIdle puts the number of the parameter that holds the idle time into a statement.
func withIdle(sql, parameter string) string { return strings.ReplaceAll(sql, "$idle", parameter) }

// renumber adds to the numbers of the parameters of a statement, for one that comes after
// others.
func renumber(sql string, by int) string {
	return parameters.ReplaceAllStringFunc(sql, func(p string) string {
		n, _ := strconv.Atoi(p[1:])
		return "$" + strconv.Itoa(n+by)
	})
}

var parameters = regexp.MustCompile(`[$][0-9]+`)

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

// touchSession keeps a session from going idle, with one write a minute at most. That write
// may be lost in a fail-over, so no page waits for a standby because of it.
var touchSession = touchSessionIn("sessions")

func touchSessionIn(table string) string {
	return `update ` + table + ` s set seen_at = case when set_config('synchronous_commit', 'local', true) <> '' then takeed_now() end where s.token_hash = $1 and s.revoked_at is null
		and s.seen_at between takeed_now() - $2::interval and takeed_now() - interval '1 minute'`
}

// personOfSession limits a query to the person behind a session.
var personOfSession = withIdle(`(select s.user_id from sessions s where s.token_hash = $1 and `+aliveSession+`)`, "$2")

// A caller is found in one row that is always there, with everything that one request needs
// to know. Being one statement it sees one moment, and costs a page one round trip. A person
// who was disabled has no session, and so nothing else. A transaction is found by its key,
// and then asked whose it is: offset 0 keeps the two apart.
var (
	caller = withIdle(`select `+callerColumns+callerTables, "$2")

	callerAnd = withIdle(`select `+callerColumns+`, `+transactionColumns+`, `+reachOfTransaction+`, `+isAwaited+`, `+attemptOfU+callerTables+`
	left join lateral (select * from transactions where id = $3::uuid offset 0) t on t.user_id = u.id
	left join lateral (select * from attempts l where l.tx_id = t.id order by l.started_at desc, l.id desc limit 1) a on true`, "$2")
)

// isAwaited is whether the transaction t can still be consumed. What awaits it is written in the
// commit that confirms, and so the reach of t covers it.
const isAwaited = `exists (select from awaiting w where w.tx_id = t.id and w.until >= takeed_now())`

const (
	callerColumns = `takeed_now(), s.data, s.seen_at < takeed_now() - interval '1 minute', w.tx_id, ` + personColumns
	callerTables  = ` from (values (1)) one
	left join (sessions s join users u on u.id = s.user_id) on s.token_hash = $1 and ` + aliveSession + ` and u.disabled_at is null
	left join lateral (select a.tx_id from attempts a where a.user_id = u.id and ` + aliveAttempt + `
		and (a.status = 'exchanging' or a.expires_at > takeed_now())) w on true`
)

// Caller reads who a session token belongs to and, if a transaction is named and
// theirs, that transaction and its latest attempt: one statement for a whole page.
// The context it returns makes scs find the session without another one.
func (s *Sessions) Caller(ctx context.Context, token string, transaction approval.ID) (context.Context, approval.Caller, error) {
	var row callerRow
	if token != "" {
		hash := sha256.Sum256([]byte(token))
		var err error
		row, err = retryOnce(ctx, s.db, func() (callerRow, error) { return s.read(ctx, hash, transaction) })
		if err != nil {
			return ctx, approval.Caller{}, err
		}
	}
	found := loadedSession{token: token, data: row.data, found: row.person.ID != "" && s.decode(row.data) == nil}
	if !found.found {
		return context.WithValue(ctx, loadedKey{}, found), approval.Caller{Now: row.now}, nil
	}
	v, err := row.open(s.db)
	if err != nil {
		return ctx, approval.Caller{}, err
	}
	if v.Transaction != nil {
		v.Transaction.Unsettled = !s.db.Settled(ctx, row.reach)
	}
	return context.WithValue(ctx, loadedKey{}, found), v, nil
}

// read asks for the caller and, once a minute, keeps the session from going idle.
func (s *Sessions) read(ctx context.Context, hash [32]byte, transaction approval.ID) (callerRow, error) {
	var row callerRow
	sql, args, fields := caller, []any{hash[:], s.db.config.Idle}, row.fields()
	if transaction != "" {
		sql, args, fields = callerAnd, append(args, transaction), slices.Concat(fields, row.transactionFields())
	}
	if err := s.db.pages.QueryRow(ctx, sql, args...).Scan(fields...); err != nil {
		return row, Clean(err)
	}
	if row.stale == nil || !*row.stale {
		return row, nil
	}
	_, err := s.db.pages.Exec(ctx, touchSession, hash[:], s.db.config.Idle)
	return row, Clean(err)
}

// callerRow is the row of a caller on its way in; what was not found has no ID.
type callerRow struct {
	now         time.Time
	data        []byte
	stale       *bool // the session was not used for a minute; nil: there is none
	person      personRow
	waiting     approval.ID
	transaction transactionRow
	reach       Reach
	awaited     bool
	last        attemptRow
}

func (r *callerRow) fields() []any {
	return slices.Concat([]any{&r.now, &r.data, &r.stale, (*zeronull.Text)(&r.waiting)}, r.person.fields())
}

func (r *callerRow) transactionFields() []any {
	return slices.Concat(r.transaction.fields(), r.reach.Fields(), []any{&r.awaited}, r.last.fields())
}

func (r *callerRow) open(db *DB) (approval.Caller, error) {
	v := approval.Caller{Now: r.now, Waiting: r.waiting}
	person, err := db.openPerson(r.person)
	if err != nil {
		return approval.Caller{}, err
	}
	v.Person = &person
	if r.transaction.id == "" {
		return v, nil
	}
	transaction, err := db.openTransaction(r.transaction)
	if err != nil {
		return approval.Caller{}, err
	}
	v.Transaction, v.Awaited = &transaction, r.awaited
	if r.last.ID != "" {
		last := r.last.attempt()
		v.Last = &last
	}
	return v, nil
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
	queueEvents(b, e)
	return db.pages.write(ctx, b)
}
