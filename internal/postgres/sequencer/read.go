package sequencer

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/translog"
)

// ErrNotCovered is an event that no signed checkpoint covers yet: ask again in a second.
var ErrNotCovered = errors.New("no signed checkpoint covers the event yet")

// coveredBy finds the checkpoint for the proof of an entry: the newest that witnesses signed,
// or without one, the newest that we signed.
const coveredBy = `select l.index, l.data, coalesce(c.size, 0), c.root, coalesce(c.note || c.cosignatures, '')
	from log_leaves l left join lateral (select * from (
		(select c.*, 1 as place from log_checkpoints c where c.cosignatures <> '' and c.size > l.index order by c.size desc limit 1)
		union all
		(select c.*, 2 as place from log_checkpoints c where c.note is not null and c.size > l.index order by c.size desc limit 1)) c
		order by c.place limit 1) c on true
	where l.event_id = $1`

// Proof proves that the event with this number is in the log. The error is ErrNotCovered if it
// is not yet, or if there is no such event.
func (l *Log) Proof(ctx context.Context, event int64) (translog.Proof, error) {
	var p translog.Proof
	var entry, root []byte
	var size int64
	var note string
	err := l.db.Read(ctx, func(b *pgx.Batch) {
		b.Queue(coveredBy, event).QueryRow(func(row pgx.Row) error { return row.Scan(&p.Index, &entry, &size, &root, &note) })
	})
	if there, err := found(err); err != nil {
		return translog.Proof{}, fmt.Errorf("find the entry of an event: %w", err)
	} else if !there || size == 0 {
		return translog.Proof{}, ErrNotCovered
	}
	c, err := l.keys.Open([]byte(note))
	if err != nil || c.Size != size {
		return translog.Proof{}, fmt.Errorf("the checkpoint at %d entries: %w", size, errors.Join(err, translog.ErrCorrupt))
	}
	p.Note = []byte(note)
	p.Hashes, err = translog.Prove(c, p.Index, entry, l.tiles(ctx))
	return p, err
}

// Checkpoint is the newest signed checkpoint, with its cosignatures. The error is
// approval.ErrNotFound if none was signed yet.
func (l *Log) Checkpoint(ctx context.Context) ([]byte, error) {
	var size int64
	var note string
	err := l.db.Read(ctx, func(b *pgx.Batch) {
		b.Queue(`select size, note || cosignatures from log_checkpoints where note is not null order by size desc limit 1`).
			QueryRow(func(row pgx.Row) error { return row.Scan(&size, &note) })
	})
	if err != nil {
		return nil, fmt.Errorf("read the newest checkpoint: %w", err)
	}
	l.noteCovered(size)
	return []byte(note), nil
}

// Tile is a tile of the tree, or a bundle of entries, as it is published. The error is
// approval.ErrNotFound unless a signed checkpoint covers all of it.
func (l *Log) Tile(ctx context.Context, t translog.Tile) ([]byte, error) {
	if !t.Within(l.covered.Load()) {
		if _, err := l.Checkpoint(ctx); err != nil {
			return nil, err
		}
		if !t.Within(l.covered.Load()) {
			return nil, approval.ErrNotFound
		}
	}
	if t.Level == translog.Entries {
		return l.entries(ctx, t)
	}
	data, err := l.tiles(ctx).ReadTiles([]translog.Tile{t})
	if err == nil && (len(data) != 1 || len(data[0]) != t.Width*translog.HashSize) {
		err = fmt.Errorf("%w: tile %s", translog.ErrCorrupt, t.Path())
	}
	if err != nil {
		return nil, err
	}
	return data[0], nil
}

func (l *Log) entries(ctx context.Context, t translog.Tile) ([]byte, error) {
	var entries [][]byte
	first := t.N * translog.TileWidth
	err := l.db.Read(ctx, func(b *pgx.Batch) {
		b.Queue(`select data from log_leaves where index >= $1 and index < $2 order by index`, first, first+int64(t.Width)).
			Query(func(rows pgx.Rows) (err error) {
				entries, err = pgx.CollectRows(rows, pgx.RowTo[[]byte])
				return err
			})
	})
	if err == nil && len(entries) != t.Width {
		err = translog.ErrCorrupt
	}
	if err != nil {
		return nil, fmt.Errorf("read entries: %w", err)
	}
	return translog.EntryBundle(entries)
}
