package postgres

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

// Search returns a page of what a query finds, newest first: the first one, or the one
// that a cursor leads to. Its cost is bounded whatever is asked and however much there
// is: see [audit.Page.Searched]. An event says who asked for what, and how much of it
// they got.
//
// Whoever walks from page to page meets every event that was there when they began, once.
func (l *AuditLog) Search(ctx context.Context, q audit.Query, cursor string, by approval.Source) (audit.Page, error) {
	from, err := l.readCursor(q, cursor)
	if err != nil {
		return audit.Page{}, err
	}
	h, err := l.hunt(ctx, q)
	if err != nil {
		return audit.Page{}, err
	}
	page, err := h.page(ctx, from)
	if err != nil {
		return audit.Page{}, err
	}
	found := []string{"query", q.String(), "found", strconv.Itoa(len(page.Lines))}
	return page, l.shown(ctx, *h.reach, by.ReadEvent(approval.EventAuditSearched, found...))
}

// hunt is a query that is ready to be walked.
type hunt struct {
	log      *AuditLog
	query    audit.Query
	window   window
	filters  []filter
	source   source
	possible bool  // false: nothing satisfies the query
	reach    *seen // of all the steps together
}

func (l *AuditLog) hunt(ctx context.Context, q audit.Query) (h hunt, err error) {
	h = hunt{log: l, query: q, window: windowOf(q, time.Now()), reach: new(seen)}
	if h.filters, h.possible, err = l.filters(ctx, q); err != nil || !h.possible {
		return h, err
	}
	h.source, err = l.source(ctx, h.filters, h.window)
	return h, err
}

// others are the filters that the source does not answer, as one condition.
func (h hunt) others(s *statement) string {
	var every []string
	for i, f := range h.filters {
		if !slices.Contains(h.source.answers, i) {
			every = append(every, f.condition(s))
		}
	}
	if every == nil {
		return "true"
	}
	return strings.Join(every, " and ")
}

// looks are the same, for a line e where a walk meets it, and for the place p that it
// found. A walk that enters an index several times meets more lines than are taken, so
// there they are looked at afterwards, for which they must be joined.
func (h hunt) looks(s *statement) (early, late, join string) {
	if len(h.source.answers) == len(h.filters) {
		return "true", "true", ""
	}
	others := "coalesce(" + h.others(s) + ", false)"
	if h.source.width > 1 {
		return "true", others, "join audit_events e on e.id = p.id"
	}
	return others, "p.hit", ""
}

// strides are how many lines are looked at in each step, when most of them may not be
// what is looked for. What they come to is what one page may cost: about twenty times a
// look-up by primary key. A page that is not full by then says how far it got. Sixteen
// times as many would reach no further in a log of millions: whoever looks for a needle
// there narrows the period or takes an export.
var strides = []int{128, 384}

// maxMet is how many places the walks of one step may come to, of which no more than a
// stride are taken.
const maxMet = 4096

// page walks from a cursor until there is a page, and one line more that tells whether
// there is another.
func (h hunt) page(ctx context.Context, from cursor) (audit.Page, error) {
	w := h.window
	w.desc = !from.newer
	if from.set {
		w = w.from(from.place)
	}
	steps := strides
	if len(h.source.answers) == len(h.filters) {
		steps = []int{audit.PageSize + 1}
	}
	var lines []audit.Line
	end := true
	for i := 0; i < len(steps) && h.possible && !w.empty() && len(lines) <= audit.PageSize; i++ {
		stride := min(steps[i], max(audit.PageSize+1, maxMet/max(1, h.source.width)))
		more, last, seen, err := h.step(ctx, w, stride, audit.PageSize+1)
		if err != nil {
			return audit.Page{}, err
		}
		lines = append(lines, more...)
		if end = seen < stride; end {
			break
		}
		w = w.from(last)
	}
	return h.turn(lines, end, from, w), nil
}

// step looks at the next lines of the source. It returns those that are looked for, the
// place of the last one it looked at, and how many there were. Of those that are looked
// for it may return only so many as are needed, and no place then.
func (h hunt) step(ctx context.Context, w window, stride, needed int) (lines []audit.Line, last place, met int, err error) {
	var s statement
	back := w
	back.desc = !w.desc
	early, late, join := h.looks(&s)
	if join != "" {
		needed = stride // what they are is seen later
	}
	rows, err := h.log.reads.Query(ctx, fmt.Sprintf(`
		with seen as materialized (select p.at, p.id, p.hit from (%s) p%s limit %d),
		     last as (select p.id from seen p%s limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from seen p, last where p.hit or p.id = last.id%s limit %d)
		select * from (select %s, %s as hit, p.last, (select count(*) from seen), %s from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last%s`,
		h.source.walk(&s, w, stride, early), w.order("p"), stride, back.order("p"), w.order("p"), needed+1, lineColumns, late, seenOfEvent, w.order("e")), s.args...)
	if err != nil {
		return nil, place{}, 0, tooBroad(err)
	}
	var line audit.Line
	var hit, isLast bool
	var reach seen
	_, err = pgx.ForEachRow(rows, append(append(lineFields(&line), &hit, &isLast, &met), reach.fields()...), func() error {
		h.reach.add(reach)
		line.At = line.At.UTC()
		if hit {
			lines = append(lines, line)
		}
		if isLast {
			last = place{line.At, line.Number}
		}
		line.Prev, line.Hash = nil, nil
		return nil
	})
	return lines, last, met, tooBroad(err)
}

// turn makes the page out of what a walk found: it ended, or it would go on in w.
func (h hunt) turn(lines []audit.Line, ended bool, from cursor, w window) audit.Page {
	more := len(lines) > audit.PageSize
	if more {
		lines = lines[:audit.PageSize]
	}
	p := audit.Page{Lines: lines}
	on, back := "", ""
	switch {
	case more:
		on = h.cursor(from.newer, placeOf(lines[len(lines)-1]))
	case !ended:
		next := w.high
		if from.newer {
			next = w.low
		}
		on, p.Searched = h.cursor(from.newer, next), next.at
	}
	if from.set {
		start := from.place.beside(from.newer) // the line that the cursor was made of
		if len(lines) > 0 {
			start = placeOf(lines[0])
		}
		back = h.cursor(!from.newer, start)
	}
	p.Newer, p.Older = back, on
	if from.newer {
		slices.Reverse(p.Lines)
		p.Newer, p.Older = on, back
	}
	return p
}

func placeOf(l audit.Line) place { return place{l.At, l.Number} }

// beside is a place just after p, or just before it.
func (p place) beside(after bool) place {
	if after {
		return place{p.at, p.id + 1}
	}
	return place{p.at, p.id - 1}
}
