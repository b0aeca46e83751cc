package reading

import (
	"strings"
	"unicode"
)

// Plain rewrites a text in the characters of a Western keyboard, where they mean the same:
// digits, dashes, quotation marks, separators, full-width letters. Invisible format
// characters are removed, and so is the line that stretches Arabic words.
func Plain(s string) string {
	return strings.Map(func(r rune) rune {
		if digit, _ := digitOf(r); digit >= 0 {
			return '0' + digit
		}
		return plainSign(r)
	}, s)
}

// PlainSigns is the same with the digits left as they are: whether a text can be read as a
// number depends on the keyboard that its digits come from.
func PlainSigns(s string) string { return strings.Map(plainSign, s) }

func plainSign(r rune) rune {
	const tatweel, minus, hyphenBullet = 'ـ', '\u2212', '\u2043'
	switch {
	case r < unicode.MaxASCII:
		return r
	case unicode.Is(unicode.Cf, r), r == tatweel:
		return -1
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case unicode.In(r, unicode.Pd), r == minus, r == hyphenBullet:
		return '-'
	case unicode.Is(unicode.Zs, r):
		return ' '
	}
	for _, like := range alike {
		if strings.ContainsRune(like.signs, r) {
			return like.plain
		}
	}
	return r
}

// alike are the signs that other keyboards and typesetters use in place of a plain one.
var alike = []struct {
	plain rune
	signs string
}{
	{'.', "٫۔"}, {',', "٬،"}, {'%', "٪"}, {';', "؛"}, {'"', "“”„«»"}, {'\'', "‘’‚´"},
}

// script is the kind of keyboard that a digit comes from.
type script int

const (
	western script = iota + 1
	arabic
	persian
)

// digitOf is the value of a digit, -1 if r is not one.
func digitOf(r rune) (rune, script) {
	for s, zero := range map[script]rune{arabic: '٠', persian: '۰'} {
		if r >= zero && r <= zero+9 {
			return r - zero, s
		}
	}
	for _, zero := range [...]rune{'0', '０'} {
		if r >= zero && r <= zero+9 {
			return r - zero, western
		}
	}
	return -1, 0
}

// scriptOf is the one script of all digits in a text, 0 if there are none. ok is false if
// there are two: a screen may show the parts in another order.
func scriptOf(s string) (one script, ok bool) {
	for _, r := range s {
		digit, from := digitOf(r)
		if digit < 0 {
			continue
		}
		if one != 0 && from != one {
			return 0, false
		}
		one = from
	}
	return one, true
}

// Trim removes spaces and invisible format characters from both ends.
func Trim(s string) string { return strings.TrimFunc(s, Blank) }

// Blank reports characters that come along when a text is copied: spaces, and invisible
// format characters.
func Blank(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }

// line is a text in plain characters, with each run of spaces made one.
func line(s string) string {
	return strings.Join(strings.FieldsFunc(Plain(Trim(s)), func(r rune) bool { return r == ' ' }), " ")
}

// without drops some characters, and every kind of space, from a plain text.
func without(s, signs string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune(signs, r) {
			return -1
		}
		return r
	}, Plain(s))
}
