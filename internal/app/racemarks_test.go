//takeed:race
package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The mark of a test that CI runs with the race detector: a line of its own, directly
// above the test. Above the package clause of a file it marks every test of the package.
// A test that is too slow there says so behind it: "//takeed:race not in CI: why".
const raceMark = "//takeed:race"

var notInCI = regexp.MustCompile(`^ not in CI: \S`)

// noRaceDetector lists the packages whose tests need no mark, and why.
var noRaceDetector = map[string]string{
	"internal/app/killtest":   "it kills another process, which is built without the detector",
	"internal/app/ledgertest": "it kills a database server under another process",
	"internal/app/proxytest":  "it drives proxies, one browser after another",
	"internal/app/floodtest":  "it measures how long customers wait, and the detector makes everybody slow",
	"internal/app/modeltest":  "its sequences take minutes without the detector; what meets in them meets in journeytest, too",
}

// Nobody can forget the mark: a test that starts goroutines has one, or its package does.
func TestEveryConcurrentTestIsMarkedForTheRaceDetector(t *testing.T) {
	t.Parallel()
	all := testPackages(t)
	for folder, p := range all {
		if _, exempt := noRaceDetector[folder]; exempt {
			continue
		}
		for _, test := range p.concurrentTests() {
			if !p.whole && !p.marked[test] {
				t.Errorf("%s: %s starts goroutines and has no %s", folder, test, raceMark)
			}
		}
		for _, line := range p.stray {
			t.Errorf("%s: %q stands above no test and no package, or says nothing that is known", folder, line)
		}
		if p.whole && len(p.marked) > 0 {
			t.Errorf("%s is marked as a whole and test by test", folder)
		}
	}
	for folder := range noRaceDetector {
		if p := all[folder]; p == nil || len(p.concurrentTests()) == 0 || p.whole || len(p.marked)+len(p.stray) > 0 {
			t.Errorf("%s is listed without need, or has a mark all the same", folder)
		}
	}
}

// testPackage is what the test files of one folder say about races.
type testPackage struct {
	tests  []string
	whole  bool            // the package is marked
	marked map[string]bool // tests
	stray  []string        // marks of nothing

	starts map[string]bool            // functions and .methods with a goroutine of their own
	calls  map[string]map[string]bool // what each of them calls in this package, or may
}

func testPackages(t *testing.T) map[string]*testPackage {
	t.Helper()
	all := map[string]*testPackage{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		folder, err := filepath.Rel("../..", filepath.Dir(path))
		if err != nil {
			return err
		}
		if all[folder] == nil {
			all[folder] = &testPackage{marked: map[string]bool{}, starts: map[string]bool{}, calls: map[string]map[string]bool{}}
		}
		all[folder].read(file, strings.HasSuffix(path, "_test.go"))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func (p *testPackage) read(file *ast.File, isTest bool) {
	used := map[*ast.Comment]bool{}
	if c := mark(file.Doc); c != nil && c.Text == raceMark {
		p.whole, used[c] = true, true
	}
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && isTest {
			used[p.readFunction(f)] = true
		}
	}
	for _, group := range file.Comments {
		for _, c := range group.List {
			if strings.HasPrefix(c.Text, raceMark) && !used[c] {
				p.stray = append(p.stray, c.Text)
			}
		}
	}
}

// readFunction returns the mark of a function that is a test.
func (p *testPackage) readFunction(f *ast.FuncDecl) *ast.Comment {
	p.readBody(f)
	name := f.Name.Name
	if f.Recv != nil || name == "TestMain" || !strings.HasPrefix(name, "Test") {
		return nil
	}
	p.tests = append(p.tests, name)
	c := mark(f.Doc)
	if c != nil {
		p.marked[name] = true
	}
	return c
}

// mark returns the mark that ends a comment, if that is well written.
func mark(doc *ast.CommentGroup) *ast.Comment {
	if doc == nil {
		return nil
	}
	last := doc.List[len(doc.List)-1]
	if why, ok := strings.CutPrefix(last.Text, raceMark); ok && (why == "" || notInCI.MatchString(why)) {
		return last
	}
	return nil
}

// readBody notes whether a function starts goroutines and which others it calls. It knows
// no types: a method stands for all methods of its name.
func (p *testPackage) readBody(f *ast.FuncDecl) {
	name := f.Name.Name
	if f.Recv != nil {
		name = "." + name
	}
	if p.calls[name] == nil {
		p.calls[name] = map[string]bool{}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			p.starts[name] = true
		case *ast.SelectorExpr:
			p.calls[name]["."+n.Sel.Name] = true
			if x, ok := n.X.(*ast.Ident); ok && (x.Name == "errgroup" || x.Name == "sync" && n.Sel.Name == "WaitGroup") {
				p.starts[name] = true
			}
		case *ast.Ident:
			p.calls[name][n.Name] = true
		}
		return true
	})
	for _, variable := range variables(f) {
		delete(p.calls[name], variable)
	}
}

// variables are the names that a function uses for values of its own, and so not for
// another function.
func variables(f *ast.FuncDecl) (names []string) {
	add := func(all ...ast.Expr) {
		for _, expr := range all {
			if name, ok := expr.(*ast.Ident); ok {
				names = append(names, name.Name)
			}
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				add(n.Lhs...)
			}
		case *ast.RangeStmt:
			add(n.Key, n.Value)
		}
		return true
	})
	return names
}

// concurrentTests are those that start goroutines themselves or through helpers.
func (p *testPackage) concurrentTests() (names []string) {
	for grew := true; grew; {
		grew = false
		for caller, called := range p.calls {
			if !p.starts[caller] && p.startsAny(called) {
				p.starts[caller], grew = true, true
			}
		}
	}
	for _, test := range p.tests {
		if p.starts[test] {
			names = append(names, test)
		}
	}
	return names
}

func (p *testPackage) startsAny(functions map[string]bool) bool {
	for name := range functions {
		if p.starts[name] {
			return true
		}
	}
	return false
}
