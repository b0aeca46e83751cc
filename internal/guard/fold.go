package guard

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Digits turns the digits of Arabic, Persian and full-width keyboards into 0 to 9
// and leaves everything else alone.
func Digits(s string) string { return strings.Map(westernDigit, s) }

func westernDigit(r rune) rune {
	for _, zero := range [...]rune{'٠', '۰', '０'} {
		if zero <= r && r <= zero+9 {
			return '0' + r - zero
		}
	}
	return r
}

// Spaces makes one ASCII space of every run of spaces of any kind (no-break, thin,
// ideographic, …) and removes those at both ends. Tabs and line breaks are
// controls, not spaces, and stay.
func Spaces(s string) string { return strings.Join(strings.FieldsFunc(s, isSpace), " ") }

func isSpace(r rune) bool { return unicode.Is(unicode.Zs, r) }

const (
	tatweel   = 'ـ'
	nonJoiner = '\u200c'
)

// read returns a text in our spelling, character by character, with every space still in
// its place.
func read(typed string) []rune {
	var folded strings.Builder
	for _, r := range typed {
		for _, plain := range expand(r) {
			if plain != tatweel {
				folded.WriteRune(fold(plain))
			}
		}
	}
	return withoutIdleJoiners([]rune(norm.NFC.String(folded.String())))
}

// expand replaces characters that are forms of others: full-width ones, the joined forms of
// Arabic letters, and Arabic ligatures.
func expand(r rune) string {
	switch {
	case '！' <= r && r <= '～':
		return string(r - '！' + '!')
	case '\ufb50' <= r && r <= '\ufdff', '\ufe70' <= r && r <= '\ufefc':
		return norm.NFKC.String(string(r))
	case r == '…':
		return "..."
	}
	return string(r)
}

// fold makes one character of those that look alike and mean the same. The Arabic signs in
// numbers change together with the digits: beside Western digits the Arabic decimal
// separator would be read as a comma.
func fold(r rune) rune {
	const minus, hyphen, noBreakHyphen = '\u2212', '\u2010', '\u2011'
	switch r {
	case minus, hyphen, noBreakHyphen:
		return '-'
	case '٫', '۔': // decimal separator, full stop of Urdu
		return '.'
	case '٬':
		return ','
	case '٪':
		return '%'
	}
	if isSpace(r) {
		return ' '
	}
	return westernDigit(r)
}

// asInNames writes every apostrophe and every dash in one way: unlike other text, a name has
// neither quotations nor dashes between clauses. Keyboards put an opening quotation mark at
// the beginning of a word, transliterations of Arabic write one for ayn, and word processors
// lengthen dashes.
func asInNames(text []rune) []rune {
	const figureDash, horizontalBar = '\u2012', '\u2015'
	for i, r := range text {
		switch {
		case r == '‘', r == '´', r == '`':
			text[i] = '\''
		case figureDash <= r && r <= horizontalBar: // en and em dash are between them
			text[i] = '-'
		}
	}
	return text
}

// withoutIdleJoiners drops the non-joiners between two letters that do not join anyway:
// they cannot be seen, and would make two texts that look the same differ.
func withoutIdleJoiners(text []rune) []rune {
	kept := text[:0:0]
	for i, r := range text {
		if r == nonJoiner && joins(text, i) && strings.ContainsRune(neverJoin, letterBefore(text, i)) {
			continue
		}
		kept = append(kept, r)
	}
	return kept
}

// joins reports whether the character at i stands between two Arabic letters.
func joins(text []rune, i int) bool {
	return isArabicLetter(letterBefore(text, i)) && i+1 < len(text) && isArabicLetter(text[i+1])
}

// letterBefore is the last character before i that is not a mark; 0 if there is none.
func letterBefore(text []rune, i int) rune {
	for i--; i >= 0; i-- {
		if !isMark(text[i]) {
			return text[i]
		}
	}
	return 0
}
