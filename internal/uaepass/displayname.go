package uaepass

import (
	"strings"
	"unicode"
)

// maxName is how many characters of a name are kept.
const maxName = 150

// displayName makes a name fit to be shown. UAE PASS sends full names as parts with
// commas between them, empty parts included ("Ram,,,,ABC,,"), and with stray spaces.
// The result is for reading alone: nobody is recognised by it.
func displayName(raw string) string {
	visible := strings.Map(func(r rune) rune {
		if unsightly(r) {
			return -1
		}
		return r
	}, raw)
	name := strings.Join(strings.FieldsFunc(visible, betweenNames), " ")
	if runes := []rune(name); len(runes) > maxName {
		name = strings.TrimSpace(string(runes[:maxName]))
	}
	return name
}

// betweenNames reports what separates the parts of a name: commas, also the Arabic
// one, and any space.
func betweenNames(r rune) bool { return r == ',' || r == '،' || unicode.IsSpace(r) }

// unsightly reports characters that are not seen but do something: controls and
// format characters, above all those that reorder text. The two joiners stay, since
// Arabic script is written with them. A line break is a space, not a character to
// drop.
func unsightly(r rune) bool {
	const nonJoiner, joiner = '\u200c', '\u200d'
	if r == nonJoiner || r == joiner || unicode.IsSpace(r) {
		return false
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}
