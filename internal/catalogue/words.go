package catalogue

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"takeed/internal/approval"
	"takeed/internal/guard"
	"takeed/internal/i18n"
)

// maxWords is the longest text of a catalogue, in characters.
const maxWords = 300

// both takes a text in both languages: label.en and label.ar.
func (t *table) both(key string) approval.Text {
	words := t.template(key)
	if strings.ContainsAny(words.EN+words.AR, "{}") {
		t.fault("%s has a brace: only the sentence has placeholders", t.prefix+key)
	}
	return words
}

// template is both for a text that may have placeholders.
func (t *table) template(key string) approval.Text {
	in := t.within(key)
	if in == nil {
		return approval.Text{}
	}
	words := in.languages()
	in.close()
	return words
}

func (t *table) languages() approval.Text {
	return approval.Text{EN: t.words("en"), AR: t.words("ar")}
}

func (t *table) words(lang string) string {
	text, ok := t.text(lang)
	if !ok {
		return ""
	}
	if wrong := wrongWords(text); wrong != "" {
		t.fault("%s %s", t.prefix+lang, wrong)
	} else if lang == "ar" && !strings.ContainsFunc(text, isArabic) {
		t.fault("%s is not in Arabic", t.prefix+lang)
	}
	return text
}

// wrongWords says what is wrong with a text of the catalogue, "" if nothing is.
func wrongWords(text string) string {
	plain := i18n.Plain(text)
	_, refusal := guard.Text(plain)
	switch {
	case plain == "":
		return "is empty"
	case utf8.RuneCountInString(plain) > maxWords:
		return fmt.Sprintf("is longer than %d characters", maxWords)
	case refusal != nil:
		return fmt.Sprintf("has the character %s where no page may show it", guard.Describe(refusal.Character))
	case guard.Spaces(plain) != plain:
		return "has a space too many"
	case guard.Digits(plain) != plain:
		return "has digits other than 0 to 9"
	case !norm.NFC.IsNormalString(text):
		return "is not in Unicode's normal form C"
	case !closesIsolates(text):
		return `isolates a value without ending it (write \u2066 or \u2068 before it, \u2069 after it)`
	}
	return ""
}

// closesIsolates reports whether every isolate ends, and none is in another or goes
// from right to left.
func closesIsolates(text string) bool {
	var again strings.Builder
	for _, s := range i18n.Segments(text) {
		switch s.Dir {
		case "ltr":
			again.WriteString(i18n.LTR(s.Text))
		case "auto":
			again.WriteString(i18n.Isolate(s.Text))
		default:
			again.WriteString(s.Text)
		}
	}
	return again.String() == text
}

func isArabic(r rune) bool { return unicode.Is(unicode.Arabic, r) && unicode.IsLetter(r) }
