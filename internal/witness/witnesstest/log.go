// Package witnesstest has the other sides of internal/witness and cmd/witness, for their tests:
// logs and keys of witnesses, honest or not, and programs that others wrote.
package witnesstest

import (
	"context"
	"crypto/rand"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Log is a transparency log in memory. It is not for goroutines while it grows.
type Log struct {
	Origin, VKey, SKey string

	signer note.Signer
	size   int64
	hashes storage
}

type storage []tlog.Hash

func (s storage) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		hashes[i] = s[index]
	}
	return hashes, nil
}

// New makes a key, and a log with size leaves.
func New(t testing.TB, origin string, size int64) *Log {
	t.Helper()
	skey, vkey, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		t.Fatal(err)
	}
	return Other(t, &Log{Origin: origin, VKey: vkey, SKey: skey}, 0, size, "")
}

// Other returns what the owner of a log's key could sign instead: its first common leaves,
// and then others, up to size.
func Other(t testing.TB, log *Log, common, size int64, other string) *Log {
	t.Helper()
	signer, err := note.NewSigner(log.SKey)
	if err != nil {
		t.Fatal(err)
	}
	l := &Log{Origin: log.Origin, VKey: log.VKey, SKey: log.SKey, signer: signer}
	for n := range size {
		leaf := fmt.Sprintf("leaf %d", n)
		if n >= common {
			leaf += other
		}
		hashes, err := tlog.StoredHashes(n, []byte(leaf), l.hashes)
		if err != nil {
			t.Fatal(err)
		}
		l.size, l.hashes = n+1, append(l.hashes, hashes...)
	}
	return l
}

// Checkpoint returns the signed checkpoint of the first size leaves.
func (l *Log) Checkpoint(t testing.TB, size int64) []byte {
	t.Helper()
	root, err := tlog.TreeHash(size, l.hashes)
	if err != nil {
		t.Fatal(err)
	}
	return l.Sign(t, fmt.Sprintf("%s\n%d\n%s\n", l.Origin, size, root))
}

// Sign signs any text as the log would sign a checkpoint.
func (l *Log) Sign(t testing.TB, text string) []byte {
	t.Helper()
	signed, err := note.Sign(&note.Note{Text: text}, l.signer)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// Proof proves that the tree of the size begins with that of the old size.
func (l *Log) Proof(_ context.Context, oldSize, newSize int64) ([]tlog.Hash, error) {
	return tlog.ProveTree(newSize, oldSize, l.hashes)
}
