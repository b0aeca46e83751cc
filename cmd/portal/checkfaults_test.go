package main

import (
	"net/url"
	"os"
	"strings"
	"testing"

	"takeed/internal/keys"
	"takeed/internal/postgres/postgrestest"
)

// strictly is an environment of production, whose UAE PASS is not there to be asked.
func strictly(e env) env {
	return e.with(env{"PORTAL_ENV": "production", "PORTAL_BASE_URL": "https://portal.example.ae", "UAEPASS_BASE_URL": "https://id.uaepass.invalid"})
}

// faultOf runs the preflight, which must end with exit code 1, and returns what a line says.
func faultOf(t *testing.T, e env, line string) string {
	t.Helper()
	lines, got := checked(t, e)
	if got.code != 1 || !strings.HasPrefix(lines[line], "FAIL ") {
		t.Errorf("%s: exit code %d: %s%s", line, got.code, got.stderr, got.stdout)
	}
	return strings.TrimPrefix(lines[line], "FAIL ")
}

func TestCheckOfAnotherKeyset(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	e := on(t, d).with(env{"UAEPASS_BASE_URL": provider(t)})
	enrol(t, d)
	own := e["PORTAL_KEYSET"]
	other := e.with(env{"PORTAL_KEYSET": keysetFile(t)})
	for _, marked := range []bool{false, true} {
		if said := faultOf(t, other, "keys"); !strings.HasPrefix(said, "PORTAL_KEYSET ") || !strings.Contains(said, "use the file that the other portals use") {
			t.Errorf("marked %t: %s", marked, said)
		}
		if got := portal(t, other, "serve"); got.code != 1 || !strings.Contains(got.stderr, "use the file that the other portals use") {
			t.Errorf("marked %t: it serves: %+v", marked, got)
		}
		if err := d.Open(t).MarkKeyset(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	rotated := portal(t, env{"PORTAL_KEYSET": own}, "keyset", "rotate")
	if _, got := checked(t, e.with(env{"PORTAL_KEYSET": file(t, []byte(rotated.stdout))})); got.code != 0 {
		t.Errorf("a rotated one: %+v", got)
	}
}

func TestCheckOfAKeysetThatOthersMayRead(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	e := on(t, d).with(env{"UAEPASS_BASE_URL": provider(t)})
	path := e["PORTAL_KEYSET"]
	for mode, who := range map[os.FileMode]string{0o644: "everybody on this machine", 0o604: "everybody on this machine", 0o640: "the group of the file", 0o660: "the group of the file"} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		want := "PORTAL_KEYSET can be read by " + who + ": chmod 600 " + path
		if said := faultOf(t, strictly(e), "keyset"); said != want {
			t.Errorf("%o: %q, want %q", mode, said, want)
		}
		if got := portal(t, strictly(e), "serve"); got != (ended{2, "", want + "\n"}) {
			t.Errorf("%o: it serves: %+v", mode, got)
		}
		if lines, got := checked(t, e); got.code != 0 || lines["keyset"] != "warn "+want+", which production demands" {
			t.Errorf("%o, in development: %d %q", mode, got.code, lines["keyset"])
		}
	}
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	if lines, _ := checked(t, strictly(e)); lines["keyset"] != "ok   seals and opens" {
		t.Errorf("its own: %q", lines["keyset"])
	}
}

func TestCheckOfAStringSettingOfOld(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	name := postgrestest.Query[string](t, d, `select current_database()`)
	if err := postgrestest.Exec(t.Context(), d.Admin, `alter database `+name+` set standard_conforming_strings = off`); err != nil {
		t.Fatal(err)
	}
	said := faultOf(t, on(t, d).with(env{"UAEPASS_BASE_URL": provider(t)}), "strings")
	if !strings.HasPrefix(said, "standard_conforming_strings is off where sessions begin") || !strings.Contains(said, "alter database "+name+" set standard_conforming_strings = on") {
		t.Error(said)
	}
}

func TestCheckOfAPooler(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	e := on(t, d).with(env{"UAEPASS_BASE_URL": provider(t)})
	if lines, got := checked(t, e.with(env{"DATABASE_URL": d.PgBouncer(t, "session")})); got.code != 0 || lines["session limits"] != "ok   hold on the server" {
		t.Errorf("in session mode: %+v", got)
	}
	d.URL = d.Login(t, "")
	u, err := url.Parse(d.URL)
	if err != nil {
		t.Fatal(err)
	}
	shared := e.with(env{"DATABASE_URL": d.PgBouncer(t, "transaction")})
	lines, got := checked(t, shared)
	said := lines["session limits"]
	_, remedy, _ := strings.Cut(said, "let the role bring them: ")
	if got.code != 1 || !strings.HasPrefix(said, "FAIL ") || !strings.Contains(said, "statement_timeout is 5s and must be 3s: the pooler gives a connection of the server to one after another. Use pool_mode = session, or ") {
		t.Errorf("in transaction mode: %+v", got)
	}
	if want := "FAIL the pooler loses prepared statements: use pool_mode = session, or PgBouncer 1.21 or newer with max_prepared_statements = 200"; lines["statements"] != want {
		t.Errorf("%q", lines["statements"])
	}
	if got := portal(t, e.with(env{"DATABASE_URL": d.PgBouncer(t, "transaction")}), "serve"); got.code != 1 || got.stdout != "" {
		t.Errorf("it serves without limits: %+v", got)
	}
	if got := portal(t, shared, "serve"); got.code != 1 || !strings.Contains(got.stderr, "use pool_mode = session") {
		t.Errorf("it serves without limits: %+v", got)
	}
	// What it says helps.
	if !strings.HasPrefix(remedy, "alter role "+u.User.Username()+" set ") {
		t.Fatalf("the remedy is %q", remedy)
	}
	if err := postgrestest.Exec(t.Context(), d.Admin, remedy); err != nil {
		t.Fatal(err)
	}
	lines, _ = checked(t, e.with(env{"DATABASE_URL": d.PgBouncer(t, "transaction")}))
	if !strings.HasPrefix(lines["session limits"], "ok   hold on the server; the back office has those of pages") {
		t.Errorf("with what the role brings: %q", lines["session limits"])
	}
}

func TestCheckOfARoleWithMoreThanItNeeds(t *testing.T) {
	t.Parallel()
	const remedy = ": use a login that is a member of takeed_app and nothing else"
	d := postgrestest.New(t)
	e := strictly(on(t, d))
	for attribute, want := range map[string]string{
		"superuser": "it has SUPERUSER, ", "createrole": "it has CREATEROLE" + remedy, "bypassrls": "it has BYPASSRLS" + remedy, "createdb": "it has CREATEDB" + remedy,
		"replication": "it has REPLICATION" + remedy, "in role takeed_test_owner": "it has CREATEROLE by takeed_test_owner, ",
		"in role pg_write_all_data": "it has MEMBER of pg_write_all_data, ",
	} {
		if said := faultOf(t, e.with(env{"DATABASE_URL": d.Login(t, attribute)}), "role"); !strings.HasPrefix(said, want) || !strings.HasSuffix(said, remedy) {
			t.Errorf("%s: %q", attribute, said)
		}
	}
	for grant, want := range map[string]string{
		"insert (id) on audit_events": "INSERT of id on audit_events", "delete on transactions": "DELETE on transactions", "update on audit_streams": "UPDATE on audit_streams",
	} {
		login := d.Login(t, "")
		u, err := url.Parse(login)
		if err != nil {
			t.Fatal(err)
		}
		if err := postgrestest.Exec(t.Context(), d.Owner, "grant "+grant+" to "+u.User.Username()); err != nil {
			t.Fatal(err)
		}
		if said := faultOf(t, e.with(env{"DATABASE_URL": login}), "role"); said != "it has "+want+remedy {
			t.Errorf("%s: %q", grant, said)
		}
		if err := postgrestest.Exec(t.Context(), d.Owner, "revoke "+grant+" from "+u.User.Username()); err != nil {
			t.Fatal(err)
		}
	}
	if lines, _ := checked(t, e); lines["role"] != "ok   cannot change the audit log" {
		t.Errorf("the portal's own: %q", lines["role"])
	}
}

func TestKeysetWritesANewFileAndNoOther(t *testing.T) {
	t.Parallel()
	e := env{"PORTAL_KEYSET": keysetFile(t)}
	before, err := os.ReadFile(e["PORTAL_KEYSET"])
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for i, args := range [][]string{{"keyset"}, {"keyset", "add"}, {"keyset", "rotate"}, {"keyset", "drop"}} {
		path := dir + "/" + args[len(args)-1]
		if got := portal(t, e, append(args, "--out", path)...); got != (ended{0, "", ""}) {
			t.Errorf("%v: %+v", args, got)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := keys.Parse(content); err != nil {
			t.Errorf("%v: %v", args, err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v: %v %v", args, info.Mode(), err)
		}
		if got := portal(t, e, append(args, "--out", path)...); got.code != 1 || got.stdout != "" || !strings.Contains(got.stderr, "a keyset is never written over") {
			t.Errorf("%v, again: %+v", args, got)
		}
		if again, err := os.ReadFile(path); err != nil || string(again) != string(content) {
			t.Errorf("%v: the file was written over", args)
		}
		if files, err := os.ReadDir(dir); err != nil || len(files) != i+1 {
			t.Errorf("%v left %d files", args, len(files))
		}
	}
	if after, err := os.ReadFile(e["PORTAL_KEYSET"]); err != nil || string(after) != string(before) {
		t.Error("the present keyset was changed")
	}
	if got := portal(t, e, "keyset", "--out", dir+"/nowhere/x"); got.code != 1 {
		t.Errorf("%+v", got)
	}
	if got := portal(t, env{}, "keyset", "rotate"); got.code != 2 || !strings.HasPrefix(got.stderr, "PORTAL_KEYSET is missing") {
		t.Errorf("%+v", got)
	}
}

// The sealing key changes with the four commands, in the order of the guide.
func TestTheSealingKeyChangesByCommand(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	e := on(t, d)
	enrol(t, d)
	if err := d.Open(t).MarkKeyset(t.Context()); err != nil {
		t.Fatal(err)
	}
	next := func(verb string) {
		t.Helper()
		path := t.TempDir() + "/keyset"
		if got := portal(t, e, "keyset", verb, "--out", path); got.code != 0 {
			t.Fatalf("%s: %+v", verb, got)
		}
		e = e.with(env{"PORTAL_KEYSET": path})
	}
	next("add")
	if got := portal(t, e, "reseal"); got.code != 0 || !strings.Contains(got.stdout, "users.profile            0 sealed anew, 0 left\n") {
		t.Errorf("before there is another primary key: %+v", got)
	}
	next("rotate")
	got := portal(t, e, "reseal")
	if got.code != 0 || !strings.Contains(got.stdout, "users.profile            1 sealed anew, 0 left\n") || !strings.Contains(got.stdout, "keyset_mark.sealed       1 sealed anew, 0 left\n") {
		t.Errorf("%+v", got)
	}
	next("drop")
	e["UAEPASS_BASE_URL"] = provider(t)
	if _, got := checked(t, e); got.code != 0 {
		t.Errorf("%+v", got)
	}
	if got := portal(t, e.with(env{"DATABASE_MIGRATE_URL": ""}), "reseal"); got.code != 0 {
		t.Errorf("nothing is left to do: %+v", got)
	}
}
