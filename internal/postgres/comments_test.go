package postgres_test

import (
	"slices"
	"testing"

	"takeed/internal/postgres/postgrestest"
)

// withoutComment names what a stranger meets in a dump and cannot look up: tables, columns,
// functions and triggers of our schema without a comment. Triggers that PostgreSQL makes for
// foreign keys are not ours.
const withoutComment = `
	with named as (
		select format('table %s', c.relname) thing, obj_description(c.oid, 'pg_class') said
		from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
		union all
		select format('column %s.%s', c.relname, a.attname), col_description(c.oid, a.attnum)
		from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
		where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
		union all
		select format('function %s', p.oid::regprocedure), obj_description(p.oid, 'pg_proc')
		from pg_proc p where p.pronamespace = 'public'::regnamespace
		union all
		select format('trigger %s on %s', t.tgname, c.relname), obj_description(t.oid, 'pg_trigger')
		from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace = 'public'::regnamespace and not t.tgisinternal
	)
	select coalesce(array_agg(thing order by thing), '{}') from named where coalesce(said, '') = ''`

// Whoever reads a dump, or audits the database without our code, reads there what each thing is.
func TestEverythingInTheSchemaHasAComment(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	for _, thing := range postgrestest.Query[[]string](t, d, withoutComment) {
		t.Errorf("%s has no comment: say in a migration what it is", thing)
	}
	if err := postgrestest.Exec(t.Context(), d.Owner, `create table planted (x int); comment on table planted is 'a table'`); err != nil {
		t.Fatal(err)
	}
	if list := postgrestest.Query[[]string](t, d, withoutComment); !slices.Contains(list, "column planted.x") {
		t.Errorf("a planted column is not seen: %v", list)
	}
}
