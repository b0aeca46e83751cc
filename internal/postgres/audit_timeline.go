package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

// maxLooks is how many visits of members of staff a timeline shows.
const maxLooks = 50

// Timeline returns everything about a transaction, and records that it was opened.
func (l *AuditLog) Timeline(ctx context.Context, transaction approval.ID, by approval.Source) (audit.Timeline, error) {
	var t audit.Timeline
	var reach seen
	b := new(pgx.Batch)
	atOneMoment(b, func() {
		l.queueTimeline(b, transaction, &t)
		queueSeen(b, &reach)
	})
	if err := l.reads.SendBatch(ctx, b).Close(); err != nil {
		return audit.Timeline{}, tooBroad(err)
	}
	return t, l.shown(ctx, reach, by.ReadTransactionEvent(t.Transaction, approval.EventTransactionViewed))
}

func (l *AuditLog) queueTimeline(b *pgx.Batch, transaction approval.ID, t *audit.Timeline) {
	b.Queue(`select `+transactionColumns+` from transactions t where t.id = $1`, transaction).
		QueryRow(required(l.db.scanTransaction, &t.Transaction))
	b.Queue(`select `+attemptColumns+` from attempts a where a.tx_id = $1 order by a.started_at, a.id`, transaction).
		Query(func(rows pgx.Rows) (err error) {
			t.Attempts, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (approval.Attempt, error) { return scanAttempt(row) })
			return err
		})
	b.Queue(bothEnds, approval.OfTransaction(transaction), audit.TimelineEnd).Query(linesInto(&t.Lines))
	b.Queue(`select `+lineColumns+` from audit_events e where e.tx_id = $1 and e.actor like 'staff:%' order by e.at desc, e.id desc limit $2`,
		transaction, maxLooks).Query(linesInto(&t.Reads))
	b.Queue(`select takeed_now()`).QueryRow(func(row pgx.Row) error { return row.Scan(&t.Now) })
}

// bothEnds of a stream: how a transaction began, and how it ended, however much happened
// in between.
const bothEnds = `select ` + lineColumns + ` from audit_events e where e.stream = $1 and e.seq in (
	(select seq from audit_events where stream = $1 order by seq limit $2) union (select seq from audit_events where stream = $1 order by seq desc limit $2))
	order by e.seq`

func linesInto(into *[]audit.Line) func(pgx.Rows) error {
	return func(rows pgx.Rows) (err error) {
		*into, err = pgx.CollectRows(rows, scanLine)
		return err
	}
}

// Line returns one event by its number in the log, and the one before it in its stream,
// which is the zero Line for the first. Of one that was removed for its age there are
// the number and the hash.
func (l *AuditLog) Line(ctx context.Context, id int64) (line, before audit.Line, err error) {
	var found []audit.Line
	var gone audit.Line
	var reach seen
	b := new(pgx.Batch)
	b.Queue(`select `+lineColumns+` from audit_events f, audit_events e
		where f.id = $1 and e.stream = f.stream and e.seq between f.seq - 1 and f.seq order by e.seq desc`, id).Query(linesInto(&found))
	b.Queue(`select s.gone, s.anchor from audit_events e join audit_streams s using (stream) where e.id = $1`, id).
		QueryRow(func(row pgx.Row) error { return row.Scan(&gone.Position, &gone.Hash) })
	queueSeen(b, &reach)
	if err := l.reads.SendBatch(ctx, b).Close(); err != nil {
		return line, before, tooBroad(err)
	}
	if err := l.db.sure(ctx, reach); err != nil {
		return line, before, err
	}
	line, before = found[0], audit.Line{}
	switch {
	case len(found) == 2:
		before = found[1]
	case line.Position == gone.Position+1:
		before = gone
	}
	return line, before, nil
}
