package audit

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// v1 is a file that the first version of the portal wrote. They are kept as they were: what
// auditors put away must be read for as long as they keep it.
func v1(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", "v1", name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestFilesOfVersion1AreVerified(t *testing.T) {
	t.Parallel()
	m, ok := ParseManifest(v1(t, "jsonl.manifest.json"))
	if !ok || m.Format != JSONL || m.Count != 15 {
		t.Fatalf("the manifest: %+v, %v", m, ok)
	}
	for _, with := range []*Manifest{nil, &m} {
		v, err := VerifyExport(bytes.NewReader(v1(t, "events.jsonl")), with)
		if err != nil || len(v.Faults) != 0 || v.Lines != 15 || v.Links != 15 {
			t.Errorf("with %v: %+v, %v", with, v, err)
		}
	}
	altered := bytes.Replace(v1(t, "events.jsonl"), []byte(`"to_state":"pending"`), []byte(`"to_state":"expired"`), 1)
	if v, err := VerifyExport(bytes.NewReader(altered), &m); err != nil || len(v.Faults) != 2 {
		t.Errorf("altered: %+v, %v", v, err)
	}
}

func TestArchivesOfVersion1Open(t *testing.T) {
	t.Parallel()
	for _, f := range []Format{JSONL, CSV} {
		packed := v1(t, string(f)+".zip")
		archive, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
		if err != nil || len(archive.File) != 2 {
			t.Fatalf("%s: %v", f, err)
		}
		for i, name := range []string{"events." + string(f), string(f) + ".manifest.json"} {
			in, err := archive.File[i].Open()
			if err != nil {
				t.Fatal(err)
			}
			if content, err := io.ReadAll(in); err != nil || !bytes.Equal(content, v1(t, name)) {
				t.Errorf("%s holds another %s: %v", f, archive.File[i].Name, err)
			}
		}
		if m, ok := ParseManifest(v1(t, string(f)+".manifest.json")); !ok || m.Format != f || m.Bytes != int64(len(v1(t, "events."+string(f)))) {
			t.Errorf("%s: %+v, %v", f, m, ok)
		}
	}
}
