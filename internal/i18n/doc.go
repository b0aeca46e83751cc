// Package i18n says things in English and Arabic: the texts of the pages, and
// amounts, dates, numbers and identifiers as text.
//
// The texts are in locales/en.toml and locales/ar.toml. [T] looks one up and fills
// in its {placeholders}; [N] does the same for a counted noun, in all six plural
// forms of Arabic. What is missing stays visible: a key that no file has, or a text with
// a forgotten argument, comes out as «the.key». Tests compare the two files with each
// other and with the source of the whole program, so that neither a missing nor an
// unused text gets through.
//
// Digits are Western and the calendar is Gregorian in both languages, as the
// locale ar-AE has it; times are those of the Emirates. The formats are written
// here and not taken from a library because the available ones follow the conventions
// of other years or regions: Arabic-Indic digits, an amount with its currency on the
// wrong side, stray direction marks.
//
// What an attacker could try is to make a page read differently from what it says.
// Text of the other direction, put into a sentence as it is, reorders its
// surroundings: in an Arabic sentence +971 55 123 4567 comes out with its groups in
// reverse, and a name that holds direction controls can turn an amount around.
// Values are therefore isolated ([LTR], [Isolate]) wherever they meet a sentence,
// an isolated value cannot end its own isolation, and templates turn the isolates
// into <bdi> elements ([Segments]). Nothing here escapes HTML: templates do.
package i18n
