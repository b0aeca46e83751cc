package postgres_test

import (
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
)

// What the server answers when it refuses.
const (
	forbidden       = "42501" // a privilege that is missing, or a trigger that denies
	notFromHere     = "TK001" // the state does not allow the move
	notByClient     = "TK002" // the client may not
	notOfPerson     = "TK003" // the person is disabled
	checkViolated   = "23514"
	notUnique       = "23505"
	noSuchReference = "23503"
	alwaysGenerated = "428C9"
)

// statement is one of several in a test's database transaction.
type statement struct {
	sql  string
	args []any
}

func do(sql string, args ...any) statement { return statement{sql, args} }

// together runs statements in one commit, under the portal's own role.
func (w world) together(list ...statement) error {
	w.Helper()
	return w.commit(w.app, list...)
}

func (w world) commit(conn *pgx.Conn, list ...statement) error {
	w.Helper()
	return pgx.BeginFunc(w.Context(), conn, func(dbtx pgx.Tx) error {
		for _, s := range list {
			if _, err := dbtx.Exec(w.Context(), s.sql, s.args...); err != nil {
				return err
			}
		}
		return nil
	})
}

// refusedTogether is refused for several statements.
func (w world) refusedTogether(what, sqlstate string, list ...statement) {
	w.Helper()
	if err := w.together(list...); codeOf(err) != sqlstate {
		w.Errorf("%s: %v, want SQLSTATE %s", what, err, sqlstate)
	}
}

// ownerRefused tries something as the owner of the schema, whom no privilege stops:
// what refuses is a trigger or a constraint.
func (w world) ownerRefused(what, sqlstate, sql string, args ...any) {
	w.Helper()
	if err := w.commit(connect(w.T, w.database.Owner), do(sql, args...)); codeOf(err) != sqlstate {
		w.Errorf("%s, by the owner: %v, want SQLSTATE %s", what, err, sqlstate)
	}
}

func codeOf(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code
	}
	return fmt.Sprint(err)
}

// event is an audit event about a transaction or its attempt.
func event(transaction, attempt approval.ID, toState string) statement {
	return do(`insert into audit_events (stream, tx_id, attempt_id, kind, to_state, actor)
		values ($1, $2, nullif($3, '')::uuid, 'test', nullif($4, ''), 'system')`,
		approval.OfTransaction(transaction), transaction, attempt, toState)
}

// plan is an attempt to write by hand: whose, at what, for which content. What is left
// empty is as it should be.
type plan struct {
	transaction approval.ID
	person      approval.ID
	content     string // of payload_hash; "" is the transaction's own
}

// attempt writes a started attempt by hand, with its event.
func (w world) attempt(p plan) approval.ID {
	w.Helper()
	id := approval.NewID()
	w.must(w.together(p.insert(id), event(p.transaction, id, "attempt:started")))
	return id
}

func (p plan) insert(id approval.ID) statement {
	return do(`insert into attempts (id, tx_id, user_id, provider, state_hash, browser_hash, payload_hash, handover, lang,
			want_sub_mac, want_idn_mac, expires_at)
		select $1, t.id, u.id, 'test', sha256($2), sha256($2), case when $5 = '' then t.payload_hash else sha256($5::bytea) end,
			'sealed', 'en', u.sub_mac, u.idn_mac, takeed_now() + interval '5 minutes'
		from transactions t, users u where t.id = $3 and u.id = coalesce(nullif($4, '')::uuid, t.user_id)`,
		id, []byte(id), p.transaction, p.person, p.content)
}

// moveAttempt takes an attempt to a status with everything that belongs to it.
const moveAttempt = `update attempts set status = $2,
	failure = case when $2 in ('failed', 'unknown') then 'internal' end,
	code_mac = case when $2 in ('exchanging', 'succeeded', 'unknown') then coalesce(code_mac, sha256(id::text::bytea)) else code_mac end,
	handover = case when $2 in ('started', 'exchanging') then handover end,
	finished_at = case when $2 in ('started', 'exchanging') then null else takeed_now() end,
	identity_ok = ($2 = 'succeeded'),
	got_sub_mac = case when $2 = 'succeeded' then want_sub_mac end,
	got_idn_mac = case when $2 = 'succeeded' then want_idn_mac end
	where id = $1`

// moved writes a move of an attempt together with its event.
func (w world) moved(transaction, attempt approval.ID, to approval.AttemptStatus) error {
	w.Helper()
	return w.together(do(moveAttempt, attempt, to), event(transaction, attempt, "attempt:"+string(to)))
}

// succeeded is an attempt that went the whole way, by hand, and has confirmed nothing.
func (w world) succeeded(p plan) approval.ID {
	w.Helper()
	id := w.attempt(p)
	w.must(w.moved(p.transaction, id, approval.Exchanging))
	w.must(w.moved(p.transaction, id, approval.Succeeded))
	return id
}

// confirmBy writes a confirmation by hand; by may be nil.
func confirmBy(transaction approval.ID, by any) statement {
	return do(`update transactions set state = 'confirmed', confirmed_at = takeed_now(), confirmed_attempt_id = $2, confirmed_ok = true
		where id = $1`, transaction, by)
}

// count is a number from the database, as its owner sees it.
func (w world) count(sql string, args ...any) int {
	w.Helper()
	return postgrestest.Query[int](w, w.database, sql, args...)
}

// columns are the columns of a table with their types.
func (w world) columns(table string) map[string]string {
	w.Helper()
	return postgrestest.Query[map[string]string](w, w.database,
		`select json_object_agg(column_name, data_type) from information_schema.columns where table_schema = 'public' and table_name = $1`, table)
}
