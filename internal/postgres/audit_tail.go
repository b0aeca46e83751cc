package postgres

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

// maxTail is how many lines one look at the end of the log goes through.
const maxTail = 500

// StartTail returns the mark from which the end of the log is followed, and records that
// somebody begins to.
func (l *AuditLog) StartTail(ctx context.Context, q audit.Query, by approval.Source) (mark string, err error) {
	if err := l.reads.QueryRow(ctx, `select pg_snapshot_xmin(pg_current_snapshot())::text || '.0'`).Scan(&mark); err != nil {
		return "", tooBroad(err)
	}
	return mark, l.looked(ctx, by.ReadEvent(approval.EventAuditSearched, "query", q.String(), "tail", "live"))
}

// Tail returns what a query finds among the lines that came after a mark, in the order in
// which they were committed, and the mark to go on from. It misses none: numbers and
// times are given before the commit and may become visible in another order, so a line is
// told only when nothing can come before it any more, which takes as long as the longest
// database transaction that is writing.
func (l *AuditLog) Tail(ctx context.Context, q audit.Query, mark string) ([]audit.Line, string, error) {
	xid, id, ok := readMark(mark)
	if !ok {
		return nil, mark, audit.ErrCursor
	}
	filters, possible, err := l.filters(ctx, q)
	if err != nil || !possible {
		return nil, mark, err
	}
	var s statement
	every := hunt{filters: filters}.others(&s)
	rows, err := l.reads.Query(ctx, fmt.Sprintf(`select %s, coalesce(%s, false), e.xid::text, %s from audit_events e
		where (e.xid, e.id) > (%s::text::xid8, %s) and e.xid < pg_snapshot_xmin(pg_current_snapshot()) order by e.xid, e.id limit %d`,
		lineColumns, every, seenOfEvent, s.arg(xid), s.arg(id), maxTail), s.args...)
	if err != nil {
		return nil, mark, tooBroad(err)
	}
	var lines []audit.Line
	var line audit.Line
	var hit bool
	var all, reach seen
	next := mark
	_, err = pgx.ForEachRow(rows, append(append(lineFields(&line), &hit, &xid), reach.fields()...), func() error {
		all.add(reach)
		next = xid + "." + strconv.FormatInt(line.Number, 10)
		if hit {
			line.At = line.At.UTC()
			lines = append(lines, line)
		}
		line.Prev, line.Hash = nil, nil
		return nil
	})
	if err != nil || !l.db.settled(ctx, all) {
		return nil, mark, tooBroad(err) // what is in doubt is told the next time
	}
	return lines, next, nil
}

// readMark reads what Tail wrote. Any number is a place in the log, so there is nothing
// in a mark to protect.
func readMark(mark string) (xid string, id int64, ok bool) {
	xid, number, _ := strings.Cut(mark, ".")
	n, err1 := strconv.ParseInt(number, 10, 64)
	_, err2 := strconv.ParseUint(xid, 10, 64)
	return xid, n, err1 == nil && err2 == nil && n >= 0
}
