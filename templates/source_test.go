package templates

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// sharp are the parts of templ and of HTML with which a value could become markup, a
// script or an address of somebody else.
var sharp = map[string]*regexp.Regexp{
	"markup that is not escaped": regexp.MustCompile(`templ\.Raw\b`),
	"a script with values in it": regexp.MustCompile(`(?m)^script \w+\(|templ\.JS\w+|templ\.ComponentScript|<script>|@templ\.OnceHandle`),
	"an attribute that runs":     regexp.MustCompile(`\son[a-z]+=`),
	"a style with values in it":  regexp.MustCompile(`\sstyle=|(?m)^css \w+\(|templ\.SafeCSS|<style`),
	"a frame or an embedding":    regexp.MustCompile(`<(iframe|frame|embed|object|base)\b`),
	"attributes from a map":      regexp.MustCompile(`templ\.Attributes\b`),
}

// safeURL turns the last check of an address off. Each use is here, with why it may.
var safeURL = map[string]int{
	"form.templ": 1, // the name of a field of the same page, behind a #
	"page.go":    2, // a path of ours behind a language of ours
}

func TestTemplatesHaveNoSharpEdges(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*")
	if err != nil {
		t.Fatal(err)
	}
	looked := 0
	for _, name := range files {
		if !strings.HasSuffix(name, ".templ") && !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_templ.go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		looked++
		for what, pattern := range sharp {
			if found := pattern.Find(source); found != nil {
				t.Errorf("%s has %s: %s", name, what, found)
			}
		}
		if n := strings.Count(string(source), "templ.SafeURL("); n != safeURL[name] {
			t.Errorf("%s says templ.SafeURL %d times", name, n)
		}
	}
	if looked < 8 {
		t.Errorf("only %d files were looked at", looked)
	}
}
