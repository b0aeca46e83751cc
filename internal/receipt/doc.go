// Package receipt writes the proof of a confirmation that a stranger can check: a file
// (takeed.receipt/v1), and a signed statement short enough for a QR code on paper. It only
// writes them. cmd/takeed-verify and static/verify.html read them, and share no code with it,
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
package receipt
