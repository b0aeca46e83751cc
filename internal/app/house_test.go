package app_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// The measures of the house: small files, short functions, and handlers that know few things.
const (
	maxFileLines     = 300
	maxFunctionLines = 25 // of nine functions in ten, tests aside
	maxHandlerFields = 10
	fewFunctions     = 20 // below which a package has no nine in ten
)

// tables are files that may be longer, for they hold rows and no logic.
var tables = map[string]string{
	"internal/simulator/scenarios.go": "the scenarios, one after the other",
}

// source is one Go file that somebody wrote.
type source struct {
	name  string // from the root of the repository
	lines int
	*ast.File
}

func (s source) isTest() bool { return strings.HasSuffix(s.name, "_test.go") }

func (s source) folder() string { return filepath.Dir(s.name) }

var positions = token.NewFileSet()

// parseModule returns the files of the module but those that a program wrote.
var parseModule = sync.OnceValues(func() (all []source, err error) {
	root := os.DirFS("../..")
	err = fs.WalkDir(root, ".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != "." && (entry.Name()[0] == '.' || entry.Name() == "testdata"):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(path, ".go"):
			return nil
		}
		content, err := fs.ReadFile(root, path)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(positions, path, content, parser.ParseComments|parser.SkipObjectResolution)
		if err == nil && !ast.IsGenerated(file) {
			all = append(all, source{path, bytes.Count(content, []byte("\n")), file})
		}
		return err
	})
	return all, err
})

func sources(t *testing.T) []source {
	t.Helper()
	all, err := parseModule()
	if err != nil || len(all) < 300 {
		t.Fatalf("%d files, %v", len(all), err)
	}
	return all
}

func TestNoFileIsTooLong(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for _, file := range sources(t) {
		seen[file.name] = file.lines
		if file.lines > maxFileLines && tables[file.name] == "" {
			t.Errorf("%s has %d lines, and may have %d: split it by what it answers", file.name, file.lines, maxFileLines)
		}
	}
	for name := range tables {
		if seen[name] <= maxFileLines {
			t.Errorf("%s has %d lines and needs no exception", name, seen[name])
		}
	}
}

func TestFunctionsAreShort(t *testing.T) {
	t.Parallel()
	lengths := map[string][]int{}
	for _, file := range sources(t) {
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil && !file.isTest() {
				n := positions.Position(f.End()).Line - positions.Position(f.Pos()).Line + 1
				lengths[file.folder()] = append(lengths[file.folder()], n)
				lengths["the whole module"] = append(lengths["the whole module"], n)
			}
		}
	}
	for where, list := range lengths {
		slices.Sort(list)
		if p90 := list[len(list)*9/10]; len(list) >= fewFunctions && p90 > maxFunctionLines {
			t.Errorf("%s: one function in ten has %d lines or more, and may have %d", where, p90, maxFunctionLines)
		}
	}
}

// A struct whose methods answer requests is a room of the house. One that knows much houses
// two families.
func TestHandlersKnowFewThings(t *testing.T) {
	t.Parallel()
	structs, handlers := map[string]*ast.StructType{}, map[string]bool{}
	for _, file := range sources(t) {
		if file.isTest() {
			continue
		}
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.GenDecl:
				addStructs(structs, file.folder(), d)
			case *ast.FuncDecl:
				if d.Recv != nil && answers(d.Type) {
					handlers[file.folder()+"."+nameOf(d.Recv.List[0].Type)] = true
				}
			}
		}
	}
	if len(handlers) < 3 {
		t.Errorf("only %v answer requests", handlers)
	}
	for name := range handlers {
		if n := fields(structs, name); n > maxHandlerFields {
			t.Errorf("%s has %d fields, and may have %d", name, n, maxHandlerFields)
		}
	}
}

func addStructs(all map[string]*ast.StructType, folder string, d *ast.GenDecl) {
	for _, spec := range d.Specs {
		if named, ok := spec.(*ast.TypeSpec); ok {
			if s, ok := named.Type.(*ast.StructType); ok {
				all[folder+"."+named.Name.Name] = s
			}
		}
	}
}

// answers reports whether a function takes an http.ResponseWriter.
func answers(f *ast.FuncType) bool {
	return slices.ContainsFunc(f.Params.List, func(p *ast.Field) bool {
		sel, ok := p.Type.(*ast.SelectorExpr)
		return ok && sel.Sel.Name == "ResponseWriter"
	})
}

// nameOf is the name of a type, behind a pointer or not; empty if it is of another package.
func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return nameOf(e.X)
	case *ast.IndexExpr:
		return nameOf(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// fields counts those of a struct, and of the structs of its package that it embeds. One that
// is embedded from another package is one thing.
func fields(structs map[string]*ast.StructType, name string) int {
	s, ok := structs[name]
	if !ok {
		return 0
	}
	n := 0
	for _, f := range s.Fields.List {
		embedded := name[:strings.LastIndex(name, ".")+1] + nameOf(f.Type)
		switch {
		case len(f.Names) > 0:
			n += len(f.Names)
		case structs[embedded] != nil:
			n += fields(structs, embedded)
		default:
			n++
		}
	}
	return n
}
