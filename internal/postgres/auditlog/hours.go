package auditlog

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// want is what is asked of the counts by the hour: those of one kind, such as event, with
// some names or, if names is nil, with any, in a period from one whole hour to another. The
// migration of audit_counts says which there are. add is given them: hour by hour, or summed
// up in any way if the hours do not matter, which is cheaper.
type want struct {
	kind     string
	names    []string
	from, to time.Time
	hourly   bool
	add      func(name string, hour time.Time, n int64)
}

// queueCounts reads counts: those of what is counted ahead, and of what is not yet. The batch
// must be one snapshot, for between the two an event may go from one to the other.
func queueCounts(b *pgx.Batch, wants []want) {
	from, to := wants[0].from, wants[0].to
	for _, w := range wants {
		days := daysOf(w.from, w.to)
		if w.hourly {
			days = calendar{ends: append(days.ends, days.whole...)}
		}
		w.queueSums(b, days.whole)
		w.queueHours(b, days.ends)
		if w.from.Before(from) {
			from = w.from
		}
		if to.Before(w.to) {
			to = w.to
		}
	}
	var name string
	var hour time.Time
	var n int64
	b.Queue(`select r.what, r.hour, r.n from audit_uncounted() r where r.hour >= $1 and r.hour < $2`, from, to).
		Query(eachRow([]any{&name, &hour, &n}, func() {
			for _, w := range wants {
				w.take(name, hour, n)
			}
		}))
}

// take adds a count if it is wanted.
func (w want) take(what string, hour time.Time, n int64) {
	name, ok := strings.CutPrefix(what, w.kind+":")
	if ok && n != 0 && !hour.Before(w.from) && hour.Before(w.to) && (w.names == nil || slices.Contains(w.names, name)) {
		w.add(name, hour.UTC(), n)
	}
}

// condition is true of the rows r with the counts that are wanted, whenever it was. Rows are
// in the order of their names, and a semicolon follows the colon, so all of a kind are one
// range of the key.
func (w want) condition(s *statement) string {
	if w.names == nil {
		return "r.what >= " + s.arg(w.kind+":") + " and r.what < " + s.arg(w.kind+";")
	}
	var all []string
	for _, name := range w.names {
		all = append(all, w.kind+":"+name)
	}
	return "r.what = any(" + s.arg(all) + "::text[])"
}

// queueSums reads the counts of whole days, without their hours.
func (w want) queueSums(b *pgx.Batch, days []time.Time) {
	if len(days) == 0 {
		return
	}
	var s statement
	var what string
	var n int64
	b.Queue(`select r.what, sum(r.n)::bigint from audit_counts r where r.day = any(`+s.arg(days)+`::timestamptz[]) and `+w.condition(&s)+` group by 1`, s.args...).
		Query(eachRow([]any{&what, &n}, func() { w.take(what, w.from, n) }))
}

// queueHours reads the counts of each hour of some days.
func (w want) queueHours(b *pgx.Batch, days []time.Time) {
	if len(days) == 0 {
		return
	}
	var s statement
	var what string
	var at time.Time
	var hours string
	b.Queue(`select r.what, r.day, r.hours from audit_counts r where r.day = any(`+s.arg(days)+`::timestamptz[]) and `+w.condition(&s), s.args...).
		Query(eachRow([]any{&what, &at, &hours}, func() {
			for hour := range strings.SplitSeq(hours, ",") {
				if n, _ := strconv.ParseInt(hour, 10, 64); n != 0 {
					w.take(what, at, n)
				}
				at = at.Add(time.Hour)
			}
		}))
}

// eachRow reads the rows of a batched statement.
func eachRow(fields []any, do func()) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		_, err := pgx.ForEachRow(rows, fields, func() error { do(); return nil })
		return err
	}
}

// calendar are the days in UTC that a period has to do with: those that are in it wholly, and
// those at its ends.
type calendar struct{ whole, ends []time.Time }

const oneDay = 24 * time.Hour

// daysOf begins a day where the database does.
func daysOf(from, to time.Time) (c calendar) {
	for at := from.UTC().Truncate(oneDay); at.Before(to); at = at.Add(oneDay) {
		if at.Before(from) || to.Before(at.Add(oneDay)) {
			c.ends = append(c.ends, at)
		} else {
			c.whole = append(c.whole, at)
		}
	}
	return c
}

// isHour reports whether an hour begins at that time.
func isHour(at time.Time) bool { return at.Equal(at.Truncate(time.Hour)) }
