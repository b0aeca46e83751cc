package guard

import (
	"strings"
	"unicode"
)

// latinLetters are those of living spelling that have no plainer form (NFKC): the
// blocks up to Latin Extended-A and Latin Extended Additional without their
// ligatures and obsolete letters, and a few from in between. Letters with a caron where
// those of other languages have a breve are not among them.
var latinLetters = &unicode.RangeTable{
	R16: []unicode.Range16{
		{'A', 'Z', 1}, {'a', 'z', 1},
		{'À', 'Ö', 1}, {'Ø', 'ö', 1}, {'ø', 'ı', 1}, {'Ĵ', 'ķ', 1}, {'Ĺ', 'ľ', 1}, {'Ł', 'ň', 1}, {'Ŋ', 'ž', 1},
		{'Ɓ', 'Ɓ', 1}, {'Ɔ', 'Ɔ', 1}, {'Ɗ', 'Ɗ', 1}, {'Ə', 'Ɛ', 1}, {'Ƙ', 'ƙ', 1}, // Hausa, Akan, Azerbaijani
		{'Ơ', 'ơ', 1}, {'Ư', 'ư', 1}, {'Ƴ', 'ƴ', 1}, // Vietnamese, Hausa
		{'Ș', 'ț', 1},                // Romanian
		{'ɓ', 'ɔ', 1}, {'ɗ', 'ɗ', 1}, // the small letters of the above
		{'ə', 'ə', 1}, {'ɛ', 'ɛ', 1},
		{'Ḁ', 'ẙ', 1}, {'ẞ', 'ẞ', 1}, {'Ạ', 'ỹ', 1},
	},
	LatinOffset: 4,
}

// latinMarks rest on Latin letters that Unicode has no composed form for.
const latinMarks = "\u0300\u0301\u0302\u0303\u0304\u0308\u030c\u0323\u0327\u0328\u0331"

const arabicLetters = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي" + "ٱ" +
	"ڤڨڭ" + // sounds of other languages, in Arabic
	"پچژکگیۀ" + // Persian
	"ٹڈڑںھہۂۃےۓ" + // Urdu
	"ڕڵۆێە" + // Kurdish
	"ټځڅډړږښګڼۍې" // Pashto

// neverJoin are the Arabic letters that do not join the one after them.
const neverJoin = "ءآأؤإاةدذرزوٱژۀڈڑۃےۓڕۆەډړږۍ"

// arabicMarks are the vowels, shadda and sukun, the small alef, and the hamza that
// Persian puts over any letter.
const arabicMarks = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0654\u0670"

// signs are the other characters that a text may have: those of ASCII, the quotation marks
// and dashes of typeset text, currency signs, and Arabic punctuation.
const signs = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~" +
	"¡¿«»‘’“”„–—•§©®°¢£¥€₹₱₺₽" +
	"،؛؟"

// signsOfNames are those of people and companies: "D'Arcy", "Al-Ain", "L.L.C",
// "Sons & Co. (Dubai)", "C/O".
const signsOfNames = ".,'’-&/()+"

// inWords are the signs that do not end a word.
const inWords = ".'’‘-_&+"

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func isMark(r rune) bool { return unicode.Is(unicode.Mark, r) }

func isArabicLetter(r rune) bool { return strings.ContainsRune(arabicLetters, r) }

// script is the one that a letter or mark on the lists belongs to, nil for everything
// else.
func script(r rune) *unicode.RangeTable {
	switch {
	case unicode.Is(latinLetters, r), strings.ContainsRune(latinMarks, r):
		return unicode.Latin
	case isArabicLetter(r), strings.ContainsRune(arabicMarks, r):
		return unicode.Arabic
	}
	return nil
}

// Visible reports whether a character leaves ink and nothing but ink: it is a
// letter, a mark, a number, punctuation or a symbol, and neither a space nor one of
// those that are invisible by design, such as the Hangul filler, the variation
// selectors and the empty note head.
func Visible(r rune) bool {
	const objectReplacement, brailleBlank, nullNotehead, khitanFiller = '\ufffc', '\u2800', '\U0001d159', '\U00016fe4'
	switch r {
	case unicode.ReplacementChar, objectReplacement, brailleBlank, nullNotehead, khitanFiller:
		return false
	}
	return unicode.IsGraphic(r) && !isSpace(r) &&
		!unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}
