package gallery

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"takeed/internal/i18n"
)

func source(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile("../../static/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

var comments = regexp.MustCompile(`(?s)/\*.*?\*/`)

// sided are properties and values that stay where they are when a page is turned around,
// and have a name that does not.
var sided = regexp.MustCompile(`(?:^|[;{\s])((?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)[\w-]*|left|right|top|bottom|` +
	`border-(?:top|bottom)-(?:left|right)-radius|(?:text-align|float|clear|caption-side)\s*:\s*(?:left|right)|(?:min-|max-)?(?:width|height)|overflow-[xy])\s*[:;}]`)

// One style sheet serves both directions: it names no side of the page.
func TestTheStyleSheetNamesNoSides(t *testing.T) {
	t.Parallel()
	css := comments.ReplaceAllString(source(t, "app.css")+source(t, "staff.css"), "")
	css = regexp.MustCompile(`@media[^{]*`).ReplaceAllString(css, "")
	for _, match := range sided.FindAllStringSubmatch(css, -1) {
		t.Errorf("a style sheet says %q", strings.TrimSpace(match[1]))
	}
	// Four lengths in one go are sides too.
	for _, match := range regexp.MustCompile(`(?:margin|padding|border-width|border-radius|inset)\s*:\s*[\w.%()-]+(?:\s+[\w.%()-]+){3}\s*[;}]`).FindAllString(css, -1) {
		t.Errorf("a style sheet says %q", match)
	}
}

// backToClient is the one link to another site: where the client that asked wants its customer.
func backToClient(s *selection) bool {
	return s.Is(`.actions > a[rel=noreferrer]`) && strings.HasPrefix(s.AttrOr("href", ""), asking.ReturnURL+"&transaction=txn_")
}

// A page asks nobody else for anything, and neither does the style sheet.
func TestEveryAddressIsOurs(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"app.css", "app.js", "staff.css", "staff.js"} {
		if found := regexp.MustCompile(`@import|https?:|url\(\s*["']?(?:data:|//)|\bimport\b`).FindString(comments.ReplaceAllString(source(t, name), "")); found != "" {
			t.Errorf("%s says %s", name, found)
		}
	}
	for _, e := range Entries() {
		for _, l := range i18n.Langs {
			doc := rendered(t, e, l)
			doc.Find("[href], [src], [srcset], [action], [formaction], [data-poll], [data-keep], [data-live], [ping], [cite]").Each(func(_ int, s *selection) {
				for _, attr := range []string{"href", "src", "srcset", "action", "formaction", "data-poll", "data-keep", "data-live", "ping", "cite"} {
					if to, ok := s.Attr(attr); ok && !strings.HasPrefix(to, "#") && !backToClient(s) && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//")) {
						t.Errorf("/%s/%s leads to %q", l, e.Name, to)
					}
				}
			})
		}
	}
}
