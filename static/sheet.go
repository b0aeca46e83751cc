package static

import (
	"bytes"
	_ "embed"
)

//go:embed sheet.html
var paper []byte

// Sheet is what stands before and after the content of a page that is read from a disk and
// printed: its style is in it, and it asks nobody for anything.
func Sheet() (head, tail []byte) {
	head, tail, _ = bytes.Cut(paper, []byte("<!-- content -->\n"))
	return head, tail
}
