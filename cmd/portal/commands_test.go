package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/keys"
	"takeed/internal/office"
	"takeed/internal/postgres/postgrestest"
	"takeed/migrations"
)

func TestACommandLineThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {"help"}, {"--help"}, {"serve", "now"}, {"migrate", "down"}, {"health", "x"}, {"reseal", "x"}, {"check", "x"}, {"audit"}, {"audit", "x"}, {"audit", "prune", "x"}, {"staff"}, {"staff", "disable", "x"}, {"staff", "revoke"}, {"staff", "revoke", "x", "y"},
		{"verify", "x", "y", "z"}, {"person"}, {"person", "disable"}, {"person", "disable", "x", "y"}, {"Serve"}} {
		got := portal(t, env{}, args...)
		if got.code != 2 || !strings.HasPrefix(got.stderr, "usage: portal serve | ") || got.stdout != "" {
			t.Errorf("%q: exit code %d: %s%s", args, got.code, got.stderr, got.stdout)
		}
	}
	for _, args := range [][]string{{"keyset", "x"}, {"keyset", "add", "x"}, {"keyset", "--out"}, {"keyset", "add", "--out"}, {"keyset", "--out", ""}} {
		if got := portal(t, env{}, args...); got != (ended{2, "", "usage: portal keyset [add | rotate | drop] [--out FILE]\n"}) {
			t.Errorf("%q: %+v", args, got)
		}
	}
	id := string(approval.NewID())
	for _, args := range [][]string{{"person", "delete", id}, {"person", "disable", "fatima"}, {"person", "disable", strings.ToUpper(id)}} {
		got := portal(t, env{}, args...)
		if got.code != 2 || got.stderr != "usage: portal person disable|enable ID, where ID is a person's UUID\n" {
			t.Errorf("%q: exit code %d: %s", args, got.code, got.stderr)
		}
	}
}

func TestKeysetPrintsAFileThatServes(t *testing.T) {
	t.Parallel()
	first, second := portal(t, env{}, "keyset"), portal(t, env{}, "keyset")
	if first.code != 0 || first.stderr != "" || first.stdout == second.stdout {
		t.Errorf("exit code %d: %s", first.code, first.stderr)
	}
	if _, err := keys.Parse([]byte(first.stdout)); err != nil {
		t.Error(err)
	}
	if _, err := read(development(t).with(env{"PORTAL_KEYSET": file(t, []byte(first.stdout))}).get); err != nil {
		t.Error(err)
	}
}

func TestMigrateTellsWhatItApplied(t *testing.T) {
	t.Parallel()
	d := postgrestest.Empty(t)
	want := ""
	for version := range migrations.Latest() {
		want += fmt.Sprintf("applied %05d\n", version+1)
	}
	const done = "the schema is up to date\n"
	if got := portal(t, env{"DATABASE_URL": d.URL, "DATABASE_MIGRATE_URL": d.Owner}, "migrate"); got != (ended{0, want + done, ""}) {
		t.Errorf("the first time: %+v", got)
	}
	if got := portal(t, env{"DATABASE_URL": d.Owner}, "migrate"); got != (ended{0, done, ""}) {
		t.Errorf("the second time, by DATABASE_URL: %+v", got)
	}
	// The portal's own login may not.
	other := postgrestest.Empty(t)
	if got := portal(t, env{"DATABASE_URL": other.URL}, "migrate"); got.code != 1 || got.stdout != "" || !strings.HasPrefix(got.stderr, "portal: migrate: ") {
		t.Errorf("by a login that may not: %+v", got)
	}
}

// twice is what a bound by the hour may let pass while the clock strikes.
const twice = 2

func TestPruneRemovesOldEvents(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	e := on(t, d).with(env{"PORTAL_AUDIT_YEARS": "5"})
	enrol(t, d)
	said := func(got ended, want string) {
		t.Helper()
		if before, _, _ := strings.Cut(got.stdout, " from before "); got.code != 0 || got.stderr != "" || before != want {
			t.Errorf("%+v, want %s", got, want)
		}
	}
	said(portal(t, e, "audit", "prune"), "removed 0 events of 0 streams")
	d.Age(t, 4*366*24*time.Hour)
	said(portal(t, e, "audit", "prune"), "removed 0 events of 0 streams")
	d.Age(t, 2*366*24*time.Hour)
	said(portal(t, e, "audit", "prune"), "removed 2 events of 1 streams")
	said(portal(t, e, "audit", "prune"), "removed 0 events of 0 streams")
	if got := portal(t, e, "verify"); got.code != 0 {
		t.Errorf("%s", got.stdout)
	}
}

func TestPruneNeedsToBeToldHowLong(t *testing.T) {
	t.Parallel()
	const number = "PORTAL_AUDIT_YEARS must be a number of years from 1 to 100, or not be set to keep all events\n"
	for years, want := range map[string]string{
		"": "PORTAL_AUDIT_YEARS is missing: without it all events are kept\n", "0": number, "-1": number, "101": number, "5y": number, "0.5": number,
	} {
		got := portal(t, development(t).with(env{"PORTAL_AUDIT_YEARS": years}), "audit", "prune")
		if got != (ended{2, "", want}) {
			t.Errorf("%q: %+v", years, got)
		}
	}
	if got := portal(t, env{}, "audit", "prune"); got.code != 2 || strings.Count(got.stderr, "\n") != 2 {
		t.Errorf("nothing is set: %+v", got)
	}
}

// The serving portal's login removes nothing.
func TestPruneNeedsTheOwner(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	enrol(t, d)
	d.Age(t, 2*366*24*time.Hour)
	got := portal(t, on(t, d).with(env{"PORTAL_AUDIT_YEARS": "1", "DATABASE_MIGRATE_URL": ""}), "audit", "prune")
	if got != (ended{1, "", "portal: remove old events: database 42501\n"}) {
		t.Errorf("%+v", got)
	}
	if n := postgrestest.Query[int](t, d, `select count(*) from audit_events`); n != 2 {
		t.Errorf("%d events are left", n)
	}
}

// enrol signs somebody in, as the keyset of the database wants it.
func enrol(t *testing.T, d *postgrestest.Database) (approval.Person, approval.Secret) {
	t.Helper()
	i := approval.Identity{Subject: "UAEPASS/" + canary, UUID: canary, EmiratesID: canary, Level: approval.SOP3, NameEN: canary}
	session := approval.NewSecret()
	e, err := d.Open(t).Enrol(t.Context(), i, approval.SessionSwap{New: session.Hash()}, func(k approval.Known) (approval.Enrolment, error) {
		return k.SignIn(i, func(id approval.ID) approval.Source { return approval.Source{Actor: approval.Customer(id)} })
	})
	if err != nil {
		t.Fatal(err)
	}
	return e.Person, session
}

func TestAMemberOfStaffIsRevoked(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	e, db := on(t, d), d.Open(t)
	got := office.Identity{Issuer: "https://idp.example", Subject: canary, Name: canary, Role: office.Auditor}
	session := approval.NewSecret()
	entry, err := db.EnterStaff(t.Context(), got, session.Hash(), func(known *office.Member) (office.Entry, error) {
		return office.Enter(known, got, func(id approval.ID) approval.Source { return approval.Source{Actor: approval.Staff(id)} })
	})
	if err != nil {
		t.Fatal(err)
	}
	id := string(entry.Staff.ID)
	for range 2 { // the second time there is nothing left to take
		if out := portal(t, e, "staff", "revoke", id); out.code != 0 || !strings.HasPrefix(out.stdout, "revoked the role and every session of "+id) || out.stderr != "" {
			t.Errorf("%+v", out)
		}
	}
	if member, err := db.StaffMember(t.Context(), session.Hash()); member != nil || err != nil {
		t.Errorf("still there: %v, %v", member, err)
	}
	const said = `select coalesce(string_agg(to_state, ' ' order by seq), '') from audit_events where kind = 'staff_role_changed'`
	if states := postgrestest.Query[string](t, d, said); states != "role:auditor role:none" {
		t.Errorf("events: %s", states)
	}
	if n := postgrestest.Query[int](t, d, `select count(*) from staff_sessions where revoked_at is null`); n != 0 {
		t.Errorf("%d sessions are open", n)
	}
	nobody := string(approval.NewID())
	if out := portal(t, e, "staff", "revoke", nobody); out != (ended{1, "", "portal: there is no member of staff " + nobody + "\n"}) {
		t.Errorf("nobody: %+v", out)
	}
	if out := portal(t, e, "staff", "revoke", "noura"); out.code != 2 || !strings.HasPrefix(out.stderr, "usage: portal staff revoke ID") {
		t.Errorf("no id: %+v", out)
	}
	d.NoViolations(t)
}

func TestDisablingAPersonEndsTheirSessions(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	e := on(t, d)
	p, session := enrol(t, d)
	if !signedIn(t, d, session) {
		t.Fatal("not signed in to begin with")
	}
	if got := portal(t, e, "person", "disable", string(p.ID)); got != (ended{0, "disabled " + string(p.ID) + "\n", ""}) {
		t.Errorf("disable: %+v", got)
	}
	if signedIn(t, d, session) {
		t.Error("the session goes on")
	}
	if got := portal(t, e, "person", "enable", string(p.ID)); got != (ended{0, "enabled " + string(p.ID) + "\n", ""}) {
		t.Errorf("enable: %+v", got)
	}
	if signedIn(t, d, session) {
		t.Error("the old session came back")
	}
	if _, again := enrol(t, d); !signedIn(t, d, again) {
		t.Error("an enabled person cannot sign in")
	}
	codes := postgrestest.Query[[]string](t, d, `select array_agg(kind order by id) from audit_events where actor = 'system'`)
	if !slices.Equal(codes, []string{"person_disabled", "person_enabled"}) {
		t.Errorf("audited: %v", codes)
	}
	nobody := approval.NewID()
	if got := portal(t, e, "person", "disable", string(nobody)); got != (ended{1, "", "portal: there is no person " + string(nobody) + "\n"}) {
		t.Errorf("nobody: %+v", got)
	}
	d.NoViolations(t)
}

func signedIn(t *testing.T, d *postgrestest.Database, session approval.Secret) bool {
	t.Helper()
	_, v, err := d.Open(t).Sessions(func([]byte) error { return nil }).Caller(t.Context(), session.Reveal(), "")
	if err != nil {
		t.Fatal(err)
	}
	return v.Person != nil
}

func TestASchemaOfAnotherVersionIsRefused(t *testing.T) {
	t.Parallel()
	latest := migrations.Latest()
	for name, c := range map[string]struct{ change, want string }{
		"older": {fmt.Sprintf(`delete from goose_db_version where version_id = %d`, latest), `: run "portal migrate"` + "\n"},
		"newer": {fmt.Sprintf(`insert into goose_db_version (version_id, is_applied) values (%d, true)`, latest+1), ": deploy the portal that made it\n"},
	} {
		d := postgrestest.New(t)
		if err := postgrestest.Exec(t.Context(), d.Owner, c.change); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"serve"}, {"verify"}, {"person", "disable", string(approval.NewID())}} {
			got := portal(t, on(t, d), args...)
			if got.code != 1 || !strings.HasPrefix(got.stderr, "portal: the database schema is at version ") || !strings.HasSuffix(got.stderr, c.want) {
				t.Errorf("%s, %v: exit code %d: %s", name, args, got.code, got.stderr)
			}
		}
	}
}

func TestProductionRefusesALoginThatMayTamper(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	e := production(t).with(env{"DATABASE_URL": d.Owner})
	got := portal(t, e, "serve")
	if got.code != 1 || !strings.Contains(got.stderr, "may tamper with the audit log") || !strings.HasSuffix(got.stderr, "use a login that is a member of takeed_app and nothing else\n") {
		t.Errorf("exit code %d: %s", got.code, got.stderr)
	}
}

// Nothing that any command prints holds a secret, whatever goes wrong.
func TestNoCommandPrintsASecret(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	real := on(t, d)
	enrol(t, d)
	for name, e := range map[string]env{
		"good": real, "no database": development(t), "no such host": development(t).with(env{"DATABASE_URL": "postgres://takeed:" + canary + "@nowhere.invalid/takeed"}),
		"no such login": real.with(env{"DATABASE_URL": strings.Replace(d.URL, "takeed_test_portal:portal", "takeed_nobody:"+canary, 1)}),
		"bad addresses": real.with(env{"DATABASE_URL": "postgres://u:" + canary + "@[", "DATABASE_MIGRATE_URL": canary, "PORTAL_ADDR": "x"}),
		"bad secrets":   real.with(env{"UAEPASS_SIGNIN_CLIENT_SECRET": canary + "\x00", "UAEPASS_CONFIRM_CLIENT_SECRET": canary + " "}),
		"a bad keyset":  real.with(env{"PORTAL_KEYSET": file(t, []byte(`{"`+canary+`": 1}`))}),
		"twice":         real.with(env{"DATABASE_URL_FILE": file(t, []byte(canary))}),
		"a closed port": real.with(env{"PORTAL_ADDR": "192.0.2.1:1"}),
	} {
		for _, args := range [][]string{{"serve"}, {"check"}, {"verify"}, {"migrate"}, {"person", "disable", string(approval.NewID())}} {
			if name == "good" && args[0] == "serve" {
				continue // it would go on
			}
			got := portal(t, e, args...)
			if strings.Contains(got.stdout+got.stderr, canary) {
				t.Errorf("%s, %v: a secret is printed: %s%s", name, args, got.stdout, got.stderr)
			}
		}
	}
}
