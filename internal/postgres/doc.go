// Package postgres has every SQL statement that changes something, and those by which
// customers read: one file per question that the rest of the program asks. The staff read
// the audit log through package auditlog, on a pool of its own, and package sequencer keeps
// the transparency log; what these need from this one is in seam.go.
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
//   - No connection is held while the portal talks to the provider.
//   - After a commit that was sent and not answered the error is
//     approval.ErrOutcomeUnknown. Read again before telling anyone the outcome, and read
//     surely ([DB.SurelyPerson], approval.Arrival.Surely): what is visible may not last.
//   - A connection that broke is approval.ErrStoreDown. Reads and claims are tried once
//     more on a new connection.
//   - Each step costs one pipelined round trip, two when it must lock first; a confirmation
//     is 24 statements in twelve round trips, and a page that only reads is one statement.
//   - Plans are generic ([serverSide]), and each statement finds its rows by a key.
//   - Lifetimes are compared inside the database, by takeed_now().
//   - Nothing personal leaves in an error: the server's DETAIL, which quotes rows,
//     is dropped where the error is made.
//
// # What is told lasts
//
// Where the server has a synchronous standby, a commit is acknowledged once the standby has
// it, and no other session sees it before. But if the wait is cancelled (by a client that
// gives up, by an administrator, by a crash of the primary), the commit becomes visible
// although the standby may not have it, and is lost if that standby takes over. So not
// everything that can be seen may be told:
//
//   - Every commit goes through [pool.write] or [loan.commit]. If the server warns that it
//     stopped waiting, the outcome is unknown. A request waits two seconds for its commit;
//     the commit itself goes on for up to a minute. At most half of a pool's connections
//     wait like that; beyond it every write is refused before it is sent
//     (approval.ErrWouldBlock). No statement_timeout ends such a wait.
//   - What is read to be shown comes with how far it reaches ([Reach]), and is told only if
//     the same server acknowledged a barrier that began later ([DB.Settled]). A barrier
//     covers everything that was there when it began, so a page needs a new one only if
//     something in it is newer than the last barrier of its process, and all requests that
//     wait share the next one. Where synchronous_standby_names is empty, which each read
//     asks the server itself, there are no barriers.
//
// What counts as told: the state of a transaction (its page, JSON, receipt, history, start
// page: approval.Transaction.Unsettled, which is only read through At), every event,
// timeline and person that the staff see, and each batch of an export before it leaves.
// Customers are told that it is being checked; the staff get no page, and an export breaks
// off. That a person is signed in or out, disabled or revoked is told by the answer to the
// commit that does it.
//
// What does not: counts and charts, which name no one; people's preferences, their saved
// searches and when they signed in last; that a confirmation is waiting elsewhere, which
// invites the customer back and settles nothing; how long a session was idle, whose write
// waits for no standby at all. A fail-over may take those back without harm.
//
// # Scale
//
// Measured with a million events (460 MB, and 610 MB of indexes) on two processors that had as
// much again to do for others, PostgreSQL 15 with its defaults. Multiples are of a look-up by
// primary key on the same connection, by the clock: 0.1 ms at most.
//
//	first page of the whole log                7 times
//	first page by any one key                  2 to 25 times; account, kind, language and amount
//	                                           are the slow ones, since other tables hold them
//	first page by two keys                     8 to 10 times over all; 73 to 77 of 100 pairs
//	                                           within 20, the worst 70 to 170: with account, kind,
//	                                           language or amount, or something rare
//	thousandth page                            6 times
//	timeline of a transaction                  16 times, with the event that says who looked
//	person by keyed hash                       7 times, with that event
//	histogram of 30 days                       5 to 18 times, 0.3 to 1 ms; by what no walk and no
//	                                           count answers, up to 40 ms
//	dashboard of a day, of 30 days             15 and 55 to 90 times, 1.4 and 16 ms
//	to count an event ahead                    20 µs of the server's processor, in batches
//
// And with ten million events (4.3 GB, and 6.3 GB of indexes) on an idle machine with 3 GB of
// shared buffers, where a look-up takes 0.3 ms:
//
//	export as JSONL, as CSV                    76,000 and 61,000 events a second, in 35 MB of memory
//	portal verify                              five minutes, without the counts by the hour
//	portal audit prune                         1,700 events a second, without the counts by the hour
//
// A page looks at 512 lines at most and then says how far it got. The fifteen indexes that
// searches need double what an insert costs the server. On your machine:
//
//	go test ./internal/postgres/auditlog -run xxx -bench AuditLog -benchtime 100x -events 1000000
//
// In this package a database transaction is called dbtx, or does not appear at all;
// "transaction" is what a customer confirms.
package postgres
