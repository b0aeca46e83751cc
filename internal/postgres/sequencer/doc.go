// Package sequencer keeps the transparency log in the database: it appends the audit events to
// the tree, signs checkpoints, and reads what is published of it. The mathematics is package
// translog's; the guards of the tables are in migrations.
//
// Contract:
//
//   - Any replica may do a round, and does one every second; of several at once one appends, by
//     the lock on the row of log_state. An event is covered by a signed checkpoint about a
//     second after its commit, unless an older database transaction of the server still writes.
//   - Events enter in the order (xid, id), below the oldest database transaction that still
//     writes. So none is missed, and none comes before one that is in.
//   - Leaves, tiles and an unsigned checkpoint are one commit. What is signed is read
//     again after it, and only if no fail-over can take it back (postgres.Reach).
//   - Nothing is signed that does not contain the last checkpoint that was kept outside the
//     database ([Config.File]). If that does not fit, this replica stops: it appends and signs
//     nothing until it fits, and says why ([Log.Status]). Pages go on.
//   - What is read to be published is covered by a signed checkpoint, so it lasts.
//   - Nobody waits for a witness, and none can stop the log.
//
// # Why two replicas never sign different trees
//
// A checkpoint is a row whose key is its size, so there is one root of each size; and the rows of
// a server are one tree, because each grew from the one before under the lock, in one commit
// with its leaves and tiles. A replica that signs late signs an older row of that tree.
//
// Another tree can come only from another server: after a fail-over that lost commits, or from
// a backup. What was signed is never among what is lost, since it was on the standby first. If
// there is no standby, or a backup is older, the file outside shows it: its checkpoint is larger
// than the log, or is not contained in it. Each replica keeps its own file and brings it up to
// date when another one has signed.
//
// # What it costs
//
// Processor time, on two processors that had as much again to do for others (BenchmarkRound):
//
//	a round that has nothing to do             0.07 ms of the server
//	a round that appends 20 events and signs   3.3 ms
//	an event in a full batch                   11 µs of the server, 4 µs of the portal; to write
//	                                           the event takes the server 80 µs
//
// From an event to the signed checkpoint that covers it, with 12 writers and 3,000 events a second:
// 0.8 s in the middle, 1.4 s for 99 of 100.
package sequencer
