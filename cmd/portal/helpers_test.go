package main

import (
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"

	"takeed/internal/keys"
	"takeed/internal/postgres/postgrestest"
)

// asProgram in the environment makes the test's own program the portal's.
const asProgram = "TAKEED_TEST_IS_THE_PORTAL"

func TestMain(m *testing.M) {
	if to := os.Getenv(asMeasured); to != "" {
		serveMeasured(to)
	}
	if os.Getenv(asProgram) != "" {
		main()
	}
	postgrestest.Main(m)
}

// canary is in every secret of the tests' environments and may be in no output.
const canary = "topsecret"

// env is an environment. An empty value is an unset name.
type env map[string]string

func (e env) get(name string) string { return e[name] }

// with is the environment with some settings changed.
func (e env) with(changes env) env {
	all := maps.Clone(e)
	maps.Copy(all, changes)
	return all
}

// development is the least that a portal needs to be tried.
func development(t testing.TB) env {
	t.Helper()
	return env{
		"PORTAL_ENV": "development", "PORTAL_BASE_URL": "http://portal.localhost", "PORTAL_ADDR": "127.0.0.1:0",
		"PORTAL_ENTITY_NAME_EN": "Example Bank", "PORTAL_ENTITY_NAME_AR": "بنك المثال",
		"DATABASE_URL": "postgres://takeed:" + canary + "@127.0.0.1:1/takeed", "PORTAL_KEYSET": keysetFile(t),
		"UAEPASS_SIGNIN_CLIENT_ID": "signin", "UAEPASS_SIGNIN_CLIENT_SECRET": canary + "1",
		"UAEPASS_CONFIRM_CLIENT_ID": "confirm", "UAEPASS_CONFIRM_CLIENT_SECRET": canary + "2",
	}
}

// production is the least that a portal needs to serve.
func production(t testing.TB) env {
	t.Helper()
	return development(t).with(env{
		"PORTAL_ENV": "", "PORTAL_BASE_URL": "https://portal.example.ae", "UAEPASS_BASE_URL": "https://id.uaepass.ae",
	})
}

func keysetFile(t testing.TB) string {
	t.Helper()
	content, err := keys.Generate()
	if err != nil {
		t.Fatal(err)
	}
	return file(t, content)
}

func file(t testing.TB, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// ended is what a run of the program left behind.
type ended struct {
	code           int
	stdout, stderr string
}

// portal runs the program to its end, as main does. One that should have refused to
// serve is told to stop after a while.
func portal(t *testing.T, e env, args ...string) ended {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var stdout, stderr bytes.Buffer
	err := run(ctx, args, e.get, &stdout, &stderr)
	if ctx.Err() != nil {
		t.Errorf("%v did not end", args)
	}
	code := exitCode(err, &stderr)
	return ended{code, stdout.String(), stderr.String()}
}

// on is an environment whose database is a real one, with the keyset that its data are
// sealed with.
func on(t testing.TB, d *postgrestest.Database) env {
	t.Helper()
	e := development(t)
	content, err := os.ReadFile(e["PORTAL_KEYSET"])
	if err != nil {
		t.Fatal(err)
	}
	if d.Keys, err = keys.Parse(content); err != nil {
		t.Fatal(err)
	}
	return e.with(env{"DATABASE_URL": d.URL, "DATABASE_MIGRATE_URL": d.Owner})
}
