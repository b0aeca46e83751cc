// Package gallery shows every view of the portal in every state, in both languages,
// with data that never changes: for developers who work on the pages, and for the tests
// that look at them in a browser. It needs no database and no UAE PASS.
//
// An [Entry] is one view in one state. Its page is built by package view, as the portal's
// is, from values such as the portal reads from its database; only what web/customer and
// web/office add themselves, the frame and where an error page leads, is added here as
// well. The values are fixed, but made by the domain code where it makes them: a document
// is parsed and composed from what a customer might type, and the lines of the audit log
// are a chain. Tests ensure that every page of package templates and every text of the
// product is on some entry, and that entries and the portal's own pages have the same
// structure.
//
// cmd/demo mounts the gallery on an address of its own. The portal never does, and
// cannot import it.
package gallery

import (
	"slices"

	"github.com/a-h/templ"

	"takeed/internal/i18n"
)

// Entry is one view in one state. Its name is its address: "/en/" + name.
type Entry struct {
	Name string
	Page func(i18n.Lang) templ.Component
}

// Entries lists every view in every state, in the order of the index.
func Entries() []Entry {
	customers := slices.Concat(signins(), homes(), forms(), reviews(), waits(), ends(), receipts(), histories(), profiles(), requests(), failures())
	return slices.Concat(customers, doors(), desks(), searches(), records(), evidence(), dashboards(), clients(), logs(), officeFailures())
}
