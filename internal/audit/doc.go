// Package audit is how the audit log is searched and exported: the language of its search
// box, the detection of what is pasted there, the chain that makes it checkable, and the
// files that it is exported to. It does no I/O of its own and knows no SQL; the store answers
// a [Query].
//
// # The language
//
//	event:signin_* -result:success staff:… after:7d before:2026-11-19
//
// Terms are joined by AND. A term is key:value; key:a,b matches either value; -key:value
// matches events that do not have it; event:signin_* matches every code with that beginning;
// amount:>10000 and number:100..200 are ranges. Values may stand in quotes. [Keys] is the
// whole list. Bare words are refused: no event holds free text.
//
// Numbers, times and identifiers are read by package reading, as in every form: a comma is
// part of a number wherever it can be, so it separates the numbers of a list only where no
// two neighbours could be one number. after: and before: take a time as pages and exports
// print it, with its spaces.
//
// # Contract, and who keeps it
//
//   - A query has one canonical form ([Query.String]), which parses to the same query: [Parse].
//     Each key has one word, the same as in exports and on pages. The words of the first
//     version are still read, and never written: firstNames.
//   - No query holds personal data, whatever was typed: Parse refuses it under every key, and
//     [Detect] leaves it to the store to find a person by hash, so that person:<id> is all
//     that is written anywhere.
//   - The cost of a query is bounded: query.go limits terms, values and ranges. key.go gives
//     the values of each key a form, and the store passes them as parameters only.
//   - What a page, a CSV cell or a line of JSONL prints is found again when it is pasted:
//     Detect.
//   - A line has the hash of its parts ([Line.Sum], the same as audit_hash in SQL). Renaming
//     anything in Go or in a file does not change what is hashed.
//   - A file names its version ([Version]), and files of every version so far can be verified:
//     [VerifyExport], with files of version 1 in testdata.
//   - No cell of a CSV file is a formula, or reverses the text around it: [Cell].
//   - The reason for showing identifiers names no person: [CheckReason].
//
// # Example
//
// An auditor pastes TK-7GQ2M-XK04R. Detect returns the query ref:TK-7GQ2M-XK04R, and the page
// that it leads to has that query in its address. From there she exports: a [Writer] writes
// the lines and the [Manifest], an [Archive] packs both, and months later VerifyExport shows
// that the file is the one the manifest describes and that each line has its hash.
package audit
