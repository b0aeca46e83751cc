// Package translog is the mathematics and the formats of the transparency log: a Merkle tree
// over the audit events, whose checkpoints are signed and published, so that whoever kept one
// can show that nothing it covers was changed or removed since.
//
// Contract:
//
//   - Formats are those of C2SP, byte for byte: signed-note, tlog-checkpoint, tlog-tiles,
//     tlog-proof. Hashes are those of RFC 6962 with SHA-256. The mathematics is that of
//     golang.org/x/mod/sumdb.
//   - It is pure: no database, no network, no file, no clock. The caller reads tiles for it
//     ([Tiles]) and writes those that have grown ([Growth]).
//   - A tree grows by leaves and never changes otherwise. To grow it, only the tiles of its
//     right edge are read, at most one per level.
//   - What it returns was checked: a proof leads to the root, and a tree that grew contains
//     the tree before ([Prove], [CheckGrowth]).
//   - Whatever comes from outside (keys, notes, proofs, paths) is parsed strictly: there is one
//     way to write each thing, and every other is refused.
//   - Signatures are Ed25519 and deterministic: the same checkpoint signed with the same keys
//     is the same note.
//
// Words: an entry of the log is the leaf data of one event, 32 bytes ([LeafData]); its place is
// its index, from 0. A tile holds up to 256 hashes of one level of the tree; a tile that is not
// full is a prefix of what it will be. A checkpoint is the origin, size and root of the tree.
package translog
