package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"takeed/internal/audit"
)

// consistent is what a file without faults shows, alone or with its manifest, and what it
// does not.
var consistent = map[bool]string{
	false: "consistent: each event has its hash. Nothing in the file is signed, so this does not show who wrote it, nor that nothing was left out.",
	true:  "consistent, and the file that the manifest is about. This does not show who wrote them: takeed-verify checks the signature in manifest.note, and without one, compare the manifest with the event export_finished in the audit log.",
}

// verifyFile checks an exported file. It needs neither the database nor the environment, so
// an auditor with the file and this program can run it anywhere.
func verifyFile(path string, manifest []string, stdout io.Writer) error {
	var m *audit.Manifest
	if len(manifest) > 0 {
		read, err := readManifest(manifest[0])
		if err != nil {
			return err
		}
		m = &read
	}
	file, err := os.Open(path)
	if err != nil {
		return unreadable(path)
	}
	defer file.Close()
	v, err := audit.VerifyExport(file, m)
	if err != nil {
		return fmt.Errorf("%s cannot be checked: %w", path, err)
	}
	for _, fault := range v.Faults {
		fmt.Fprintln(stdout, fault)
	}
	fmt.Fprintf(stdout, "%d events read, %d of them linked to the one before in their stream\n", v.Lines, v.Links)
	if v.Erased > 0 {
		fmt.Fprintf(stdout, "%d of them were erased; %d of these are older than the erasure of bodies, and cannot be checked but for their place\n", v.Erased, v.Unchecked)
	}
	switch {
	case len(v.Faults) > 0:
		return fmt.Errorf("%s is not consistent: %w", path, errFound)
	case v.Lines == 0 && m == nil:
		return errors.New("the file is empty")
	}
	fmt.Fprintln(stdout, consistent[m != nil])
	return nil
}

func readManifest(path string) (audit.Manifest, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return audit.Manifest{}, unreadable(path)
	}
	m, err := audit.ParseManifest(content)
	if err != nil {
		return m, fmt.Errorf("%s is %w", path, err)
	}
	if m.Format != audit.JSONL {
		return m, fmt.Errorf("%s is about a table: only exports as JSONL have what it takes to check them", path)
	}
	return m, nil
}

func unreadable(path string) error { return fmt.Errorf("cannot read %s", path) }
