// Package logverify reads the whole transparency log, and the events that it is made of, and
// says what is wrong and where: which event, which entry, which checkpoint.
//
// It believes nothing that is stored but what it computed again:
//
//   - each event has the hash of its parts, and its body is the one that the hash commits to;
//   - each entry is that of its event, in the order of commits, and no event that the log has
//     passed is without one;
//   - the entries lead to the root of every checkpoint, and to every tile;
//   - every checkpoint is signed by a key of the log, and the tree contains the one that is
//     kept outside the database;
//   - an event that is gone was pruned, as far as the log's own accounts of pruning go.
//
// It reads as of one moment, while portals serve. Given a checkpoint that was verified before,
// it starts there: what the log had then is taken on trust, which takes seconds and shows
// nothing about changes to older events since.
//
// What it cannot know: with the signing key and every copy of a checkpoint in one hand, a log
// can be written anew from the beginning. Receipts, exports and witnesses are copies.
package logverify
