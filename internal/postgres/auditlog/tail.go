package auditlog

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/office"
	"takeed/internal/postgres"
)

// maxTail is how many events one reading of the end of the log goes through.
const maxTail = 500

// StartTail returns the mark from which the end of the log is followed, and records who
// begins to follow it.
func (l *Log) StartTail(ctx context.Context, q audit.Query, by approval.Source) (mark string, err error) {
	if err := l.reads.QueryRow(ctx, `select pg_snapshot_xmin(pg_current_snapshot())::text || '.0'`).Scan(&mark); err != nil {
		return "", queryError(err)
	}
	return mark, l.recordRead(ctx, office.ReadEvent(by, approval.EventAuditSearched, "query", q.String(), "tail", "live"))
}

// Tail returns what a query finds among the events after a mark, in the order of the
// database transactions that wrote them, and the mark to go on from. It misses none: an event
// has its number before its commit, so events do not become visible in the order of their
// numbers. One is returned only when no other can come before it any more, which takes as
// long as the longest database transaction that is writing.
func (l *Log) Tail(ctx context.Context, q audit.Query, mark string) ([]audit.Line, string, error) {
	xid, id, ok := parseMark(mark)
	if !ok {
		return nil, mark, audit.ErrCursor
	}
	filters, possible, err := l.translate(ctx, q)
	if err != nil || !possible {
		return nil, mark, err
	}
	var s statement
	condition := plan{filters: filters}.unanswered(&s)
	rows, err := l.reads.Query(ctx, fmt.Sprintf(`select %s, coalesce(%s, false), e.xid::text, %s from audit_events e
		where (e.xid, e.id) > (%s::text::xid8, %s) and e.xid < pg_snapshot_xmin(pg_current_snapshot()) order by e.xid, e.id limit %d`,
		lineColumns, condition, postgres.ReachOfEvent, s.arg(xid), s.arg(id), maxTail), s.args...)
	if err != nil {
		return nil, mark, queryError(err)
	}
	var lines []audit.Line
	var line audit.Line
	var hit bool
	var all, reach postgres.Reach
	next := mark
	_, err = pgx.ForEachRow(rows, append(append(lineFields(&line), &hit, &xid), reach.Fields()...), func() error {
		all.Add(reach)
		next = xid + "." + strconv.FormatInt(line.Number, 10)
		if hit {
			line.At = line.At.UTC()
			lines = append(lines, line)
		}
		line.Prev, line.Hash = nil, nil
		return nil
	})
	if err != nil || !l.db.Settled(ctx, all) {
		return nil, mark, queryError(err) // what is not settled is read again the next time
	}
	return lines, next, nil
}

// parseMark reads what Tail wrote. It is not signed: any two numbers are a place in the log,
// and a reader who may follow the log may begin anywhere.
func parseMark(mark string) (xid string, id int64, ok bool) {
	xid, number, _ := strings.Cut(mark, ".")
	n, err1 := strconv.ParseInt(number, 10, 64)
	_, err2 := strconv.ParseUint(xid, 10, 64)
	return xid, n, err1 == nil && err2 == nil && n >= 0
}
