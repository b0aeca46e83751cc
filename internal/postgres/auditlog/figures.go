package auditlog

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/postgres"
)

// maxPeriod is the longest period of a dashboard.
const maxPeriod = 31 * 24 * time.Hour

// Figures counts what a dashboard shows, hour by hour from the beginning of the period, and
// the same for a period of that length before it, all as it was at one moment.
func (l *Log) Figures(ctx context.Context, from, to time.Time) (audit.Figures, error) {
	length := to.Sub(from)
	f, before := audit.Figures{From: from, To: to}, audit.Figures{From: from.Add(-length), To: from}
	if length > maxPeriod {
		return f, audit.ErrTooBroad
	}
	b := new(pgx.Batch)
	postgres.QueueSnapshot(b, func() {
		queueFigures(b, &f)
		queueFigures(b, &before)
	})
	f.Before = &before
	return f, queryError(l.reads.SendBatch(ctx, b).Close())
}

func queueFigures(b *pgx.Batch, f *audit.Figures) {
	for at := f.From; at.Before(f.To); at = at.Add(time.Hour) {
		f.Hours = append(f.Hours, audit.Hour{From: at, Counts: map[approval.EventCode]int64{}})
	}
	b.Queue(`select v.code, extract(epoch from date_bin('1 hour', e.at, $2) - $2)::int / 3600, count(*)
		from unnest($1::text[]) v(code), audit_events e where e.kind = v.code and e.at >= $2 and e.at < $3 group by 1, 2`,
		append(slices.Clone(audit.Endings), approval.EventAttemptStarted), f.From, f.To).Query(readCounts(f))
	// An attempt that a sweep ended broke off at an unknown time before.
	b.Queue(`select extract(epoch from date_bin('1 hour', finished_at, $1) - $1)::int / 3600,
		       percentile_cont(array[0.5, 0.95]) within group (order by finished_at - claimed_at),
		       percentile_cont(0.5) within group (order by finished_at - started_at) filter (where status = $4) from attempts
		where claimed_at is not null and finished_at >= $1 and finished_at < $2 and failure is distinct from $3 group by grouping sets ((1), ())`,
		f.From, f.To, approval.ReasonCrashedInExchange, approval.Succeeded).Query(readTimes(f))
}

func readCounts(f *audit.Figures) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		var code approval.EventCode
		var hour int
		var count int64
		_, err := pgx.ForEachRow(rows, []any{&code, &hour, &count}, func() error {
			f.Hours[hour].Counts[code] = count
			return nil
		})
		return err
	}
}

// readTimes reads the rows of the hours, and the row without an hour, which is the total.
func readTimes(f *audit.Figures) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		var hour *int
		var times []time.Duration
		var median *time.Duration
		_, err := pgx.ForEachRow(rows, []any{&hour, &times, &median}, func() error {
			switch {
			case hour != nil:
				f.Hours[*hour].P50, f.Hours[*hour].P95 = times[0], times[1]
			case median != nil:
				f.Median = *median
			}
			return nil
		})
		return err
	}
}
