package postgres

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// CheckRole reports what the role of this connection may do beyond its work, the worst
// first: every line of the answer is an attribute or a privilege that it should not have.
// Its work is what takeed_app may do, and never to change the audit log, to set the numbers
// and hashes of an event, or to delete what is kept for good.
func (db *DB) CheckRole(ctx context.Context) ([]string, error) {
	rows, err := db.pages.Query(ctx, excessPrivileges)
	if err != nil {
		return nil, Clean(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return list, Clean(err)
}

// An attribute of a role that this one may become counts as its own. A superuser may become
// any role, so for it the roles are left out.
const excessPrivileges = `
	with mine as (
		select r.* from pg_roles r, pg_roles me where me.rolname = current_user and (r.oid = me.oid or not me.rolsuper and pg_has_role(r.oid, 'member'))),
	allowed as (
		select c.oid, c.relname, c.relowner, p, case when p in ('insert', 'update') then has_any_column_privilege(c.oid, p) else has_table_privilege(c.oid, p) end mine,
		       case when p in ('insert', 'update') then has_any_column_privilege('takeed_app', c.oid, p) else has_table_privilege('takeed_app', c.oid, p) end meant
		  from pg_class c, unnest(array['insert', 'update', 'delete', 'truncate', 'trigger']) p
		 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p'))
	select line from (
		select case what when 'SUPERUSER' then 0 else 1 end rank, what || case when m.rolname = current_user then '' else ' by ' || m.rolname end line
		  from mine m, lateral (values (rolsuper, 'SUPERUSER'), (rolcreaterole, 'CREATEROLE'), (rolcreatedb, 'CREATEDB'), (rolreplication, 'REPLICATION'), (rolbypassrls, 'BYPASSRLS')) a (has, what)
		 where a.has
		union all
		select 2, 'MEMBER of ' || rolname from mine where rolname in ('pg_write_all_data', 'pg_write_server_files', 'pg_execute_server_program')
		union all
		select distinct 3, 'OWNER of ' || relname from allowed where pg_has_role(relowner, 'member')
		union all
		select 4, upper(p) || ' on ' || relname from allowed
		 where mine and (not meant or p in ('truncate', 'trigger')
		    or relname in ('audit_streams', 'goose_db_version', 'legal_holds', 'awaiting', 'notifications')
		    or relname in ('clients', 'deliveries') and p = 'insert'
		    or relname = 'audit_events' and p <> 'insert'
		    or relname = 'keyset_mark' and p = 'update'
		    or relname in ('users', 'transactions', 'attempts', 'requests', 'consumptions', 'notifications', 'deliveries', 'clients', 'staff', 'keyset_mark') and p = 'delete')
		union all
		select 5, 'INSERT of ' || attname || ' on audit_events' from pg_attribute
		 where attrelid = 'audit_events'::regclass and attnum > 0 and not attisdropped and has_column_privilege(attrelid, attnum, 'insert')
		   and attname not in ('stream', 'tx_id', 'attempt_id', 'kind', 'to_state', 'actor', 'body')) x
	order by rank, line`

// fewest is how many privileges are named: an owner has dozens, and one would do.
const fewest = 3

// Few names the worst of what CheckRole found, and how many more there are.
func Few(tooMuch []string) string {
	if len(tooMuch) <= fewest {
		return strings.Join(tooMuch, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(tooMuch[:fewest], ", "), len(tooMuch)-fewest)
}
