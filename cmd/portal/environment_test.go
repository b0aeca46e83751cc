package main

import (
	"strings"
	"testing"
)

func TestEveryCommandTellsTheFaults(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"serve"}, {"check"}, {"verify"}, {"person", "disable", "00000000-0000-4000-8000-000000000000"}} {
		got := portal(t, development(t).with(env{"UAEPASS_PKCE": "yes", "PORTAL_ENTITY_NAME_EN": ""}), args...)
		if got.code != 2 || strings.Count(got.stderr, "\n") != 2 {
			t.Errorf("%v: exit code %d: %s", args, got.code, got.stderr)
		}
	}
	// To migrate, the rest of the configuration is not needed.
	got := portal(t, env{}, "migrate")
	if got.code != 2 || got.stderr != "DATABASE_URL is missing: set it, or DATABASE_URL_FILE to the path of a file that holds it\n" {
		t.Errorf("migrate: exit code %d: %s", got.code, got.stderr)
	}
}
