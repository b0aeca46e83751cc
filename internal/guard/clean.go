package guard

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxName is longer than any name that fits a page.
const maxName = 150

// CleanName makes a name fit to be shown. UAE PASS sends full names as parts with commas
// between them, empty parts included ("Ram,,,,ABC,,"), and with stray spaces. What
// cannot be seen is dropped, and so are marks that rest on nothing; a name longer than
// maxName is cut. Letters of every script stay: the name is the one on an identity card, and
// half of it would be another name. The result is for display only: no one is identified by
// it.
func CleanName(raw string) string {
	text := read(strings.Map(dropInvisible, raw))
	var name []rune
	for i, r := range text {
		switch {
		case r == ',' || r == '،':
			name = append(name, ' ')
		case !hides(text, i) && !floats(append(name, r), len(name)):
			name = append(name, r)
		}
	}
	return truncateName(Spaces(norm.NFC.String(string(name))))
}

// dropInvisible drops what is invisible, before accents are composed across it. A line break
// separates names as a space does.
func dropInvisible(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case r != nonJoiner && !Visible(r):
		return -1
	}
	return r
}

func truncateName(name string) string {
	runes := []rune(name)
	return strings.TrimRight(string(runes[:min(len(runes), maxName)]), " \u200c")
}
