package localpg

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// machine says where to look for programs: on the real machine, or on a made-up one in a
// test.
type machine struct {
	path       string   // as in $PATH
	patterns   []string // of folders with programs, one per installed version
	cache      string   // where downloads are kept
	repository string   // where they come from; empty is Maven Central
}

func thisMachine(dir string) machine {
	return machine{
		path: os.Getenv("PATH"),
		patterns: []string{
			"/usr/lib/postgresql/*/bin",          // Debian, Ubuntu
			"/usr/pgsql-*/bin",                   // Red Hat, Fedora
			"/opt/homebrew/opt/postgresql@*/bin", // macOS on Apple silicon
			"/usr/local/opt/postgresql@*/bin",    // macOS on Intel
			"/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
			"/Applications/Postgres.app/Contents/Versions/*/bin",
		},
		cache: cacheFolder(dir),
	}
}

// Find returns the folder of PostgreSQL's programs: the one that PATH leads to, else
// the newest of those in the usual places.
func Find() (string, error) {
	found := thisMachine("").folders()
	if len(found) == 0 {
		return "", errMissing("")
	}
	return found[0], nil
}

func errMissing(because string) error {
	return fmt.Errorf("%w%s: install version %d or newer (Debian, Ubuntu: apt install postgresql; macOS: brew install postgresql@17) "+
		"or set DATABASE_URL to a server of yours", ErrNoPostgres, because, oldest)
}

// folders lists the folders that hold the programs, best first.
func (m machine) folders() []string {
	var found []string
	for _, dir := range append(m.onPath(), m.installed()...) {
		if hasPrograms(dir) && !slices.Contains(found, dir) {
			found = append(found, dir)
		}
	}
	return found
}

// onPath follows links: Debian and Homebrew put links to some of the programs in PATH,
// and the others lie beside the real ones. A wrapper script leads nowhere and is
// passed over, because no initdb lies beside it.
func (m machine) onPath() []string {
	var found []string
	for _, dir := range filepath.SplitList(m.path) {
		if !filepath.IsAbs(dir) {
			continue
		}
		if program, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres")); err == nil {
			found = append(found, filepath.Dir(program))
		}
	}
	return found
}

// installed lists the usual places, newest version first.
func (m machine) installed() []string {
	var found []string
	for _, pattern := range m.patterns {
		matches, _ := filepath.Glob(pattern) // fails only on a malformed pattern
		found = append(found, matches...)
	}
	slices.SortStableFunc(found, func(a, b string) int { return versionInPath(b) - versionInPath(a) })
	return found
}

var number = regexp.MustCompile(`\d+`)

// versionInPath reads 15 from /usr/lib/postgresql/15/bin, and 0 where there is none.
func versionInPath(dir string) int {
	v, _ := strconv.Atoi(number.FindString(filepath.Base(filepath.Dir(dir))))
	return v
}

func hasPrograms(dir string) bool {
	return isProgram(filepath.Join(dir, "postgres")) && isProgram(filepath.Join(dir, "initdb"))
}

func isProgram(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

var versionLine = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// majorVersion reads 15 from "postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)".
func majorVersion(line string) (int, error) {
	m := versionLine.FindStringSubmatch(line)
	if m == nil {
		return 0, fmt.Errorf("read the version of PostgreSQL from %q", strings.TrimSpace(line))
	}
	return strconv.Atoi(m[1])
}
