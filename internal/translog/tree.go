package translog

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is a hash of the tree.
type Hash = tlog.Hash

// Tiles reads the tiles of a tree. Each must have at least the width that is asked for, and may
// have more: the tree may have grown since.
type Tiles interface {
	ReadTiles(tiles []Tile) ([][]byte, error)
}

// ErrCorrupt is a tree whose tiles do not fit its size or its root: somebody changed them.
var ErrCorrupt = errors.New("the tiles of the log do not fit its checkpoint")

// Row is a tile of the tree as it is stored: all hashes that it has.
type Row struct {
	Level  int
	N      int64
	Hashes []byte
}

// Growth is what a tree has become.
type Growth struct {
	Size int64
	Root Hash
	Rows []Row // that grew, each whole
}

type place struct {
	level int
	n     int64
}

// nodes are the hashes of a tree: of its tiles, each of which is read once, and fresh ones.
type nodes struct {
	tiles Tiles
	rows  map[place][]byte
	fresh map[int64]Hash // by stored index
}

func newNodes(tiles Tiles) *nodes {
	return &nodes{tiles: tiles, rows: map[place][]byte{}, fresh: map[int64]Hash{}}
}

// ReadHashes implements tlog.HashReader.
func (n *nodes) ReadHashes(indexes []int64) ([]Hash, error) {
	if err := n.load(indexes); err != nil {
		return nil, err
	}
	hashes := make([]Hash, len(indexes))
	for i, index := range indexes {
		h, ok := n.fresh[index]
		if !ok {
			t := tlog.TileForIndex(tileHeight, index)
			var err error
			if h, err = tlog.HashFromTile(t, n.rows[place{t.L, t.N}], index); err != nil {
				return nil, fmt.Errorf("%w: %w", ErrCorrupt, err)
			}
		}
		hashes[i] = h
	}
	return hashes, nil
}

// load reads the tiles that hold these hashes, all at once.
func (n *nodes) load(indexes []int64) error {
	widths := map[place]int{}
	for _, index := range indexes {
		if _, ok := n.fresh[index]; ok {
			continue
		}
		t := tlog.TileForIndex(tileHeight, index)
		if p := (place{t.L, t.N}); len(n.rows[p]) < t.W*HashSize {
			widths[p] = max(widths[p], t.W)
		}
	}
	if len(widths) == 0 {
		return nil
	}
	var want []Tile
	for p, width := range widths {
		want = append(want, Tile{p.level, p.n, width})
	}
	return n.read(want)
}

func (n *nodes) read(want []Tile) error {
	data, err := n.tiles.ReadTiles(want)
	if err != nil {
		return err
	}
	if len(data) != len(want) {
		return fmt.Errorf("%w: %d tiles of %d", ErrCorrupt, len(data), len(want))
	}
	for i, t := range want {
		if len(data[i]) < t.Width*HashSize || len(data[i])%HashSize != 0 || len(data[i]) > TileWidth*HashSize {
			return fmt.Errorf("%w: tile %s has %d bytes", ErrCorrupt, t.Path(), len(data[i]))
		}
		n.rows[place{t.Level, t.N}] = data[i]
	}
	return nil
}

// Grow appends entries to a tree of a size. Of its tiles it reads only RightEdge, which must
// have exactly the width that the size gives them.
func Grow(size int64, entries [][]byte, edge Tiles) (Growth, error) {
	if size < 0 || size > MaxSize-int64(len(entries)) {
		return Growth{}, fmt.Errorf("a tree of %d entries cannot grow by %d", size, len(entries))
	}
	g := &growing{nodes: newNodes(edge), grown: map[place]int{}}
	for i, entry := range entries {
		if err := g.add(size+int64(i), entry); err != nil {
			return Growth{}, err
		}
	}
	g.Size = size + int64(len(entries))
	root, err := tlog.TreeHash(g.Size, g.nodes)
	g.Root = root
	return g.Growth, err
}

type growing struct {
	Growth
	nodes *nodes
	grown map[place]int // places in Rows
}

func (g *growing) add(index int64, entry []byte) error {
	hashes, err := tlog.StoredHashes(index, entry, g.nodes)
	if err != nil {
		return err
	}
	for level, h := range hashes {
		position := index >> level
		g.nodes.fresh[tlog.StoredHashIndex(level, position)] = h
		if level%tileHeight == 0 {
			if err := g.put(level/tileHeight, position, h); err != nil {
				return err
			}
		}
	}
	return nil
}

// put appends a hash to its tile, which it reads when it meets it first.
func (g *growing) put(level int, position int64, h Hash) error {
	p, width := place{level, position / TileWidth}, int(position%TileWidth)
	at, ok := g.grown[p]
	if !ok {
		if _, known := g.nodes.rows[p]; !known && width > 0 {
			if err := g.nodes.read([]Tile{{level, p.n, width}}); err != nil {
				return err
			}
		}
		before := g.nodes.rows[p]
		at, g.grown[p] = len(g.Rows), len(g.Rows)
		g.Rows = append(g.Rows, Row{level, p.n, append(make([]byte, 0, TileWidth*HashSize), before...)})
	}
	row := &g.Rows[at]
	if len(row.Hashes) != width*HashSize {
		return fmt.Errorf("%w: tile %d of level %d has %d bytes", ErrCorrupt, p.n, level, len(row.Hashes))
	}
	row.Hashes = append(row.Hashes, h[:]...)
	return nil
}

// RightEdge are the tiles of a tree that are not full: those that Grow reads.
func RightEdge(size int64) (edge []Tile) {
	for level := range Levels {
		if width := int(size >> (tileHeight * level) % TileWidth); width > 0 {
			edge = append(edge, Tile{level, size >> (tileHeight * (level + 1)), width})
		}
	}
	return edge
}

// Root is the root of the tree at a size that it has or once had.
func Root(size int64, tiles Tiles) (Hash, error) { return tlog.TreeHash(size, newNodes(tiles)) }
