package sequencer

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// Status is how the log is doing, as this replica sees it.
type Status struct {
	Origin       string
	Size         int64 // entries in the log
	Signed       int64 // of these, covered by the newest signed checkpoint
	Epoch        int
	Lag          int64     // events that no signed checkpoint covers, up to about maxLag
	Oldest       time.Time // of these, when the oldest was written; zero if there are none
	SignedAt     time.Time // when the newest signed checkpoint was made; zero if there is none
	BeatAt       time.Time // when any replica last saw to the log; zero if none has
	Cosignatures int       // of the newest signed checkpoint
	Stopped      string    // why this replica appends and signs nothing; empty if it does
	StoppedBy    Stop      // the same as a word
}

const maxLag = 100_000

const status = `select s.size, coalesce(n.size, 0), s.epoch, n.at, nullif(s.beat_at, '-infinity'), coalesce(n.cosignatures, ''),
	s.size - coalesce(n.size, 0) + (select count(*) from log_after($1, false)),
	coalesce((select e.at from log_leaves l join audit_events e on e.id = l.event_id where l.index = coalesce(n.size, 0)),
		(select e.at from log_after(1, false) e))
	from log_state s left join lateral (
		select n.size, n.at, n.cosignatures from log_checkpoints n where n.note is not null order by n.size desc limit 1) n on true`

// Status asks the database how the log is doing.
func (l *Log) Status(ctx context.Context) (Status, error) {
	s := Status{Origin: l.keys.Origin()}
	err := l.db.Read(ctx, func(b *pgx.Batch) {
		b.Queue(status, maxLag).QueryRow(func(row pgx.Row) error {
			var signed, beat, oldest *time.Time
			var cosignatures string
			err := row.Scan(&s.Size, &s.Signed, &s.Epoch, &signed, &beat, &cosignatures, &s.Lag, &oldest)
			s.SignedAt, s.BeatAt, s.Oldest, s.Cosignatures = orZero(signed), orZero(beat), orZero(oldest), strings.Count(cosignatures, "\n")
			return err
		})
	})
	if err != nil {
		return s, fmt.Errorf("ask how the log is doing: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	s.Stopped, s.StoppedBy = l.stopped, l.stoppedBy
	return s, nil
}

func orZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}
