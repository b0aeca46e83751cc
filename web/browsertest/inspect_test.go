package browsertest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/input"

	"takeed/internal/i18n"
)

// errorsLead: a form that came back with errors says them at the top, where the reader is
// taken, and each leads to its field.
func errorsLead(b *tab, s shown) []string {
	if !strings.HasSuffix(s.Name, "-wrong") && !strings.HasSuffix(s.Name, "-missing") {
		return nil
	}
	return eval[[]string](b, `checks.errorsLead()`)
}

// keyboard: the Tab key visits every control once, in the order of the document; each
// shows that it has the focus, and nothing covers it. Both languages have the same
// controls in the same order, which a test of the gallery holds: one of them is walked.
func keyboard(b *tab, s shown) []string {
	if s.lang != i18n.AR {
		return nil
	}
	b.width(widths[0])
	left := eval[int](b, `checks.watchFocus()`)
	for range 20 { // parts of an input, such as the month of a date, take the key too
		for range left {
			call(b, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeRawKeyDown, Key: "Tab", Code: "Tab", WindowsVirtualKeyCode: 9})
		}
		if left = eval[int](b, `checks.left()`); left == 0 {
			break
		}
	}
	return eval[[]string](b, `checks.focusWalk()`)
}

// The rules of axe-core: all of them once, those that depend on colours in dark too, and
// those that depend on the window in every window.
var (
	everyRule   = `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`
	windowRules = `["target-size", "scrollable-region-focusable"]`
	colourRules = `["color-contrast", "link-in-text-block"]`
)

// reviewed are the rules that axe cannot decide everywhere, and why that is well.
var reviewed = map[string]string{
	"color-contrast": "the inspection of contrast computes it for every text and every state of a control",
}

// rules: nothing breaks a rule, and what axe leaves to a person is in reviewed.
func rules(b *tab, _ shown) []string {
	b.width(widths[0])
	found := b.audit(everyRule)
	b.prefer("prefers-color-scheme", "dark")
	return append(found, b.audit(colourRules)...)
}

// windows: the same in every window, to change which costs more than to look: the page
// fits, with the reader's own spacing of text too; what is pressed is large enough; and on
// Arabic pages identifiers read from left to right, character by character as the eye
// meets them.
func windows(b *tab, s shown) []string {
	var found []string
	for i, width := range widths {
		b.width(width)
		for _, fault := range eval[[]string](b, `checks.layout()`) {
			found = append(found, fmt.Sprintf("%s (%d px)", fault, width))
		}
		if s.lang == i18n.AR {
			found = append(found, identifiers(b, s)...)
		}
		if i > 0 {
			found = append(found, b.audit(windowRules)...)
		}
	}
	return slices.Compact(found)
}

func (b *tab) audit(rules string) []string {
	b.Helper()
	result := eval[struct{ Violations, Incomplete []string }](b, `checks.audit(`+rules+`)`)
	for _, fault := range result.Incomplete {
		if rule, _, _ := strings.Cut(fault, ":"); reviewed[rule] == "" {
			result.Violations = append(result.Violations, "a person has to decide: "+fault)
		}
	}
	return result.Violations
}

func identifiers(b *tab, s shown) []string {
	result := eval[struct {
		Faults []string
		Found  int
	}](b, `checks.codesInOrder()`)
	if strings.HasPrefix(s.Name, "receipt") && result.Found < 3 {
		result.Faults = append(result.Faults, "hardly an identifier is on a receipt")
	}
	return result.Faults
}

// motion: nothing moves for those who asked for it.
func motion(b *tab, _ shown) []string {
	b.prefer("prefers-reduced-motion", "reduce")
	return eval[[]string](b, `checks.still()`)
}

// forcedColours: with colours of the reader's own everything keeps its edges.
func forcedColours(b *tab, _ shown) []string {
	var found []string
	for _, scheme := range schemes {
		b.prefer("forced-colors", "active", "prefers-color-scheme", scheme)
		found = append(found, eval[[]string](b, `checks.forced()`)...)
	}
	return found
}

// sheets: whatever a receipt says, it is one sheet of paper, and its full proof is another.
func sheets(b *tab, s shown) []string {
	if !strings.HasPrefix(s.Name, "receipt") {
		return nil
	}
	want := 1 + eval[int](b, `document.querySelectorAll(".proof-full").length`)
	if pages := b.printed(); pages != want || (want == 2) != (s.Name == "receipt-full" || s.Name == "receipt-full-longest") {
		return []string{fmt.Sprintf("%d sheets of A4, not %d", pages, want)}
	}
	return nil
}
