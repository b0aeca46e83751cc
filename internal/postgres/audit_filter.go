package postgres

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

// filter is a term in the database's own words.
type filter struct {
	key    audit.Key
	not    bool
	exact  []string      // what it may be equal to
	begins []string      // or begin with
	ranges []audit.Range // or lie in
}

// text is what a key is about, as an expression on a line e, where that is a text in the
// body. Each is spelled as in its index.
var text = map[audit.Key]string{
	audit.Reason:  `((e.body::jsonb ->> 'reason') collate "C")`,
	audit.Request: `((e.body::jsonb ->> 'request_id') collate "C")`,
	audit.CRID:    `((e.body::jsonb ->> 'correlation_id') collate "C")`,
	audit.IP:      `((e.body::jsonb ->> 'client') collate "C")`,
}

const bodyPerson = `((e.body::jsonb ->> 'person') collate "C")`

// condition is the filter as a condition on a line e. An event that has nothing under the
// key is not what is looked for, nor is it what is looked away from.
func (f filter) condition(s *statement) string {
	if f.not {
		return "not coalesce(" + f.positive(s) + ", false)"
	}
	return f.positive(s)
}

func (f filter) positive(s *statement) string {
	switch f.key {
	case audit.Event:
		return "e.kind = any(" + s.arg(f.exact) + "::text[])"
	case audit.Actor:
		return "e.actor like any(" + s.arg(actorPatterns(f.exact)) + "::text[])"
	case audit.Person:
		return "(e.actor = any(" + s.arg(actors("customer:", f.exact)) + "::text[]) or " + bodyPerson + " = any(" + s.arg(f.exact) + "::text[]))"
	case audit.Staff:
		return "e.actor = any(" + s.arg(actors("staff:", f.exact)) + "::text[])"
	case audit.Transaction:
		return "e.tx_id = any(" + s.arg(f.exact) + "::uuid[])"
	case audit.Attempt:
		return "e.attempt_id = any(" + s.arg(f.exact) + "::uuid[])"
	case audit.Account:
		return "(select t.accounts && " + s.arg(hashes(f.exact)) + "::bytea[] from transactions t where t.id = e.tx_id)"
	case audit.Kind:
		return "(select t.kind from transactions t where t.id = e.tx_id) = any(" + s.arg(f.exact) + "::text[])"
	case audit.Amount:
		return "(select " + f.within("t.amount_minor", s) + " from transactions t where t.id = e.tx_id)"
	case audit.Lang:
		return "(select a.lang from attempts a where a.id = e.attempt_id) = any(" + s.arg(f.exact) + "::text[])"
	case audit.Number:
		return "(" + f.within("e.id", s) + ")"
	case audit.State:
		return "e.to_state = any(" + s.arg(f.exact) + "::text[])"
	case audit.Stream:
		return "e.stream = any(" + s.arg(f.exact) + "::text[])"
	}
	either := text[f.key] + " = any(" + s.arg(f.exact) + "::text[])"
	if len(f.begins) > 0 {
		either = "(" + either + " or " + text[f.key] + " ^@ any(" + s.arg(f.begins) + "::text[]))"
	}
	return either
}

func (f filter) within(column string, s *statement) string {
	var either []string
	for _, r := range f.ranges {
		either = append(either, column+" between "+s.arg(r.Min)+" and "+s.arg(r.Max))
	}
	return strings.Join(either, " or ")
}

func actors(prefix string, ids []string) []string {
	var all []string
	for _, id := range ids {
		all = append(all, prefix+id)
	}
	return all
}

// actorPatterns are the kinds of actor as patterns of LIKE.
func actorPatterns(kinds []string) []string {
	var all []string
	for _, kind := range kinds {
		if kind == audit.ActorCustomer || kind == audit.ActorStaff {
			kind += ":%"
		}
		all = append(all, kind)
	}
	return all
}

// filters are the terms of a query in the database's own words. possible is false if
// nothing can satisfy them.
func (l *AuditLog) filters(ctx context.Context, q audit.Query) (all []filter, possible bool, err error) {
	for _, t := range q.Terms {
		f, err := l.filter(ctx, t)
		if err != nil {
			return nil, false, err
		}
		all = append(all, f)
	}
	all = oneEvent(all)
	impossible := func(f filter) bool { return !f.not && len(f.exact)+len(f.begins)+len(f.ranges) == 0 }
	return all, !slices.ContainsFunc(all, impossible), nil
}

// oneEvent makes one filter of all that are about the code of an event, if any of them
// says what it must be.
func oneEvent(all []filter) []filter {
	var others, without []filter
	var codes []string
	wanted := false
	for _, f := range all {
		switch {
		case f.key != audit.Event:
			others = append(others, f)
		case f.not:
			without = append(without, f)
		case wanted:
			codes = slices.DeleteFunc(codes, func(code string) bool { return !slices.Contains(f.exact, code) })
		default:
			codes, wanted = f.exact, true
		}
	}
	if !wanted {
		return all
	}
	for _, f := range without {
		codes = slices.DeleteFunc(codes, func(code string) bool { return slices.Contains(f.exact, code) })
	}
	return append(others, filter{key: audit.Event, exact: codes})
}

// codesOf are the codes of events that a term is about.
func codesOf(t audit.Term) []string {
	var codes []string
	for code, outcome := range approval.EventCodes {
		if slices.ContainsFunc(t.Any, func(v audit.Value) bool {
			return t.Key == audit.Result && v.Text == string(outcome) ||
				t.Key == audit.Event && (v.Text == string(code) || v.Prefix && strings.HasPrefix(string(code), v.Text))
		}) {
			codes = append(codes, string(code))
		}
	}
	slices.Sort(codes)
	return codes
}

// filter translates a term. What it says in other words than the log's own, such as the
// reference of a transaction, is looked up.
func (l *AuditLog) filter(ctx context.Context, t audit.Term) (filter, error) {
	f := filter{key: t.Key, not: t.Not}
	if t.Key == audit.Event || t.Key == audit.Result {
		return filter{key: audit.Event, not: t.Not, exact: codesOf(t)}, nil
	}
	for _, v := range t.Any {
		switch {
		case t.Key == audit.Number, t.Key == audit.Amount:
			f.ranges = append(f.ranges, v.Range)
		case v.Prefix:
			f.begins = append(f.begins, v.Text)
		default:
			f.exact = append(f.exact, v.Text)
		}
	}
	switch t.Key {
	case audit.Ref:
		return l.byReference(ctx, f)
	case audit.CheckCode:
		return l.byDigest(ctx, f)
	case audit.Account:
		return l.byAccount(ctx, f)
	case audit.Amount:
		return l.byAmount(ctx, f)
	case audit.Reason, audit.IP:
		return l.listed(ctx, f)
	}
	return f, nil
}

// maxFew is how many values are looked up one by one rather than compared with each line.
const maxFew = 200

// byReference turns references into transactions.
func (l *AuditLog) byReference(ctx context.Context, f filter) (filter, error) {
	ids, err := l.few(ctx, `select t.id::text from unnest($1::text[]) v(x), transactions t where t.reference = v.x
		union select p.id from unnest($2::text[]) v(x), lateral
		(select t.id::text from transactions t where t.reference ~>=~ v.x and t.reference ~<~ (v.x || '~') limit $3) p limit $3`,
		f.exact, f.begins, maxFew+1)
	if err == nil && len(ids) > maxFew {
		err = audit.ErrTooBroad
	}
	return filter{key: audit.Transaction, not: f.not, exact: ids}, err
}

// byDigest turns the codes of contents into transactions: a code is the first forty bits
// of a digest.
func (l *AuditLog) byDigest(ctx context.Context, f filter) (filter, error) {
	var low, high [][]byte
	for _, code := range f.exact {
		first := approval.CheckCodePrefix(code)
		low, high = append(low, first), append(high, slices.Concat(first, rest))
	}
	ids, err := l.few(ctx, `select t.id::text from unnest($1::bytea[], $2::bytea[]) v(low, high), lateral
		(select t.id from transactions t where t.payload_hash between v.low and v.high limit $3) t limit $3`, low, high, maxFew+1)
	return filter{key: audit.Transaction, not: f.not, exact: ids}, err
}

// rest is the highest value of what follows a code in a digest.
var rest = slices.Repeat([]byte{0xff}, 27)

// byAccount turns accounts into transactions, if few are about them.
func (l *AuditLog) byAccount(ctx context.Context, f filter) (filter, error) {
	ids, err := l.few(ctx, `select id::text from transactions where accounts && $1::bytea[] limit $2`, hashes(f.exact), maxFew+1)
	if err != nil || len(ids) > maxFew {
		return f, err
	}
	return filter{key: audit.Transaction, not: f.not, exact: ids}, nil
}

// hashes are values that were checked when they were read.
func hashes(texts []string) [][]byte {
	all := make([][]byte, len(texts))
	for i, text := range texts {
		all[i], _ = hex.DecodeString(text)
	}
	return all
}

// byAmount turns amounts into transactions, if few have them.
func (l *AuditLog) byAmount(ctx context.Context, f filter) (filter, error) {
	var low, high []int64
	for _, r := range f.ranges {
		low, high = append(low, r.Min), append(high, r.Max)
	}
	ids, err := l.few(ctx, `select t.id::text from unnest($1::bigint[], $2::bigint[]) v(low, high), lateral
		(select t.id from transactions t where t.amount_minor between v.low and v.high limit $3) t limit $3`, low, high, maxFew+1)
	if err != nil || len(ids) > maxFew {
		return f, err
	}
	return filter{key: audit.Transaction, not: f.not, exact: ids}, nil
}

// listed turns beginnings into the values that begin so, if they are few: the index is
// asked for the next value after each.
func (l *AuditLog) listed(ctx context.Context, f filter) (filter, error) {
	for len(f.begins) > 0 {
		column := strings.ReplaceAll(text[f.key], "e.", "")
		values, err := l.few(ctx, `with recursive v(x) as (
			(select `+column+` from audit_events where `+column+` >= $1 order by 1 limit 1)
			union all
			select (select `+column+` from audit_events where `+column+` > v.x order by 1 limit 1) from v where v.x ^@ $1)
			select x from v where x ^@ $1 limit $2`, f.begins[0], maxFew+1)
		if err != nil || len(values)+len(f.exact) > maxFew {
			return f, err
		}
		f.exact, f.begins = append(f.exact, values...), f.begins[1:]
	}
	return f, nil
}

func (l *AuditLog) few(ctx context.Context, sql string, args ...any) ([]string, error) {
	rows, err := l.reads.Query(ctx, sql, args...)
	if err != nil {
		return nil, tooBroad(err)
	}
	values, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return values, tooBroad(err)
}
