package i18n

import (
	"go/ast"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// dynamicKeys are the beginnings of keys whose rest is decided at run time. Their
// texts count as used as long as the beginning stands in the source.
var dynamicKeys = []string{
	"actor.",      // audit.Actor…
	"answer.",     // witness.Reason
	"api.",        // the codes of errors in web/api
	"api.field.",  // what web/api says of one member
	"attempt.",    // approval.AttemptStatus
	"delivery.",   // integration.DeliveryState
	"disabled.",   // why an endpoint is
	"event.",      // approval.EventCode
	"identifier.", // approval.Identifier
	"money.",      // a currency
	"month.",      // time.Month in lower case
	"notice.",     // approval.Notice
	"period.",     // lengths of time that can be chosen
	"purpose.",    // audit.Purpose
	"result.",     // approval.Outcome
	"role.",       // office.Role
	"sign.",       // audit.Sign
	"state.",      // approval.State
	"stopped.",    // sequencer.Stop
	"trouble.",    // integration.Trouble
}

// pageParts are added to a string that names a page of its own, such as an error:
// "error.link" stands for "error.link.title" and "error.link.text".
var pageParts = []string{".title", ".text"}

// notKeys are strings of the source that begin like keys and are none.
var notKeys = []string{
	"person.blocked", // integration.Types
}

// TestSourceAndTextsAgree reads the source of the whole program: a string that
// begins with the name of a section is a key and must exist, and a key must be in
// the source.
func TestSourceAndTextsAgree(t *testing.T) {
	t.Parallel()
	used := stringsIn(readSources(t, os.DirFS("../..")))
	texts := readLocale(t, EN).texts
	for s, place := range used {
		if fault := keyFault(s, texts); fault != "" {
			t.Errorf("%s: %q %s", place, s, fault)
		}
	}
	for key := range texts {
		if !isUsed(key, used) {
			t.Errorf("no source uses the key %s", key)
		}
	}
	for _, part := range slices.Concat(dynamicKeys, pageParts) {
		if _, ok := used[part]; !ok {
			t.Errorf("no source makes a key with %q", part)
		}
	}
}

var keyShape = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[A-Za-z0-9_]+)*\.[A-Za-z0-9_]*$`)

// keyFault says what is wrong with a string if it is a key.
func keyFault(s string, texts map[string]map[string]string) string {
	switch {
	case !keyShape.MatchString(s), slices.Contains(notKeys, s), !inSection(s, texts), texts[s] != nil, slices.Contains(dynamicKeys, s):
		return ""
	case strings.HasSuffix(s, "."):
		return "begins keys and is not in dynamicKeys"
	}
	for _, part := range pageParts {
		if texts[s+part] == nil {
			return "is not a key, and names no page with a title and a text"
		}
	}
	return ""
}

func inSection(s string, texts map[string]map[string]string) bool {
	section, _, _ := strings.Cut(s, ".")
	for key := range texts {
		if strings.HasPrefix(key, section+".") {
			return true
		}
	}
	return false
}

func isUsed(key string, used map[string]string) bool {
	names := []string{key}
	for _, part := range pageParts {
		if page, ok := strings.CutSuffix(key, part); ok {
			names = append(names, page)
		}
	}
	isSource := func(name string) bool { _, ok := used[name]; return ok }
	begins := func(prefix string) bool { return strings.HasPrefix(key, prefix) }
	return slices.ContainsFunc(names, isSource) || slices.ContainsFunc(dynamicKeys, begins)
}

// stringsIn maps each string of the source to a file where it stands.
func stringsIn(sources map[string][]byte) map[string]string {
	found := map[string]string{}
	for path, content := range sources {
		for _, s := range stringsOf(path, content) {
			found[s] = path
		}
	}
	return found
}

// stringsOf are the string literals of a file. A template is read as it is, not as
// the code that is made from it.
func stringsOf(path string, content []byte) []string {
	switch {
	case strings.HasSuffix(path, "_templ.go"):
		return nil
	case strings.HasSuffix(path, ".templ"):
		return stringsOfTemplate(content)
	}
	var found []string
	inspect(content, func(n ast.Node) {
		if basic, ok := n.(*ast.BasicLit); ok {
			found = append(found, literal(basic))
		}
	})
	return found
}

var quoted = regexp.MustCompile(`"((?:[^"\\\n]|\\.)*)"`)

func stringsOfTemplate(content []byte) []string {
	var found []string
	for _, match := range quoted.FindAllSubmatch(content, -1) {
		found = append(found, string(match[1]))
	}
	return found
}
