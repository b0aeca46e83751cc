package api

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"takeed/internal/i18n/i18ntest"
)

// keys are those of a section of the texts.
func keys(t *testing.T, section string) (all []string) {
	t.Helper()
	content, err := os.ReadFile("../../internal/i18n/locales/en.toml")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(content), "\n["+section+"]\n")
	rest, _, _ = strings.Cut(rest, "\n[")
	for _, match := range regexp.MustCompile(`(?m)^(\w+) = `).FindAllStringSubmatch(rest, -1) {
		all = append(all, match[1])
	}
	slices.Sort(all)
	return all
}

// said are the codes with which members and parameters are refused: the second argument of
// refuse and wrong.
func said(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, name := range files {
		file, err := parser.ParseFile(gotoken.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && len(call.Args) > 1 && refuses(call.Fun) {
				if code, ok := call.Args[1].(*ast.BasicLit); ok {
					text, _ := strconv.Unquote(code.Value)
					found[text] = true
				}
			}
			return true
		})
	}
	return slices.Sorted(maps.Keys(found))
}

func refuses(f ast.Expr) bool {
	switch f := f.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name == "refuse"
	case *ast.Ident:
		return f.Name == "wrong"
	}
	return false
}

// Each text is said, and whatever is said has a text.
func TestTheTextsAreThoseThatAreSaid(t *testing.T) {
	t.Parallel()
	if got, want := keys(t, "api.field"), said(t); !slices.Equal(got, want) {
		t.Errorf("of members there are\n%v\nand said are\n%v", got, want)
	}
	codes := map[string]bool{}
	for _, r := range table {
		codes[r.code] = true
	}
	if got, want := keys(t, "api"), slices.Sorted(maps.Keys(codes)); !slices.Equal(got, want) {
		t.Errorf("of codes there are\n%v\nand the table has\n%v", got, want)
	}
	for _, code := range keys(t, "api.field") {
		i18ntest.Said(t, "api.field."+code, "limit", "7")
	}
}
