package browsertest

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"

	"takeed/internal/gallery"
	"takeed/internal/i18n"
)

const galleryHost = "gallery.localhost"

func galleryProxy(t testing.TB) *proxy {
	t.Helper()
	return newProxy(t, map[string]http.Handler{galleryHost: gallery.Handler()})
}

// shown is an entry in a language.
type shown struct {
	gallery.Entry
	lang i18n.Lang
}

func (s shown) address() string { return "http://" + galleryHost + "/" + string(s.lang) + "/" + s.Name }

// everyPage is the whole gallery in Arabic and, in English, of each view the first entry
// and those with the longest words: what stands on the others is the same but for its
// words, which the tests of the gallery compare. What -entries asks for comes in both.
func everyPage() []shown {
	wanted := regexp.MustCompile(*entries)
	views := map[string]bool{}
	var all []shown
	for _, e := range gallery.Entries() {
		if !wanted.MatchString(e.Name) {
			continue
		}
		all = append(all, shown{e, i18n.AR})
		view, _, _ := strings.Cut(e.Name, "-")
		if *entries != "" || !views[view] || strings.Contains(e.Name, "longest") {
			all = append(all, shown{e, i18n.EN})
		}
		views[view] = true
	}
	return all
}

// everywhere opens every page, some at a time, and hands each to look with the checks
// loaded.
func everywhere(t *testing.T, look func(b *tab, s shown)) {
	t.Helper()
	pages := everyPage()
	queue := make(chan shown, len(pages))
	for _, s := range pages {
		queue <- s
	}
	close(queue)
	net := galleryProxy(t)
	for i := range tabs {
		t.Run(fmt.Sprint("tab", i+1), func(t *testing.T) {
			t.Parallel()
			b := open(t, net)
			call(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: axe})
			for s := range queue {
				b.visit(s.address())
				b.learn()
				look(b, s)
			}
		})
	}
}

// The windows that pages are looked at in: a telephone, a tablet and a desk.
var widths = []int64{320, 768, 1280}

var schemes = []string{"light", "dark"}

// inspection looks at a page for one thing, and leaves the page as it was. The page comes
// to it in a light window of some width.
type inspection struct {
	name string
	look func(*tab, shown) []string
}

// inspections are in this order because the first two depend on what nobody has touched.
func inspections(seen *looked) []inspection {
	return []inspection{
		{"errors", errorsLead},
		{"keyboard", keyboard},
		{"rules", rules},
		{"windows", windows},
		{"contrast", seen.contrast},
		{"motion", motion},
		{"forced colours", forcedColours},
		{"print", sheets},
	}
}

// Every page of the gallery is looked at for everything that a program can see. What is found is told once for all pages.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	found, seen := gather(t), &looked{kinds: map[string][]string{}}
	list := inspections(seen)
	everywhere(t, func(b *tab, s shown) {
		for _, i := range list {
			b.prefer("prefers-color-scheme", "light")
			for _, fault := range i.look(b, s) {
				found.add(b.path(), i.name+": "+fault)
			}
		}
	})
	t.Cleanup(func() { seen.enough(t) })
}
