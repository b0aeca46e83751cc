package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/postgres/postgrestest"
)

func TestVerifyChecksAnExport(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	enrol(t, d)
	var out, table bytes.Buffer
	by := approval.Cause{Actor: approval.Staff("00000000-0000-4000-8000-000000000001")}
	m, err := d.Open(t).AuditLog().Export(t.Context(), audit.Export{Format: audit.JSONL}, &out, by)
	if err != nil {
		t.Fatal(err)
	}
	ofTable, err := d.Open(t).AuditLog().Export(t.Context(), audit.Export{Format: audit.CSV}, &table, by)
	if err != nil {
		t.Fatal(err)
	}
	good, altered := file(t, out.Bytes()), file(t, bytes.Replace(out.Bytes(), []byte("signin_succeeded"), []byte("signin_declined"), 1))
	manifest, other := file(t, encoded(t, m)), file(t, encoded(t, audit.Manifest{Format: audit.JSONL}))
	tables := file(t, encoded(t, ofTable))

	const read = "2 events read, 2 of them linked to the one before in their stream\n"
	for name, c := range map[string]struct {
		args   []string
		code   int
		stdout string
		stderr string
	}{
		"the file alone":          {[]string{good}, 0, read, ""},
		"with its manifest":       {[]string{good, manifest}, 0, read, ""},
		"with another manifest":   {[]string{good, other}, 1, "line 2: the file is not the one that the manifest is about\n" + read, " was altered: see above\n"},
		"an altered file":         {[]string{altered}, 1, "line 2: event 2 does not have its hash: something in it was changed\n" + read, " was altered: see above\n"},
		"no file":                 {[]string{"/nowhere"}, 1, "", "cannot read /nowhere\n"},
		"no manifest":             {[]string{good, "/nowhere"}, 1, "", "cannot read /nowhere\n"},
		"a manifest that is none": {[]string{good, good}, 1, "", " is no manifest of an export\n"},
		"the manifest of a table": {[]string{file(t, table.Bytes()), tables}, 1, "", "only exports as JSONL have what it takes to check them\n"},
		"an empty file":           {[]string{file(t, nil)}, 1, "0 events read, 0 of them linked to the one before in their stream\n", "the file is empty\n"},
	} {
		got := portal(t, env{}, append([]string{"verify"}, c.args...)...)
		if got.code != c.code || got.stdout != c.stdout || !strings.HasSuffix(got.stderr, c.stderr) || (c.stderr == "") != (got.stderr == "") {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func encoded(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
