package main

import (
	"strings"
	"testing"

	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
	"takeed/migrations"
)

// sandbox is the least that a sandbox needs.
func sandbox(t testing.TB) env {
	t.Helper()
	return development(t).with(env{"PORTAL_ENV": "sandbox", "PORTAL_BASE_URL": "https://sandbox.example.ae", "UAEPASS_BASE_URL": "https://simulator.example.ae"})
}

// A sandbox may have a stand-in for UAE PASS, with credentials that everybody knows, and for
// the identity provider of the staff.
func TestASandboxTakesTestProviders(t *testing.T) {
	t.Parallel()
	for _, change := range []env{
		{}, {"UAEPASS_BASE_URL": ""}, {"UAEPASS_BASE_URL": "https://stg-id.uaepass.ae"}, {"UAEPASS_BASE_URL": "https://localhost:8081"},
		{"UAEPASS_SIGNIN_CLIENT_ID": "sandbox_stage", "UAEPASS_SIGNIN_CLIENT_SECRET": "sandbox_stage"},
		staff.with(env{"OIDC_ISSUER": "https://localhost:8081/env/as", "OIDC_CLIENT_ID": "sandbox", "OIDC_CLIENT_SECRET": "simulator"}),
	} {
		c, err := read(sandbox(t).with(change).get)
		if err != nil {
			t.Errorf("%v: %v", change, err)
			continue
		}
		if a := c.app(nil); !a.Sandbox || !a.Production {
			t.Errorf("%v: %+v", change, a)
		}
	}
	for _, e := range []env{production(t), development(t)} {
		if c, err := read(e.get); err != nil || c.app(nil).Sandbox {
			t.Errorf("%s is a sandbox, %v", c.Env, err)
		}
	}
}

func TestASandboxRefusesWhatIsUnsafe(t *testing.T) {
	t.Parallel()
	ofUAEPass := func(host string) string {
		return "UAEPASS_BASE_URL " + host + " is UAE PASS, where real people confirm: a sandbox needs a simulator or a test system"
	}
	for _, c := range []struct {
		change env
		want   string
	}{
		{env{"PORTAL_ENV": "test"}, `PORTAL_ENV must be "production", "sandbox" or "development"`},
		{env{"PORTAL_BASE_URL": "http://sandbox.example.ae"}, "PORTAL_BASE_URL is plain http: sandbox needs https, or cookies and callbacks can be read"},
		{env{"UAEPASS_BASE_URL": "http://localhost:8081"}, "UAEPASS_BASE_URL must be https in a sandbox"},
		{env{"UAEPASS_BASE_URL": "https://id.uaepass.ae"}, ofUAEPass("id.uaepass.ae")},
		{env{"UAEPASS_BASE_URL": "https://ID.UAEPASS.AE.:8443"}, ofUAEPass("ID.UAEPASS.AE.:8443")},
		{env{"UAEPASS_BASE_URL": "https://other.uaepass.ae"}, ofUAEPass("other.uaepass.ae")},
		{staff.with(env{"OIDC_ISSUER": "http://localhost:8081/env/as"}), "OIDC_ISSUER must be https in a sandbox"},
		{env{"PORTAL_LIMITS": "attempts_per_transaction=100"}, "PORTAL_LIMITS: attempts_per_transaction is 100, and production takes at most 5"},
	} {
		if _, err := read(sandbox(t).with(c.change).get); err == nil || err.Error() != c.want {
			t.Errorf("%v:\n%v\nwant:\n%s", c.change, err, c.want)
		}
	}
}

// Whichever command comes first, the databases of sandboxes and all others stay apart.
func TestASandboxHasADatabaseOfItsOwn(t *testing.T) {
	t.Parallel()
	owner := func(d *postgrestest.Database, in string) env {
		return env{"DATABASE_MIGRATE_URL": d.Owner, "PORTAL_ENV": in}
	}
	fresh := postgrestest.Empty(t)
	got := portal(t, owner(fresh, "sandbox"), "migrate")
	if got.code != 0 || strings.Count(got.stdout, "applied ") != int(migrations.Latest()) ||
		!strings.HasSuffix(got.stdout, "the schema is up to date\nthis database is a sandbox's, for ever: its clock can be moved\n") {
		t.Errorf("an empty database: %+v", got)
	}
	other := postgrestest.New(t)
	e := on(t, other).with(env{"UAEPASS_BASE_URL": provider(t)})
	if got := portal(t, e, "verify"); got.code != 0 {
		t.Errorf("%+v", got)
	}
	if err := other.Open(t).MarkKeyset(t.Context()); err != nil { // as a portal that starts does
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		e    env
		args string
		want error
	}{
		"production migrates a sandbox":      {owner(fresh, ""), "migrate", postgres.ErrSandbox},
		"development migrates a sandbox":     {owner(fresh, "development"), "migrate", postgres.ErrSandbox},
		"a sandbox migrates production":      {owner(other, "sandbox"), "migrate", postgres.ErrServed},
		"development serves a sandbox":       {e.with(env{"DATABASE_URL": fresh.URL}), "serve", postgres.ErrSandbox},
		"production serves a sandbox":        {production(t).with(env{"DATABASE_URL": fresh.URL}), "serve", postgres.ErrSandbox},
		"a sandbox serves production":        {sandbox(t).with(env{"DATABASE_URL": other.URL}), "serve", postgres.ErrNotSandbox},
		"production verifies a sandbox":      {production(t).with(env{"DATABASE_URL": fresh.URL}), "verify", postgres.ErrSandbox},
		"a sandbox verifies production's":    {sandbox(t).with(env{"DATABASE_URL": other.URL}), "verify", postgres.ErrNotSandbox},
		"migrate knows what PORTAL_ENV says": {owner(other, "staging"), "migrate", nil},
	} {
		got := portal(t, c.e, c.args)
		if c.want == nil {
			if got.code != 2 || !strings.HasPrefix(got.stderr, "PORTAL_ENV must be ") {
				t.Errorf("%s: %+v", name, got)
			}
		} else if got != (ended{1, "", "portal: " + c.want.Error() + "\n"}) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestCheckTellsASandboxFromTheRest(t *testing.T) {
	t.Parallel()
	fresh, other := postgrestest.NewSandbox(t), postgrestest.New(t)
	for name, c := range map[string]struct {
		e    env
		want string
	}{
		"its own":                {on(t, fresh).with(env{"PORTAL_ENV": "sandbox", "PORTAL_BASE_URL": "https://sandbox.example.ae", "UAEPASS_BASE_URL": "https://id.invalid"}), "ok   the database is a sandbox's, for ever"},
		"a sandbox for others":   {on(t, fresh), "FAIL " + postgres.ErrSandbox.Error()},
		"another for a sandbox":  {on(t, other).with(env{"PORTAL_ENV": "sandbox", "PORTAL_BASE_URL": "https://sandbox.example.ae", "UAEPASS_BASE_URL": "https://id.invalid"}), "FAIL " + postgres.ErrNotSandbox.Error()},
		"neither has to be told": {on(t, other), ""},
	} {
		if lines, got := checked(t, c.e); lines["sandbox"] != c.want {
			t.Errorf("%s: %q\n%s", name, lines["sandbox"], got.stdout)
		}
	}
}
