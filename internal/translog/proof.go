package translog

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/transparency-dev/formats/proof"
	"golang.org/x/mod/sumdb/tlog"
)

// Proof is the proof that an entry is in the tree of a checkpoint.
type Proof struct {
	Index  int64
	Hashes []Hash
	Note   []byte // the signed checkpoint, with the cosignatures that it had
}

const maxProof = 256 << 10

var errProof = errors.New("this is no proof in the form c2sp.org/tlog-proof@v1")

// Entry is an entry of the log, and its place.
type Entry struct {
	Index int64
	Data  []byte
}

// Prove proves that entry index with this content is in the tree of a checkpoint.
func Prove(c Checkpoint, index int64, entry []byte, tiles Tiles) ([]Hash, error) {
	all, err := ProveAll(c, []Entry{{index, entry}}, tiles)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// ProveAll is Prove for many entries. Their tiles are read all at once, and each once.
func ProveAll(c Checkpoint, entries []Entry, tiles Tiles) (all [][]Hash, err error) {
	var wanted []int64
	note := tlog.HashReaderFunc(func(indexes []int64) ([]Hash, error) {
		wanted = append(wanted, indexes...)
		return make([]Hash, len(indexes)), nil
	})
	for _, e := range entries {
		if e.Index < 0 || e.Index >= c.Size {
			return nil, fmt.Errorf("a tree of %d entries has no entry %d", c.Size, e.Index)
		}
		if _, err := tlog.ProveRecord(c.Size, e.Index, note); err != nil {
			return nil, err
		}
	}
	n := newNodes(tiles)
	if err := n.load(wanted); err != nil {
		return nil, err
	}
	for _, e := range entries {
		hashes, err := prove(c, e, n)
		if err != nil {
			return nil, err
		}
		all = append(all, hashes)
	}
	return all, nil
}

func prove(c Checkpoint, e Entry, n *nodes) ([]Hash, error) {
	hashes, err := tlog.ProveRecord(c.Size, e.Index, n)
	if err != nil {
		return nil, err
	}
	if err := tlog.CheckRecord(hashes, c.Size, c.Root, e.Index, tlog.RecordHash(e.Data)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return hashes, nil
}

// Text is the proof as it is handed out. It has no "extra" line.
func (p Proof) Text() []byte {
	all := proof.TLogProof{Index: uint64(p.Index), Checkpoint: p.Note}
	for _, h := range p.Hashes {
		all.Hashes = append(all.Hashes, h)
	}
	return all.Marshal()
}

// ParseProof reads a proof. An extra line is ignored, since nothing authenticates it.
func ParseProof(text []byte) (Proof, error) {
	var all proof.TLogProof
	if len(text) > maxProof || all.Unmarshal(text) != nil || !bytes.Equal(all.Marshal(), text) || all.Index > MaxSize {
		return Proof{}, errProof
	}
	p := Proof{Index: int64(all.Index), Note: all.Checkpoint}
	for _, h := range all.Hashes {
		p.Hashes = append(p.Hashes, h)
	}
	return p, nil
}

// Check verifies that an entry is in the tree of a checkpoint, which is the one of the note.
func (p Proof) Check(c Checkpoint, entry []byte) error {
	if p.Index < 0 || p.Index >= c.Size {
		return errProof
	}
	return tlog.CheckRecord(p.Hashes, c.Size, c.Root, p.Index, tlog.RecordHash(entry))
}

// Consistency proves that the tree of a size contains the same tree at a smaller size.
func Consistency(size, old int64, tiles Tiles) ([]Hash, error) {
	switch {
	case old < 0 || old > size:
		return nil, fmt.Errorf("a tree of %d entries never had %d", size, old)
	case old == 0 || old == size:
		return nil, nil
	}
	return tlog.ProveTree(size, old, newNodes(tiles))
}

// Why a checkpoint must not be signed.
var (
	ErrSmaller  = errors.New("the log is smaller than what was signed before")
	ErrDiverged = errors.New("the log does not contain what was signed before")
)

// CheckGrowth verifies that the tree of a checkpoint contains that of an older one, from its
// tiles. The errors are ErrSmaller, ErrDiverged, ErrCorrupt, or that of the tiles.
func CheckGrowth(old, now Checkpoint, tiles Tiles) error {
	if now.Size < old.Size {
		return fmt.Errorf("%w: %d entries, and there were %d", ErrSmaller, now.Size, old.Size)
	}
	root, err := Root(now.Size, tiles)
	if err != nil {
		return err
	}
	if root != now.Root {
		return fmt.Errorf("%w: at %d entries", ErrCorrupt, now.Size)
	}
	hashes, err := Consistency(now.Size, old.Size, tiles)
	switch {
	case err != nil:
		return err
	case old.Size == 0 || old.Size == now.Size && old.Root == now.Root:
		return nil
	case old.Size == now.Size || tlog.CheckTree(hashes, now.Size, now.Root, old.Size, old.Root) != nil:
		return fmt.Errorf("%w: at %d entries", ErrDiverged, old.Size)
	}
	return nil
}
