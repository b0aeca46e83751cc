package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/postgres/auditlog"
	"takeed/internal/postgres/postgrestest"
)

// export writes a file of the whole log.
func export(t *testing.T, d *postgrestest.Database, f audit.Format, out io.Writer, by approval.Source) (audit.Manifest, error) {
	t.Helper()
	run, err := auditlog.New(d.Open(t)).StartExport(t.Context(), audit.Export{Format: f}, by)
	if err != nil {
		return audit.Manifest{}, err
	}
	return run(t.Context(), out, func(context.Context) error { return nil })
}

func TestVerifyChecksAnExport(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	enrol(t, d)
	var out, table bytes.Buffer
	by := approval.Source{Actor: approval.Staff("00000000-0000-4000-8000-000000000001")}
	m, err := export(t, d, audit.JSONL, &out, by)
	if err != nil {
		t.Fatal(err)
	}
	ofTable, err := export(t, d, audit.CSV, &table, by)
	if err != nil {
		t.Fatal(err)
	}
	good, altered := file(t, out.Bytes()), file(t, bytes.Replace(out.Bytes(), []byte("signin_succeeded"), []byte("signin_declined"), 1))
	manifest, other := file(t, m.Encode()), file(t, audit.Manifest{Format: audit.JSONL}.Encode())
	tables := file(t, ofTable.Encode())

	const read = "2 events read, 2 of them linked to the one before in their stream\n"
	for name, c := range map[string]struct {
		args   []string
		code   int
		stdout string
		stderr string
	}{
		"the file alone":          {[]string{good}, 0, read + consistent[false] + "\n", ""},
		"with its manifest":       {[]string{good, manifest}, 0, read + consistent[true] + "\n", ""},
		"with another manifest":   {[]string{good, other}, 1, "line 2: the file is not the one that the manifest is about\n" + read, " is not consistent: see above\n"},
		"an altered file":         {[]string{altered}, 1, "line 2: event 2 does not have its hash: something in it was changed\n" + read, " is not consistent: see above\n"},
		"no file":                 {[]string{"/nowhere"}, 1, "", "cannot read /nowhere\n"},
		"no manifest":             {[]string{good, "/nowhere"}, 1, "", "cannot read /nowhere\n"},
		"a manifest that is none": {[]string{good, good}, 1, "", " is no manifest as an export has it\n"},
		"the manifest of a table": {[]string{file(t, table.Bytes()), tables}, 1, "", "only exports as JSONL have what it takes to check them\n"},
		"an empty file":           {[]string{file(t, nil)}, 1, "0 events read, 0 of them linked to the one before in their stream\n", "the file is empty\n"},
	} {
		got := portal(t, env{}, append([]string{"verify"}, c.args...)...)
		if got.code != c.code || got.stdout != c.stdout || !strings.HasSuffix(got.stderr, c.stderr) || (c.stderr == "") != (got.stderr == "") {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// What somebody could do to a file on its way. Without the manifest, what was left out
// cannot be told from what was never asked for, except that fewer lines are linked.
func TestVerifySeesWhatWasDoneToAFile(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	for range 4 {
		enrol(t, d)
	}
	var out bytes.Buffer
	m, err := export(t, d, audit.JSONL, &out, approval.Source{Actor: approval.Staff(approval.NewID())})
	if err != nil {
		t.Fatal(err)
	}
	manifest, lines := file(t, m.Encode()), slices.Collect(strings.Lines(out.String()))
	if len(lines) != 5 {
		t.Fatalf("%d lines", len(lines))
	}
	join := func(order ...int) (s string) {
		for _, i := range order {
			s += lines[i]
		}
		return s
	}
	const other = ": the file is not the one that the manifest is about\n"
	read := func(n, linked int) string {
		return fmt.Sprintf("%d events read, %d of them linked to the one before in their stream\n", n, linked)
	}
	changed := strings.Replace(lines[2], `"actor":"customer:`, `"actor":"customer:0`, 1)
	rehashed := strings.Replace(lines[2], `"hash":"`, `"hash":"00`, 1)
	for name, c := range map[string]struct{ content, alone, with string }{
		"nothing":      {join(0, 1, 2, 3, 4), read(5, 5), read(5, 5)},
		"removed":      {join(0, 1, 3, 4), read(4, 3), "line 4" + other + read(4, 3)},
		"removed last": {join(0, 1, 2, 3), read(4, 4), "line 4" + other + read(4, 4)},
		"swapped": {join(0, 2, 1, 3, 4), "line 3: event 2 is number 2 of its stream and comes after number 3\n" + read(5, 2),
			"line 3: event 2 is number 2 of its stream and comes after number 3\nline 5" + other + read(5, 2)},
		"repeated": {join(0, 1, 1, 2, 3, 4), "line 3: event 2 is number 2 of its stream and comes after number 2\n" + read(6, 5),
			"line 3: event 2 is number 2 of its stream and comes after number 2\nline 6" + other + read(6, 5)},
		"changed": {join(0, 1) + changed + join(3, 4), "line 3: event 3 does not have its hash: something in it was changed\n" + read(5, 5),
			"line 3: event 3 does not have its hash: something in it was changed\nline 5" + other + read(5, 5)},
		"changed, with another hash": {join(0, 1) + rehashed + join(3, 4),
			"line 3: event 3 does not have its hash: something in it was changed\nline 4: event 4 does not follow from the one before it in its stream\n" + read(5, 4),
			"line 3: event 3 does not have its hash: something in it was changed\nline 4: event 4 does not follow from the one before it in its stream\nline 5" + other + read(5, 4)},
		"cut off":  {join(0, 1, 2, 3) + lines[4][:40], "line 5: cannot be read\n" + read(5, 4), "line 5: cannot be read\nline 5" + other + read(5, 4)},
		"added to": {join(0, 1, 2, 3, 4) + "\n", "line 6: cannot be read\n" + read(6, 5), "line 6: cannot be read\nline 6" + other + read(6, 5)},
	} {
		path := file(t, []byte(c.content))
		for how, pair := range map[string][2]string{"alone": {portal(t, env{}, "verify", path).stdout, c.alone}, "with its manifest": {portal(t, env{}, "verify", path, manifest).stdout, c.with}} {
			for _, verdict := range consistent { // not said of one with faults; see below
				pair[0] = strings.TrimSuffix(pair[0], verdict+"\n")
			}
			if pair[0] != pair[1] {
				t.Errorf("%s, %s:\n%swant:\n%s", name, how, pair[0], pair[1])
			}
		}
		if got := portal(t, env{}, "verify", path, manifest); (got.code == 0) != (name == "nothing") {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
