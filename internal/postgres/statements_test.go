package postgres_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"takeed/internal/postgres/postgrestest"
	"takeed/migrations"
)

// keptStatements are what portals of the last release, and of the one before, send: by the
// name of the list, in order. See package migrations.
func keptStatements(t *testing.T) map[string][]string {
	t.Helper()
	files, err := filepath.Glob("../../migrations/statements/*.sql")
	if err != nil || len(files) == 0 || len(files) > 2 {
		t.Fatalf("one or two lists of statements are kept, of the last release and the one before: %v, %v", files, err)
	}
	lists := map[string][]string{}
	for _, file := range files {
		var version int64
		name, statements := filepath.Base(file), map[string]bool{}
		if _, err := fmt.Sscanf(name, "%05d.sql", &version); err != nil || version > migrations.Latest() {
			t.Errorf("%s belongs to no version of the schema", name)
		}
		if err := postgrestest.ReadStatements(file, statements); err != nil || len(statements) < 100 {
			t.Fatalf("%s: %d statements, %v", name, len(statements), err)
		}
		lists[name] = slices.Sorted(maps.Keys(statements))
	}
	return lists
}

// While a release is rolled out, portals of the one before serve on the new schema.
func TestTheStatementsOfEarlierReleasesRunOnThisSchema(t *testing.T) {
	t.Parallel()
	conn := connect(t, postgrestest.New(t).URL)
	for list, statements := range keptStatements(t) {
		for i, sql := range statements {
			if err := explain(t, conn, fmt.Sprintf("s%s_%d", strings.TrimSuffix(list, ".sql"), i), sql); err != nil {
				t.Errorf("%s: %v:\n%s", list, err, sql)
			}
		}
	}
}

// explain goes as far with a statement as one can without running it: its names and types are
// looked up, and the rights of the login are checked.
func explain(t *testing.T, conn *pgx.Conn, name, sql string) error {
	t.Helper()
	prepared, err := conn.Prepare(t.Context(), name, sql)
	if err != nil {
		return err
	}
	execute := "explain execute " + name
	if n := len(prepared.ParamOIDs); n > 0 {
		execute += "(" + strings.TrimSuffix(strings.Repeat("null, ", n), ", ") + ")"
	}
	_, err = conn.Exec(t.Context(), execute)
	return err
}

// requiredColumns are the columns that an insert must bring, by table: NOT NULL, and filled by nobody else.
const requiredColumns = `select coalesce(jsonb_object_agg(relname, names), '{}') from (select c.relname, jsonb_agg(a.attname) names
	from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
	where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnotnull and not a.atthasdef and a.attidentity = '' and not a.attisdropped
	  and (c.relname, a.attname) not in (select 'audit_events', unnest('{seq,at,xid,prev_hash,hash}'::text[])) group by c.relname) x` // by the trigger audit_chain

var (
	insertInto = regexp.MustCompile(`insert into (\w+) \(([^)]*)\)`)
	names      = regexp.MustCompile(`\w+`)
)

// A column that an insert must bring is brought by the inserts of earlier releases, too.
func TestInsertsOfEarlierReleasesBringWhatThisSchemaRequires(t *testing.T) {
	t.Parallel()
	columns := postgrestest.Query[map[string][]string](t, postgrestest.New(t), requiredColumns)
	tables := map[string]bool{}
	for list, statements := range keptStatements(t) {
		for _, into := range insertInto.FindAllStringSubmatch(strings.Join(statements, "\n"), -1) {
			tables[into[1]] = true
			brought := names.FindAllString(into[2], -1)
			for _, column := range columns[into[1]] {
				if !slices.Contains(brought, column) {
					t.Errorf("%s: %s.%s is NOT NULL without a default, and not brought by: %s", list, into[1], column, into[0])
				}
			}
		}
	}
	if len(tables) < 10 {
		t.Errorf("inserts into %v alone were read", tables)
	}
}
