package localpg

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// install lays out the programs of a PostgreSQL that do nothing.
func install(t *testing.T, root string, bins ...string) {
	t.Helper()
	for _, bin := range bins {
		for _, name := range []string{"postgres", "initdb"} {
			program(t, filepath.Join(root, bin, name), "exit 1")
		}
	}
}

func program(t *testing.T, path, does string) {
	t.Helper()
	write(t, path, "#!/bin/sh\n"+does+"\n")
	if err := os.Chmod(path, 0o755); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, to, at string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(to, at); err != nil {
		t.Fatal(err)
	}
}

func TestFolders(t *testing.T) {
	t.Parallel()
	root, err := filepath.EvalSymlinks(newParent(t)) // /tmp is a link on macOS
	if err != nil {
		t.Fatal(err)
	}
	install(t, root, "lib/9/bin", "lib/15/bin", "lib/17/bin", "brew/postgresql@16/bin", "own/bin")
	program(t, filepath.Join(root, "half/bin/postgres"), "exit 1")
	program(t, filepath.Join(root, "wrapped/postgres"), "exec "+root+"/lib/15/bin/postgres")
	write(t, filepath.Join(root, "lib/18/bin/postgres"), "not executable")
	write(t, filepath.Join(root, "lib/18/bin/initdb"), "not executable")
	link(t, filepath.Join(root, "lib/15/bin/postgres"), filepath.Join(root, "links/postgres"))
	link(t, filepath.Join(root, "lib/99/bin/postgres"), filepath.Join(root, "broken/postgres"))

	for _, c := range []struct {
		name, path string
		patterns   []string
		want       []string
	}{
		{"nothing", "", nil, nil},
		{"newest first, across the places", "", []string{"brew/*/bin", "lib/*/bin"},
			[]string{"lib/17/bin", "brew/postgresql@16/bin", "lib/15/bin", "lib/9/bin"}},
		{"PATH before the newest, once", "own/bin:lib/15/bin", []string{"lib/*/bin"},
			[]string{"own/bin", "lib/15/bin", "lib/17/bin", "lib/9/bin"}},
		{"a link in PATH leads to all the programs", "links", nil, []string{"lib/15/bin"}},
		{"a wrapper, a broken link, half an installation and nothing", "wrapped:broken:half/bin:absent", nil, nil},
	} {
		var m machine
		for _, dir := range filepath.SplitList(c.path) {
			m.path += string(filepath.ListSeparator) + filepath.Join(root, dir)
		}
		for _, pattern := range c.patterns {
			m.patterns = append(m.patterns, filepath.Join(root, pattern))
		}
		var got []string
		for _, dir := range m.folders() {
			got = append(got, strings.TrimPrefix(dir, root+"/"))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestRelativeFoldersInPathAreIgnored(t *testing.T) {
	dir := newParent(t)
	install(t, dir, "bin")
	t.Chdir(dir)
	if got := (machine{path: "bin:."}).folders(); len(got) > 0 {
		t.Errorf("found %q", got)
	}
}

func TestMajorVersion(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]int{
		"postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)\n": 15,
		"postgres (PostgreSQL) 18beta1\n":                        18,
		"postgres (PostgreSQL) 9.6.24\n":                         9,
		"postgres (EnterpriseDB) 15\n":                           0,
		"":                                                       0,
	} {
		got, err := majorVersion(line)
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("%q: %d, %v", line, got, err)
		}
	}
}

func TestPick(t *testing.T) {
	t.Parallel()
	has := []programs{{"/old", 14}, {"/path", 16}, {"/newest", 17}, {"/oldest", 15}}
	for made, want := range map[int]string{0: "/path", 15: "/oldest", 17: "/newest", 14: "/old", 18: ""} {
		if got, ok := pick(has, made); got.bin != want || ok != (want != "") {
			t.Errorf("for data of %d: %q", made, got.bin)
		}
	}
}

func TestNoPostgres(t *testing.T) {
	t.Parallel()
	_, err := machine{}.start(t.Context(), Options{Dir: newDir(t)})
	if !errors.Is(err, ErrNoPostgres) {
		t.Fatal(err)
	}
	for _, remedy := range []string{"apt install", "brew install", "DATABASE_URL"} {
		if !strings.Contains(err.Error(), remedy) {
			t.Errorf("%s is missing: %v", remedy, err)
		}
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	dir, err := Find()
	if err != nil || !hasPrograms(dir) {
		t.Errorf("%s, %v", dir, err)
	}
}
