package sequencer

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"takeed/internal/translog"
)

// batch is how many events one commit appends at most. It takes a tenth of a second of the
// server.
const batch = 8192

// grow appends the next events, in one commit with the tiles and the checkpoint. It reports
// whether the batch was full.
func (l *Log) grow(ctx context.Context) (full bool, err error) {
	var g growth
	err = l.db.ReadThenWrite(ctx, func(b *pgx.Batch) {
		g.queueReads(b)
		g.queueEvents(b, nextEvents, batch)
	}, func(b *pgx.Batch) error {
		if !g.locked || len(g.events) == 0 {
			return nil
		}
		full = len(g.events) == batch
		return g.queueWrites(b)
	})
	if err != nil {
		return false, fmt.Errorf("append to the log: %w", err)
	}
	return full, nil
}

// growth is the next part of the log.
type growth struct {
	locked  bool // nobody else appends
	size    int64
	events  []int64
	entries [][]byte
	edge    edge
}

// A replica that does not get the row has nothing to do. On another server than the log's own,
// nobody gets it.
const lockState = `select s.size from log_state s where s.server = (select c.system_identifier from pg_control_system() c) for update skip locked`

const nextEvents = `select e.id, e.hash from log_after($1, true) e`

const rightEdge = `select t.level, t.n, t.hashes from log_state s cross join generate_series(0, 6) g(level)
	join log_tiles t on t.level = g.level and t.n = s.size >> (8 * (g.level + 1)) where (s.size >> (8 * g.level)) & 255 > 0`

// queueReads locks the log and reads where it ends.
func (g *growth) queueReads(b *pgx.Batch) {
	*g = growth{edge: edge{}}
	b.Queue(lockState).Query(func(rows pgx.Rows) error {
		_, err := pgx.ForEachRow(rows, []any{&g.size}, func() error { g.locked = true; return nil })
		return err
	})
	b.Queue(rightEdge).Query(g.edge.scan)
}

// queueEvents reads the events to append.
func (g *growth) queueEvents(b *pgx.Batch, sql string, args ...any) {
	b.Queue(sql, args...).Query(func(rows pgx.Rows) error {
		var id int64
		var hash []byte
		_, err := pgx.ForEachRow(rows, []any{&id, &hash}, func() error {
			g.events, g.entries = append(g.events, id), append(g.entries, translog.LeafData(hash))
			return nil
		})
		return err
	})
}

func (g *growth) queueWrites(b *pgx.Batch) error {
	grown, err := translog.Grow(g.size, g.entries, g.edge)
	if err != nil {
		return stopIfCorrupt(err)
	}
	indexes := make([]int64, len(g.events))
	for i := range indexes {
		indexes[i] = g.size + int64(i)
	}
	b.Queue(`insert into log_leaves (index, event_id, data) select * from unnest($1::bigint[], $2::bigint[], $3::bytea[])`, indexes, g.events, g.entries)
	var levels []int16
	var places []int64
	var hashes [][]byte
	for _, row := range grown.Rows {
		levels, places, hashes = append(levels, int16(row.Level)), append(places, row.N), append(hashes, row.Hashes)
	}
	b.Queue(`insert into log_tiles as t (level, n, hashes) select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])
		on conflict (level, n) do update set hashes = excluded.hashes`, levels, places, hashes)
	b.Queue(`insert into log_checkpoints (size, root) values ($1, $2)`, grown.Size, grown.Root[:])
	return nil
}
