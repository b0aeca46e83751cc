package postgres

import (
	"context"
	"fmt"
	"slices"

	"takeed/internal/audit"
)

// walk writes a SELECT of the places, at most so many, of a stretch of the log in which
// something may be, and of whether a condition holds for the line there.
type walk func(s *statement, w window, limit int, hit string) string

// source is a walk that answers some filters by itself: by their numbers. The others look
// at each line that it finds.
type source struct {
	walk    walk
	answers []int
	width   int // how often it enters an index
}

// each walks an index once for each of some values, and is the union of what it finds.
func each(over func(*statement) string, condition string) walk {
	return func(s *statement, w window, limit int, hit string) string {
		return fmt.Sprintf("select p.at, p.id, p.hit from %s cross join lateral (select e.at, e.id, %s as hit from audit_events e where %s and %s%s limit %d) p",
			over(s), hit, condition, w.bounds(s), w.order("e"), limit)
	}
}

// gathered is each for values that few lines have, whose index has no order of time: all
// of them are read first.
func gathered(over func(*statement) string, condition string) walk {
	return func(s *statement, w window, limit int, hit string) string {
		return fmt.Sprintf("select p.at, p.id, p.hit from %s cross join lateral (select e.at, e.id, %s as hit from (select e.* from audit_events e where %s offset 0) e where %s%s limit %d) p",
			over(s), hit, condition, w.bounds(s), w.order("e"), limit)
	}
}

func texts(values []string) func(*statement) string {
	return func(s *statement) string { return "unnest(" + s.arg(values) + "::text[]) v(x)" }
}

func ids(values []string) func(*statement) string {
	return func(s *statement) string { return "unnest(" + s.arg(values) + "::uuid[]) v(x)" }
}

// pairs is every value with every code of an event.
func pairs(values, codes []string) func(*statement) string {
	return func(s *statement) string {
		return "unnest(" + s.arg(values) + "::text[]) v(x) cross join unnest(" + s.arg(codes) + "::text[]) k(y)"
	}
}

// both is two walks as one. No line may be found by both.
func both(a, b walk) walk {
	return func(s *statement, w window, limit int, hit string) string {
		return a(s, w, limit, hit) + " union all " + b(s, w, limit, hit)
	}
}

// all is the whole log.
func all(s *statement, w window, limit int, hit string) string {
	return fmt.Sprintf("select e.at, e.id, %s as hit from audit_events e where %s%s limit %d", hit, w.bounds(s), w.order("e"), limit)
}

// staffOnly is what members of staff did.
func staffOnly(s *statement, w window, limit int, hit string) string {
	return fmt.Sprintf("select e.at, e.id, %s as hit from audit_events e where e.actor like 'staff:%%' and %s%s limit %d", hit, w.bounds(s), w.order("e"), limit)
}

// narrow is a walk for a filter that few lines satisfy, whatever its values; nil for
// any other.
func narrow(f filter) walk {
	if f.not || len(f.begins) > 0 {
		return nil
	}
	switch f.key {
	case audit.Attempt:
		return gathered(ids(f.exact), "e.attempt_id = v.x")
	case audit.Transaction:
		return gathered(ids(f.exact), "e.tx_id = v.x")
	case audit.Stream:
		return gathered(texts(f.exact), "e.stream = v.x")
	case audit.Request, audit.CRID:
		return each(texts(f.exact), text[f.key]+" = v.x")
	case audit.Number:
		return gathered(func(s *statement) string {
			var low, high []int64
			for _, r := range f.ranges {
				low, high = append(low, r.Min), append(high, r.Max)
			}
			return "unnest(" + s.arg(low) + "::bigint[], " + s.arg(high) + "::bigint[]) v(low, high)"
		}, "e.id between v.low and v.high")
	}
	return nil
}

// maxPairs is how many times an index is walked for one answer.
const maxPairs = 200

// wide is a walk for a filter that many lines may satisfy, nil for any other. If codes of
// events are asked for, too, and an index has both, the walk answers for both.
func wide(f filter, codes []string) (_ walk, withCodes bool) {
	if f.not || len(f.begins) > 0 {
		return nil, false
	}
	withCodes = codes != nil && len(f.exact)*len(codes) <= maxPairs
	by := func(column string, values []string) walk {
		if withCodes {
			return each(pairs(values, codes), column+" = v.x and e.kind = k.y")
		}
		return each(texts(values), column+" = v.x")
	}
	switch f.key {
	case audit.Staff:
		return by("e.actor", actors("staff:", f.exact)), withCodes
	case audit.Person:
		return both(by("e.actor", actors("customer:", f.exact)), by(bodyPerson, f.exact)), withCodes
	case audit.IP:
		return by(text[audit.IP], f.exact), withCodes
	case audit.Actor:
		switch slices.Sort(f.exact); {
		case slices.Equal(f.exact, []string{audit.ActorStaff}):
			return staffOnly, false
		case slices.Contains(f.exact, audit.ActorCustomer), slices.Contains(f.exact, audit.ActorStaff):
			return nil, false
		}
		return by("e.actor", f.exact), withCodes
	case audit.Reason:
		return each(texts(f.exact), text[audit.Reason]+" = v.x"), false
	case audit.Event:
		return each(texts(f.exact), "e.kind = v.x"), false
	}
	return nil, false
}

// source chooses the walk that meets the fewest lines. Where two might, both are tried
// for a few steps.
func (l *AuditLog) source(ctx context.Context, filters []filter, w window) (source, error) {
	var codes []string
	event := slices.IndexFunc(filters, func(f filter) bool { return f.key == audit.Event && !f.not })
	if event >= 0 {
		codes = filters[event].exact
	}
	var found []source
	for i, f := range filters {
		if n := narrow(f); n != nil {
			return source{n, []int{i}, len(f.exact) + len(f.ranges)}, nil
		}
		switch wide, withCodes := wide(f, codes); {
		case wide != nil && withCodes:
			found = append(found, source{wide, []int{i, event}, len(f.exact) * len(codes)})
		case wide != nil:
			found = append(found, source{wide, []int{i}, len(f.exact)})
		}
	}
	if slices.ContainsFunc(found, func(s source) bool { return len(s.answers) == 2 }) {
		found = slices.DeleteFunc(found, func(s source) bool { return len(s.answers) == 1 && s.answers[0] == event })
	}
	switch len(found) {
	case 0:
		return source{walk: all, width: 1}, nil
	case 1:
		return found[0], nil
	}
	return l.shortest(ctx, found, w)
}

// tried is how many lines of a walk are counted to choose one.
const tried = 500

func (l *AuditLog) shortest(ctx context.Context, found []source, w window) (source, error) {
	best, least := source{}, int64(tried+1)
	for _, one := range found {
		n, err := l.length(ctx, one, w, tried)
		if err != nil {
			return source{}, err
		}
		if n < least {
			best, least = one, n
		}
	}
	return best, nil
}

// length counts the lines of a walk, up to a limit.
func (l *AuditLog) length(ctx context.Context, one source, w window, limit int) (n int64, err error) {
	var s statement
	sql := fmt.Sprintf("select count(*) from (select from (%s) p limit %d) n", one.walk(&s, w, limit, "true"), limit)
	err = l.reads.QueryRow(ctx, sql, s.args...).Scan(&n)
	return n, tooBroad(err)
}
