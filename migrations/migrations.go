// Package migrations holds the history of the schema: goose files, embedded, applied
// by "portal migrate" and never by the serving program. There is no way down: an
// audit log is not taken back, and a restore is done from a backup.
//
// # Two releases in service at once
//
// A release is rolled out in two moves: "portal migrate" of the new release, then one portal
// after the other is replaced. In between, portals of the release before serve on the new
// schema. (A portal checks the version when it starts, so one of the release before that
// ends in between cannot start again.) So a migration only adds, and takes away nothing
// that the release before reads or writes. It may make
//
//   - a table, or a column that may be null or has a constant default;
//   - an index, a function, or a right of takeed_app;
//   - a check, key or guard that refuses nothing that the release before writes.
//
// To remove a column, a table or a function takes three releases:
//
//  1. The program no longer reads it, and still writes it: the release before reads.
//  2. The program no longer writes it. The migration of this release takes its NOT NULL away,
//     or gives it a default.
//  3. The migration drops it.
//
// To rename is to add and then to remove: four releases. First the new column is added, and
// the program writes both and reads the old one; once no other release serves, a command fills
// the new one where it is empty; the next release begins with step 1. Package keys has a plan
// of this form.
//
// What must not be done in one step, because a portal of the release before would fail or
// misread:
//
//   - add a column that is NOT NULL without a default;
//   - rename or drop anything, or change the type, unit or meaning of a column;
//   - narrow a check, add a unique index, a foreign key or a guard, or revoke a right, as long
//     as the release before may write what is refused: first a release that obeys the rule,
//     and then the rule;
//   - write a value that the release before does not know, such as a new state of a
//     transaction or a new code of an event: first a release that reads it, and then one that
//     writes it;
//   - change a function or trigger so that it demands what the release before does not
//     supply.
//
// # Locks
//
// A statement that alters a table waits for all that use the table, and every later
// statement on it waits behind that one. So nothing here reads or rewrites a large table
// under such a lock:
//
//   - An index on a table that is in use is built with CREATE INDEX CONCURRENTLY, in a file of
//     its own kind ("-- +goose NO TRANSACTION"). Such a file cannot be rolled back as a
//     whole, so each of its statements must be safe to run again: IF EXISTS, IF NOT EXISTS,
//     OR REPLACE, and before the index a DROP INDEX CONCURRENTLY IF EXISTS, because an
//     index that was not finished is left behind and no query uses it. 00012 and 00014 show
//     it.
//   - A check or foreign key on such a table is added NOT VALID and validated by a second
//     statement, in a file of the same kind: a lock is held until its commit.
//   - Rows are filled in commits of some hundred rows: by a command, or, where nothing works
//     before they are filled, by a loop that commits, in a file of that kind. 00016 shows it.
//
// # Tests
//
// [takeed/internal/postgres] has them. Everything in the schema has a comment. And every
// statement that portals of the last release send is planned on the newest schema, under the
// rights of the portal's login: statements/NNNNN.sql has those of the release whose schema is
// version NNNNN. Such a test cannot see which values a check, key or guard refuses: that is
// for the reviewer of a migration to ask.
//
// Two lists are kept, of the release that is rolled out and of the one before. At a release,
// after its last migration:
//
//	go generate ./migrations
//	git rm migrations/statements/…     # of a release that no portal runs any more
//
// It runs the tests of the store, the portal and the pages on a PostgreSQL that notes what
// portals send, which takes as long as those tests do, and writes the list of this version of
// the schema.
package migrations

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
)

//go:generate go run record.go

// Files are the migrations, by version.
//
//go:embed *.sql
var Files embed.FS

// Latest is the version that this program was built for.
func Latest() int64 {
	entries, err := Files.ReadDir(".")
	if err != nil || len(entries) == 0 {
		panic(fmt.Sprintf("migrations: read the embedded files: %v", err))
	}
	number, _, _ := strings.Cut(entries[len(entries)-1].Name(), "_")
	version, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		panic("migrations: " + err.Error())
	}
	return version
}
