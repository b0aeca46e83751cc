package view

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/i18n/i18ntest"
)

// constants reads the values of a type's constants from the source of approval, so
// that a new one cannot be forgotten here.
func constants(t *testing.T, typeName string) []string {
	t.Helper()
	files, err := filepath.Glob("../../internal/approval/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok {
				values = append(values, constant(spec, typeName)...)
			}
			return true
		})
	}
	if len(values) < 3 {
		t.Fatalf("%d constants of %s", len(values), typeName)
	}
	return values
}

// constant is the value of a declaration like `Pending State = "pending"`.
func constant(spec *ast.ValueSpec, typeName string) []string {
	named, ok := spec.Type.(*ast.Ident)
	if !ok || named.Name != typeName || len(spec.Values) != 1 {
		return nil
	}
	literal, ok := spec.Values[0].(*ast.BasicLit)
	if !ok {
		return nil
	}
	return []string{strings.Trim(literal.Value, `"`)}
}

func TestEveryNoticeHasItsTexts(t *testing.T) {
	t.Parallel()
	for _, value := range constants(t, "Notice") {
		n := approval.Notice(value)
		if n == approval.NoticeNone {
			continue
		}
		i18ntest.Said(t, "notice."+value+".title")
		i18ntest.Said(t, "notice."+value+".text")
		if n == approval.NoticeMismatch {
			continue
		}
		i18ntest.Said(t, "notice."+value+".again")
		if noticeTone[n] == "" {
			t.Errorf("the review page does not show the notice %s", n)
		}
	}
	i18ntest.Said(t, "notice.mismatch.call", "entity", "X")
}

func TestEveryEventSaysWhatItMeans(t *testing.T) {
	t.Parallel()
	for code := range approval.EventCodes {
		i18ntest.Said(t, "event."+string(code))
	}
}

func TestEveryStateIdentifierAndRoleHasItsTexts(t *testing.T) {
	t.Parallel()
	for _, state := range constants(t, "State") {
		i18ntest.Said(t, "state."+state)
		if stateTone[approval.State(state)] == "" {
			t.Errorf("the state %s has no tone", state)
		}
	}
	for _, identifier := range constants(t, "Identifier") {
		i18ntest.Said(t, "identifier."+identifier)
	}
	for _, role := range constants(t, "Role") {
		i18ntest.Said(t, "role."+role)
	}
}

// A kind that the catalogue no longer has still has pages.
func TestAForgottenKindHasTexts(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"kind.label", "kind.review", "kind.done", "kind.undone", "kind.cancel"} {
		i18ntest.Said(t, key)
	}
}
