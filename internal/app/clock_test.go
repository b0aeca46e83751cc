package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// ownClock is where the packages that decide something look at the clock of their own
// process, and what for. Whether something has expired, and in what order things
// happened, the database decides: replicas whose clocks differ agree.
var ownClock = map[string]string{
	"web/middleware.go":            "how long a request took, for the log",
	"internal/confirm/complete.go": "the seconds that are left for a callback; it is no time of day",
	"internal/signin/redirect.go":  "the hour in the name of the stream that anonymous events go to",
	"internal/postgres/schema.go":  "the comparison of the two clocks",
	"internal/postgres/events.go":  "the hour by which this process counts refusals; it is approximate",
	"internal/postgres/sweep.go":   "how long a batch of the purge took; it is no time of day",
	"web/office/export.go":         "the name of a file",
	"web/office/room.go":           "what the periods of a page of the back office end with",
	"web/page/stream.go":           "how long a reader may take for a piece; it is no time of day",
	"web/api/create.go":            "the day before which the dates of a request are past",
	"web/api/token.go":             "the hour in the name of the stream that anonymous events go to",
	"web/host.go":                  "how often the log says the same; it is no time of day",

	// The back office decides nothing: the period of a search may begin a little early.
	"internal/postgres/auditlog/export.go": "when a file was made, in its manifest",
	"internal/postgres/auditlog/search.go": "the period of a search",
	"internal/postgres/history/load.go":    "the past of a demo, which has one",
}

var whoDecides = []string{"internal/approval", "internal/catalogue", "internal/confirm", "internal/postgres", "internal/signin", "web"}

func TestTheDatabasesClockDecides(t *testing.T) {
	t.Parallel()
	var found []string
	for _, dir := range whoDecides {
		err := filepath.WalkDir(filepath.Join("../..", dir), func(path string, d fs.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") && !strings.Contains(path, "postgrestest") && looksAtTheClock(t, path) {
				found = append(found, strings.TrimPrefix(filepath.ToSlash(path), "../../"))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range found {
		if ownClock[file] == "" {
			t.Errorf("%s looks at the clock of its process, and nobody says what for", file)
		}
	}
	for file := range ownClock {
		if !slices.Contains(found, file) {
			t.Errorf("%s no longer looks at a clock", file)
		}
	}
}

// looksAtTheClock reports whether a file uses one of the functions of package time that
// do.
func looksAtTheClock(t *testing.T, path string) bool {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	uses := false
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			from, _ := s.X.(*ast.Ident)
			uses = uses || from != nil && from.Name == "time" && slices.Contains([]string{"Now", "Since", "Until"}, s.Sel.Name)
		}
		return true
	})
	return uses
}
