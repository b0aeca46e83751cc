package planstest

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"takeed/internal/postgres/postgrestest"
)

// hot are the tables that grow with what customers do.
var hot = []string{"users", "sessions", "transactions", "attempts", "audit_events", "audit_streams", "signins"}

// seed is a database whose statistics are as old as the test wants.
type seed struct {
	*testing.T
	database *postgrestest.Database
	admin    *pgx.Conn
	last     int // transaction
}

func newSeed(t *testing.T) *seed {
	t.Helper()
	d := postgrestest.New(t)
	if err := d.Open(t).MarkKeyset(t.Context()); err != nil { // what is seeded is sealed by nobody, and would not show whose it is
		t.Fatal(err)
	}
	s := &seed{T: t, database: d, admin: postgrestest.Connect(t, d.Admin)}
	s.exec(`set session_replication_role = replica`) // no triggers and foreign keys, which would take most of the time
	for _, table := range hot {
		s.exec(`alter table ` + table + ` set (autovacuum_enabled = false)`)
	}
	return s
}

func (s *seed) exec(sql string, args ...any) {
	s.Helper()
	if _, err := s.admin.Exec(s.Context(), sql, args...); err != nil {
		s.Fatalf("%v:\n%s", err, sql)
	}
}

// analyze is what the planner knows from now on.
func (s *seed) analyze() { s.exec(`analyze ` + strings.Join(hot, ", ")) }

// fill writes the past: people who confirmed two transactions each, of which one failed once.
func (s *seed) fill() {
	people := *events / 8
	s.exec(`insert into users (id, sub_mac, idn_mac, mobile_mac, email_mac, profile)
		select `+id("person")+`, `+mac("subject")+`, `+mac("idn")+`, `+mac("mobile")+`, `+mac("email")+`, repeat('x', 300)::bytea from generate_series(1, $1::int) i`, people)
	s.exec(`insert into sessions (token_hash, user_id, data, created_at, seen_at, expires_at, revoked_at)
		select `+mac("token")+`, `+id("person")+`, '', at, at, at + interval '8 hours', case when i % 3 > 0 then at end
		from (select i, now() - i * interval '1 second' as at from generate_series(1, $1::int) i) x`, people)
	s.exec(`insert into signins (state_hash, browser_hash, handover, lang, created_at, expires_at, claimed_at, finished_at, realm, client_mac)
		select `+mac("signin")+`, `+mac("browser")+`, 'x', 'en', at, at + interval '10 minutes', at, at, 'customer', `+mac("client")+`
		from (select i, now() - i * interval '1 second' as at from generate_series(1, $1::int) i) x`, people)
	s.transactions(`'cancelled'`, 1, people)
	s.attempts(`'failed', 'provider_cancelled', null, now() - i * interval '1 minute'`, 1, people)
	s.exec(`insert into audit_streams (stream, seq, head) select 'txn:' || id, 4, sha256(id::text::bytea) from transactions`)
	s.exec(`insert into audit_events (stream, seq, tx_id, attempt_id, kind, to_state, actor, at, xid, body, prev_hash, hash)
		select 'txn:' || t.id, n, t.id, case when n > 1 then ` + "md5('attempt' || i)::uuid" + ` end, (array['transaction_created', 'attempt_started', 'callback_claimed', 'attempt_failed'])[n],
		  (array['pending', 'attempt:started', 'attempt:exchanging', 'attempt:failed'])[n], 'customer:' || user_id, t.created_at + n * interval '20 seconds',
		  (1000000 + i * 4 + n)::text::xid8, '{"client":"192.0.2.7","outcome":"success","request_id":"' || md5(i * 4 + n || '') || '"}', sha256('a'), sha256('b')
		from (select *, row_number() over () i from transactions) t, generate_series(1, 4) n`)
}

// transactions writes one for each number, of a person in turn.
func (s *seed) transactions(state string, from, to int) {
	s.exec(`insert into transactions (id, user_id, reference, idem_key, kind, version, document, payload_hash, currency, amount_minor, attempt_seconds, created_at, expires_at, state)
		select `+id("transaction")+`, `+personInTurn+`, 'R' || i, `+id("key")+`, 'transfer', 1, repeat('x', 800)::bytea, `+mac("document")+`, 'AED', i, 300,
		  at, at + interval '15 minutes', `+state+` from (select i, now() - i * interval '1 minute' as at from generate_series($1::int, $2) i) x, (select $3::int people) p`, from, to, *events/4)
	s.last = to
}

// attempts writes one for each transaction: status, failure, handover and the end of it.
func (s *seed) attempts(status string, from, to int) {
	s.exec(`insert into attempts (id, tx_id, user_id, provider, state_hash, browser_hash, payload_hash, lang, want_sub_mac, want_idn_mac, client_mac, started_at, expires_at,
		  status, failure, handover, finished_at)
		select `+id("attempt")+`, `+id("transaction")+`, `+personInTurn+`, 'uaepass', `+mac("state")+`, `+mac("binding")+`, `+mac("document")+`, 'en',
		  `+mac("subject")+`, `+mac("idn")+`, `+mac("client")+`, at, at + interval '5 minutes', `+status+`
		from (select i, now() - i * interval '1 minute' as at from generate_series($1::int, $2) i) x, (select $3::int people) p`, from, to, *events/4)
}

// wait has so many people wait for their confirmation.
func (s *seed) wait(people int) {
	first := s.last + 1
	s.transactions(`'pending'`, first, s.last+people)
	s.attempts(`'started', null, 'x', null`, first, s.last)
}

// end ends whatever waits.
func (s *seed) end() {
	s.exec(`update attempts set status = 'expired', handover = null, finished_at = now() where status = 'started'`)
	s.exec(`update transactions set state = 'expired' where state = 'pending'`)
}

const personInTurn = `md5('person' || 1 + i % people)::uuid`

// id and mac are a key and a keyed hash that belong to the number i.
func id(what string) string  { return `md5('` + what + `' || i)::uuid` }
func mac(what string) string { return `sha256(('` + what + `' || i)::bytea)` }
