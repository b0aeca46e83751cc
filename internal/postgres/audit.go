package postgres

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

// AuditLog is the log, and what it is about, as the back office reads it.
//
// It has connections of its own, few and read-only, with a limit on the time of each
// statement: however much is asked here, confirmations do not wait for it. What was
// looked at is written through the portal's other connections before the answer is
// given; if it cannot be written, there is no answer.
//
// Nothing that a search, a timeline or an export returns was decrypted, except the
// document of a transaction. Names leave masked, with a person and with a desk;
// identifiers in clear by [AuditLog.Reveal] alone.
type AuditLog struct {
	db    *DB
	reads *pgxpool.Pool
}

// AuditLog returns the log.
func (db *DB) AuditLog() *AuditLog { return &AuditLog{db, db.staff} }

// staffSide are the limits of the back office's connections. Just-in-time compilation
// takes longer than any of its statements.
var staffSide = map[string]string{
	"statement_timeout":             "5s",
	"default_transaction_read_only": "on",
	"jit":                           "off",
	"application_name":              "takeed-backoffice",
}

// tooBroad translates the end of the time that a statement may take.
func tooBroad(err error) error {
	var server *ServerError
	if err = clean(err); errors.As(err, &server) && server.Code == "57014" {
		return fmt.Errorf("%w: %w", audit.ErrTooBroad, err)
	}
	return err
}

// shown is looked for what is about to be shown, which no fail-over may take back.
func (l *AuditLog) shown(ctx context.Context, reach seen, events ...approval.Event) error {
	if err := l.db.sure(ctx, reach); err != nil {
		return err
	}
	return l.looked(ctx, events...)
}

// looked writes that somebody looks, before they see.
func (l *AuditLog) looked(ctx context.Context, events ...approval.Event) error {
	if err := l.db.Record(ctx, events...); err != nil {
		return fmt.Errorf("record who looked: %w", err)
	}
	return nil
}

const lineColumns = `e.id, e.stream, e.seq, coalesce(e.tx_id::text, ''), coalesce(e.attempt_id::text, ''), e.kind, coalesce(e.to_state, ''),
	e.actor, e.at, e.body, e.prev_hash, e.hash`

func lineFields(l *audit.Line) []any {
	return []any{&l.Number, &l.Stream, &l.Position, &l.Transaction, &l.Attempt, &l.Code, &l.ToState, &l.Actor, &l.At, &l.Body, &l.Prev, &l.Hash}
}

func scanLine(row pgx.CollectableRow) (l audit.Line, err error) {
	err = row.Scan(lineFields(&l)...)
	l.At = l.At.UTC()
	return l, err
}

// statement is SQL that is being put together. Values are parameters, always.
type statement struct{ args []any }

// arg returns the placeholder of a value.
func (s *statement) arg(v any) string {
	s.args = append(s.args, v)
	return "$" + strconv.Itoa(len(s.args))
}

// place is a line's place in the order of time.
type place struct {
	at time.Time
	id int64
}

// window is a stretch of the log, both ends left out, and the direction in which it is
// walked.
type window struct {
	low, high place
	desc      bool
	parts     bool // instead: from g.low to before g.high, columns of a query around
}

// The ends of time. PostgreSQL's own infinities would do, if Go had them.
var (
	dawn = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	dusk = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
)

// windowOf is the period of a query, seen from a moment. Ids begin at 1, so that a place
// with id 0 stands before everything of its time.
func windowOf(q audit.Query, now time.Time) window {
	after, before := q.Period(now)
	w := window{low: place{dawn, 0}, high: place{dusk, 0}, desc: true}
	if !after.IsZero() {
		w.low.at = after
	}
	if !before.IsZero() {
		w.high.at = before
	}
	return w
}

// empty reports whether nothing can be in it.
func (w window) empty() bool { return !w.low.at.Before(w.high.at) && w.low.id >= w.high.id }

// from narrows the window to what lies beyond a place, in the direction of the walk.
func (w window) from(p place) window {
	if w.desc && p.before(w.high) {
		w.high = p
	}
	if !w.desc && w.low.before(p) {
		w.low = p
	}
	return w
}

func (p place) before(q place) bool { return p.at.Before(q.at) || p.at.Equal(q.at) && p.id < q.id }

// bounds is the window as a condition on a line e, which the indexes are made for.
func (w window) bounds(s *statement) string {
	if w.parts {
		return "(e.at, e.id) > (g.low, 0) and (e.at, e.id) < (g.high, 0)"
	}
	return "(e.at, e.id) > (" + s.arg(w.low.at) + ", " + s.arg(w.low.id) + ") and (e.at, e.id) < (" + s.arg(w.high.at) + ", " + s.arg(w.high.id) + ")"
}

func (w window) order(alias string) string {
	if w.desc {
		return " order by " + alias + ".at desc, " + alias + ".id desc"
	}
	return " order by " + alias + ".at, " + alias + ".id"
}
