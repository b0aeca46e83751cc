package postgres_test

import (
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
)

// What somebody tries who has the portal's password and wants more.
func TestTheRoleCannotTakeTheSchemaApart(t *testing.T) {
	w := newWorld(t)
	for _, sql := range []string{
		`set session_replication_role = replica`,
		`alter table audit_events disable trigger all`,
		`alter table audit_events disable trigger audit_keep`,
		`alter table transactions disable trigger user`,
		`alter table transactions drop constraint confirmed_by`,
		`alter table audit_events owner to current_user`,
		`drop trigger tx_guard on transactions`,
		`drop table audit_events cascade`,
		`drop index code_once`,
		`drop function must_audit cascade`,
		`create or replace function takeed_now() returns timestamptz language sql stable as 'select now() - interval ''1 day'''`,
		`create or replace function public.audit_hash(e audit_events) returns bytea language sql as 'select ''''::bytea'`,
		`create table public.mine (id int)`,
		`create function public.mine() returns int language sql as 'select 1'`,
		`create schema mine`,
		`create trigger mine before insert on audit_events for each row execute function deny()`,
		`create rule mine as on insert to audit_events do instead nothing`,
		`grant takeed_test_owner to current_user`,
		`set role takeed_test_owner`,
		`create role mine superuser`,
		`alter role current_user createrole`,
		`copy audit_events from program 'true'`,
		`update goose_db_version set version_id = 99`,
	} {
		w.refused(sql, forbidden, sql)
	}
	w.noViolations()
}

// These functions run with the owner's rights, so nobody else may hang them on a table of
// their own, or call them.
func TestNoFunctionOfTheOwnersCanBeBorrowed(t *testing.T) {
	w := newWorld(t)
	for function, table := range map[string]string{"audit_chain": "audit_events", "await_consumption": "transactions", "consumption_guard": "consumptions", "notify_clients": "audit_events"} {
		w.refusedTogether("borrow "+function, forbidden,
			do(`create temporary table mine (like public.`+table+`)`),
			do(`create trigger mine before insert on mine for each row execute function `+function+`()`))
	}
	w.refused("call notify_client", forbidden, `select notify_client('core', gen_random_uuid(), null, 'transaction.confirmed', 'confirmed', null, e, true) from audit_events e`)
	if n := w.count(`select count(*) from pg_proc where pronamespace = 'public'::regnamespace and prosecdef and has_function_privilege('takeed_app', oid, 'execute') and proname <> all (array['audit_count'])`); n != 0 {
		t.Errorf("%d more functions run with the owner's rights for the portal", n)
	}
}

// privileges is everything that the role may do, table by table.
var privileges = map[string][]string{
	"audit_counted":     {"SELECT"},
	"audit_counts":      {"SELECT"},
	"audit_events":      {"SELECT"}, // and INSERT of some columns
	"audit_streams":     {"SELECT"},
	"attempts":          {"INSERT", "SELECT", "UPDATE"},
	"awaiting":          {"SELECT"},
	"client_assertions": {"DELETE", "INSERT", "SELECT"},
	"client_tokens":     {"DELETE", "INSERT", "SELECT"},
	"clients":           {"SELECT"}, // and UPDATE of a column
	"consumptions":      {"INSERT", "SELECT"},
	"deliveries":        {"SELECT"}, // and UPDATE of some columns
	"delivery_tries":    {"INSERT", "SELECT"},
	"endpoints":         {"INSERT", "SELECT", "UPDATE"},
	"events_dropped":    {"DELETE", "INSERT", "SELECT", "UPDATE"},
	"goose_db_version":  {"SELECT"},
	"idempotency_keys":  {"DELETE", "INSERT", "SELECT"},
	"keyset_mark":       {"SELECT"}, // and INSERT of some columns
	"log_checkpoints":   {"SELECT"}, // and INSERT and UPDATE of some columns
	"log_leaves":        {"INSERT", "SELECT"},
	"log_state":         {"SELECT"},           // and UPDATE of a column
	"log_tiles":         {"INSERT", "SELECT"}, // and UPDATE of a column
	"legal_holds":       {"SELECT"},
	"notifications":     {"SELECT"},
	"outbox":            {"INSERT", "SELECT"}, // a view for the release before
	"requests":          {"INSERT", "SELECT", "UPDATE"},
	"sessions":          {"DELETE", "INSERT", "SELECT", "UPDATE"},
	"signins":           {"DELETE", "INSERT", "SELECT", "UPDATE"},
	"staff":             {"INSERT", "SELECT", "UPDATE"},
	"staff_views":       {"DELETE", "INSERT", "SELECT"},
	"staff_sessions":    {"DELETE", "INSERT", "SELECT", "UPDATE"},
	"transactions":      {"INSERT", "SELECT", "UPDATE"},
	"users":             {"INSERT", "SELECT", "UPDATE"},
}

func TestTheRoleHasThesePrivilegesAndNoOthers(t *testing.T) {
	w := newWorld(t)
	rows, err := w.app.Query(t.Context(), `select c.relname::text, coalesce(array_agg(p order by p) filter (where has_table_privilege(c.oid, p)), '{}')
		from pg_class c, unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'REFERENCES']) p
		where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') group by c.relname`)
	w.must(err)
	seen := 0
	var table string
	var have []string
	_, err = pgx.ForEachRow(rows, []any{&table, &have}, func() error {
		seen++
		if !slices.Equal(have, privileges[table]) {
			t.Errorf("%s: %v, want %v", table, have, privileges[table])
		}
		return nil
	})
	w.must(err)
	if seen != len(privileges) {
		t.Errorf("%d tables, want %d", seen, len(privileges))
	}
}

// The owner that migrates is an ordinary role, and the portal's login is less.
func TestNobodyHereIsASuperuser(t *testing.T) {
	w := newWorld(t)
	if n := w.count(`select count(*) from pg_class c join pg_roles r on r.oid = c.relowner
		where c.relnamespace = 'public'::regnamespace and (r.rolname <> 'takeed_test_owner' or r.rolsuper)`); n != 0 {
		t.Errorf("%d relations have another owner, or one who is a superuser", n)
	}
	if n := w.count(`select count(*) from pg_roles where rolname in ('takeed_app', 'takeed_test_portal')
		and not (rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolreplication)`); n != 2 {
		t.Error("the portal's role or login has attributes that it does not need")
	}
}
