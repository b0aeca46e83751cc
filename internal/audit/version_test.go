package audit

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// kept is a file that an earlier version of the portal wrote. They are kept as they were: what
// auditors put away must be read for as long as they keep it.
func kept(t *testing.T, version, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", version, name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestFilesOfEarlierVersionsAreVerified(t *testing.T) {
	t.Parallel()
	for version, pending := range map[string]string{"v1": `"to_state":"pending"`, "v2": `"state":"pending"`} {
		m, err := ParseManifest(kept(t, version, "jsonl.manifest.json"))
		if err != nil || m.Format != JSONL || m.Count != 15 {
			t.Fatalf("%s: the manifest: %+v, %v", version, m, err)
		}
		file := kept(t, version, "events.jsonl")
		for _, with := range []*Manifest{nil, &m} {
			v, err := VerifyExport(bytes.NewReader(file), with)
			if err != nil || len(v.Faults) != 0 || v.Lines != 15 || v.Links != 15 {
				t.Errorf("%s with %v: %+v, %v", version, with, v, err)
			}
		}
		altered := bytes.Replace(file, []byte(pending), []byte(strings.Replace(pending, "pending", "expired", 1)), 1)
		if v, err := VerifyExport(bytes.NewReader(altered), &m); err != nil || len(v.Faults) != 2 {
			t.Errorf("%s, altered: %+v, %v", version, v, err)
		}
	}
}

func TestArchivesOfVersion1Open(t *testing.T) {
	t.Parallel()
	for _, f := range []Format{JSONL, CSV} {
		packed := kept(t, "v1", string(f)+".zip")
		archive, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
		if err != nil || len(archive.File) != 2 {
			t.Fatalf("%s: %v", f, err)
		}
		for i, name := range []string{"events." + string(f), string(f) + ".manifest.json"} {
			in, err := archive.File[i].Open()
			if err != nil {
				t.Fatal(err)
			}
			if content, err := io.ReadAll(in); err != nil || !bytes.Equal(content, kept(t, "v1", name)) {
				t.Errorf("%s holds another %s: %v", f, archive.File[i].Name, err)
			}
		}
		if m, err := ParseManifest(kept(t, "v1", string(f)+".manifest.json")); err != nil || m.Format != f || m.Bytes != int64(len(kept(t, "v1", "events."+string(f)))) {
			t.Errorf("%s: %+v, %v", f, m, err)
		}
	}
}

// fixtures are the lines of the file of version 1.
func fixtures(t *testing.T) (lines []Line) {
	t.Helper()
	for raw := range bytes.Lines(kept(t, "v1", "events.jsonl")) {
		l, err := decodeLine(raw, 1)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, l)
	}
	return lines
}

// The names changed, and nothing that is hashed: the same events, written again, have the
// same hashes.
func TestAllVersionsSayTheSame(t *testing.T) {
	t.Parallel()
	file, m := exportOf(t, JSONL, fixtures(t))
	v, err := VerifyExport(strings.NewReader(file), &m)
	if err != nil || len(v.Faults) != 0 || v.Links != 15 || m.Version != Version {
		t.Errorf("%+v, %v, %+v", v, err, m)
	}
	if !strings.HasPrefix(file, `{"version":3,"number":10,"stream":"txn:`+other+`","position":1,"transaction":"`+other+`","event":"transaction_created","state":"pending","actor":"customer:`+person+`","time":"2026-11-20T10:02:00.000482Z","body":"{`) {
		t.Errorf("a line of version 3: %.400s", file)
	}
	table, m := exportOf(t, CSV, fixtures(t))
	old := strings.Replace(string(kept(t, "v1", "events.csv")), "seq,", "number,", 1)
	old = strings.Replace(strings.ReplaceAll(old, "\r\n", ",\r\n"), ",\r\n", ",client_id\r\n", 1) // no client of the API did any of it
	if table != old || m.Version != Version || !slices.Equal(csvColumns, strings.Split(strings.TrimSuffix(strings.TrimPrefix(strings.SplitAfter(table, "\n")[0], "\ufeff"), "\r\n"), ",")) {
		t.Errorf("a table of version 3 is not that of version 1 under another name and with another column: %s", table)
	}
}

func TestAFileHasOneVersionThatIsKnown(t *testing.T) {
	t.Parallel()
	old := slices.Collect(strings.Lines(string(kept(t, "v1", "events.jsonl"))))
	file, _ := exportOf(t, JSONL, fixtures(t))
	lines := slices.Collect(strings.Lines(file))
	later := strings.Replace(lines[1], `"version":3`, `"version":4`, 1)
	for name, c := range map[string]struct{ file, want string }{
		"version 1 in a file of 3": {lines[0] + old[1], "line 2 is of version 1, and those before it of version 3: this is not one export"},
		"version 3 in a file of 1": {old[0] + old[1] + lines[2], "line 3 is of version 3, and those before it of version 1: this is not one export"},
		"a later version":          {later, "line 1 is of version 4, and this program knows versions 1 to 3: check it with the program that wrote it, or a later one"},
		"a later line":             {lines[0] + later, "line 2 is of version 4, and this program knows versions 1 to 3: check it with the program that wrote it, or a later one"},
		"a negative version":       {strings.Replace(later, "4", "-1", 1), "line 1 is of version -1, and this program knows versions 1 to 3: check it with the program that wrote it, or a later one"},
	} {
		if v, err := VerifyExport(strings.NewReader(c.file), nil); err == nil || err.Error() != c.want {
			t.Errorf("%s: %+v, %v", name, v, err)
		}
	}
	for name, line := range map[string]string{
		"version 1 by name": strings.Replace(old[1], `{`, `{"version":1,`, 1), "no version": strings.Replace(lines[1], `"version":3,`, ``, 1), "as a text": strings.Replace(lines[1], `3`, `"3"`, 1),
		"the old names": strings.Replace(old[1], `{`, `{"version":3,`, 1), "the new names": strings.Replace(lines[1], `{"version":3,"number"`, `{"id"`, 1), "with a plus": strings.Replace(lines[1], `3`, `+3`, 1), "a list": "3,\n",
	} {
		if v, err := VerifyExport(strings.NewReader(line), nil); err != nil || len(v.Faults) != 1 {
			t.Errorf("%s: %+v, %v", name, v, err)
		}
	}
}

func TestAManifestHasTheVersionOfItsFile(t *testing.T) {
	t.Parallel()
	_, m := exportOf(t, JSONL, fixtures(t))
	good := string(m.Encode())
	if !strings.HasPrefix(good, "{\n  \"version\": 3,\n") {
		t.Errorf("a manifest begins %.30q", good)
	}
	const later = "of version 4, and this program knows versions 1 to 3: check it with the program that wrote it, or a later one"
	for altered, want := range map[string]string{
		strings.Replace(good, `"version": 3`, `"version": 4`, 1):            later,
		strings.Replace(good, `"version": 3`, `"version": 4, "more": 1`, 1): later,
		strings.Replace(good, `"version": 3`, `"version": 1`, 1):            errManifest.Error(),
		strings.Replace(good, `"version": 3`, `"version": 0`, 1):            errManifest.Error(),
		strings.Replace(good, `"version": 3`, `"version": -1`, 1):           errManifest.Error(),
		strings.Replace(good, `"version": 3`, `"version": "3"`, 1):          errManifest.Error(),
	} {
		if _, err := ParseManifest([]byte(altered)); err == nil || err.Error() != want {
			t.Errorf("%.40q: %v", altered, err)
		}
	}
	file := kept(t, "v1", "events.jsonl")
	sum := sha256.Sum256(file) // a manifest of version 3 that was made up for a file of version 1
	m.Bytes, m.SHA256 = int64(len(file)), hex.EncodeToString(sum[:])
	if v, err := VerifyExport(bytes.NewReader(file), &m); err != nil || len(v.Faults) != 1 || v.Faults[0] != "line 15: the manifest says something else of the file than it is" {
		t.Errorf("%+v, %v", v, err)
	}
}
