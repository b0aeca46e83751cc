package web

import (
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/i18n"
)

// constants reads the values of a type's constants from the source of approval, so
// that a new one cannot be forgotten here.
func constants(t *testing.T, typeName string) []string {
	t.Helper()
	files, err := filepath.Glob("../internal/approval/*.go")
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

// said fails the test unless a key has a text in both languages, and not the same.
func said(t *testing.T, key string, args ...any) {
	t.Helper()
	en, ar := i18n.T(i18n.EN, key, args...), i18n.T(i18n.AR, key, args...)
	if en == "" || ar == "" || en == ar || strings.ContainsAny(en+ar, "«»{}") {
		t.Errorf("%s says %q and %q", key, en, ar)
	}
}

func TestEveryErrorHasItsTexts(t *testing.T) {
	t.Parallel()
	all := []answer{answerFor(&approval.TooMany{}), answerFor(errPanic)}
	for _, a := range answers {
		all = append(all, a.answer)
	}
	for key, ofStaff := range staffKeys {
		if !slices.ContainsFunc(all, func(a answer) bool { return a.key == key }) {
			t.Errorf("no error says %s", key)
		}
		all = append(all, answer{http.StatusBadRequest, ofStaff})
	}
	for _, a := range all {
		if a.status < 400 || a.status > 599 {
			t.Errorf("%s answers %d", a.key, a.status)
		}
		said(t, a.key+".title")
		said(t, a.key+".text", "entity", "X")
	}
	said(t, "error.too_many.until", "time", "X")
}

func TestEveryNoticeHasItsTexts(t *testing.T) {
	t.Parallel()
	for _, value := range constants(t, "Notice") {
		n := approval.Notice(value)
		if n == approval.NoticeNone {
			continue
		}
		said(t, "notice."+value+".title")
		said(t, "notice."+value+".text")
		if n == approval.NoticeMismatch {
			continue
		}
		said(t, "notice."+value+".again")
		if toned[n] == "" {
			t.Errorf("the review page does not show the notice %s", n)
		}
	}
	said(t, "notice.mismatch.call", "entity", "X")
}

func TestEveryEventSaysWhatItMeans(t *testing.T) {
	t.Parallel()
	for code := range approval.EventCodes {
		said(t, "event."+string(code))
	}
}

func TestEveryStateIdentifierAndRoleHasItsTexts(t *testing.T) {
	t.Parallel()
	for _, state := range constants(t, "State") {
		said(t, "state."+state)
		if tones[approval.State(state)] == "" {
			t.Errorf("the state %s has no tone", state)
		}
	}
	for _, identifier := range constants(t, "Identifier") {
		said(t, "identifier."+identifier)
	}
	for _, role := range constants(t, "Role") {
		said(t, "role."+role)
	}
}

// A kind that the catalogue no longer has still has pages.
func TestAForgottenKindHasTexts(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"kind.label", "kind.review", "kind.done", "kind.undone", "kind.cancel"} {
		said(t, key)
	}
}

func TestEveryNoteOfTheSignInHasItsText(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		approval.ErrNotEligible, approval.ErrEnrolmentConflict, approval.ErrDisabled, approval.ErrIdentityIncomplete,
		&approval.ProviderFailure{Reason: approval.ReasonProviderCancelled}, &approval.ProviderFailure{Reason: approval.ReasonToken500},
	} {
		said(t, signinNote(err), "entity", "X")
	}
}
