package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const guide = "../../.github/OPERATING.md"

var setting = regexp.MustCompile(`\b(?:PORTAL|DATABASE|UAEPASS|OIDC)_[A-Z][A-Z_]*[A-Z]\b`)

// An operator has the guide and not the source: both name the same settings.
func TestTheGuideNamesEverySetting(t *testing.T) {
	t.Parallel()
	text := contentOf(t, guide)
	source := sourceOf(t)
	for _, name := range setting.FindAllString(source, -1) {
		if !strings.Contains(text, "`"+strings.TrimSuffix(name, "_FILE")) { // a prefix is enough: clients share them
			t.Errorf("%s does not name %s", guide, name)
		}
	}
	for _, name := range setting.FindAllString(text, -1) {
		if !strings.Contains(source, name) {
			t.Errorf("%s names %s, and there is no such setting", guide, name)
		}
	}
}

// The usage names the commands, one behind each bar.
func TestTheGuideNamesEveryCommand(t *testing.T) {
	t.Parallel()
	text := contentOf(t, guide)
	commands, _, _ := strings.Cut(strings.TrimPrefix(errUsage.Error(), "usage: portal "), ";")
	for _, command := range strings.Split(commands, " | ") {
		words, _, _ := strings.Cut(command, " [")
		if !strings.Contains(strings.ReplaceAll(text, `\|`, "|"), "`portal "+words) {
			t.Errorf("%s does not name: portal %s", guide, words)
		}
	}
}

// sourceOf is the program, without its tests.
func sourceOf(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, file := range files {
		if !strings.HasSuffix(file, "_test.go") {
			all.WriteString(contentOf(t, file))
		}
	}
	return all.String()
}

func contentOf(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
