package auditlog

import (
	"context"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
)

// Events are counted ahead of the pages that show figures, in the order of commits; the
// migration of audit_counts says why none is missed or counted twice. A batch of a thousand
// takes a fiftieth of a second of the server. What is not counted yet is counted by the page, so
// a short pause keeps pages cheap, and no figure is ever late.
const (
	countBatch = 1000
	countPause = 5 * time.Second
	countTime  = 30 * time.Second
)

// CountAhead counts the events that can no longer be overtaken and returns how many they were.
// Several replicas may do so at once: one of them counts, and the others have nothing to do.
func (l *Log) CountAhead(ctx context.Context) (counted int64, err error) {
	for {
		var n int64
		b := new(pgx.Batch)
		b.Queue(`select audit_count($1)`, countBatch).QueryRow(func(row pgx.Row) error { return row.Scan(&n) })
		if err := l.db.Write(ctx, b); err != nil {
			return counted, err
		}
		if counted += n; n < countBatch {
			return counted, nil
		}
	}
}

// KeepCounting counts ahead until the context ends.
func (l *Log) KeepCounting(ctx context.Context, log *slog.Logger) {
	next := time.NewTicker(countPause)
	defer next.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-next.C:
			bounded, cancel := context.WithTimeout(ctx, countTime)
			if _, err := l.CountAhead(bounded); err != nil && ctx.Err() == nil {
				log.WarnContext(ctx, "count the audit log", "error", err)
			}
			cancel()
		}
	}
}
