package auditlog

import (
	"context"
	"slices"
	"strings"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

// filter is a term of a query in the database's own words.
type filter struct {
	key      audit.Key
	not      bool
	exact    []string      // what it may be equal to
	prefixes []string      // or begin with
	ranges   []audit.Range // or lie in
}

// bodyColumn is the column of an event e with the value of a key, for keys whose value is a
// text in the body.
var bodyColumn = map[audit.Key]string{
	audit.Reason:  "e.reason",
	audit.Request: "e.request_id",
	audit.CRID:    "e.correlation_id",
	audit.IP:      "e.client",
}

// condition is the filter as a condition on an event e. An event without a value for the
// key never matches the term and always matches its negation.
func (f filter) condition(s *statement) string {
	if f.not {
		return "not coalesce(" + f.match(s) + ", false)"
	}
	return f.match(s)
}

// match is the condition of the term without its negation. It may be null.
func (f filter) match(s *statement) string {
	switch f.key {
	case audit.Event:
		return "e.kind = any(" + s.arg(f.exact) + "::text[])"
	case audit.Actor:
		return "e.actor like any(" + s.arg(actorPatterns(f.exact)) + "::text[])"
	case audit.Person:
		return "(e.actor = any(" + s.arg(actorNames("customer:", f.exact)) + "::text[]) or e.person = any(" + s.arg(f.exact) + "::text[]))"
	case audit.Staff:
		return "e.actor = any(" + s.arg(actorNames("staff:", f.exact)) + "::text[])"
	case audit.Client:
		return "(e.actor = any(" + s.arg(actorNames("client:", f.exact)) + "::text[]) or " +
			aboutClient + " and e.stream = any(" + s.arg(actorNames("client:", f.exact)) + "::text[]) or " +
			ofClients + " and e.body::jsonb ->> 'client_id' = any(" + s.arg(f.exact) + "::text[]))"
	case audit.Transaction:
		return "e.tx_id = any(" + s.arg(f.exact) + "::uuid[])"
	case audit.Attempt:
		return "e.attempt_id = any(" + s.arg(f.exact) + "::uuid[])"
	case audit.Account:
		return "(select t.accounts && " + s.arg(decodeHashes(f.exact)) + "::bytea[] from transactions t where t.id = e.tx_id)"
	case audit.Kind:
		return "coalesce((select t.kind from transactions t where t.id = e.tx_id), (select r.kind from requests r where r.id = e.tx_id)) = any(" + s.arg(f.exact) + "::text[])"
	case audit.Amount:
		return "(select " + f.inRanges("t.amount_minor", s) + " from transactions t where t.id = e.tx_id)"
	case audit.Lang:
		return "(select a.lang from attempts a where a.id = e.attempt_id) = any(" + s.arg(f.exact) + "::text[])"
	case audit.Number:
		return "(" + f.inRanges("e.id", s) + ")"
	case audit.State:
		return "e.to_state = any(" + s.arg(f.exact) + "::text[])"
	case audit.Stream:
		return "e.stream = any(" + s.arg(f.exact) + "::text[])"
	}
	either := bodyColumn[f.key] + " = any(" + s.arg(f.exact) + "::text[])"
	if len(f.prefixes) > 0 {
		either = "(" + either + " or " + bodyColumn[f.key] + " ^@ any(" + s.arg(f.prefixes) + "::text[]))"
	}
	return either
}

func (f filter) inRanges(column string, s *statement) string {
	var either []string
	for _, r := range f.ranges {
		either = append(either, column+" between "+s.arg(r.Min)+" and "+s.arg(r.Max))
	}
	return strings.Join(either, " or ")
}

// What is done about a client of the API by others stands in its own stream, and what the owner
// of the schema does about it in that of all clients. The first is the condition of the index
// audit_about_clients.
const (
	aboutClient = "e.stream like 'client:%' and e.actor not like 'client:%'"
	ofClients   = "e.stream = 'sys:clients'"
)

// actorNames are people, or clients, as the log names them.
func actorNames(prefix string, ids []string) []string {
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
		if kind == audit.ActorCustomer || kind == audit.ActorStaff || kind == audit.ActorClient {
			kind += ":%"
		}
		all = append(all, kind)
	}
	return all
}

// translate makes a filter of each term. possible is false if no event can satisfy them all.
func (l *Log) translate(ctx context.Context, q audit.Query) (all []filter, possible bool, err error) {
	for _, t := range q.Terms {
		f, err := l.translateTerm(ctx, t)
		if err != nil {
			return nil, false, err
		}
		all = append(all, f)
	}
	all = mergeEventFilters(all)
	impossible := func(f filter) bool { return !f.not && len(f.exact)+len(f.prefixes)+len(f.ranges) == 0 }
	return all, !slices.ContainsFunc(all, impossible), nil
}

// mergeEventFilters makes one filter of all that are about the code of an event, unless
// all of them are negations.
func mergeEventFilters(all []filter) []filter {
	var others, without []filter
	var codes []string
	positive := false
	for _, f := range all {
		switch {
		case f.key != audit.Event:
			others = append(others, f)
		case f.not:
			without = append(without, f)
		case positive:
			codes = slices.DeleteFunc(codes, func(code string) bool { return !slices.Contains(f.exact, code) })
		default:
			codes, positive = f.exact, true
		}
	}
	if !positive {
		return all
	}
	for _, f := range without {
		codes = slices.DeleteFunc(codes, func(code string) bool { return slices.Contains(f.exact, code) })
	}
	return append(others, filter{key: audit.Event, exact: codes})
}

// eventCodes are the codes of events that a term on event or result stands for.
func eventCodes(t audit.Term) []string {
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

// translateTerm makes the filter of a term. A value that no event has, such as the
// reference of a transaction, is looked up first and becomes one that events have.
func (l *Log) translateTerm(ctx context.Context, t audit.Term) (filter, error) {
	f := filter{key: t.Key, not: t.Not}
	if t.Key == audit.Event || t.Key == audit.Result {
		return filter{key: audit.Event, not: t.Not, exact: eventCodes(t)}, nil
	}
	for _, v := range t.Any {
		switch {
		case t.Key == audit.Number, t.Key == audit.Amount:
			f.ranges = append(f.ranges, v.Range)
		case v.Prefix:
			f.prefixes = append(f.prefixes, v.Text)
		default:
			f.exact = append(f.exact, v.Text)
		}
	}
	switch t.Key {
	case audit.Ref:
		return l.lookUpReferences(ctx, f)
	case audit.CheckCode:
		return l.lookUpCheckCodes(ctx, f)
	case audit.Account:
		return l.lookUpAccounts(ctx, f)
	case audit.Amount:
		return l.lookUpAmounts(ctx, f)
	case audit.Reason, audit.IP:
		return l.expandPrefixes(ctx, f)
	}
	return f, nil
}
