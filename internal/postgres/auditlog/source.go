package auditlog

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"takeed/internal/audit"
)

// statement is SQL that is being put together. Values are parameters, always.
type statement struct{ args []any }

// arg returns the placeholder of a value.
func (s *statement) arg(v any) string {
	s.args = append(s.args, v)
	return "$" + strconv.Itoa(len(s.args))
}

// walk writes the SELECT that walks an index of the log through a window. Its columns are
// the place (at, id) of each event, and hit, which is whether a condition holds for it.
type walk func(s *statement, w window, limit int, condition string) string

// source is the walk of a search. The filters whose numbers are in answers hold for every
// event that it finds; the others must be tested.
type source struct {
	walk    walk
	answers []int
	scans   int // how many ranges of the index it reads
}

// inOrder, next to a table in a FROM, keeps the planner to the index that has the order of a
// walk along the values v. It is one row, which the planner takes for a thousand. Otherwise it
// would expect as many events of each value as there are on average, which is fewer than the
// limit, and read them all to sort them: for a busy value that is a part of the whole log.
const inOrder = "generate_series(1, (v is not null)::int)"

// perValue walks the index once for each of several values v, and unites what it finds.
func perValue(values func(*statement) string, equals string) walk {
	return func(s *statement, w window, limit int, condition string) string {
		return fmt.Sprintf("select p.at, p.id, p.hit from %s cross join lateral (select e.at, e.id, %s as hit from audit_events e, %s where %s and %s%s limit %d) p",
			values(s), condition, inOrder, equals, w.bounds(s), w.order("e"), limit)
	}
}

// perPair is perValue for pairs of a value and the code k of an event. The code stands in the
// bounds and the order, so that only an index with the value and the code will do: where few
// events are expected of a value, one without the code looks as good.
func perPair(values func(*statement) string, equals string) walk {
	return func(s *statement, w window, limit int, condition string) string {
		return fmt.Sprintf("select p.at, p.id, p.hit from %s cross join lateral (select e.at, e.id, %s as hit from audit_events e, %s where %s and %s%s limit %d) p",
			values(s), condition, inOrder, equals, w.boundsWith("e.kind, ", "k.y, ", s), w.orderWith("e.kind", "e"), limit)
	}
}

// perValueUnordered is perValue for an index without the time: it reads all events of a
// value before it sorts them, which are few. "offset 0" keeps the planner from taking an
// index that has the order, and not the value.
func perValueUnordered(values func(*statement) string, equals string) walk {
	return func(s *statement, w window, limit int, condition string) string {
		return fmt.Sprintf("select p.at, p.id, p.hit from %s cross join lateral (select e.at, e.id, %s as hit from (select e.* from audit_events e where %s offset 0) e where %s%s limit %d) p",
			values(s), condition, equals, w.bounds(s), w.order("e"), limit)
	}
}

func textValues(values []string) func(*statement) string {
	return func(s *statement) string { return "unnest(" + s.arg(values) + "::text[]) v(x)" }
}

func idValues(values []string) func(*statement) string {
	return func(s *statement) string { return "unnest(" + s.arg(values) + "::uuid[]) v(x)" }
}

func rangeValues(ranges []audit.Range) func(*statement) string {
	low, high := splitRanges(ranges)
	return func(s *statement) string {
		return "unnest(" + s.arg(low) + "::bigint[], " + s.arg(high) + "::bigint[]) v(low, high)"
	}
}

func splitRanges(ranges []audit.Range) (low, high []int64) {
	for _, r := range ranges {
		low, high = append(low, r.Min), append(high, r.Max)
	}
	return low, high
}

// valuesWithCodes are all pairs of a value and the code of an event.
func valuesWithCodes(values, codes []string) func(*statement) string {
	return func(s *statement) string {
		return "unnest(" + s.arg(values) + "::text[]) v(x) cross join unnest(" + s.arg(codes) + "::text[]) k(y)"
	}
}

// union is two walks as one. What both find is found once: a customer may do something about another.
func union(a, b walk) walk {
	return func(s *statement, w window, limit int, condition string) string {
		return a(s, w, limit, condition) + " union " + b(s, w, limit, condition)
	}
}

// scanAll walks the whole log.
func scanAll(s *statement, w window, limit int, condition string) string {
	return fmt.Sprintf("select e.at, e.id, %s as hit from audit_events e where %s%s limit %d", condition, w.bounds(s), w.order("e"), limit)
}

// scanStaff walks what members of staff did.
var scanStaff = perValue(textValues([]string{"staff"}), "e.actor like 'staff:%'")

// scanClients walks what clients of the API did.
var scanClients = perValue(func(*statement) string { return "(select 'client:' || c.id from clients c) v(x)" }, "e.actor = v.x")

// clientWalk finds what clients did, and what others did about them.
func clientWalk(ids []string) walk {
	names := textValues(actorNames("client:", ids))
	about := union(perValue(names, aboutClient+" and e.stream = v.x"), perValueUnordered(textValues(ids), ofClients+" and e.body::jsonb ->> 'client_id' = v.x"))
	return union(perValue(names, "e.actor = v.x"), about)
}

// selective is the walk of a filter that few events can satisfy, whatever its values; nil
// for any other filter.
func selective(f filter) walk {
	if f.not || len(f.prefixes) > 0 {
		return nil
	}
	switch f.key {
	case audit.Attempt:
		return perValueUnordered(idValues(f.exact), "e.attempt_id = v.x")
	case audit.Transaction:
		return perValueUnordered(idValues(f.exact), "e.tx_id = v.x")
	case audit.Stream:
		return perValueUnordered(textValues(f.exact), "e.stream = v.x")
	case audit.Request, audit.CRID:
		return perValue(textValues(f.exact), bodyColumn[f.key]+" = v.x")
	case audit.Number:
		return perValueUnordered(rangeValues(f.ranges), "e.id between v.low and v.high")
	}
	return nil
}

// maxPairs is the largest number of index ranges that one walk reads for pairs of a value
// and a code.
const maxPairs = 200

// broad is the walk of a filter that many events may satisfy; nil for a filter without an
// index. If the query has codes of events, too, and an index has both, the walk answers both.
func broad(f filter, codes []string) (_ walk, withCodes bool) {
	if f.not || len(f.prefixes) > 0 {
		return nil, false
	}
	withCodes = codes != nil && len(f.exact)*len(codes) <= maxPairs
	by := func(column string, values []string) walk {
		if withCodes {
			return perPair(valuesWithCodes(values, codes), column+" = v.x")
		}
		return perValue(textValues(values), column+" = v.x")
	}
	switch f.key {
	case audit.Staff:
		return by("e.actor", actorNames("staff:", f.exact)), withCodes
	case audit.Person:
		return union(by("e.actor", actorNames("customer:", f.exact)), by("e.person", f.exact)), withCodes
	case audit.Client:
		return clientWalk(f.exact), false
	case audit.IP:
		return by(bodyColumn[audit.IP], f.exact), withCodes
	case audit.Actor:
		switch slices.Sort(f.exact); {
		case slices.Equal(f.exact, []string{audit.ActorStaff}):
			return scanStaff, false
		case slices.Equal(f.exact, []string{audit.ActorClient}):
			return scanClients, false
		case slices.Contains(f.exact, audit.ActorCustomer), slices.Contains(f.exact, audit.ActorStaff), slices.Contains(f.exact, audit.ActorClient):
			return nil, false
		}
		return by("e.actor", f.exact), withCodes
	case audit.Reason:
		return perValue(textValues(f.exact), bodyColumn[audit.Reason]+" = v.x"), false
	case audit.Event:
		return perValue(textValues(f.exact), "e.kind = v.x"), false
	}
	return nil, false
}

// chooseSource takes the walk that meets the fewest events. Where that cannot be told from
// the filters, it counts.
func (l *Log) chooseSource(ctx context.Context, filters []filter, w window) (source, error) {
	if one := selectiveSource(filters); one != nil {
		return *one, nil
	}
	event := slices.IndexFunc(filters, func(f filter) bool { return f.key == audit.Event && !f.not })
	if event >= 0 {
		if common, err := l.common(ctx, filters[event].exact); err != nil {
			return source{}, err
		} else if common {
			event = -1
		}
	}
	candidates := candidateSources(filters, event)
	switch len(candidates) {
	case 0:
		return source{walk: scanAll, scans: 1}, nil
	case 1:
		return candidates[0], nil
	}
	return l.cheapest(ctx, candidates, w)
}

// selectiveSource is the walk of a selective filter, if there is one.
func selectiveSource(filters []filter) *source {
	for i, f := range filters {
		if one := selective(f); one != nil {
			return &source{one, []int{i}, len(f.exact) + len(f.ranges)}
		}
	}
	return nil
}

// fewCodes is how many ranges of an index are walked for codes of events without asking
// whether it is worth it.
const fewCodes = 8

// common reports whether the codes are many and those of a quarter of all events, lately. To
// test each event is then cheaper than to merge so many walks. It need not be exact.
func (l *Log) common(ctx context.Context, codes []string) (common bool, err error) {
	if len(codes) <= fewCodes {
		return false, nil
	}
	var s statement
	those := want{kind: "event", names: codes}.condition(&s)
	err = l.reads.QueryRow(ctx, `select coalesce(4 * sum(r.n) filter (where `+those+`) > sum(r.n), false) from audit_counts r
		where r.day > (select max(day) from audit_counts) - interval '7 days' and `+want{kind: "event"}.condition(&s), s.args...).Scan(&common)
	return common, queryError(err)
}

// candidateSources are the walks of all filters that have one; of the filter of event codes
// only if it is the one with that number, and no other walk answers it, too.
func candidateSources(filters []filter, event int) (candidates []source) {
	var codes []string
	if event >= 0 {
		codes = filters[event].exact
	}
	for i, f := range filters {
		if f.key == audit.Event && i != event {
			continue
		}
		scans := len(f.exact)
		switch f.key {
		case audit.Person:
			scans *= 2 // what they did, and what others did about them
		case audit.Client:
			scans *= 3 // the same, and what the owner of the schema did
		}
		switch one, withCodes := broad(f, codes); {
		case one != nil && withCodes:
			candidates = append(candidates, source{one, []int{i, event}, scans * len(codes)})
		case one != nil:
			candidates = append(candidates, source{one, []int{i}, scans})
		}
	}
	if slices.ContainsFunc(candidates, func(s source) bool { return len(s.answers) == 2 }) {
		candidates = slices.DeleteFunc(candidates, func(s source) bool { return len(s.answers) == 1 && s.answers[0] == event })
	}
	return candidates
}

// probeLimit is how many events of a candidate are counted.
const probeLimit = 500

// cheapest is the candidate with the fewest events, one round trip each.
func (l *Log) cheapest(ctx context.Context, candidates []source, w window) (source, error) {
	best, least := source{}, int64(probeLimit+1)
	for _, one := range candidates {
		n, err := l.countWalk(ctx, one, w, probeLimit)
		if err != nil {
			return source{}, err
		}
		if n < least {
			best, least = one, n
		}
	}
	return best, nil
}

// countWalk counts the events of a walk, up to a limit.
func (l *Log) countWalk(ctx context.Context, one source, w window, limit int) (n int64, err error) {
	var s statement
	sql := fmt.Sprintf("select count(*) from (select from (%s) p limit %d) n", one.walk(&s, w, limit, "true"), limit)
	err = l.reads.QueryRow(ctx, sql, s.args...).Scan(&n)
	return n, queryError(err)
}
