// Package approval holds the rules of Takeed and nothing else: it imports the
// standard library only, does no I/O and asks nobody for the time.
//
// The nouns:
//
//   - A [Person] is a customer. Who they are was said by UAE PASS when they
//     signed in, and is kept as an [Identity].
//   - A [Transaction] is what they ask for. Its content is a [Document], frozen
//     when the form was accepted: typed fields, the labels and texts that were
//     shown, the sentence in both languages. The [Digest] covers all of it.
//   - An [Attempt] is one try to confirm a transaction with a face.
//   - An [Event] is one line of the audit log. Whatever changes a state carries
//     its event with it ([Change]), so a store cannot write one without the other.
//
// The rules:
//
//   - Which state may follow which: [State.CanBecome], [AttemptStatus.CanBecome].
//   - Who may be the person that confirmed: [Person.Match]. It fails closed, and
//     an empty value never equals anything.
//   - How often somebody may try: [Limits].
//   - What an attempt that ended badly means to the customer: [Reason].
//
// What an attacker may hold: the whole authorization request (it travels through
// the browser, so the identifier in it can be edited), a callback of somebody
// else, a code of another transaction, the customer's own live session. What this
// package guarantees against all of them is small and absolute: a transaction is
// confirmed only by an attempt of its own, for the same digest, answered by the
// same identity that signed in.
package approval
