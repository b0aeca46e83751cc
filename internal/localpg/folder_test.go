package localpg

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// refuse proves that a folder is refused with the error and a sentence that names it.
func refuse(t *testing.T, dir, named string, want error) {
	t.Helper()
	needPostgres(t)
	s, err := Start(t.Context(), Options{Dir: dir, Settings: quick})
	if err == nil {
		stop(t, s)
		t.Fatalf("%s was accepted", dir)
	}
	if !errors.Is(err, want) || !strings.Contains(err.Error(), named) || strings.Contains(err.Error(), "\n") {
		t.Errorf("the sentence is: %v", err)
	}
}

func TestFileInTheWay(t *testing.T) {
	t.Parallel()
	file := filepath.Join(newParent(t), "file")
	write(t, file, "")
	refuse(t, file, file, ErrNotWritable)
	below := filepath.Join(file, "folder")
	refuse(t, below, below, ErrNotWritable)
}

func TestReadOnlyFolder(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 {
		t.Skip("root may write everywhere")
	}
	dir := newDir(t)
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	refuse(t, dir, dir, ErrNotWritable)
	below := filepath.Join(dir, "folder")
	refuse(t, below, below, ErrNotWritable)
}

func TestNoFolder(t *testing.T) {
	t.Parallel()
	refuse(t, "", "none", ErrUnsuitable)
}

func TestFolderThatEverybodyMayWriteTo(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	refuse(t, dir, dir, ErrUnsuitable)
}

func TestNamesThatAreNotOurs(t *testing.T) {
	t.Parallel()
	for _, name := range []string{dataName, freshName, runName, logName} {
		dir := newDir(t)
		treasure := filepath.Join(dir, name, "treasure")
		write(t, treasure, "dear to somebody")
		refuse(t, dir, filepath.Join(dir, name), ErrUnsuitable)
		if !exists(treasure) {
			t.Errorf("something under %s was deleted", name)
		}
	}
}

func TestOtherThingsInTheFolderStay(t *testing.T) {
	t.Parallel()
	dir := newParent(t)
	keys := filepath.Join(dir, "keys.json")
	write(t, keys, "{}")
	stop(t, start(t, dir))
	if _, err := os.Stat(keys); err != nil {
		t.Error(err)
	}
}

func TestDataThatAreNot(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"", "fifteen", "-1"} {
		dir := newParent(t)
		write(t, filepath.Join(dir, lockName), "")
		write(t, filepath.Join(dir, dataName, "PG_VERSION"), version)
		refuse(t, dir, filepath.Join(dir, dataName), ErrUnsuitable)
	}
}

func TestOtherVersion(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"9.6\n", "14\n", "99\n"} {
		dir := newParent(t)
		write(t, filepath.Join(dir, lockName), "")
		write(t, filepath.Join(dir, dataName, "PG_VERSION"), version)
		major, _, _ := strings.Cut(strings.TrimSpace(version), ".")
		refuse(t, dir, "version "+major, ErrOtherVersion)
	}
}

func TestSocketFolder(t *testing.T) {
	t.Parallel()
	parent, err := os.MkdirTemp(shortFolder, "localpg-test-")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(parent) }()
	fits := longestSocket - len(filepath.Join(parent, "/", runName, socketName)) - 1
	for name, inside := range map[string]bool{
		"plain":                     true,
		"a space":                   true,
		strings.Repeat("x", fits):   true,
		strings.Repeat("x", fits+1): false,
		"with,comma":                false,
		`with"quote`:                false,
	} {
		dir := filepath.Join(parent, name)
		write(t, filepath.Join(dir, runName, "stale"), "")
		path, err := socketFolder(dir, account{})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = os.RemoveAll(path) }()
		if strings.HasPrefix(path, dir) != inside || len(filepath.Join(path, socketName)) > longestSocket {
			t.Errorf("for %s the socket is in %s", name, path)
		}
		if entries, err := os.ReadDir(path); err != nil || len(entries) > 0 {
			t.Errorf("for %s it begins with %v, %v", name, entries, err)
		}
	}
}

func TestHalfMadeDataAreMadeAgain(t *testing.T) {
	t.Parallel()
	dir := newParent(t)
	write(t, filepath.Join(dir, lockName), "")
	write(t, filepath.Join(dir, freshName, "PG_VERSION"), "15\n")
	s := start(t, dir)
	ask(t, s.URL(superuser, superuser), "select 'alive'")
	if exists(filepath.Join(dir, freshName)) {
		t.Error("what was half made is left")
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}
