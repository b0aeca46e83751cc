package i18n

import (
	"go/ast"
	"os"
	"slices"
	"strings"
	"testing"
)

// caller is a function that takes a key and then names and values.
type caller struct {
	adds  []string // names that it adds itself
	skips int      // arguments between the key and the names
}

var callers = map[string]caller{
	"T":   {},
	"t":   {},
	"N":   {adds: []string{"n"}, skips: 1},
	"say": {adds: []string{"label"}},
}

// TestCallsHaveTheArgumentsOfTheirText finds a forgotten or misspelt argument on
// pages that no other test happens to show.
func TestCallsHaveTheArgumentsOfTheirText(t *testing.T) {
	t.Parallel()
	texts, calls := readLocale(t, EN).texts, 0
	for path, content := range readSources(t, os.DirFS("../..")) {
		inspect(content, func(n ast.Node) {
			key, fault := argumentFault(n, texts)
			if key != "" {
				calls++
			}
			if fault != "" {
				t.Errorf("%s: %s %s", path, key, fault)
			}
		})
	}
	if calls == 0 {
		t.Error("no call was found: the callers have other names")
	}
}

// argumentFault checks a node if it is a call with a known key and arguments that
// can be seen.
func argumentFault(n ast.Node, texts map[string]map[string]string) (key, fault string) {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return "", ""
	}
	by, known := callers[nameOf(call.Fun)]
	at := slices.IndexFunc(call.Args, func(arg ast.Expr) bool { return texts[literal(arg)] != nil })
	if !known || at < 0 || call.Ellipsis.IsValid() {
		return "", ""
	}
	key = literal(call.Args[at])
	given := slices.Clone(by.adds)
	for i := at + 1 + by.skips; i < len(call.Args); i += 2 {
		given = append(given, literal(call.Args[i]))
	}
	return key, compareNames(texts[key]["other"], given)
}

func compareNames(text string, given []string) string {
	p, err := ParsePattern(text)
	if err != nil {
		return "has braces that do not match"
	}
	for _, name := range p.Names() {
		if !slices.Contains(given, name) {
			return "lacks the argument " + name
		}
	}
	for _, name := range given {
		if !slices.Contains(p.Names(), name) {
			return "has an argument that its text does not: " + name
		}
	}
	return ""
}

func nameOf(function ast.Expr) string {
	switch f := function.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

func TestArgumentFaults(t *testing.T) {
	t.Parallel()
	texts := map[string]map[string]string{
		"home.title": {"other": "Hello, {name}"},
		"home.count": {"one": "{n} sheep of {name}", "other": "{n} sheep of {name}"},
	}
	tests := []struct{ call, want string }{
		{`i18n.T(l, "home.title", "name", x)`, ``},
		{`p.T("home.title", "name", x)`, ``},
		{`i18n.N(l, "home.count", 3, "name", x)`, ``},
		{`T(l, "home.title", args...)`, ``},
		{`print("home.title")`, ``},
		{`T(l, "home.title")`, `home.title lacks the argument name`},
		{`p.T("home.title", "nam", x)`, `home.title lacks the argument name`},
		{`i18n.N(l, "home.count", 3)`, `home.count lacks the argument name`},
		{`t(r, "home.title", "name", x, "age", y)`, `home.title has an argument that its text does not: age`},
	}
	for _, tt := range tests {
		var faults []string
		inspect([]byte("package a\nvar x = "+tt.call), func(n ast.Node) {
			if key, fault := argumentFault(n, texts); fault != "" {
				faults = append(faults, key+" "+fault)
			}
		})
		if got := strings.Join(faults, "\n"); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.call, got, tt.want)
		}
	}
}
