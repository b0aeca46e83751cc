package sequencer

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"takeed/internal/postgres"
	"takeed/internal/translog"
)

// edge are the tiles that are not full, read together with the size of the tree.
type edge map[[2]int64][]byte

func (e edge) scan(rows pgx.Rows) error {
	var level, n int64
	var hashes []byte
	_, err := pgx.ForEachRow(rows, []any{&level, &n, &hashes}, func() error {
		e[[2]int64{level, n}] = hashes
		return nil
	})
	return err
}

// ReadTiles implements translog.Tiles.
func (e edge) ReadTiles(want []translog.Tile) ([][]byte, error) {
	data := make([][]byte, len(want))
	for i, t := range want {
		data[i] = e[[2]int64{int64(t.Level), t.N}]
	}
	return data, nil
}

// tiles are the tiles in the database.
func (l *Log) tiles(ctx context.Context) translog.Tiles { return stored{ctx, l.db} }

type stored struct {
	ctx context.Context
	db  *postgres.DB
}

// ReadTiles implements translog.Tiles. A tile that is not there has no bytes.
func (s stored) ReadTiles(want []translog.Tile) (data [][]byte, err error) {
	levels, places, widths := make([]int16, len(want)), make([]int64, len(want)), make([]int32, len(want))
	for i, t := range want {
		levels[i], places[i], widths[i] = int16(t.Level), t.N, int32(t.Width*translog.HashSize)
	}
	err = s.db.Read(s.ctx, func(b *pgx.Batch) {
		b.Queue(`select substring(t.hashes from 1 for w.width) from unnest($1::smallint[], $2::bigint[], $3::integer[]) with ordinality w(level, n, width, place)
			left join log_tiles t on t.level = w.level and t.n = w.n order by w.place`, levels, places, widths).Query(func(rows pgx.Rows) error {
			var err error
			data, err = pgx.CollectRows(rows, pgx.RowTo[[]byte])
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read tiles: %w", err)
	}
	return data, nil
}

// stopIfCorrupt makes a tree that is not whole a reason to stop.
func stopIfCorrupt(err error) error {
	for _, reason := range []error{translog.ErrCorrupt, translog.ErrSmaller, translog.ErrDiverged} {
		if errors.Is(err, reason) {
			return fmt.Errorf("%w: %w", ErrStopped, err)
		}
	}
	return err
}
