package sequencer

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/audit"
)

// Seal says in a manifest where its first and last event stand in the log, and signs it: the
// note is for the file beside it. An event of the last second enters the log for it, unless a
// database transaction that is still open holds it up: then the manifest says that it has no
// place yet.
func (l *Log) Seal(ctx context.Context, m audit.Manifest) (audit.Manifest, []byte, error) {
	m.Log = &audit.LogRange{Origin: l.keys.Origin(), First: -1, Last: -1}
	if m.Count > 0 {
		if err := l.locate(ctx, m.First, m.Last, m.Log); err != nil {
			return m, nil, fmt.Errorf("find an export in the log: %w", err)
		}
	}
	note, err := l.keys.SignText(audit.ManifestNote(l.keys.Origin(), sha256.Sum256(m.Encode())))
	return m, note, err
}

// sealTime is how long an export waits for the log.
const sealTime = 3 * time.Second

func (l *Log) locate(ctx context.Context, first, last int64, into *audit.LogRange) error {
	err := l.places(ctx, first, last, into)
	if err != nil || into.First >= 0 && into.Last >= 0 {
		return err
	}
	bounded, cancel := context.WithTimeout(ctx, sealTime)
	defer cancel()
	if _, err := l.Round(bounded); err != nil {
		l.log.WarnContext(ctx, "take an export into the log", "error", err)
	}
	return l.places(ctx, first, last, into)
}

func (l *Log) places(ctx context.Context, first, last int64, into *audit.LogRange) error {
	return l.db.Read(ctx, func(b *pgx.Batch) {
		b.Queue(`select coalesce((select index from log_leaves where event_id = $1), -1), coalesce((select index from log_leaves where event_id = $2), -1)`, first, last).
			QueryRow(func(row pgx.Row) error { return row.Scan(&into.First, &into.Last) })
	})
}
