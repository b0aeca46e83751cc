// Package history writes a made-up past: people, transactions, attempts and the audit
// log of what they did, for the demo and for measurements. No program that serves
// customers links it.
//
// Everything in it was decided by package approval, on made-up facts at made-up times. So
// an event says what it would have said, and is chained and sealed as if it had happened:
// every invariant holds afterwards.
//
// It is loaded by COPY in one database transaction, under the owner of the schema:
// triggers are switched off, and indexes and foreign keys are dropped and made again; if it
// fails, all of them are as before. No other program should use the database meanwhile; it
// would wait.
package history
