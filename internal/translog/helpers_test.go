package translog_test

import (
	"crypto/sha256"
	"fmt"
	"testing"

	"takeed/internal/translog"
)

const origin = "portal.example.ae/log"

// memory is a tree in memory, which grows as one in a database would.
type memory map[[2]int64][]byte

func (m memory) ReadTiles(want []translog.Tile) ([][]byte, error) {
	data := make([][]byte, len(want))
	for i, t := range want {
		data[i] = m[[2]int64{int64(t.Level), t.N}]
	}
	return data, nil
}

// edge counts what is read to grow.
type edge struct {
	memory
	read int
}

func (e *edge) ReadTiles(want []translog.Tile) ([][]byte, error) {
	e.read += len(want)
	return e.memory.ReadTiles(want)
}

// tree is a tree, and every checkpoint that it had.
type tree struct {
	*testing.T
	memory
	entries     [][]byte
	checkpoints []translog.Checkpoint
}

func newTree(t *testing.T) *tree { return &tree{T: t, memory: memory{}} }

func entry(n int) []byte {
	sum := sha256.Sum256(fmt.Append(nil, n))
	return translog.LeafData(sum[:])
}

func (w *tree) size() int64 { return int64(len(w.entries)) }

// grow appends so many entries at once.
func (w *tree) grow(n int) translog.Checkpoint {
	w.Helper()
	var fresh [][]byte
	for i := range n {
		fresh = append(fresh, entry(len(w.entries)+i))
	}
	e := &edge{memory: w.memory}
	g, err := translog.Grow(w.size(), fresh, e)
	w.must(err)
	if most := len(translog.RightEdge(w.size())); e.read > most {
		w.Errorf("to grow from %d it read %d tiles of %d", w.size(), e.read, most)
	}
	for _, row := range g.Rows {
		w.memory[[2]int64{int64(row.Level), row.N}] = row.Hashes
	}
	w.entries = append(w.entries, fresh...)
	if g.Size != w.size() {
		w.Fatalf("it grew to %d, want %d", g.Size, w.size())
	}
	c := translog.Checkpoint{Origin: origin, Size: g.Size, Root: g.Root}
	w.checkpoints = append(w.checkpoints, c)
	return c
}

func (w *tree) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func keysFor(t testing.TB, n int) (k *translog.Keys, text string) {
	t.Helper()
	for range n {
		secret, _, err := translog.GenerateKey(origin)
		if err != nil {
			t.Fatal(err)
		}
		text += secret + "\n"
	}
	k, err := translog.ParseKeys(text, origin)
	if err != nil {
		t.Fatal(err)
	}
	return k, text
}
