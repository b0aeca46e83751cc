package i18n

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// elsewhere has words of its own, which are not the product's, or shows those of the
// product without being where customers read them.
var elsewhere = []string{"internal/simulator", "internal/gallery"}

// readSources reads the Go files and templates of the program. Tests are no part
// of it.
func readSources(t *testing.T, root fs.FS) map[string][]byte {
	t.Helper()
	sources := map[string][]byte{}
	err := fs.WalkDir(root, ".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && isForeign(path, entry.Name()):
			return fs.SkipDir
		case !isSource(path):
			return nil
		}
		sources[path], err = fs.ReadFile(root, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return sources
}

func isForeign(path, name string) bool {
	hidden := len(name) > 1 && name[0] == '.'
	return hidden || name == "testdata" || slices.Contains(elsewhere, path)
}

func isSource(path string) bool {
	return strings.HasSuffix(path, ".templ") ||
		strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go")
}

// inspect visits the nodes of a Go file. One that does not parse is left to the
// compiler.
func inspect(content []byte, visit func(ast.Node)) {
	file, err := parser.ParseFile(token.NewFileSet(), "", content, parser.SkipObjectResolution)
	if err != nil {
		return
	}
	ast.Inspect(file, func(n ast.Node) bool {
		visit(n)
		return true
	})
}

// literal is the string that an expression is, "" if it is none.
func literal(e ast.Expr) string {
	basic, ok := e.(*ast.BasicLit)
	if !ok || basic.Kind != token.STRING {
		return ""
	}
	s, err := strconv.Unquote(basic.Value)
	if err != nil {
		return ""
	}
	return s
}
