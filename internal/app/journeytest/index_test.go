package journeytest

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A line of the index is a tab, the name of a file, and what that file shows.
var indexLine = regexp.MustCompile(`(?m)^//\t(\w+) +\S`)

func TestTheIndexNamesEveryFile(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	for _, match := range indexLine.FindAllStringSubmatch(string(doc), -1) {
		if slices.Contains(listed, match[1]) {
			t.Errorf("%s has two lines in the index", match[1])
		}
		listed = append(listed, match[1])
	}
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(file, "_test.go")
		if i := slices.Index(listed, name); i >= 0 {
			listed = slices.Delete(listed, i, i+1)
		} else {
			t.Errorf("%s has no line in the index of doc.go", file)
		}
	}
	for _, name := range listed {
		t.Errorf("the index of doc.go lists %s, and there is no such file", name)
	}
}
