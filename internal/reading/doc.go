// Package reading reads the numbers, amounts, dates and identifiers that people type or
// paste. Forms, the search box and the filters of the audit log all use it, so that the
// same text means the same in each of them.
//
// The rule is: one reading or none. Digits are those of Western, Arabic and Persian
// keyboards, with the separators of the same keyboard; spaces, dashes and direction marks
// come along when a text is copied and are ignored where they do not change the meaning.
// What could be read in two ways is not read at all:
//
//   - "1,50", which half of the world reads as one and a half. A comma separates
//     thousands, three digits at a time, or the text is refused.
//   - A number in digits of two scripts: the parts change places on the screen.
//   - Thousands separated by spaces in Arabic digits: "١ ٢٥٠" is shown as "٢٥٠ ١".
//   - "0,500", which is a half to some and five hundred to others.
//
// A date is day, month, year in the Emirates, in both languages; if the year comes first, it
// is year, month, day, as everywhere.
//
// This package knows no people and decides only what was written.
package reading
