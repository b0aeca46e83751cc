package main

import (
	"slices"
	"strings"
	"testing"
)

const (
	signinSandbox  = "UAEPASS_SIGNIN_CLIENT_ID or its secret is the sandbox's, which UAE PASS publishes: use your own"
	confirmSandbox = "UAEPASS_CONFIRM_CLIENT_ID or its secret is the sandbox's, which UAE PASS publishes: use your own"
	plainBase      = "PORTAL_BASE_URL is plain http: production needs https, or cookies and callbacks can be read"
	noKeyset       = `PORTAL_KEYSET is missing: set it, for example /run/secrets/keyset.json ("portal keyset" prints a new one)`
	plain          = "UAEPASS_BASE_URL must be https in production"
	same           = "UAEPASS_SIGNIN_CLIENT_ID and UAEPASS_CONFIRM_CLIENT_ID are the same: the face flow needs a client of its own"
)

func notProduction(host string) string {
	return "UAEPASS_BASE_URL " + host + " is not a production host of UAE PASS: use https://id.uaepass.ae"
}

// testSettings are each refused in production, with these words.
var testSettings = []struct {
	change env
	want   string
}{
	{env{"PORTAL_LIMITS": "mismatches_per_day=6,attempts_per_transaction=100"}, "PORTAL_LIMITS: attempts_per_transaction is 100, and production takes at most 5\n" +
		"PORTAL_LIMITS: mismatches_per_day is 6, and production takes at most 5"},
	{env{"PORTAL_BASE_URL": "http://portal.example.ae"}, plainBase},
	{env{"UAEPASS_BASE_URL": ""}, notProduction("stg-id.uaepass.ae")},
	{env{"UAEPASS_BASE_URL": "https://stg-id.uaepass.ae"}, notProduction("stg-id.uaepass.ae")},
	{env{"UAEPASS_BASE_URL": "https://STG-id.uaepass.ae"}, notProduction("STG-id.uaepass.ae")},
	{env{"UAEPASS_BASE_URL": "https://qa-id.uaepass.ae"}, notProduction("qa-id.uaepass.ae")},
	{env{"UAEPASS_BASE_URL": "https://dev-id.uaepass.ae"}, notProduction("dev-id.uaepass.ae")},
	{env{"UAEPASS_BASE_URL": "https://localhost:8081"}, notProduction("localhost:8081")},
	{env{"UAEPASS_BASE_URL": "https://uaepass.localhost"}, notProduction("uaepass.localhost")},
	{env{"UAEPASS_BASE_URL": "https://localhost."}, notProduction("localhost.")},
	{env{"UAEPASS_BASE_URL": "https://192.0.2.1"}, notProduction("192.0.2.1")},
	{env{"UAEPASS_BASE_URL": "https://[::1]:8081"}, notProduction("[::1]:8081")},
	{env{"UAEPASS_BASE_URL": "http://localhost:8081"}, plain},
	{env{"UAEPASS_SIGNIN_CLIENT_ID": "sandbox_stage"}, signinSandbox},
	{env{"UAEPASS_SIGNIN_CLIENT_SECRET": "sandbox_stage"}, signinSandbox},
	{env{"UAEPASS_CONFIRM_CLIENT_ID": "sandbox_stage"}, confirmSandbox},
	{env{"UAEPASS_CONFIRM_CLIENT_SECRET": "sandbox_stage"}, confirmSandbox},
	{env{"UAEPASS_CONFIRM_CLIENT_ID": "signin"}, same},
	{staff.with(env{"OIDC_ISSUER": "http://localhost:8081/env/as"}), "OIDC_ISSUER must be https in production"},
	{staff.with(env{"OIDC_ISSUER": "https://localhost:8081/env/as"}), "OIDC_ISSUER localhost:8081 is not a production host"},
	{staff.with(env{"OIDC_ISSUER": "https://192.0.2.1/as"}), "OIDC_ISSUER 192.0.2.1 is not a production host"},
	{staff.with(env{"OIDC_CLIENT_ID": "sandbox_staff"}), "OIDC_CLIENT_ID or its secret is a sandbox's: use your own"},
	{staff.with(env{"OIDC_CLIENT_SECRET": "simulator_staff_secret"}), "OIDC_CLIENT_ID or its secret is a simulator's: use your own"},
	{env{"PORTAL_KEYSET": ""}, noKeyset},
}

func TestProductionRefusesWhatIsForTrying(t *testing.T) {
	t.Parallel()
	good := production(t)
	for _, whole := range []env{good, good.with(staff)} {
		if _, err := read(whole.get); err != nil {
			t.Fatalf("a good configuration: %v", err)
		}
	}
	for _, c := range testSettings {
		if _, err := read(good.with(c.change).get); err == nil || err.Error() != c.want {
			t.Errorf("%v:\n%v\nwant:\n%s", c.change, err, c.want)
		}
	}
}

// Whoever deploys with a configuration for trying is told everything that is wrong with
// it before anything is opened.
func TestProductionTellsAllRefusalsAtOnce(t *testing.T) {
	t.Parallel()
	got := portal(t, production(t).with(env{
		"PORTAL_BASE_URL": "http://localhost:8080", "UAEPASS_BASE_URL": "", "PORTAL_KEYSET": "", "PORTAL_TRUSTED_PROXIES": "0.0.0.0/0",
		"UAEPASS_SIGNIN_CLIENT_ID": "sandbox_stage", "UAEPASS_CONFIRM_CLIENT_ID": "sandbox_stage",
	}), "serve")
	lines := strings.Split(strings.TrimSpace(got.stderr), "\n")
	want := []string{
		plainBase, notProduction("stg-id.uaepass.ae"), noKeyset, everybody("0.0.0.0/0"), signinSandbox, confirmSandbox, same,
	}
	slices.Sort(lines)
	slices.Sort(want)
	if got.code != 2 || got.stdout != "" || !slices.Equal(lines, want) {
		t.Errorf("exit code %d: %s%s\nwant:\n%s", got.code, got.stdout, got.stderr, strings.Join(want, "\n"))
	}
}

// Whoever says that they are trying it may use what is for trying.
func TestDevelopmentDoesNot(t *testing.T) {
	t.Parallel()
	_, err := read(production(t).with(env{
		"PORTAL_ENV": "development", "PORTAL_BASE_URL": "http://localhost:8080", "UAEPASS_BASE_URL": "http://localhost:8081",
		"UAEPASS_SIGNIN_CLIENT_ID": "sandbox_stage", "UAEPASS_SIGNIN_CLIENT_SECRET": "sandbox_stage",
		"UAEPASS_CONFIRM_CLIENT_ID": "sandbox_stage_face", "UAEPASS_CONFIRM_CLIENT_SECRET": "sandbox_stage",
		"OIDC_ISSUER": "http://localhost:8081/env/as", "OIDC_CLIENT_ID": "sandbox", "OIDC_CLIENT_SECRET": "simulator", "OIDC_ROLES": "admin=IT",
	}).get)
	if err != nil {
		t.Error(err)
	}
}
