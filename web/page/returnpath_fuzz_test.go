package page

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// FuzzReturnPath holds what is kept against what a browser makes of it. A browser reads
// an address in its own way (https://url.spec.whatwg.org), which is not that of net/url:
// it drops tabs and line breaks, takes backslashes for slashes, and knows more spellings
// of ".." than one.
func FuzzReturnPath(f *testing.F) {
	for _, path := range hostile {
		f.Add(path)
	}
	for _, path := range []string{"/en/", "/ar/transactions?after=abc_DEF-123", "/en/%2f%2fevil.example", "/en/%0d%0aLocation", "/en/?next=%2f%2fevil.example"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		kept := ReturnPath(path)
		if kept == "" {
			return
		}
		if page, query, _ := strings.Cut(path, "?"); kept != page {
			before, _ := url.ParseQuery(query)
			after, _ := url.ParseQuery(strings.TrimPrefix(kept, page+"?"))
			if !strings.HasPrefix(kept, page+"?") || !maps.EqualFunc(before, after, slices.Equal) || len(escapedTo(kept)) > maxReturn {
				t.Fatalf("%q became %q", path, kept)
			}
		}
		if again := ReturnPath(kept); again != kept {
			t.Fatalf("%q became %q, and then %q", path, kept, again)
		}
		where := browsed(kept)
		if where.elsewhere || !strings.HasPrefix(where.path, "/en/") && !strings.HasPrefix(where.path, "/ar/") {
			t.Errorf("a browser takes %q for %+v", path, where)
		}
		u, err := url.Parse("https://portal.example.ae" + kept)
		if err != nil || u.Host != "portal.example.ae" || u.User != nil {
			t.Errorf("%q leads to %v", path, u)
		}
		if strings.ContainsFunc(kept, func(r rune) bool { return r <= ' ' || r > '~' }) {
			t.Errorf("%q does not belong into a header", path)
		}
	})
}

// place is where a browser goes from a page of ours.
type browsedTo struct {
	elsewhere bool
	path      string
}

var (
	scheme       = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:`)
	ignored      = strings.NewReplacer("\t", "", "\n", "", "\r", "")
	dot, dotdot  = regexp.MustCompile(`(?i)^(\.|%2e)$`), regexp.MustCompile(`(?i)^(\.|%2e)(\.|%2e)$`)
	controlSpace = func(r rune) bool { return r <= ' ' }
)

func browsed(location string) browsedTo {
	location = ignored.Replace(strings.TrimFunc(location, controlSpace))
	path, _, _ := strings.Cut(location, "#")
	path, _, _ = strings.Cut(path, "?")
	path = strings.ReplaceAll(path, `\`, "/")
	if scheme.MatchString(path) || strings.HasPrefix(path, "//") {
		return browsedTo{elsewhere: true}
	}
	var kept []string
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for i, s := range segments {
		last := i == len(segments)-1
		switch {
		case dotdot.MatchString(s):
			kept = kept[:max(0, len(kept)-1)]
		case !dot.MatchString(s):
			kept = append(kept, s)
			continue
		}
		if last {
			kept = append(kept, "")
		}
	}
	return browsedTo{path: "/" + strings.Join(kept, "/")}
}
