package postgres

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"takeed/internal/approval"
)

// owner names the person of a lock in SQL: as themselves, or as whoever is behind a session
// that counts. Its arguments come first in each statement that names them.
type owner struct {
	statements *ownerStatements
	args       []any
}

// ownerStatements are the statements about the person of a lock, by a way to name them.
type ownerStatements struct {
	person      string // locks and reads them
	transaction string // the same for a transaction, if it is theirs
	live        string // and for their live attempts
	existing    string // reads the transaction made with a form key
	facts       string // reads the time and what the limits apply to
}

var (
	ownersByID      = newOwnerStatements(`$1::uuid`, ``, 1)
	ownersBySession = newOwnerStatements(personOfSession, ` and u.disabled_at is null`, 2)
)

// newOwnerStatements builds the statements for a person that an expression with so many
// arguments names.
func newOwnerStatements(who, admitted string, args int) *ownerStatements {
	next := func(sql string) string { return renumber(sql, args) }
	return &ownerStatements{
		person: `select ` + personColumns + ` from users u where u.id = ` + who + admitted + ` for no key update`,
		transaction: `select ` + transactionColumns + ` from transactions t where t.user_id = ` + who + next(` and t.id = $1`) +
			` for no key update`,
		live: `select ` + attemptColumns + ` from attempts a where ` + aliveAttempt + ` and a.user_id = ` + who +
			` for no key update`,
		existing: `select ` + transactionColumns + ` from transactions t where t.user_id = ` + who + next(` and t.idem_key = $1`),
		facts:    strings.ReplaceAll(next(counts), `$who`, who),
	}
}

func (db *DB) ownerOf(lock approval.Lock) owner {
	if lock.Person != "" {
		return owner{ownersByID, []any{lock.Person}}
	}
	return owner{ownersBySession, []any{lock.Session[:], db.config.Idle}}
}

// with are the arguments of a statement that has more than the owner.
func (o owner) with(more ...any) []any { return append(o.args[:len(o.args):len(o.args)], more...) }

// lockFacts begins a database transaction and reads what the lock names. The time, and what
// is counted, is read last, when every lock is held.
func (db *DB) lockFacts(ctx context.Context, conn *pgxpool.Conn, lock approval.Lock) (approval.Facts, error) {
	var f approval.Facts
	b := new(pgx.Batch)
	b.Queue("begin")
	if lock.Person == "" && lock.Session == (approval.Hash{}) {
		db.queueUnowned(b, lock, &f)
	} else if err := db.queueOwned(b, lock, &f); err != nil {
		return f, err
	}
	return f, conn.SendBatch(ctx, b).Close()
}

func (db *DB) queueOwned(b *pgx.Batch, lock approval.Lock, f *approval.Facts) error {
	o := db.ownerOf(lock)
	b.Queue(o.statements.person, o.args...).QueryRow(requiredRow(db.scanPerson, &f.Person))
	if lock.Transaction != "" {
		b.Queue(o.statements.transaction, o.with(lock.Transaction)...).QueryRow(requiredRow(db.scanTransaction, &f.Transaction))
	}
	if lock.Transaction != "" || lock.Key == "" { // what is new concerns no attempt
		b.Queue(o.statements.live, o.args...).Query(liveInto(f))
	}
	if lock.Key != "" {
		b.Queue(o.statements.existing, o.with(lock.Key)...).QueryRow(optionalRow(db.scanTransaction, &f.Existing))
	}
	if lock.Provider != "" {
		queueHealth(b, lock.Provider, &f.Health)
	}
	return db.queueCounts(b, o, lock, f)
}

// queueUnowned locks what a callback or the sweep is about, whoever it belongs to.
func (db *DB) queueUnowned(b *pgx.Batch, lock approval.Lock, f *approval.Facts) {
	b.Queue(`select `+transactionColumns+` from transactions t where t.id = $1 for no key update`, lock.Transaction).
		QueryRow(requiredRow(db.scanTransaction, &f.Transaction))
	if lock.Attempt != "" {
		b.Queue(`select `+attemptColumns+` from attempts a where a.id = $1 for no key update`, lock.Attempt).
			QueryRow(requiredRow(scanAttempt, &f.Attempt))
	}
	b.Queue(`select `+personColumns+` from users u, transactions t where t.id = $1 and u.id = t.user_id`, lock.Transaction).
		QueryRow(requiredRow(db.scanPerson, &f.Person))
	b.Queue(`select `+attemptColumns+` from attempts a where `+aliveAttempt+`
		and a.user_id = (select user_id from transactions where id = $1) for no key update`, lock.Transaction).Query(liveInto(f))
	b.Queue(`select takeed_now()`).QueryRow(func(row pgx.Row) error { return row.Scan(&f.Now) })
}

func liveInto(f *approval.Facts) func(pgx.Rows) error {
	return func(rows pgx.Rows) (err error) {
		f.Live, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (approval.Attempt, error) { return scanAttempt(row) })
		return err
	}
}
