package postgres_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
	"takeed/migrations"
)

// versions are those of the files in the folder, as people number them.
func versions(t *testing.T) []int64 {
	t.Helper()
	files, err := os.ReadDir("../../migrations")
	if err != nil {
		t.Fatal(err)
	}
	var list []int64
	for _, f := range files {
		var version int64
		var name string
		if n, _ := fmt.Sscanf(f.Name(), "%05d_%s", &version, &name); n == 2 {
			list = append(list, version)
		}
	}
	return list
}

func TestLatestIsTheLastFile(t *testing.T) {
	t.Parallel()
	for i, version := range versions(t) {
		if version != int64(i+1) {
			t.Errorf("file number %d is version %d", i+1, version)
		}
	}
	if all := versions(t); len(all) == 0 || migrations.Latest() != all[len(all)-1] {
		t.Errorf("Latest() is %d of %v", migrations.Latest(), all)
	}
}

//takeed:race
func TestMigratingTwiceIsMigratingOnce(t *testing.T) {
	t.Parallel()
	d := postgrestest.Empty(t)
	first, err := postgres.Migrate(t.Context(), d.Owner)
	if err != nil || !slices.Equal(first, versions(t)) {
		t.Errorf("the first time: %v, %v", first, err)
	}
	if again, err := postgres.Migrate(t.Context(), d.Owner); err != nil || len(again) != 0 {
		t.Errorf("the second time: %v, %v", again, err)
	}
	if err := d.Open(t).CheckSchema(t.Context()); err != nil {
		t.Error(err)
	}
	d.NoViolations(t)
}

// Two replicas that start together on a new database both end well, and each migration
// is applied by one of them.
//
//takeed:race
func TestTwoThatMigrateAtOnce(t *testing.T) {
	t.Parallel()
	for round := range 10 {
		t.Run(fmt.Sprint(round), func(t *testing.T) {
			t.Parallel()
			d := postgrestest.Empty(t)
			var both sync.WaitGroup
			applied := make([][]int64, 2)
			for i := range applied {
				both.Go(func() {
					var err error
					if applied[i], err = postgres.Migrate(t.Context(), d.Owner); err != nil {
						t.Error(err)
					}
				})
			}
			both.Wait()
			if all := slices.Sorted(slices.Values(slices.Concat(applied...))); !slices.Equal(all, versions(t)) {
				t.Errorf("applied %v", applied)
			}
		})
	}
}

func TestAURLThatCannotBeRead(t *testing.T) {
	t.Parallel()
	const want = "the database URL cannot be read; expected postgres://user:password@host:5432/name"
	for _, url := range []string{"postgres://u:topsecret@[bad", "topsecret", "postgres://u:topsecret@h:port/db"} {
		if _, err := postgres.Migrate(t.Context(), url); err == nil || err.Error() != want {
			t.Errorf("migrate: %v", err)
		}
		if _, err := postgres.Open(t.Context(), postgres.Config{URL: url}); err == nil || err.Error() != want {
			t.Errorf("open: %v", err)
		}
	}
}

func TestASchemaOfAnotherVersion(t *testing.T) {
	t.Parallel()
	latest := migrations.Latest()
	for name, c := range map[string]struct{ change, want string }{
		"older": {fmt.Sprintf(`delete from goose_db_version where version_id = %d`, latest),
			fmt.Sprintf(`the database schema is at version %d and this program needs %d: run "portal migrate"`, latest-1, latest)},
		"newer": {fmt.Sprintf(`insert into goose_db_version (version_id, is_applied) values (%d, true)`, latest+1),
			fmt.Sprintf(`the database schema is at version %d and this program knows only %d: deploy the portal that made it`, latest+1, latest)},
	} {
		d := postgrestest.New(t)
		if err := postgrestest.Exec(t.Context(), d.Owner, c.change); err != nil {
			t.Fatal(err)
		}
		var wrong *postgres.SchemaError
		if err := d.Open(t).CheckSchema(t.Context()); !errors.As(err, &wrong) || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	err := postgrestest.Empty(t).Open(t).CheckSchema(t.Context())
	if want := fmt.Sprintf(`the database schema is at version 0 and this program needs %d: run "portal migrate"`, latest); err == nil || err.Error() != want {
		t.Errorf("nothing was ever applied: %v", err)
	}
}

func TestWhoMayTamper(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	tampering := func(url string) []string {
		t.Helper()
		config := d.Config("check")
		config.URL = url
		db, err := postgres.Open(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		list, err := db.CheckRole(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	if list := tampering(d.URL); len(list) != 0 {
		t.Errorf("the portal's login: %v", list)
	}
	for who, c := range map[string]struct{ url, worst string }{"the owner": {d.Owner, "CREATEROLE"}, "a superuser": {d.Admin, "SUPERUSER"}} {
		list := tampering(c.url)
		if len(list) == 0 || list[0] != c.worst {
			t.Errorf("%s: %v, want %s first", who, list, c.worst)
		}
		for _, want := range []string{"OWNER of audit_events", "OWNER of transactions", "DELETE on audit_events", "DELETE on users", "UPDATE on audit_streams",
			"TRUNCATE on consumptions", "TRIGGER on attempts", "INSERT of hash on audit_events", "INSERT of id on audit_events"} {
			if !slices.Contains(list, want) {
				t.Errorf("%s: %s is not in %v", who, want, list)
			}
		}
	}
}

// Whatever is granted to the portal's role, or to its login alone, is one line more.
//
//takeed:race
func TestEachPrivilegeTooManyIsSeen(t *testing.T) {
	w := newWorld(t)
	const login = "takeed_test_portal"
	for _, privilege := range []string{"update on audit_events", "delete on audit_events", "truncate on audit_events", "trigger on audit_events",
		"insert on audit_streams", "update on audit_streams", "delete on audit_streams", "truncate on audit_streams", "trigger on audit_streams",
		"update (body) on audit_events", "insert (id) on audit_events", "insert (hash) on audit_events", "delete on users", "delete on transactions", "delete on consumptions", "delete on requests", "delete on notifications", "delete on deliveries", "delete on clients", "insert on clients", "insert on awaiting", "delete on awaiting", "insert on notifications", "insert on deliveries",
		"truncate on sessions", "trigger on attempts", "update on keyset_mark", "delete on keyset_mark", "insert on legal_holds", "delete on legal_holds", "insert on goose_db_version"} {
		w.oneTooMany(privilege, "takeed_app")
	}
	for _, privilege := range []string{"update on staff_views", "delete on attempts", "update (hash) on audit_events"} {
		w.oneTooMany(privilege, login)
	}
	w.must(postgrestest.Exec(t.Context(), w.database.Owner, `grant insert on audit_events to takeed_app`))
	if list, err := w.db.CheckRole(t.Context()); err != nil || len(list) != 13 {
		t.Errorf("every column of an event: %v, %v", list, err)
	}
}

func (w world) oneTooMany(privilege, role string) {
	w.Helper()
	w.must(postgrestest.Exec(w.Context(), w.database.Owner, `grant `+privilege+` to `+role))
	if list, err := w.db.CheckRole(w.Context()); err != nil || len(list) != 1 {
		w.Errorf("%s to %s: %v, %v", privilege, role, list, err)
	}
	w.must(postgrestest.Exec(w.Context(), w.database.Owner, `revoke `+privilege+` from `+role))
}

// What a role is, and what it may become, counts like what it has.
//
//takeed:race
func TestEachAttributeTooManyIsSeen(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	for attribute, want := range map[string]string{
		"superuser": "SUPERUSER", "createrole": "CREATEROLE", "createdb": "CREATEDB", "replication": "REPLICATION", "bypassrls": "BYPASSRLS",
		"in role pg_write_all_data": "MEMBER of pg_write_all_data", "in role pg_execute_server_program": "MEMBER of pg_execute_server_program",
		"noinherit in role takeed_test_owner": "CREATEROLE by takeed_test_owner",
	} {
		c := d.Config("check")
		c.URL = d.Login(t, attribute)
		db, err := postgres.Open(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		list, err := db.CheckRole(t.Context())
		db.Close()
		if err != nil || len(list) == 0 || list[0] != want {
			t.Errorf("%s: %v, %v", attribute, list, err)
		}
	}
}

func TestTheClocksAreCompared(t *testing.T) {
	w := newWorld(t)
	name := postgrestest.Query[string](t, w.database, `select current_database()`)
	skew, err := w.db.ClockSkew(t.Context())
	w.must(err)
	w.must(postgrestest.Exec(t.Context(), w.database.Admin, `create function public.clock_timestamp() returns timestamptz language sql
		as 'select pg_catalog.clock_timestamp() + interval ''1 hour''';
		alter role takeed_test_portal in database `+name+` set search_path = public, pg_catalog`))
	ahead, err := w.database.Open(t).ClockSkew(t.Context())
	w.must(err)
	if skew.Abs() > 10*time.Minute || (ahead-skew).Round(10*time.Minute) != time.Hour {
		t.Errorf("%s, then %s", skew, ahead)
	}
}
