package logverify

import (
	"bytes"
	"context"

	"takeed/internal/translog"
)

// entries verifies all entries: each with its event, and together with what was signed.
func (v *verifier) entries(ctx context.Context) error {
	marks, err := v.marks(ctx)
	if err != nil {
		return err
	}
	defer marks.close()
	next, stop := v.parts(ctx, v.From, v.state.leaves)
	defer stop()
	t := tree{v: v, size: v.From, good: v.From, edge: edge{stored: tiles{ctx, v.conn}, rows: map[[2]int64][]byte{}}}
	for {
		p, more := next()
		if !more {
			return t.end()
		}
		if p.err != nil {
			return p.err
		}
		v.take(p)
		t.differ = append(t.differ, p.differ...)
		if err := t.grow(p.entries, marks); err != nil {
			return err
		}
		if err := v.compareTiles(ctx, t.edge.touched()); err != nil {
			return err
		}
		v.Said(t.size-v.From, v.state.leaves-v.From)
	}
}

// take keeps what a part says of its own entries.
func (v *verifier) take(p part) {
	for _, f := range p.findings {
		v.find(f)
	}
	if v.order != (place{}) && p.start != (place{}) && !v.order.before(p.start) {
		v.find(Finding{OrderChanged, p.start.id, p.first, p.first})
	}
	for _, f := range p.moved {
		v.find(f)
	}
	v.order = p.end
	v.gone = append(v.gone, p.gone...)
	v.Erased += p.erased
}

// tree grows as the log did, and is compared where something was signed.
type tree struct {
	v      *verifier
	size   int64
	good   int64 // the last size at which a root was right
	edge   edge
	differ []missing // entries that are not those of their events, since then
	wrong  []int64   // checkpoints since then whose root was another
}

// grow appends entries, and stops at each checkpoint.
func (t *tree) grow(entries [][]byte, marks *marks) error {
	for len(entries) > 0 {
		n := int64(len(entries))
		if mark := marks.peek(); mark != nil {
			n = min(n, max(mark.Size-t.size, 0))
		}
		g, err := translog.Grow(t.size, entries[:n], &t.edge)
		if err != nil {
			return err
		}
		t.size, entries, t.edge.root = g.Size, entries[n:], g.Root
		t.edge.put(g.Rows)
		for mark := marks.peek(); mark != nil && mark.Size <= t.size; mark = marks.peek() {
			t.compare(*mark)
			if err := marks.pop(); err != nil {
				return err
			}
		}
	}
	return nil
}

// compare holds the tree against a checkpoint. A wrong one between right ones was changed
// itself; if no right one follows, it was the entries.
func (t *tree) compare(mark mark) {
	if mark.kept {
		if mark.Root != t.edge.root {
			t.v.find(Finding{Split, 0, 0, mark.Size})
		}
		return
	}
	t.v.Checkpoints++
	if mark.Root != t.edge.root {
		t.wrong = append(t.wrong, mark.Size)
		return
	}
	for _, size := range t.wrong {
		t.v.find(Finding{CheckpointChanged, 0, size, size})
	}
	t.settle(EventReplaced)
	t.good, t.wrong = t.size, nil
}

// settle names the entries so far that are not those of their events.
func (t *tree) settle(what string) {
	for len(t.differ) > 0 && t.differ[0].index < t.size {
		d := t.differ[0]
		t.v.find(Finding{what, d.event, d.index, d.index})
		t.differ = t.differ[1:]
	}
}

// end is after the last entry.
func (t *tree) end() error {
	if last := (place{t.v.state.xid, t.v.state.id}); t.v.order != (place{}) && t.v.order != last {
		t.v.find(Finding{OrderChanged, t.v.order.id, t.size - 1, t.size - 1})
	}
	if len(t.wrong) > 0 {
		t.settle(EntryChanged)
		t.v.find(Finding{RootsDiffer, 0, t.good, t.wrong[0] - 1})
		return nil
	}
	t.settle(EventReplaced)
	return nil
}

// edge holds the tiles of the tree that are not full, and those that have changed.
type edge struct {
	stored tiles // for what was verified before
	rows   map[[2]int64][]byte
	fresh  []translog.Row
	root   translog.Hash
}

// ReadTiles implements translog.Tiles.
func (e *edge) ReadTiles(want []translog.Tile) ([][]byte, error) {
	data := make([][]byte, len(want))
	for i, w := range want {
		row, known := e.rows[[2]int64{int64(w.Level), w.N}]
		if !known {
			read, err := e.stored.ReadTiles([]translog.Tile{w})
			if err != nil {
				return nil, err
			}
			row = read[0]
		}
		data[i] = row
	}
	return data, nil
}

func (e *edge) put(rows []translog.Row) {
	for _, r := range rows {
		key := [2]int64{int64(r.Level), r.N}
		e.rows[key] = r.Hashes
		if len(r.Hashes) == translog.TileWidth*translog.HashSize {
			delete(e.rows, key)
		}
		if n := len(e.fresh); n > 0 && e.fresh[n-1].Level == r.Level && e.fresh[n-1].N == r.N {
			e.fresh[n-1] = r
			continue
		}
		e.fresh = append(e.fresh, r)
	}
}

func (e *edge) touched() []translog.Row {
	rows := e.fresh
	e.fresh = nil
	return rows
}

// compareTiles compares tiles with those that are stored, which may be further.
func (v *verifier) compareTiles(ctx context.Context, rows []translog.Row) error {
	want := make([]translog.Tile, len(rows))
	for i, r := range rows {
		want[i] = translog.Tile{Level: r.Level, N: r.N, Width: len(r.Hashes) / translog.HashSize}
	}
	stored, err := tiles{ctx, v.conn}.ReadTiles(want)
	if err != nil {
		return err
	}
	for i, r := range rows {
		if !bytes.Equal(stored[i], r.Hashes) {
			v.findTile(Finding{TileChanged, 0, int64(r.Level), r.N})
		}
	}
	return nil
}

// findTile names a tile once, although it is compared each time that it has grown.
func (v *verifier) findTile(f Finding) {
	for _, before := range v.Findings {
		if before == f {
			return
		}
	}
	v.find(f)
}
