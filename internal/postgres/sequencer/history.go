package sequencer

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// historyStride is how many checkpoints are read at once.
const historyStride = 1000

// Checkpoints calls a function with every signed checkpoint and its cosignatures, oldest first.
func (l *Log) Checkpoints(ctx context.Context, each func(note string) error) error {
	for after := int64(0); ; {
		var notes []string
		err := l.db.Read(ctx, func(b *pgx.Batch) {
			notes = nil
			b.Queue(`select size, note || cosignatures from log_checkpoints where note is not null and size > $1 order by size limit $2`, after, historyStride).
				Query(func(rows pgx.Rows) error {
					var note string
					_, err := pgx.ForEachRow(rows, []any{&after, &note}, func() error { notes = append(notes, note); return nil })
					return err
				})
		})
		if err != nil {
			return fmt.Errorf("read the signed checkpoints: %w", err)
		}
		for _, note := range notes {
			if err := each(note); err != nil {
				return err
			}
		}
		if len(notes) < historyStride {
			return nil
		}
	}
}
