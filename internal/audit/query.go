package audit

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Query is what to look for: the events that satisfy every term, in a period. The zero
// Query is the whole log.
type Query struct {
	Terms  []Term
	After  Moment // at or after; zero: from the beginning
	Before Moment // before; zero: up to now

	asOf time.Time // see AsOf
}

// Term is one condition: the key has any of the values, or with Not none of them. An event
// without a value for the key never matches a term and always matches its negation.
type Term struct {
	Key Key
	Not bool
	Any []Value // sorted, no two alike
}

// Value is one value of a term in canonical form.
type Value struct {
	Text   string // what it is, or what it begins with
	Prefix bool
	Range  Range // instead of Text, for amounts and numbers
}

// Range is from Min to Max, both included. Amounts are in minor units.
type Range struct{ Min, Max int64 }

// unbounded is a Range's Max if there is no upper end.
const unbounded = 1<<63 - 1

// Bounds of a query. They keep what one request can ask of the database small.
const (
	maxText    = 2000 // bytes
	maxTerms   = 20
	maxValues  = 50   // of one term
	MaxNumbers = 1000 // of one range of numbers
)

// With adds a term, unless the query has the same already.
func (q Query) With(k Key, values ...string) Query {
	t := Term{Key: k}
	for _, v := range values {
		t.Any = append(t.Any, Value{Text: v})
	}
	q.Terms = append(slices.Clone(q.Terms), t)
	return q.canonical()
}

// WithEvents adds a term that finds events by their numbers. Texts that are not numbers are
// left out.
func (q Query) WithEvents(numbers ...string) Query {
	t := Term{Key: Number}
	for _, text := range numbers {
		if n, ok := ParseNumber(text); ok {
			t.Any = append(t.Any, Value{Range: Range{n, n}})
		}
	}
	q.Terms = append(slices.Clone(q.Terms), t)
	return q.canonical()
}

// Number is the first value of a term about the numbers of events.
func (t Term) Number() string { return strconv.FormatInt(t.Any[0].Range.Min, 10) }

// canonical puts terms and values in order and drops repetitions.
func (q Query) canonical() Query {
	for i := range q.Terms {
		q.Terms[i].Any = slices.Clone(q.Terms[i].Any)
		slices.SortFunc(q.Terms[i].Any, Value.compare)
		q.Terms[i].Any = slices.Compact(q.Terms[i].Any)
	}
	slices.SortFunc(q.Terms, Term.compare)
	q.Terms = slices.CompactFunc(q.Terms, func(a, b Term) bool { return a.compare(b) == 0 })
	return q
}

func (v Value) compare(w Value) int {
	return cmp.Or(cmp.Compare(v.Range.Min, w.Range.Min), cmp.Compare(v.Range.Max, w.Range.Max),
		strings.Compare(v.Text, w.Text), compareBools(v.Prefix, w.Prefix))
}

func (t Term) compare(u Term) int {
	return cmp.Or(cmp.Compare(slices.Index(Keys, t.Key), slices.Index(Keys, u.Key)), compareBools(t.Not, u.Not),
		slices.CompareFunc(t.Any, u.Any, Value.compare))
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// String writes the canonical form. It holds no personal data, whatever was typed.
func (q Query) String() string { return q.text(func(k Key) Key { return k }) }

// Stable is the canonical form with the first names of the keys. Cursors are signed together
// with this text, so that a link to a page of a query's result still works after a key is
// renamed. It is never shown.
func (q Query) Stable() string {
	return q.text(func(k Key) Key { return cmp.Or(firstNames[k], k) })
}

func (q Query) text(name func(Key) Key) string {
	var words []string
	for _, t := range q.Terms {
		words = append(words, t.text(name))
	}
	if !q.After.IsZero() {
		words = append(words, "after:"+q.After.String())
	}
	if !q.Before.IsZero() {
		words = append(words, "before:"+q.Before.String())
	}
	return strings.Join(words, " ")
}

func (t Term) text(name func(Key) Key) string {
	var values []string
	for _, v := range t.Any {
		values = append(values, v.in(t.Key))
	}
	not := ""
	if t.Not {
		not = "-"
	}
	return not + string(name(t.Key)) + ":" + joinValues(t.Key, values)
}

func (v Value) in(k Key) string {
	switch {
	case rules[k].traits&ranges != 0:
		return v.Range.in(k)
	case v.Prefix:
		return v.Text + "*"
	}
	return v.Text
}

func (r Range) in(k Key) string {
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	if k == Amount {
		number = func(n int64) string { return fmt.Sprintf("%d.%02d", n/100, n%100) }
	}
	switch {
	case r.Min == r.Max:
		return number(r.Min)
	case r.Max == unbounded:
		return number(r.Min) + ".."
	}
	return number(r.Min) + ".." + number(r.Max)
}

// AsOf is the query with the moment that "7d" counts back from. A page that asks several
// questions gives them all one such moment, so that its parts are about the same time; a
// query without one counts back from the moment it is run.
func (q Query) AsOf(now time.Time) Query {
	q.asOf = now
	return q
}

// Period is the time that the query is about, counted from its own moment or, if it has none,
// from now; a zero time means no end on that side.
func (q Query) Period(now time.Time) (after, before time.Time) {
	if !q.asOf.IsZero() {
		now = q.asOf
	}
	return q.After.From(now), q.Before.From(now)
}
