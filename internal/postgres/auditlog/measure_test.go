package auditlog

import (
	"context"

	"takeed/internal/audit"
)

// Page is a search that is not recorded, for measurements of the search alone.
func (l *Log) Page(ctx context.Context, q audit.Query, cursor string) (audit.Page, error) {
	from, err := l.readCursor(q, cursor)
	if err != nil {
		return audit.Page{}, err
	}
	p, err := l.plan(ctx, q)
	if err != nil {
		return audit.Page{}, err
	}
	return p.page(ctx, from)
}

// ByKey is the cheapest question there is, on the connections of the back office.
func (l *Log) ByKey(ctx context.Context, id int64) (line audit.Line, err error) {
	err = l.reads.QueryRow(ctx, `select `+lineColumns+` from audit_events e where e.id = $1`, id).Scan(lineFields(&line)...)
	return line, err
}

// Ask runs a statement on the connections of the back office and reads one value.
func Ask[T any](ctx context.Context, l *Log, sql string, args ...any) (v T, err error) {
	err = l.reads.QueryRow(ctx, sql, args...).Scan(&v)
	return v, err
}
