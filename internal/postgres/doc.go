// Package postgres is the only place with SQL: one file per question that the rest
// of the program asks.
//
// Contract:
//
//   - A decision is taken on locked rows and written in the same database
//     transaction ([DB.Decide]), or taken on rows as they were and written under
//     guards that refuse stale ones ([DB.Apply], approval.ErrStale). In both cases
//     approval decides and this package writes the approval.Change: all of it,
//     events included, or nothing.
//   - Locks are taken in the order people, transactions, attempts, audit streams.
//     A claim takes only its attempt.
//   - No connection is held while anybody talks to the provider.
//   - After a commit that was sent and not answered the error is
//     approval.ErrOutcomeUnknown: read again, on a new connection, before saying
//     anything to anybody.
//   - A connection that broke is approval.ErrStoreDown. Questions, and claims, are asked
//     once more on a new one.
//   - Each step costs one pipelined round trip, two when it must lock first.
//   - Lifetimes are compared inside the database, by takeed_now().
//   - Nothing personal leaves in an error: the server's DETAIL, which quotes rows,
//     is dropped where the error is made.
//
// In this package a database transaction is called dbtx, or does not appear at all;
// "transaction" is what a customer confirms.
package postgres
