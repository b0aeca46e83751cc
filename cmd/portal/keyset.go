package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"takeed/internal/keys"
	"takeed/internal/postgres"
)

// keysetFile reads the file that PORTAL_KEYSET names.
func (e *environment) keysetFile() (path string, content []byte) {
	path = e.required("PORTAL_KEYSET", `/run/secrets/keyset.json ("portal keyset" prints a new one)`)
	if path == "" {
		return "", nil
	}
	content, err := os.ReadFile(path)
	if err != nil {
		e.fault("PORTAL_KEYSET names a file that cannot be read")
	}
	return path, content
}

// keyset opens the file. exposed is nil unless someone may read it who should not; see
// exposure.
func (e *environment) keyset() (k *keys.Keyset, exposed error) {
	path, content := e.keysetFile()
	if content == nil {
		return nil, nil
	}
	k, err := keys.Parse(content)
	if err != nil {
		e.fault("PORTAL_KEYSET: %w", err)
	}
	if info, err := os.Stat(path); err == nil {
		exposed = exposure(path, info)
	}
	return k, exposed
}

// exposure is an error that says who may read a keyset and should not. The group may read a
// file that belongs to another user: that is how an orchestrator hands a secret to a
// program that is not root.
func exposure(path string, info fs.FileInfo) error {
	who := ""
	switch mode := info.Mode().Perm(); {
	case mode&0o007 != 0:
		who = "everybody on this machine"
	case mode&0o070 != 0 && isOurs(info):
		who = "the group of the file"
	default:
		return nil
	}
	return fmt.Errorf("PORTAL_KEYSET can be read by %s: chmod 600 %s", who, path)
}

var errKeyset = errors.New("usage: portal keyset [add | rotate | drop] [--out FILE]")

// keysetChanges are what "portal keyset" makes of the file in PORTAL_KEYSET.
var keysetChanges = map[string]func([]byte) ([]byte, error){"add": keys.Add, "rotate": keys.Rotate, "drop": keys.Drop}

// keyset prints a new keyset, or the present one after a change of its sealing keys, or
// writes it to a new file. The present file stays as it is, so the operator who replaces it
// still has it.
func keyset(getenv func(string) string, args []string, stdout io.Writer) error {
	out := ""
	if n := len(args); n >= 2 && args[n-2] == "--out" && args[n-1] != "" {
		args, out = args[:n-2], args[n-1]
	}
	if len(args) > 1 || len(args) == 1 && keysetChanges[args[0]] == nil {
		return usageError{errKeyset}
	}
	content, err := keys.Generate()
	if len(args) == 1 {
		e := &environment{get: getenv}
		_, present := e.keysetFile()
		if err := e.result(); err != nil {
			return err
		}
		content, err = keysetChanges[args[0]](present)
	}
	if err != nil {
		return fmt.Errorf("PORTAL_KEYSET: %w", err)
	}
	content = append(content, '\n')
	if out == "" {
		_, err = stdout.Write(content)
		return err
	}
	return writeNew(out, content)
}

// writeNew makes a file that its owner alone may read, whole or not at all, and never in
// place of another.
func writeNew(path string, content []byte) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), ".keyset-*") // 0600
	if err != nil {
		return fmt.Errorf("make a file in %s: it cannot be written", filepath.Dir(path))
	}
	defer func() { _ = os.Remove(file.Name()) }()
	_, err = file.Write(content)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Link(file.Name(), path); err != nil {
		return fmt.Errorf("%s is there already, or cannot be made: a keyset is never written over", path)
	}
	return nil
}

// reseal seals everything under the primary key.
func reseal(ctx context.Context, getenv func(string) string, stdout io.Writer) error {
	c, err := read(getenv)
	if err != nil {
		return err
	}
	url := c.MigrateURL
	if url.Empty() {
		url = c.DatabaseURL
	}
	broken := int64(0)
	left, err := postgres.Reseal(ctx, url.Reveal(), c.Keys, func(r postgres.Resealed) {
		fmt.Fprintf(stdout, "%-24s %d sealed anew, %d left\n", r.Column, r.Done, r.Left)
		if r.Broken > 0 {
			fmt.Fprintf(stdout, "%-24s %d cannot be opened with this keyset\n", r.Column, r.Broken)
		}
		broken = max(broken, r.Broken)
	})
	switch {
	case err != nil:
		return err
	case broken > 0:
		return errors.New("what cannot be opened stays as it is, and the old keys must stay, too")
	case left > 0:
		return fmt.Errorf("%d are left: they were being written, or a portal with the earlier file has sealed them since; run it again", left)
	}
	fmt.Fprintln(stdout, `everything is sealed under the primary key: "portal keyset drop" may take the others out of the file`)
	return nil
}
