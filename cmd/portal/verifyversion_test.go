package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/postgres/postgrestest"
)

const v1 = "../../internal/audit/testdata/v1"

// Auditors keep files for years: what the first version wrote is verified, and what none
// wrote is refused.
func TestVerifyKnowsTheVersionsOfAFile(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	enrol(t, d)
	var out bytes.Buffer
	m, err := export(t, d, audit.JSONL, &out, approval.Source{Actor: approval.Staff(approval.NewID())})
	if err != nil {
		t.Fatal(err)
	}
	old, oldManifest := filepath.Join(v1, "events.jsonl"), filepath.Join(v1, "jsonl.manifest.json")
	lines, err := os.ReadFile(old)
	if err != nil {
		t.Fatal(err)
	}
	later := func(text []byte, from, to string) string {
		return file(t, bytes.Replace(text, []byte(from), []byte(to), 1))
	}
	const (
		read    = "15 events read, 15 of them linked to the one before in their stream\n"
		unknown = "of version 4, and this program knows versions 1 to 3: check it with the program that wrote it, or a later one\n"
	)
	for name, c := range map[string]struct {
		args   []string
		code   int
		stdout string
		stderr string
	}{
		"version 1 alone":             {[]string{old}, 0, read + consistent[false] + "\n", ""},
		"version 1 with its manifest": {[]string{old, oldManifest}, 0, read + consistent[true] + "\n", ""},
		"a table of version 1":        {[]string{filepath.Join(v1, "events.csv"), filepath.Join(v1, "csv.manifest.json")}, 1, "", "only exports as JSONL have what it takes to check them\n"},
		"a later version":             {[]string{later(out.Bytes(), `"version":3`, `"version":4`)}, 1, "", " cannot be checked: line 1 is " + unknown},
		"a later manifest":            {[]string{file(t, out.Bytes()), later(m.Encode(), `"version": 3`, `"version": 4`)}, 1, "", " is " + unknown},
		"two versions":                {[]string{file(t, append(out.Bytes(), lines...))}, 1, "", " cannot be checked: line 3 is of version 1, and those before it of version 3: this is not one export\n"},
	} {
		got := portal(t, env{}, append([]string{"verify"}, c.args...)...)
		if got.code != c.code || got.stdout != c.stdout || !strings.HasSuffix(got.stderr, c.stderr) || (c.stderr == "") != (got.stderr == "") {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
