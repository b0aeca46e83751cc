package catalogue

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"takeed/internal/i18n"
)

func parseText(in input) (string, phrase) {
	text, ok := normalise(in.typed)
	switch {
	case !ok:
		return "", in.say("field.text_characters")
	case utf8.RuneCountInString(text) > in.field.MaxLength:
		return "", in.tooLong(in.field.MaxLength, text)
	}
	return text, nil
}

func parseName(in input) (string, phrase) {
	name, advice := parseText(in)
	switch {
	case advice != nil:
		return "", advice
	case strings.ContainsFunc(name, notInNames):
		return "", in.say("field.name_characters")
	case !strings.ContainsFunc(name, unicode.IsLetter):
		return "", in.say("field.name_letters")
	}
	return name, nil
}

func (in input) tooLong(limit int, text string) phrase {
	return in.say("field.text_length", "limit", characters(limit), "count", characters(utf8.RuneCountInString(text)))
}

func characters(n int) phrase {
	return func(l i18n.Lang) string { return i18n.N(l, "count.characters", n) }
}

func notInNames(r rune) bool {
	return !unicode.In(r, unicode.Letter, unicode.Mark) && !strings.ContainsRune(" .'’-\u200c\u200d", r)
}

// normalise brings a text to Unicode's form C with single spaces, and refuses one
// that holds a character that cannot be seen, or hides others. Bytes that are no
// UTF-8 count as U+FFFD, which is refused.
func normalise(typed string) (string, bool) {
	text := []rune(i18n.Spaces(norm.NFC.String(typed)))
	for i := range text {
		if !mayStand(text, i) {
			return "", false
		}
	}
	return string(text), true
}

func mayStand(text []rune, i int) bool {
	switch r := text[i]; {
	case r == ' ':
		return true
	case unicode.Is(unicode.Join_Control, r):
		return joins(text, i)
	case unicode.Is(unicode.Mark, r):
		return i18n.Visible(r) && rests(text, i)
	default:
		return i18n.Visible(r)
	}
}

// joins reports whether a joiner stands between two Arabic letters, where Persian
// and Urdu spelling needs it.
func joins(text []rune, i int) bool {
	before := i - 1
	for before >= 0 && unicode.Is(unicode.Mark, text[before]) {
		before--
	}
	return before >= 0 && isArabic(text[before]) && i+1 < len(text) && isArabic(text[i+1])
}

// maxMarks is what one letter can carry in the languages that pile marks highest.
// More would cover the lines above and below.
const maxMarks = 4

// rests reports whether a mark has a letter to rest on, and no crowd with it there.
func rests(text []rune, i int) bool {
	for n := 1; n <= maxMarks && i-n >= 0; n++ {
		if !unicode.Is(unicode.Mark, text[i-n]) {
			return i18n.Visible(text[i-n])
		}
	}
	return false
}
