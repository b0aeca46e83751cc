// Package receipt writes the proof of a confirmation that a stranger can check: a file
// (takeed.receipt/v1), the same in the letters of a large QR code, and a signed statement short
// enough for a small one. It only writes them. cmd/takeed-verify and static/verify.html read them, and share no code with it,
// so that an error here is not repeated there.
//
// # The file
//
// One JSON object and a line feed, with its members in this order:
//
//	format       takeed.receipt/v1
//	document     the canonical document, as a string: what the customer saw and approved
//	result       the canonical result, as a string: who confirmed, and how
//	result_salt  16 random bytes, in hex
//	event        the audit event of the confirmation, with everything that its hash covers
//	proof        that the event is in the transparency log (c2sp.org/tlog-proof@v1)
//
// There is one way to write each file: it is what ECMAScript's JSON.stringify makes of it.
// A verifier compares, so no two readers can see different things in one file.
//
// What follows from what:
//
//	body.digest = SHA-256(document)
//	body.result = SHA-256("takeed.result/v1" ‖ salt ‖ result)
//	commitment  = SHA-256("takeed.body/v1" ‖ salt ‖ body)
//	hash        = SHA-256("audit/v2" ‖ … ‖ commitment ‖ prev_hash)   see package audit
//	entry       = SHA-256("takeed.leaf/v1" ‖ hash)
//
// and the proof leads from the entry to a root that the institution has signed, and its
// witnesses, if it has any, have cosigned.
//
// # The statement
//
// A signed note (C2SP signed-note) by the key of the log, whose text has these lines:
//
//	takeed.statement/v1
//	the origin of the log
//	the index of the event in the log
//	the digest of the document, in hex
//	confirmed
//	the time of the event
//
// The code on paper holds only what its reader cannot know: [Statement.Code]. From it follows
// that this digest was confirmed then, by the word of whoever holds the key; not what the
// digest is of, for which one needs the file, nor that the log has the event.
//
// # The whole receipt on paper
//
// [Receipt.Code] is the file in another form: base 32 of these bytes, of which a reader makes
// the file again, to verify that. u64 is a number of 8 bytes, and a text stands after a byte
// with its length.
//
//	a byte 2
//	transaction, attempt and customer, 16 bytes each
//	u64 position, u64 time in microseconds since 1970
//	salt (16), result_salt (16), prev_hash (a text, empty or of 32 bytes), hash (32)
//	u64 index, u64 size, root (32), a byte with the number of hashes, the hashes (32 each)
//	the origin (a text), a byte with the number of signatures, and of each the name (a text,
//	    empty if it is the origin) and the key id with the signature (a text)
//	a byte with the number of values in hex that the body has, and these values (32 bytes each)
//	document, a byte 0, result, a byte 0, and the body, with a byte 1 in place of each of the
//	    values: these compressed together (DEFLATE, RFC 1951), up to the end
//
// Of the event its number is not there: it is not hashed, and is 0 in the file that is made.
package receipt
