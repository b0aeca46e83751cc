package main

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator/simulatortest"
	"takeed/migrations"
)

// checked runs the preflight and returns its lines by what they are about.
func checked(t *testing.T, e env) (lines map[string]string, got ended) {
	t.Helper()
	got = portal(t, e, "check")
	lines = map[string]string{}
	for line := range strings.Lines(got.stdout) {
		lines[strings.TrimSpace(line[6:21])] = line[:4] + " " + strings.TrimSpace(line[21:])
	}
	return lines, got
}

// provider is an address at which somebody listens.
func provider(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	return server.URL
}

func TestCheckFindsAllWell(t *testing.T) {
	t.Parallel()
	e := on(t, postgrestest.New(t))
	e["UAEPASS_BASE_URL"], e["PORTAL_LIMITS"] = provider(t), "starts_per_address=2000, mismatches_per_day=4"
	lines, got := checked(t, e)
	if got.code != 0 || got.stderr != "" {
		t.Errorf("exit code %d: %s%s", got.code, got.stderr, got.stdout)
	}
	for what, want := range map[string]string{
		"configuration": "ok   complete, environment development", "keyset": "ok   seals and opens", "kinds": "ok   7 kinds of transaction",
		"limits": "ok   attempts_per_transaction=3,mismatches_per_day=4,starts_per_10_minutes=5,starts_per_day=20,open_transactions=20," +
			"transactions_per_day=200,starts_per_address=2000,starts_per_network=4000,staff_starts_per_address=600",
		"database": "ok   answers", "schema": "ok   the version of this program", "role": "ok   cannot change the audit log",
		"keys": "ok   those that the database was written with", "session limits": "ok   hold on the server", "strings": "ok   standard_conforming_strings is on",
		"replication":  "ok   none: what this one machine loses is lost",
		"transparency": `warn there is no transparency log: outsiders cannot verify anything. Set PORTAL_LOG_KEY ("portal log key" prints a new one)`,
		"clock":        "ok   within 5s of the database's", "UAE PASS": "ok   reachable at " + e["UAEPASS_BASE_URL"],
	} {
		if lines[what] != want {
			t.Errorf("%s: %q, want %q", what, lines[what], want)
		}
	}
	if len(lines) != 14 {
		t.Errorf("%d lines: %s", len(lines), got.stdout)
	}
}

// With a back office there is one more check, of what its identity provider says of
// itself.
func TestCheckOfTheStaffsProvider(t *testing.T) {
	t.Parallel()
	sim := simulatortest.Start(t, "http://portal.localhost")
	e := on(t, postgrestest.New(t)).with(staff).with(env{"UAEPASS_BASE_URL": sim.URL, "OIDC_ISSUER": sim.Issuer})
	if lines, got := checked(t, e); got.code != 0 || lines["staff sign-in"] != "ok   metadata at "+sim.Issuer || len(lines) != 15 {
		t.Errorf("exit code %d: %s%s", got.code, got.stderr, got.stdout)
	}
	lines, got := checked(t, e.with(env{"OIDC_ISSUER": sim.Issuer + "/"}))
	if got.code != 1 || !strings.HasPrefix(lines["staff sign-in"], "FAIL no usable metadata below "+sim.Issuer+"/: ") {
		t.Errorf("another issuer: exit code %d: %s%s", got.code, got.stderr, got.stdout)
	}
}

// Each fault is found alone, and the checks after it still run.
func TestCheckFindsEachFault(t *testing.T) {
	t.Parallel()
	untrusted := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(untrusted.Close)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	latest := migrations.Latest()
	for name, c := range map[string]struct {
		arrange  string // as the owner of the schema
		superior string // as a superuser
		change   env
		line     string
		want     string
		lines    int
	}{
		"schema": {arrange: fmt.Sprintf(`delete from goose_db_version where version_id = %d`, latest),
			line: "schema", want: fmt.Sprintf(`this program needs %d: run "portal migrate"`, latest), lines: 11},
		"clock": {superior: `create function public.clock_timestamp() returns timestamptz language sql as 'select pg_catalog.clock_timestamp() - interval ''1 minute''';
			do $$ begin execute format('alter role takeed_test_portal in database %I set search_path = public, pg_catalog', current_database()); end $$`,
			line: "clock", want: "synchronise their clocks", lines: 14},
		"provider":    {change: env{"UAEPASS_BASE_URL": "http://" + closed.Addr().String()}, line: "UAE PASS", want: "connect to " + closed.Addr().String(), lines: 14},
		"certificate": {change: env{"UAEPASS_BASE_URL": untrusted.URL}, line: "UAE PASS", want: "certificate", lines: 14},
	} {
		d := postgrestest.New(t)
		for url, sql := range map[string]string{d.Owner: c.arrange, d.Admin: c.superior} {
			if err := postgrestest.Exec(t.Context(), url, sql); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		e := on(t, d).with(env{"UAEPASS_BASE_URL": provider(t)}).with(c.change)
		lines, got := checked(t, e)
		if got.code != 1 || got.stderr != "portal: 1 checks failed: see above\n" || len(lines) != c.lines {
			t.Errorf("%s: exit code %d: %s%s", name, got.code, got.stderr, got.stdout)
		}
		if !strings.HasPrefix(lines[c.line], "FAIL ") || !strings.Contains(lines[c.line], c.want) {
			t.Errorf("%s: %q", name, lines[c.line])
		}
	}
}

func TestCheckWithoutADatabaseStillLooksFurther(t *testing.T) {
	t.Parallel()
	lines, got := checked(t, development(t).with(env{"UAEPASS_BASE_URL": provider(t)}))
	if got.code != 1 || !strings.HasPrefix(lines["database"], "FAIL ask the database: ") || lines["schema"] != "" {
		t.Errorf("exit code %d: %s", got.code, got.stdout)
	}
	if !strings.HasPrefix(lines["UAE PASS"], "ok ") {
		t.Errorf("UAE PASS: %q", lines["UAE PASS"])
	}
}

// A login that may do everything is a convenience while trying, and a fault later.
func TestCheckOfALoginThatMayTamper(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	e := on(t, d).with(env{"DATABASE_URL": d.Owner, "UAEPASS_BASE_URL": provider(t)})
	if lines, got := checked(t, e); got.code != 0 || lines["role"] != "ok   may change the audit log, which production refuses" {
		t.Errorf("in development: exit code %d: %q", got.code, lines["role"])
	}
	e = e.with(env{"PORTAL_ENV": "production", "PORTAL_BASE_URL": "https://portal.example.ae", "UAEPASS_BASE_URL": "https://id.uaepass.invalid"})
	lines, got := checked(t, e)
	if got.code != 1 || !strings.HasPrefix(lines["role"], "FAIL it has CREATEROLE, OWNER of attempts, OWNER of audit_counted and ") ||
		!strings.HasSuffix(lines["role"], " more: use a login that is a member of takeed_app and nothing else") {
		t.Errorf("in production: exit code %d: %q", got.code, lines["role"])
	}
	if !strings.HasPrefix(lines["UAE PASS"], "FAIL connect to id.uaepass.invalid") {
		t.Errorf("UAE PASS: %q", lines["UAE PASS"])
	}
}

func TestCheckOfAConfigurationThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	got := portal(t, development(t).with(env{"PORTAL_ENTITY_NAME_AR": ""}), "check")
	if got.code != 2 || got.stdout != "" || !strings.HasPrefix(got.stderr, "PORTAL_ENTITY_NAME_AR is missing") {
		t.Errorf("exit code %d: %s%s", got.code, got.stderr, got.stdout)
	}
}
