// Package sourcetest reads Go source for tests that must not forget a new constant.
package sourcetest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"testing"
)

// Constants are the text values of the constants of a type that the files of a pattern
// declare, such as Pending State = "pending". There must be some.
func Constants(t *testing.T, pattern, typeName string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if value, ok := constant(n, typeName); ok {
				values = append(values, value)
			}
			return true
		})
	}
	if len(values) == 0 {
		t.Fatalf("%s declares no %s", pattern, typeName)
	}
	return values
}

func constant(n ast.Node, typeName string) (string, bool) {
	spec, ok := n.(*ast.ValueSpec)
	if !ok || len(spec.Values) != 1 {
		return "", false
	}
	kind, isNamed := spec.Type.(*ast.Ident)
	literal, isLiteral := spec.Values[0].(*ast.BasicLit)
	if !isNamed || !isLiteral || kind.Name != typeName {
		return "", false
	}
	value, err := strconv.Unquote(literal.Value)
	return value, err == nil
}
