package i18n

import (
	"strings"
	"unicode"
)

// Digits turns the digits of Arabic, Persian and full-width keyboards into 0 to 9
// and leaves everything else alone.
func Digits(s string) string {
	return strings.Map(func(r rune) rune {
		for _, zero := range [...]rune{'٠', '۰', '０'} {
			if zero <= r && r <= zero+9 {
				return '0' + r - zero
			}
		}
		return r
	}, s)
}

// Spaces makes one ASCII space of every run of spaces of any kind (no-break, thin,
// ideographic, …) and removes those at both ends. Tabs and line breaks are
// controls, not spaces, and stay.
func Spaces(s string) string {
	isSpace := func(r rune) bool { return unicode.Is(unicode.Zs, r) }
	return strings.Join(strings.FieldsFunc(s, isSpace), " ")
}

// Visible reports whether a character leaves ink and nothing but ink: it is a
// letter, a mark, a number, punctuation or a symbol, and neither a space nor one of
// the letters and marks that are invisible by design, such as the Hangul filler and
// the variation selectors.
func Visible(r rune) bool {
	const brailleBlank = '\u2800'
	return unicode.IsGraphic(r) && !unicode.Is(unicode.Zs, r) &&
		!unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) &&
		r != unicode.ReplacementChar && r != brailleBlank
}

// maxName is longer than any name that fits a page.
const maxName = 120

// CleanName makes a name out of what UAE PASS sends: parts between commas, many of
// them empty ("Ram,,,,ABC,," is Ram ABC). Characters that cannot be seen are
// dropped, among them those that change the direction of the text around them, and
// a name without end is cut.
func CleanName(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == ',' || unicode.IsSpace(r):
			return ' '
		case !Visible(r):
			return -1
		}
		return r
	}, s)
	runes := []rune(Spaces(s))
	return strings.TrimSuffix(string(runes[:min(len(runes), maxName)]), " ")
}
