// Package audit is how the audit log is asked and how it is handed out: the language of
// its search box, the detection of what was pasted there, the chain that makes it
// checkable and the files that it is exported to. It does no I/O of its own and knows
// no SQL; package postgres answers a [Query].
//
// The language:
//
//	event:signin_* -result:success person:… after:7d before:2026-11-19
//
// Terms are joined by AND. A term is key:value; key:a,b is either of two; -key:value is
// none of them; event:signin_* is everything that begins so; amount:>10000 and
// number:100..200 are ranges. Values may stand in quotes. [Keys] is the whole list. Bare
// words are refused: no event holds free text.
//
// Numbers, times and identifiers are read by package reading, as in every form: a comma
// belongs to a number wherever it can, and a list of numbers is one only where no two
// neighbours could be one number. after: and before: take a time as pages and exports print
// it, with its spaces.
//
// What is pasted alone into the search box is recognised by its form: whatever a page, a
// CSV or a JSONL prints, and whatever a form takes.
//
// [Parse] reads a text into a Query or returns a [SyntaxError] that says where and why;
// [Query.String] writes the one canonical form, which parses to the same query again.
//
// What an attacker, or a careless operator, could try: to smuggle SQL (values have a
// shape each, and reach the database as parameters only); to have a query cost more
// than the database can give (terms, values and ranges are bounded); to leave personal
// data in an address, a log or a bookmark (no key takes any: a pasted Emirates ID,
// mobile number or e-mail address is found by [Detect] and becomes person:<id> before
// it is written anywhere, and typed as the value of a key it is refused); to open a file
// of ours in a spreadsheet and have a cell do something (see [CSV]).
package audit
