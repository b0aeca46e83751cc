package approval

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var glossaryLine = regexp.MustCompile(`(?m)^//   - ([A-Z][a-z ]+): .+; in SQL: (.+); in Arabic: (.+)$`)

// The glossary speaks of tables and columns that there are, and says in Arabic what the pages
// say.
func TestTheGlossaryIsTrue(t *testing.T) {
	t.Parallel()
	read := func(pattern string) string {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		var all strings.Builder
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(content)
		}
		return all.String()
	}
	doc, schema, pages := read("doc.go"), read("../../migrations/*.sql"), read("../i18n/locales/ar.toml")
	nouns := glossaryLine.FindAllStringSubmatch(doc, -1)
	if len(nouns) < 10 || len(nouns) > 15 || len(nouns) != strings.Count(doc, "in SQL: ") {
		t.Errorf("the glossary has %d nouns", len(nouns))
	}
	for _, noun := range nouns {
		if !strings.Contains(pages, noun[3]) {
			t.Errorf("%s: no page says %s", noun[1], noun[3])
		}
		for _, name := range regexp.MustCompile(`[a-z]+_[a-z_]+|^[a-z]+(?:,|$)`).FindAllString(noun[2], -1) {
			if !regexp.MustCompile(`\b` + strings.Trim(name, ",") + `\b`).MatchString(schema) {
				t.Errorf("%s: the schema has no %s", noun[1], name)
			}
		}
	}
}
