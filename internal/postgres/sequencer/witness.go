package sequencer

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/translog"
)

// Prove returns the proof that the tree of a checkpoint contains the tree at an earlier size.
type Prove func(old int64) ([]translog.Hash, error)

// Witnesses cosign checkpoints.
type Witnesses interface {
	// Cosign shows a signed checkpoint to all witnesses and returns the cosignature lines of
	// those that answered, each verified. It ends with the context.
	Cosign(ctx context.Context, note []byte, size int64, prove Prove) []string
}

// asks holds the newest checkpoint that the witnesses have not been shown.
type asks struct {
	witnesses Witnesses
	next      chan ask
}

type ask struct {
	translog.Checkpoint
	note []byte
}

func newAsks(w Witnesses) *asks { return &asks{w, make(chan ask, 1)} }

// put replaces what waits: a witness that is slow skips checkpoints.
func (a *asks) put(next ask) {
	if a.witnesses == nil {
		return
	}
	for {
		select {
		case a.next <- next:
			return
		default:
		}
		select {
		case <-a.next:
		default:
		}
	}
}

const askTime = 10 * time.Second

// keepAsking asks the witnesses until the context ends.
func (l *Log) keepAsking(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case next := <-l.asks.next:
			if err := l.ask(ctx, next); err != nil && ctx.Err() == nil {
				l.log.WarnContext(ctx, "keep what witnesses signed", "error", err)
			}
		}
	}
}

func (l *Log) ask(ctx context.Context, next ask) error {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	lines := l.asks.witnesses.Cosign(ctx, next.note, next.Size, func(old int64) ([]translog.Hash, error) {
		return translog.Consistency(next.Size, old, l.tiles(ctx))
	})
	if len(lines) == 0 {
		return nil
	}
	return l.addCosignatures(context.WithoutCancel(ctx), next.Size, lines)
}

// addCosignatures merges them with those that the checkpoint has.
func (l *Log) addCosignatures(ctx context.Context, size int64, lines []string) error {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	var have string
	err := l.db.ReadThenWrite(ctx, func(b *pgx.Batch) {
		b.Queue(`select cosignatures from log_checkpoints where size = $1 and note is not null for update`, size).
			QueryRow(func(row pgx.Row) error { return row.Scan(&have) })
	}, func(b *pgx.Batch) error {
		if merged := translog.MergeCosignatures(have, lines...); merged != have {
			b.Queue(`update log_checkpoints set cosignatures = $2 where size = $1`, size, merged)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("store cosignatures: %w", err)
	}
	return nil
}
