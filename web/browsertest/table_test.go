package browsertest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"

	"takeed/internal/gallery"
	"takeed/internal/i18n"
)

// officeWindows are the widths between which the pages of the back office change.
var officeWindows = []int64{320, 400, 576, 768, 900, 1024, 1100, 1280, 1440, 1920}

// cut is what a reader would have to scroll sideways for: regions may do so where nothing
// helps, and on pages that we know nothing there may need it. What can be opened is open.
const cut = `(() => {
	for (const d of document.querySelectorAll("details")) d.open = true;
	const root = document.documentElement, faults = [];
	if (root.scrollWidth > root.clientWidth) faults.push("the page");
	for (const e of document.querySelectorAll("main *")) {
		const { overflowX, display } = getComputedStyle(e);
		if (overflowX === "visible" || display === "inline" || e.matches("input, select, .hide") || e.closest("svg")) continue;
		if (e.scrollWidth > e.clientWidth + 1) faults.push(e.tagName + "." + e.className + " by " + (e.scrollWidth - e.clientWidth) + " px");
	}
	return faults;
})()`

// Nothing in the back office is cut, or has to be scrolled sideways, in a window of any
// width.
func TestNothingInTheOfficeIsCut(t *testing.T) {
	t.Parallel()
	b := open(t, galleryProxy(t))
	looked := 0
	for _, e := range gallery.Entries() {
		if !slices.Contains([]string{"office", "office-auditor", "events", "events-older", "timeline", "timeline-broken", "timeline-erased", "person", "person-erased", "person-revealed", "dashboard", "dashboard-quiet"}, e.Name) {
			continue
		}
		looked++
		for _, lang := range i18n.Langs {
			b.visit(shown{e, lang}.address())
			for _, width := range officeWindows {
				b.width(width)
				for _, fault := range eval[[]string](b, cut) {
					t.Errorf("%s in %s at %d px cuts %s", e.Name, lang, width, fault)
				}
			}
		}
	}
	if looked != 12 {
		t.Errorf("%d pages", looked)
	}
}

// tableOf is what somebody who listens is told of the first table of events: each row
// with the roles of its cells.
func tableOf(b *tab) (rows [][]string) {
	b.Helper()
	all := call(b, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes
	byID := map[accessibility.NodeID]*accessibility.Node{}
	for _, n := range all {
		byID[n.NodeID] = n
	}
	role := func(n *accessibility.Node) string { return strings.Trim(string(n.Role.Value), `"`) }
	var walk func(n *accessibility.Node, in bool)
	walk = func(n *accessibility.Node, in bool) {
		switch r := role(n); {
		case n.Ignored:
		case r == "table":
			in = true
		case in && r == "row":
			rows = append(rows, nil)
		case in && (r == "cell" || r == "columnheader" || r == "gridcell"):
			rows[len(rows)-1] = append(rows[len(rows)-1], r)
		}
		for _, id := range n.ChildIDs {
			if child := byID[id]; child != nil {
				walk(child, in)
			}
		}
	}
	for _, n := range all {
		if n.ParentID == "" {
			walk(n, false)
		}
	}
	return rows
}

// A list of events is a table for those who listen to it, whatever its boxes look like:
// Chromium keeps a table's meaning when CSS changes how it is laid out, so the elements
// need no roles, which would say the same in words that a validator refuses.
func TestAListOfEventsIsATableInEveryWindow(t *testing.T) {
	t.Parallel()
	b := open(t, galleryProxy(t))
	for _, e := range gallery.Entries() {
		if e.Name != "events-without-chart" {
			continue
		}
		b.visit(shown{e, i18n.AR}.address())
		if n := eval[int](b, `document.querySelectorAll("table [role], table[role]").length`); n != 0 {
			t.Errorf("%d elements of the table have a role", n)
		}
		blocks := 0
		for _, width := range []int64{320, 768, 1280} {
			b.width(width)
			if eval[string](b, `getComputedStyle(document.querySelector(".log tbody tr")).display`) != "table-row" {
				blocks++
			}
			rows := tableOf(b)
			if len(rows) < 12 {
				t.Fatalf("%d rows at %d px", len(rows), width)
			}
			for i, row := range rows {
				want := slices.Repeat([]string{"cell"}, 6)
				if i == 0 {
					want = slices.Repeat([]string{"columnheader"}, 6)
				}
				if !slices.Equal(row, want) {
					t.Errorf("row %d at %d px has %s", i, width, fmt.Sprint(row))
				}
			}
		}
		if blocks != 2 {
			t.Errorf("it is no table to the eye in %d of three windows", blocks)
		}
		return
	}
	t.Error("no such entry")
}
