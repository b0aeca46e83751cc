// Package approval holds the rules of Takeed and nothing else: it imports the
// standard library only, does no I/O and never reads a clock.
//
// The nouns, which mean the same in Go, in the search of the audit log, in its exports and on
// the pages. The schema is older than some of them:
//
//   - Person: a customer; in SQL: users, user_id; in Arabic: الشخص
//   - Identity: what UAE PASS said of a person when they signed in; in SQL: profile, sealed; in Arabic: الهوية
//   - Transaction: what a person asks for; in SQL: transactions, tx_id; in Arabic: المعاملة
//   - Kind: of a transaction, such as a transfer: data of the catalogue; in SQL: kind of transactions; in Arabic: النوع
//   - Document: the content of a transaction, frozen when its form was accepted; in SQL: document, sealed; in Arabic: بيانات المعاملة
//   - Digest: the hash of a document; in SQL: payload_hash; in Arabic: البصمة الرقمية
//   - Check code: the first 40 bits of a digest, for people to compare; in SQL: the beginning of payload_hash; in Arabic: رمز المطابقة
//   - Attempt: one try to confirm a transaction with a face; in SQL: attempts, attempt_id; in Arabic: المحاولة
//   - Reason: why an attempt failed; in SQL: failure, and reason in a body; in Arabic: السبب
//   - Event: one line of the audit log; its code says what happened; in SQL: audit_events, kind; in Arabic: الحدث
//   - Number: of an event, in the whole log; in SQL: id of audit_events; in Arabic: التسلسل
//   - Stream: a hash chain of events; in SQL: audit_streams, stream; in Arabic: السلسلة
//   - Position: of an event, in its stream; in SQL: seq; in Arabic: الموضع في السلسلة
//   - Member of staff: of the institution, in the back office; in SQL: staff, staff_id; in Arabic: موظف
//   - Saved search: a query of the log that a member of staff keeps; in SQL: staff_views; in Arabic: البحث المحفوظ
//
// A document holds what was on the page: typed fields, the labels and texts that were shown,
// the sentence in both languages. Whatever changes a state carries its event with it
// ([Change]), so a store cannot write one without the other.
//
// The rules:
//
//   - Which state may follow which: [State.CanBecome], [AttemptStatus.CanBecome].
//   - Who may be the person that confirmed: [Person.Match]. It fails closed, and
//     an empty value never equals anything.
//   - How often a person, or an address, may try: [Limits].
//   - What an attempt that ended badly means to the customer: [Reason].
//
// What an attacker may hold: the whole authorization request (it travels through
// the browser, so the identifier in it can be edited), another person's callback,
// a code of another transaction, the customer's own live session. What this
// package guarantees against all of them is small and absolute: a transaction is
// confirmed only by an attempt of its own, for the same digest, answered by the
// same identity that signed in.
package approval
