package translog_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"

	"takeed/internal/translog"
)

// Another library computes the root of a tree that grew in batches of every size, over three
// levels of tiles.
func TestTheRootIsThatOfRFC6962(t *testing.T) {
	t.Parallel()
	w, other := newTree(t), (&compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}).NewEmptyRange(0)
	for _, n := range []int{1, 1, 2, 3, 248, 1, 1, 255, 256, 257, 1000, 8192, 65536 - 10217, 300} {
		c := w.grow(n)
		for _, e := range w.entries[c.Size-int64(n):] {
			w.must(other.Append(rfc6962.DefaultHasher.HashLeaf(e), nil))
		}
		root, err := other.GetRootHash(nil)
		if w.must(err); !slices.Equal(root, c.Root[:]) {
			t.Errorf("at %d: %x, want %x", c.Size, c.Root, root)
		}
	}
	for _, c := range w.checkpoints { // from the tiles as they are now
		if root, err := translog.Root(c.Size, w.memory); err != nil || root != c.Root {
			t.Errorf("the root at %d, later: %v, %v", c.Size, root, err)
		}
	}
}

// Another library verifies what is proved, of every checkpoint that there was.
func TestProofsVerifyElsewhere(t *testing.T) {
	t.Parallel()
	w := newTree(t)
	for _, n := range []int{1, 2, 253, 1, 300, 1} {
		w.grow(n)
	}
	for _, c := range w.checkpoints {
		for index := range c.Size {
			hashes, err := translog.Prove(c, index, w.entries[index], w.memory)
			w.must(err)
			w.must(proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(index), uint64(c.Size), rfc6962.DefaultHasher.HashLeaf(w.entries[index]), bytesOf(hashes), c.Root[:]))
		}
		for _, old := range w.checkpoints {
			hashes, err := translog.Consistency(c.Size, old.Size, w.memory)
			if old.Size > c.Size {
				if err == nil {
					t.Errorf("a tree of %d had %d", c.Size, old.Size)
				}
				continue
			}
			w.must(err)
			w.must(proof.VerifyConsistency(rfc6962.DefaultHasher, uint64(old.Size), uint64(c.Size), bytesOf(hashes), old.Root[:], c.Root[:]))
		}
	}
}

func bytesOf(hashes []translog.Hash) (all [][]byte) {
	for _, h := range hashes {
		all = append(all, h[:])
	}
	return all
}

// What was changed in the tiles, or in the entry, is not proved.
func TestNothingFalseIsProved(t *testing.T) {
	t.Parallel()
	w := newTree(t)
	old, c := w.grow(300), w.grow(400)
	if _, err := translog.Prove(c, 7, entry(8), w.memory); !errors.Is(err, translog.ErrCorrupt) {
		t.Errorf("another entry: %v", err)
	}
	for _, index := range []int64{-1, c.Size, 1 << 60} {
		if _, err := translog.Prove(c, index, entry(1), w.memory); err == nil {
			t.Errorf("entry %d is proved", index)
		}
	}
	for place, hashes := range w.memory {
		broken := slices.Clone(hashes)
		broken[rand.IntN(len(broken))] ^= 1
		w.memory[place] = broken
		if err := translog.CheckGrowth(old, c, w.memory); !errors.Is(err, translog.ErrCorrupt) && !errors.Is(err, translog.ErrDiverged) && place[0] == 0 && place[1] > 1 {
			t.Errorf("tile %v is not what it was: %v", place, err)
		}
		w.memory[place] = broken[:len(broken)-1]
		if _, err := translog.Root(c.Size, w.memory); err == nil && place[0] == 0 && place[1] == 2 {
			t.Errorf("tile %v is cut", place)
		}
		w.memory[place] = hashes
	}
}

// A checkpoint is signed only if its tree contains the last one.
func TestATreeContainsWhatWasSigned(t *testing.T) {
	t.Parallel()
	w := newTree(t)
	first, second := w.grow(3), w.grow(5)
	w.must(translog.CheckGrowth(first, second, w.memory))
	w.must(translog.CheckGrowth(second, second, w.memory))
	w.must(translog.CheckGrowth(translog.Checkpoint{}, second, w.memory))
	forked, same := first, second
	forked.Root[0] ^= 1
	same.Root[0] ^= 1
	for name, c := range map[string]struct {
		old, now translog.Checkpoint
		want     error
	}{
		"smaller":           {second, first, translog.ErrSmaller},
		"forked before":     {forked, second, translog.ErrDiverged},
		"forked, same size": {same, second, translog.ErrDiverged},
		"not its tiles":     {first, same, translog.ErrCorrupt},
	} {
		if err := translog.CheckGrowth(c.old, c.now, w.memory); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A right edge that is not that of the size is refused: the tree would be another one.
func TestATreeGrowsFromItsOwnEdge(t *testing.T) {
	t.Parallel()
	w := newTree(t)
	w.grow(300)
	for _, size := range []int64{299, 301, 44, -1, translog.MaxSize} {
		if g, err := translog.Grow(size, [][]byte{entry(300), entry(301)}, w.memory); err == nil {
			t.Errorf("at %d: %+v", size, g)
		}
	}
	if _, err := translog.Grow(300, [][]byte{entry(300)}, memory{}); !errors.Is(err, translog.ErrCorrupt) {
		t.Errorf("without tiles: %v", err)
	}
}

// Many sizes, many steps: the tiles and the root depend on the entries alone.
func TestBatchesDoNotMatter(t *testing.T) {
	t.Parallel()
	one, many := newTree(t), newTree(t)
	total := 0
	for range 40 {
		n := 1 + rand.IntN(60)
		many.grow(n)
		total += n
	}
	if a, b := one.grow(total), many.checkpoints[39]; a != b {
		t.Errorf("%+v, %+v", a, b)
	}
	for place, hashes := range one.memory {
		if !slices.Equal(hashes, many.memory[place]) {
			t.Errorf("tile %v differs", place)
		}
	}
}
