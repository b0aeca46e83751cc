package app_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// papers are what people read who do not read the source, by path from the root.
func papers(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, pattern := range []string{"README.md", ".github/*.md", ".github/*/*.md"} {
		files, err := filepath.Glob("../../" + pattern)
		if err != nil || len(files) == 0 {
			t.Fatal(pattern, err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			texts[strings.TrimPrefix(file, "../../")] = string(content)
		}
	}
	return texts
}

var (
	link   = regexp.MustCompile(`\]\(([^)#]+)(?:#[^)]*)?\)`)
	inCode = regexp.MustCompile("`((?:cmd|web|templates|static|migrations|internal|\\.ci|\\.github)/[^` ]*)`")
)

func TestWhatThePapersNameIsThere(t *testing.T) {
	t.Parallel()
	for paper, text := range papers(t) {
		var named []string
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(m[1], "://") {
				named = append(named, filepath.Join(filepath.Dir(paper), m[1]))
			}
		}
		for _, m := range inCode.FindAllStringSubmatch(text, -1) {
			named = append(named, m[1])
		}
		for _, path := range named {
			if _, err := os.Stat("../../" + path); err != nil {
				t.Errorf("%s names %s, which is not there", paper, path)
			}
		}
	}
}

// A newcomer reads the whole README, so it has an end; and finds each package of the portal
// in its table.
func TestTheReadmeIsForNewcomers(t *testing.T) {
	t.Parallel()
	readme := papers(t)["README.md"]
	if n := len(strings.Fields(readme)); n > 1200 {
		t.Errorf("the README has %d words: at most 1,200", n)
	}
	rows := strings.Split(readme, "\n")
	for _, p := range list(t, "./cmd/portal") {
		for _, dep := range append(p.Deps, p.ImportPath) {
			ours, isOurs := strings.CutPrefix(dep, module)
			if isOurs && !slices.ContainsFunc(rows, func(row string) bool { return strings.HasPrefix(row, "`"+ours+"` | ") }) {
				t.Errorf("the README has no row for %s", ours)
			}
		}
	}
}
