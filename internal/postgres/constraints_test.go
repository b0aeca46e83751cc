package postgres_test

import (
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"takeed/internal/office"
	"takeed/internal/postgres/postgrestest"
)

// Behind the guards, each row is checked by itself. Here every constraint is met alone,
// with the triggers off: by an update that it and no other refuses, on a database with
// a confirmed transaction, a pending one and a started attempt. A name may go on after a
// colon, for a constraint that says several things.
var checks = map[string]string{
	"users_sub_mac_check":    `update users set sub_mac = 'x'`,
	"users_idn_mac_check":    `update users set idn_mac = 'x'`,
	"users_mobile_mac_check": `update users set mobile_mac = 'x'`,
	"users_email_mac_check":  `update users set email_mac = 'x'`,
	"users_preferred_check":  `update users set preferred = 'passport'`,
	"users_sub_mac_key":      `update users set sub_mac = sha256('x')`,
	"users_idn_mac_key":      `update users set idn_mac = sha256('x')`,

	"erased_is_empty: profile":      `update users set profile = null`,
	"erased_is_empty: still there":  `update users set erased_at = now(), disabled_at = now(), idn_mac = null, mobile_mac = null, email_mac = null`,
	"erased_is_empty: still found":  `update users set erased_at = now(), disabled_at = now(), profile = null, mobile_mac = null, email_mac = null`,
	"erased_is_empty: enabled":      `update users set erased_at = now(), profile = null, idn_mac = null, mobile_mac = null, email_mac = null`,
	"legal_holds_why_check":         `insert into legal_holds (person, why, case_number) select id, 'Because.', '1' from users`,
	"legal_holds_case_number_check": `insert into legal_holds (person, why, case_number) select id, 'fraud', 'the case' from users`,

	"sessions_token_hash_check":  `update sessions set token_hash = 'x'`,
	"signins_state_hash_check":   `update signins set state_hash = 'x'`,
	"signins_browser_hash_check": `update signins set browser_hash = 'x'`,
	"signins_lang_check":         `update signins set lang = 'fr'`,
	"signins_client_mac_check":   `update signins set client_mac = 'x'`,
	"signins_network_mac_check":  `update signins set network_mac = 'x'`,
	"signins_failure_check":      `update signins set failure = 'No.'`,
	"signins_realm_check":        `update signins set realm = 'admin'`,

	"staff_sub_mac_check":             `update staff set sub_mac = 'x'`,
	"staff_sub_mac_key":               `update staff set sub_mac = sha256('x')`,
	"staff_role_check":                `update staff set role = 'customer'`,
	"staff_views_name_check":          `update staff_views set name = ''`,
	"staff_views_query_check":         `update staff_views set query = repeat('x', 2001)`,
	"staff_views_owner_name_key":      `update staff_views set owner = (select min(id::text)::uuid from staff)`,
	"staff_sessions_token_hash_check": `update staff_sessions set token_hash = 'x'`,

	"audit_counted_one_check": `insert into audit_counted (one) values (false)`,
	"keyset_mark_mac_check":   `insert into keyset_mark (sealed, mac) values ('x', 'x')`,
	"keyset_mark_one_check":   `insert into keyset_mark (one, sealed, mac) values (false, 'x', sha256('x'))`,

	"event_has_shape: stream":      `update audit_events set stream = 'other:' || id`,
	"event_has_shape: kind":        `update audit_events set kind = 'Not a kind'`,
	"event_has_shape: state":       `update audit_events set to_state = ''`,
	"event_has_shape: salt":        `update audit_events set salt = 'x'`,
	"event_has_shape: commitment":  `update audit_events set body_commit = 'x'`,
	"event_has_shape: half erased": `update audit_events set body = null`,
	"event_has_shape: old, salted": `update audit_events set body_commit = null`,
	"gone_is_within":               `update audit_streams set gone = seq + 1, anchor = sha256('x')`,
	"gone_has_anchor":              `update audit_streams set gone = 1`,
	"audit_events_stream_seq_key":  `update audit_events set seq = 1`,
	"events_dropped_dropped_check": `insert into events_dropped values (takeed_now(), 'sys:dropped', 'signin_refused', 0)`,

	"log_state_one":        `insert into log_state (one, server) values (false, 1)`,
	"log_leaves_event":     `insert into log_leaves values (0, 1, sha256('x')), (1, 1, sha256('x'))`,
	"log_leaves_data":      `insert into log_leaves values (0, 1, 'x')`,
	"log_tiles_shape":      `insert into log_tiles values (0, 0, 'x')`,
	"log_checkpoints_size": `insert into log_checkpoints (size, root) values (0, sha256('x'))`,
	"log_checkpoints_root": `insert into log_checkpoints (size, root) values (1, 'x')`,
	"log_checkpoints_note": `insert into log_checkpoints (size, root, note) values (1, sha256('x'), 'x')`,

	"transaction_has_shape: digest":     `update transactions set payload_hash = 'x'`,
	"transaction_has_shape: currency":   `update transactions set currency = 'Dh'`,
	"transaction_has_shape: amount":     `update transactions set amount_minor = -1`,
	"transaction_has_shape: version":    `update transactions set version = 0`,
	"transaction_has_shape: seconds":    `update transactions set attempt_seconds = 0`,
	"transaction_has_shape: state":      `update transactions set state = 'consumed' where state = 'pending'`,
	"transaction_has_shape: end":        `update transactions set expires_at = created_at where state = 'pending'`,
	"transaction_has_shape: confirmed":  `update transactions set confirmed_ok = false where state = 'confirmed'`,
	"transaction_has_shape: erased":     `update transactions set document = null where state = 'pending'`,
	"transaction_has_shape: half":       `update transactions set document = null, result = null, accounts = null where state = 'confirmed'`,
	"transaction_has_shape: result":     `update transactions set result = 'x' where state = 'pending'`,
	"transactions_reference":            `update transactions set reference = 'TK-X'`,
	"transactions_replaces_key":         `update transactions set replaces = (select min(id::text)::uuid from transactions)`,
	"transactions_user_id_idem_key_key": `update transactions set (user_id, idem_key) = (select user_id, idem_key from transactions where state = 'pending')`,
	"amount_has_currency":               `update transactions set currency = null`,
	"confirmed_has_time":                `update transactions set confirmed_at = null where state = 'confirmed'`,
	"confirmed_has_attempt":             `update transactions set confirmed_attempt_id = null where state = 'confirmed'`,
	"confirmed_has_success":             `update transactions set confirmed_ok = null where state = 'confirmed'`,
	"confirmed_in_time":                 `update transactions set confirmed_at = expires_at + interval '1 microsecond' where state = 'confirmed'`,
	"replaced_is_cancelled":             `update transactions set replaced_by = id where state = 'pending'`,

	"attempt_has_shape: state":              `update attempts set state_hash = 'x' where status = 'started'`,
	"attempts_state_hash_key":               `update attempts set state_hash = sha256('x')`,
	"attempt_has_shape: browser":            `update attempts set browser_hash = 'x'`,
	"attempt_has_shape: language":           `update attempts set lang = 'fr'`,
	"attempt_has_shape: client":             `update attempts set client_mac = 'x'`,
	"attempt_has_shape: network":            `update attempts set network_mac = 'x'`,
	"attempt_has_shape: wanted subject":     `update attempts set want_sub_mac = 'x' where status = 'started'`,
	"attempt_has_shape: wanted Emirates ID": `update attempts set want_idn_mac = 'x' where status = 'started'`,
	"attempt_has_shape: code":               `update attempts set code_mac = 'x' where status = 'succeeded'`,
	"attempt_has_shape: failure":            `update attempts set status = 'failed', failure = 'No.', handover = null, finished_at = now() where status = 'started'`,
	"attempt_has_shape: status":             `update attempts set status = 'done', code_mac = sha256('x'), handover = null, finished_at = now() where status = 'started'`,
	"exchange_has_code":                     `update attempts set code_mac = sha256('x') where status = 'started'`,
	"success_has_identity":                  `update attempts set identity_ok = false where status = 'succeeded'`,
	"answered_by_the_enrolled":              `update attempts set got_sub_mac = sha256('x') where status = 'succeeded'`,
	"failure_has_reason":                    `update attempts set failure = 'internal' where status = 'succeeded'`,
	"end_has_time":                          `update attempts set finished_at = null where status = 'succeeded'`,
	"live_has_secrets":                      `update attempts set handover = null where status = 'started'`,

	// Unique indexes that are no constraints.
	"one_session_per_staff": `update staff_sessions set staff_id = (select min(id::text)::uuid from staff)`,
	"code_once": `update attempts set status = 'exchanging', provider = 'x', code_mac = sha256('x') where status = 'started';
		update attempts set provider = 'x', code_mac = sha256('x')`,
	"one_live_per_user": `update attempts set status = 'started', code_mac = null, finished_at = null, handover = 'x',
		user_id = (select min(id::text)::uuid from users)`,
	"one_live_per_tx": `update attempts set status = 'started', code_mac = null, finished_at = null, handover = 'x',
		tx_id = (select min(id::text)::uuid from transactions)`,
	"one_success_per_tx": `update attempts set status = 'succeeded', identity_ok = true, got_sub_mac = want_sub_mac, got_idn_mac = want_idn_mac,
		code_mac = sha256(id::text::bytea), finished_at = now(), handover = null, tx_id = (select min(id::text)::uuid from transactions)`,
}

// references need their triggers; these run as the portal's role.
var references = map[string]string{
	"sessions_user_id_fkey":         `update sessions set user_id = gen_random_uuid()`,
	"staff_views_owner_fkey":        `insert into staff_views (id, owner, name, query, shared) values (gen_random_uuid(), gen_random_uuid(), 'x', '', false)`,
	"staff_sessions_staff_id_fkey":  `update staff_sessions set staff_id = gen_random_uuid()`,
	"transactions_replaced_by_fkey": `update transactions set state = 'cancelled', replaced_by = gen_random_uuid() where state = 'pending'`,
	"transactions_user_id_fkey": `insert into transactions select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'idem_key', gen_random_uuid(),
		'reference', 'TK-X', 'user_id', gen_random_uuid()))).* from transactions t where state = 'pending'`,
	"transactions_replaces_fkey": `insert into transactions select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'idem_key', gen_random_uuid(),
		'reference', 'TK-X', 'replaces', gen_random_uuid()))).* from transactions t where state = 'pending'`,
	"attempts_tx_id_fkey": `insert into attempts ` + anAttempt + `,
		gen_random_uuid(), (select user_id from transactions where state = 'confirmed' and client_id is null) from attempts where status = 'started'`,
	"attempts_user_id_fkey": `insert into attempts ` + anAttempt + `,
		(select id from transactions where state = 'confirmed' and client_id is null), gen_random_uuid() from attempts where status = 'started'`,
}

const anAttempt = `(id, provider, state_hash, browser_hash, payload_hash, handover, lang, want_sub_mac, expires_at, tx_id, user_id)
	select gen_random_uuid(), provider, sha256('x'), browser_hash, payload_hash, handover, lang, want_sub_mac, expires_at`

// elsewhere are constraints that cannot be met alone, and why that is well.
var elsewhere = map[string]string{
	"confirmed_by":            "has tests of its own",
	"transactions_to_consume": "holds because id is unique; it is there for consumption_of_confirmed to point to",
	"requests_id_client_id_user_id_payload_hash_key": "holds because id is unique; it is there for asked_by to point to",
	"requests_client_id_fkey":                        "holds because request_guard asks for the client",
	"attempts_id_tx_id_user_id_payload_hash_ok_key":  "holds because id is unique; it is there for confirmed_by to point to",
}

func TestEveryConstraintRefuses(t *testing.T) {
	w := newWorld(t)
	p, session := w.somebody()
	other, _ := w.somebody()
	w.confirmed(p, session)
	w.attempt(plan{transaction: w.created(other)})
	w.signinBegun()
	w.staffEntered(worker("noura", office.Operator))
	w.staffEntered(worker("saeed", office.Auditor))
	w.integrated()
	w.noViolations()
	admin := connect(t, w.database.Admin)
	_, err := admin.Exec(t.Context(), `set session_replication_role = replica`)
	w.must(err)
	_, err = admin.Exec(t.Context(), `insert into staff_views select gen_random_uuid(), id, 'view', '', false from staff`)
	w.must(err)
	owner := connect(t, w.database.Owner)
	for conn, lists := range map[*pgx.Conn][]map[string]string{admin: {checks, clientChecks}, w.app: {references, clientReferences}, owner: {ownersReferences}} {
		for _, list := range lists {
			for name, sql := range list {
				w.refusedBy(conn, name, sql)
			}
		}
	}
	w.noViolations()
	w.allAreTried()
}

// refusedBy wants a statement to meet exactly one constraint.
func (w world) refusedBy(conn *pgx.Conn, name, sql string) {
	w.Helper()
	err := pgx.BeginFunc(w.Context(), conn, func(dbtx pgx.Tx) error {
		_, err := dbtx.Exec(w.Context(), sql)
		return errors.Join(err, errUndo)
	})
	var pg *pgconn.PgError
	if constraint, _, _ := strings.Cut(name, ":"); !errors.As(err, &pg) || pg.ConstraintName != constraint {
		w.Errorf("%s: %v", name, err)
	}
}

var errUndo = errors.New("undo")

// allAreTried makes whoever adds a constraint add its line above.
func (w world) allAreTried() {
	w.Helper()
	all := maps.Clone(elsewhere)
	for _, list := range []map[string]string{checks, references, clientChecks, clientReferences, ownersReferences} {
		for name, sql := range list {
			name, _, _ = strings.Cut(name, ":")
			all[name] = sql
		}
	}
	for _, name := range postgrestest.Query[[]string](w, w.database, `select array_agg(name) from (
		select conname::text name from pg_constraint where connamespace = 'public'::regnamespace and contype in ('c', 'u', 'f')
		union select indexrelid::regclass::text from pg_index i join pg_class c on c.oid = i.indrelid
			where c.relnamespace = 'public'::regnamespace and i.indisunique and not i.indisprimary) x`) {
		if all[name] == "" {
			w.Errorf("nothing meets %s", name)
		}
		delete(all, name)
	}
	for name := range all {
		w.Errorf("there is no %s", name)
	}
}
