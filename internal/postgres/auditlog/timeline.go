package auditlog

import (
	"context"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/office"
	"takeed/internal/postgres"
)

// maxReads is how many visits of the staff a timeline shows.
const maxReads = 50

// Timeline returns everything about a transaction, and records that it was opened.
func (l *Log) Timeline(ctx context.Context, transaction approval.ID, by approval.Source) (audit.Timeline, error) {
	var t audit.Timeline
	var reach postgres.Reach
	b := new(pgx.Batch)
	postgres.QueueSnapshot(b, func() {
		l.queueTimeline(b, transaction, &t)
		postgres.QueueReach(b, &reach)
	})
	if err := l.reads.SendBatch(ctx, b).Close(); err != nil {
		return audit.Timeline{}, queryError(err)
	}
	return t, l.settleAndRecord(ctx, reach, office.ReadTransactionEvent(by, t.Transaction, approval.EventTransactionViewed))
}

func (l *Log) queueTimeline(b *pgx.Batch, transaction approval.ID, t *audit.Timeline) {
	l.db.QueueTransaction(b, transaction, &t.Transaction, &t.Attempts)
	b.Queue(streamEnds, approval.OfTransaction(transaction), audit.TimelineEnd).Query(collectLines(&t.Lines))
	b.Queue(readsOf, transaction, maxReads).Query(collectLines(&t.Reads))
	b.Queue(`select takeed_now()`).QueryRow(func(row pgx.Row) error { return row.Scan(&t.Now) })
}

// readsOf are the looks of the staff at a transaction, newest first.
const readsOf = `select ` + lineColumns + ` from (select * from audit_events where tx_id = $1 offset 0) e
	where e.actor like 'staff:%' order by e.at desc, e.id desc limit $2`

// streamEnds are the first and the last events of a stream: how a transaction began and how
// it ended, however much happened in between.
const streamEnds = `select ` + lineColumns + ` from audit_events e where e.stream = $1 and e.seq in (
	(select seq from audit_events where stream = $1 order by seq limit $2) union (select seq from audit_events where stream = $1 order by seq desc limit $2))
	order by e.seq`

// Line returns one event by its number in the log, and the one before it in its stream: the
// zero Line if there is none. If that was pruned, its position and its hash are all there is.
func (l *Log) Line(ctx context.Context, id int64) (line, before audit.Line, err error) {
	var found []audit.Line
	var pruned audit.Line
	var reach postgres.Reach
	b := new(pgx.Batch)
	b.Queue(`select `+lineColumns+` from audit_events f, audit_events e
		where f.id = $1 and e.stream = f.stream and e.seq between f.seq - 1 and f.seq order by e.seq desc`, id).Query(collectLines(&found))
	b.Queue(`select s.gone, s.anchor from audit_events e join audit_streams s using (stream) where e.id = $1`, id).
		QueryRow(func(row pgx.Row) error { return row.Scan(&pruned.Position, &pruned.Hash) })
	postgres.QueueReach(b, &reach)
	if err := l.reads.SendBatch(ctx, b).Close(); err != nil {
		return line, before, queryError(err)
	}
	if err := l.db.RequireSettled(ctx, reach); err != nil {
		return line, before, err
	}
	line, before = found[0], audit.Line{}
	switch {
	case len(found) == 2:
		before = found[1]
	case line.Position == pruned.Position+1:
		before = pruned
	}
	return line, before, nil
}
