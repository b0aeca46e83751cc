package auditlog

import (
	"time"

	"takeed/internal/audit"
)

// place is where an event stands in the order of time. Events of the same moment are in the
// order of their numbers.
type place struct {
	at time.Time
	id int64
}

func placeOf(l audit.Line) place { return place{l.At, l.Number} }

func (p place) before(q place) bool { return p.at.Before(q.at) || p.at.Equal(q.at) && p.id < q.id }

// adjacent is the place directly after p, or directly before it.
func (p place) adjacent(after bool) place {
	if after {
		return place{p.at, p.id + 1}
	}
	return place{p.at, p.id - 1}
}

// window is a stretch of the log, without the events at its ends, and the direction in
// which it is walked.
type window struct {
	low, high place
	desc      bool
	lateral   bool // the ends are columns of a relation g instead: from g.low to before g.high
}

// The ends of time. PostgreSQL has infinities, which Go has not.
var (
	minTime = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	maxTime = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
)

// periodOf is the period of a query that is asked now, newest first. Numbers begin at 1, so
// a place with the number 0 stands before every event of its moment.
func periodOf(q audit.Query, now time.Time) window {
	after, before := q.Period(now)
	w := window{low: place{minTime, 0}, high: place{maxTime, 0}, desc: true}
	if !after.IsZero() {
		w.low.at = after
	}
	if !before.IsZero() {
		w.high.at = before
	}
	return w
}

// empty reports whether no event can be in the window.
func (w window) empty() bool { return !w.low.at.Before(w.high.at) && w.low.id >= w.high.id }

// resume is what is left of the window for a walk that has come as far as p.
func (w window) resume(p place) window {
	if w.desc && p.before(w.high) {
		w.high = p
	}
	if !w.desc && w.low.before(p) {
		w.low = p
	}
	return w
}

// bounds is the window as a condition on an event e. The indexes that a [perValue] walks end
// in (at, id), so it is one range of them for each value.
func (w window) bounds(s *statement) string { return w.boundsWith("", "", s) }

// boundsWith is bounds in an index that has a column before the time, which must have a value.
func (w window) boundsWith(column, value string, s *statement) string {
	place := "(" + column + "e.at, e.id)"
	if w.lateral {
		return place + " > (" + value + "g.low, 0) and " + place + " < (" + value + "g.high, 0)"
	}
	return place + " > (" + value + s.arg(w.low.at) + ", " + s.arg(w.low.id) + ") and " + place + " < (" + value + s.arg(w.high.at) + ", " + s.arg(w.high.id) + ")"
}

func (w window) order(alias string) string { return w.orderWith("", alias) }

// orderWith is order by a column and then by the place.
func (w window) orderWith(column, alias string) string {
	direction := ""
	if w.desc {
		direction = " desc"
	}
	if column != "" {
		column += direction + ", "
	}
	return " order by " + column + alias + ".at" + direction + ", " + alias + ".id" + direction
}
