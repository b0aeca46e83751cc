package browsertest

import (
	"sync"
	"testing"

	"github.com/chromedp/cdproto/css"
	"github.com/chromedp/cdproto/dom"
)

// looked is which kinds of control were looked at, in each scheme: the same button stands
// on many pages.
type looked struct {
	mu    sync.Mutex
	kinds map[string][]string
}

// contrast: every text stands out from its ground, and every control in all of its
// states, which no rule of axe looks at.
func (l *looked) contrast(b *tab, _ shown) []string {
	var found []string
	b.width(1280)
	for _, scheme := range schemes {
		b.prefer("prefers-color-scheme", scheme, "prefers-reduced-motion", "reduce")
		for _, fault := range append(eval[[]string](b, `checks.legible()`), l.inEveryState(b, scheme)...) {
			found = append(found, fault+", "+scheme)
		}
	}
	return found
}

// states are those in which a control looks different, as pseudo classes.
var states = map[string][]string{
	"at rest": {}, "under the pointer": {"hover"}, "with the focus": {"focus", "focus-visible"}, "pressed": {"hover", "active"},
}

// inEveryState puts the controls of a page that are new into each state.
func (l *looked) inEveryState(b *tab, scheme string) []string {
	b.Helper()
	if l.mark(b, scheme) == 0 {
		return nil
	}
	root := call(b, dom.GetDocument, dom.GetDocumentParams{}).Root
	marked := call(b, dom.QuerySelectorAll, dom.QuerySelectorAllParams{NodeID: root.NodeID, Selector: "[data-probe]"})
	var all []string
	for state, classes := range states {
		for _, id := range marked.NodeIDs {
			call(b, css.ForcePseudoState, css.ForcePseudoStateParams{NodeID: id, ForcedPseudoClasses: classes})
		}
		all = append(all, run(b, evalWith[[]string](`(state) => checks.probed(state)`, state))...)
	}
	for _, id := range marked.NodeIDs {
		call(b, css.ForcePseudoState, css.ForcePseudoStateParams{NodeID: id, ForcedPseudoClasses: []string{}})
	}
	eval[bool](b, `checks.unmark()`)
	return all
}

// mark marks the controls of a page that are new, and says how many there are.
func (l *looked) mark(b *tab, scheme string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	fresh := run(b, evalWith[[]string](`(known) => checks.probe(known)`, l.kinds[scheme]))
	l.kinds[scheme] = append(l.kinds[scheme], fresh...)
	return len(fresh)
}

func (l *looked) enough(t *testing.T) {
	if n := len(l.kinds["dark"]); *entries == "" && n < 20 {
		t.Errorf("only %d kinds of control were looked at", n)
	}
}
