package gallery

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"takeed/internal/approval"
	"takeed/internal/i18n"
)

// parse reads the Go files of a folder.
func parse(t *testing.T, pattern string) []*ast.File {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatal(pattern, err)
	}
	var files []*ast.File
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// pages are the components of package templates that are whole pages: X takes an XPage.
func pages(t *testing.T) []string {
	t.Helper()
	var found []string
	for _, file := range parse(t, "../../templates/*_templ.go") {
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv != nil || !f.Name.IsExported() || len(f.Type.Params.List) != 1 {
				continue
			}
			if param, ok := f.Type.Params.List[0].Type.(*ast.Ident); ok && param.Name == f.Name.Name+"Page" {
				found = append(found, f.Name.Name)
			}
		}
	}
	if len(found) < 9 {
		t.Fatalf("only %d pages in package templates", len(found))
	}
	return found
}

func TestEveryPageHasAnEntry(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for _, file := range parse(t, "*.go") {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if f, ok := call.Fun.(*ast.SelectorExpr); ok {
				if from, ok := f.X.(*ast.Ident); ok && from.Name == "templates" {
					used[f.Sel.Name] = true
				}
			}
			return true
		})
	}
	for _, page := range pages(t) {
		if !used[page] {
			t.Errorf("no entry shows templates.%s", page)
		}
	}
}

func TestEntriesHaveNamesOfTheirOwn(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, e := range Entries() {
		if seen[e.Name] || !regexp.MustCompile(`^[a-z][a-z-_]*$`).MatchString(e.Name) {
			t.Errorf("%q is a name of two entries, or no address", e.Name)
		}
		seen[e.Name] = true
	}
}

// said is every text of the pages of a language, one page a line.
func said(t *testing.T, l i18n.Lang) string {
	t.Helper()
	var all strings.Builder
	for _, e := range Entries() {
		doc := rendered(t, e, l)
		doc.Find("[data-changed], [data-copied], [data-pause], [data-news], [alt], [aria-label], [title]").Each(func(_ int, s *selection) {
			for _, attr := range s.Nodes[0].Attr {
				all.WriteString(attr.Val + "\n")
			}
		})
		all.WriteString(strings.Join(strings.Fields(doc.Text()), " ") + "\n")
	}
	return strings.ReplaceAll(all.String(), "\u2060", "") // which keeps a name on one line
}

// answers begins the keys of what programs are told, which no page of ours shows; see package
// web/api.
const answers = "api."

// Every text of the product can be looked at, in its language. Whoever adds a text, a
// notice, a state, a kind or an error adds the entry that shows it.
func TestEveryTextIsOnSomeEntry(t *testing.T) {
	t.Parallel()
	for _, l := range i18n.Langs {
		everything := said(t, l)
		for key, texts := range locale(t, l) {
			if strings.HasPrefix(key, answers) {
				continue
			}
			if !slices.ContainsFunc(texts, func(text string) bool { return pattern(text).MatchString(everything) }) {
				t.Errorf("no entry shows the %s text of %s", l, key)
			}
		}
		for _, text := range catalogueTexts(l) {
			if !strings.Contains(everything, plain(text)) {
				t.Errorf("no entry shows %q", text)
			}
		}
	}
}

// locale is what a language's file says: for each key its text, or the forms of it.
func locale(t *testing.T, l i18n.Lang) map[string][]string {
	t.Helper()
	var file map[string]any
	if _, err := toml.DecodeFile("../i18n/locales/"+string(l)+".toml", &file); err != nil {
		t.Fatal(err)
	}
	texts := map[string][]string{}
	flatten("", file, texts)
	if len(texts) < 100 {
		t.Fatalf("%d texts", len(texts))
	}
	return texts
}

// pluralForms are the forms of a counted noun.
var pluralForms = []string{"zero", "one", "two", "few", "many", "other"}

func flatten(prefix string, table map[string]any, texts map[string][]string) {
	for key, value := range table {
		switch value := value.(type) {
		case string:
			if slices.Contains(pluralForms, key) {
				texts[prefix] = append(texts[prefix], value)
			} else {
				texts[prefix+"."+key] = []string{value}
			}
		case map[string]any:
			flatten(strings.TrimPrefix(prefix+"."+key, "."), value, texts)
		}
	}
}

var placeholder = regexp.MustCompile(`\\\{[a-z_]+\\\}`)

// pattern matches a text with its placeholders filled in.
func pattern(text string) *regexp.Regexp {
	return regexp.MustCompile(placeholder.ReplaceAllString(regexp.QuoteMeta(plain(text)), ".+?"))
}

func plain(text string) string { return strings.Join(strings.Fields(i18n.Plain(text)), " ") }

// catalogueTexts are the words of every kind that need no value.
func catalogueTexts(l i18n.Lang) []string {
	var all []string
	for _, k := range kinds() {
		texts := []approval.Text{k.Label, k.Review, k.Done, k.Cancel}
		for _, f := range k.Fields {
			texts = append(texts, f.Label, f.Hint, f.Empty)
			for _, c := range f.Choices {
				texts = append(texts, c.Label)
			}
		}
		for _, text := range texts {
			all = append(all, text.In(approval.Lang(l)))
		}
	}
	return all
}

// constants are the values of a type's constants in package approval.
func constants(t *testing.T, typeName string) []string {
	t.Helper()
	var values []string
	for _, file := range parse(t, "../approval/*.go") {
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 || fmt.Sprint(spec.Type) != typeName {
				return true
			}
			if literal, ok := spec.Values[0].(*ast.BasicLit); ok {
				values = append(values, strings.Trim(literal.Value, `"`))
			}
			return true
		})
	}
	if len(values) < 3 {
		t.Fatalf("%d constants of %s", len(values), typeName)
	}
	return values
}

// The texts of a notice may be those of another page; its tone and actions are its own.
func TestEveryNoticeAndStateHasAnEntry(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, e := range Entries() {
		names[e.Name] = true
	}
	for _, n := range constants(t, "Notice") {
		if n != "" && n != string(approval.NoticeMismatch) && !names["review-after-"+n] {
			t.Errorf("no entry shows the notice %s", n)
		}
	}
	for _, state := range constants(t, "State") {
		if state != string(approval.Pending) && state != string(approval.Confirmed) && !names[state] {
			t.Errorf("no entry shows the state %s", state)
		}
	}
	for key := range locale(t, i18n.EN) {
		if page, ok := strings.CutSuffix(key, ".title"); ok && strings.HasPrefix(page, "error.") && !names[strings.ReplaceAll(page, ".", "-")] {
			t.Errorf("no entry shows the page %s", page)
		}
	}
}
