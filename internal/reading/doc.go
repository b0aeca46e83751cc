// Package reading is how a number, an amount, a date or an identifier is read that
// somebody typed or pasted. Forms, the search box and the filters of the audit log read
// by it, so that the same text means the same in each of them.
//
// The rule is: one reading or none. Digits are those of Western, Arabic and Persian
// keyboards, and their separators go with them; spaces, dashes and direction marks come
// along when something is copied and do not matter where nothing hangs on them. What could
// be read in two ways is not read at all:
//
//   - "1,50" is one and a half to half of the world, and 150 to nobody. A comma parts
//     thousands, three digits at a time, or nothing.
//   - A number in digits of two scripts: the parts change places on the screen.
//   - Thousands parted by spaces in Arabic digits: "١ ٢٥٠" is shown as "٢٥٠ ١".
//   - "0,500", which is a half to some and five hundred to others.
//
// Day, month and year stand in this order in the Emirates, in both languages; with the
// year first they stand the other way round, as everywhere.
//
// Nothing here knows a person, and nothing is decided here but what was written.
package reading
