// Package history writes a made-up past: people, transactions, attempts and the audit
// log of what they did, for the demo and for measurements. No program that serves
// customers links it.
//
// Everything in it was decided by package approval on made-up facts at made-up times, so
// that an event says what it would have said, and is chained and sealed as if it had
// happened: every invariant holds afterwards.
//
// It is loaded by COPY in one database transaction, under the owner of the schema:
// triggers are switched off, indexes and foreign keys taken away and made again, all of
// which comes back if it fails. Nobody else should be using the database meanwhile; they
// would wait.
package history
