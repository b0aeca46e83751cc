package guard

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/runenames"
)

// Reason is why a text is refused.
type Reason int

const (
	Hidden     Reason = iota // a character that cannot be seen, or that moves others
	Foreign                  // a character that is not on any list
	Mark                     // a mark without a letter, or one too many
	Mixed                    // letters of two scripts in one word
	NotInNames               // a sign that names do not have
	Lookalike                // a digit that looks like a letter where one could stand
	LongNumber               // more digits than names have
	NoLetter                 // a name of signs and digits alone
)

// Reasons lists them, so that a test can check that each has its words.
var Reasons = []Reason{Hidden, Foreign, Mark, Mixed, NotInNames, Lookalike, LongNumber, NoLetter}

// Refusal is the first thing wrong with a text.
type Refusal struct {
	Reason    Reason
	Character rune
	Position  int // in what [Marked] shows, from 1; 0 if it is the text as a whole
}

// Text reads what a customer typed as free text.
func Text(typed string) (string, *Refusal) { return check(read(typed), ofText) }

// Name reads what a customer typed as the name of a person or a company.
func Name(typed string) (string, *Refusal) {
	name, refusal := check(asInNames(read(typed)), ofNames)
	if refusal == nil && name != "" && !strings.ContainsFunc(name, unicode.IsLetter) {
		return "", &Refusal{Reason: NoLetter}
	}
	return name, refusal
}

// Marked returns what was typed in a form that can be shown again: in our spelling, with the
// replacement character for each one that would not be seen, or only on top of another. As
// long as a replacement character is in it, the text is refused.
func Marked(typed string) string {
	text := read(typed)
	shown := slices.Clone(text)
	for i := range text {
		if hides(text, i) || floats(text, i) || isMark(text[i]) && isForeign(text, i) {
			shown[i] = unicode.ReplacementChar
		}
	}
	return string(shown)
}

// Describe names a character as Unicode does: "U+202E RIGHT-TO-LEFT OVERRIDE".
func Describe(r rune) string {
	name := strings.ToUpper(strings.Trim(runenames.Name(r), "<>"))
	if name == "" {
		name = "UNASSIGNED"
	}
	return fmt.Sprintf("%U %s", r, name)
}

// rule refuses the character of a text that stands at i.
type rule struct {
	reason  Reason
	refuses func(text []rune, i int) bool
}

var (
	ofText  = []rule{{Hidden, hides}, {Foreign, isForeign}, {Mark, floats}, {Mixed, mixes}, {Lookalike, passesForAlef}}
	ofNames = append(slices.Clone(ofText), rule{NotInNames, notInNames}, rule{Lookalike, passesForLetters}, rule{LongNumber, isOneTooMany})
)

func check(text []rune, rules []rule) (string, *Refusal) {
	for i, r := range text {
		for _, rule := range rules {
			if rule.refuses(text, i) {
				return "", &Refusal{rule.reason, r, i + 1}
			}
		}
	}
	return Spaces(string(text)), nil
}

func hides(text []rune, i int) bool {
	switch r := text[i]; r {
	case ' ':
		return false
	case nonJoiner:
		return !joins(text, i)
	default:
		return !Visible(r)
	}
}

func isForeign(text []rune, i int) bool {
	r := text[i]
	return r != ' ' && r != nonJoiner && !isDigit(r) && script(r) == nil && !strings.ContainsRune(signs, r)
}

// maxMarks is how many marks a letter carries in the languages of the lists, beyond those
// composed with it: shadda and a vowel, or the tone of a dotted letter.
const maxMarks = 2

// floats reports whether a mark has no letter to rest on, or one that carries enough marks
// already (UTS #39, section 5.4). A dotless i with an accent would look like an í.
func floats(text []rune, i int) bool {
	if !isMark(text[i]) {
		return false
	}
	for n := 1; n <= maxMarks && n <= i; n++ {
		switch before := text[i-n]; {
		case before == text[i], before == 'ı':
			return true
		case !isMark(before):
			return !unicode.IsLetter(before) || !Visible(before)
		}
	}
	return true
}

// mixes reports whether the previous letter of the same word is of another script. A mark
// belongs to the script whose letters it rests on.
func mixes(text []rune, i int) bool {
	own := script(text[i])
	for j := i - 1; own != nil && j >= 0 && isInWord(text[j]); j-- {
		if other := script(text[j]); other != nil {
			return other != own
		}
	}
	return false
}

func isInWord(r rune) bool {
	return script(r) != nil || isDigit(r) || r == nonJoiner || strings.ContainsRune(inWords, r)
}

// passesForAlef finds a digit that touches an alef, which is then read as a 1: ا00.
func passesForAlef(text []rune, i int) bool {
	return isDigit(text[i]) && (runeAt(text, i-1) == 'ا' || runeAt(text, i+1) == 'ا')
}

func notInNames(text []rune, i int) bool {
	r := text[i]
	return strings.ContainsRune(signs, r) && !strings.ContainsRune(signsOfNames, r)
}

// passesForLetters finds numbers made only of 0 and 1 that touch letters and pass for O, l
// or an alef. "G42", "3M" and "V10" are names.
func passesForLetters(text []rune, i int) bool {
	if !isDigit(text[i]) || isDigit(runeAt(text, i-1)) {
		return false
	}
	end := i
	for isDigit(runeAt(text, end)) {
		end++
	}
	number, before, after := string(text[i:end]), script(runeAt(text, i-1)), script(runeAt(text, end))
	switch {
	case strings.Trim(number, "0") == "":
		return before != nil || after != nil
	case strings.Trim(number, "01") == "":
		return before != nil && after != nil || before == unicode.Arabic || after == unicode.Arabic
	}
	return false
}

// maxDigits is less than a telephone number or an account has: in the name of a
// payee it could be taken for where the money goes.
const maxDigits = 6

func isOneTooMany(text []rune, i int) bool {
	if !isDigit(text[i]) {
		return false
	}
	before := 0
	for _, r := range text[:i] {
		if isDigit(r) {
			before++
		}
	}
	return before == maxDigits
}

// runeAt is a character of a text, 0 beyond its ends.
func runeAt(text []rune, i int) rune {
	if i < 0 || i >= len(text) {
		return 0
	}
	return text[i]
}
