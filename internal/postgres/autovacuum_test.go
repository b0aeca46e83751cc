package postgres_test

import (
	"testing"

	"takeed/internal/postgres/postgrestest"
)

// waiting is how many rows of a table with ten million must be dead, or added, before it is
// vacuumed, and how many must have changed before it is analyzed. The server adds a number to
// a fraction of the rows.
const waiting = `
	with set as (select c.oid, o.option_name name, o.option_value::float value from pg_class c, pg_options_to_table(c.reloptions) o
		where o.option_name ~ '_(threshold|scale_factor)$'),
	most as (select c.relname, t.what, coalesce(n.value, t.number) + coalesce(f.value, t.fraction) * 1e7 rows from pg_class c
		cross join (values ('vacuum', 50, 0.2), ('vacuum_insert', 1000, 0.2), ('analyze', 50, 0.1)) t (what, number, fraction)
		left join set n on n.oid = c.oid and n.name = format('autovacuum_%s_threshold', t.what)
		left join set f on f.oid = c.oid and f.name = format('autovacuum_%s_scale_factor', t.what)
		where c.relnamespace = 'public'::regnamespace and c.relkind = 'r')
	select jsonb_object_agg(relname, by) from (select relname, jsonb_object_agg(what, rows) by from most group by relname) x`

// A table that grows with what customers do is looked after long before the server would by
// itself: after a fiftieth and a hundredth of it, and not after a fifth and a tenth.
func TestLargeTablesAreVacuumedAndAnalyzedInTime(t *testing.T) {
	t.Parallel()
	tables := postgrestest.Query[map[string]map[string]float64](t, postgrestest.New(t), waiting)
	for table, what := range map[string]string{
		"sessions": "vacuum", "signins": "vacuum", "transactions": "vacuum", "attempts": "vacuum", "audit_streams": "vacuum",
		"requests": "vacuum", "client_tokens": "vacuum", "client_assertions": "vacuum", "deliveries": "vacuum", "idempotency_keys": "vacuum", "awaiting": "vacuum",
		"audit_events": "vacuum_insert", "notifications": "vacuum_insert", "delivery_tries": "vacuum_insert", "consumptions": "vacuum_insert",
	} {
		if got := tables[table]; got[what] > 205_000 || got["analyze"] > 105_000 || got["analyze"] == 0 {
			t.Errorf("%s with ten million rows waits for %v", table, got)
		}
	}
	if got := tables["staff"]["vacuum"]; got != 2_000_050 {
		t.Errorf("the server's own settings are read as %v", got)
	}
}
