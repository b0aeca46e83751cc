package auditlog

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
	"takeed/internal/office"
	"takeed/internal/postgres"
)

// Search returns a page of what a query finds, newest first: the first page, or the one
// that a cursor leads to. Its cost is bounded whatever is asked and however long the log
// is; see [audit.Page.Searched]. An event says who searched for what, and how many events
// the page has.
//
// Following the cursors meets every event that was there at the first page once.
func (l *Log) Search(ctx context.Context, q audit.Query, cursor string, by approval.Source) (audit.Page, error) {
	from, err := l.readCursor(q, cursor)
	if err != nil {
		return audit.Page{}, err
	}
	p, err := l.plan(ctx, q)
	if err != nil {
		return audit.Page{}, err
	}
	page, err := p.page(ctx, from)
	if err != nil {
		return audit.Page{}, err
	}
	found := []string{"query", q.String(), "found", strconv.Itoa(len(page.Lines))}
	return page, l.settleAndRecord(ctx, *p.reach, office.ReadEvent(by, approval.EventAuditSearched, found...))
}

// plan is a query that is ready to be run.
type plan struct {
	log      *Log
	query    audit.Query
	window   window
	filters  []filter
	source   source
	possible bool            // false: no event can satisfy the query
	reach    *postgres.Reach // of everything that the plan has read so far
}

// plan translates a query and chooses its source. It asks the database while it does so:
// one search is several round trips, and their number depends on its terms.
//
//   - ref, check, account and amount cost one each, to become transactions;
//   - reason and ip cost one for each value that ends in a star, to become whole values;
//   - two or more terms that each have an index cost one each, to find the shortest walk,
//     unless one of them is selective;
//   - the page costs one if its source answers every term, otherwise two or, seldom, more;
//   - to settle and record the search costs one commit more, and a barrier where commits
//     wait for a standby.
//
// Each of these sees the log at a moment of its own. That loses no event: what is looked up
// never changes once it is written, and a newer event is on a newer page.
func (l *Log) plan(ctx context.Context, q audit.Query) (p plan, err error) {
	p = plan{log: l, query: q, window: periodOf(q, time.Now()), reach: new(postgres.Reach)}
	if p.filters, p.possible, err = l.translate(ctx, q); err != nil || !p.possible {
		return p, err
	}
	p.source, err = l.chooseSource(ctx, p.filters, p.window)
	return p, err
}

// answered reports whether the source answers every term.
func (p plan) answered() bool { return len(p.source.answers) == len(p.filters) }

// unanswered is the condition of the filters that the source does not answer.
func (p plan) unanswered(s *statement) string {
	var every []string
	for i, f := range p.filters {
		if !slices.Contains(p.source.answers, i) {
			every = append(every, f.condition(s))
		}
	}
	if every == nil {
		return "true"
	}
	return strings.Join(every, " and ")
}

// residual returns the conditions that the index walk does not answer. With one index range
// they are tested on the event e during the walk, and its place p carries the result; with
// several, which together meet more events than are taken, after the limit, which needs a
// join back to the event.
func (p plan) residual(s *statement) (during, after, join string) {
	if p.answered() {
		return "true", "true", ""
	}
	condition := "coalesce(" + p.unanswered(s) + ", false)"
	if p.source.scans > 1 {
		return "true", condition, "join audit_events e on e.id = p.id"
	}
	return condition, "p.hit", ""
}

// maxTested is how many events are tested for one page, when most of them may not match: about
// twenty times the cost of a look-up by primary key. A page that is not full by then says how
// far it got. Sixteen times as many would reach no further in a log of millions: what is that
// rare is found in a shorter period, or by an export.
const maxTested = 512

// batchSizes are how many events one round trip may test: first the second of them, and then
// what is needed if the next events match as often as those before. They are few, because
// every size is a statement of its own, which must be planned.
var batchSizes = []int{64, 128, maxTested - 128}

// maxPlaces is how many places the walks of one batch may come to, all index ranges
// together, of which no more than the size of the batch are taken.
const maxPlaces = 4096

// page walks from a cursor until there is a page, and one event more, which tells whether
// there is another page.
func (p plan) page(ctx context.Context, from cursor) (audit.Page, error) {
	w := p.window
	w.desc = !from.newer
	if from.set {
		w = w.resume(from.place)
	}
	var lines []audit.Line
	end := true
	for tested := 0; tested < maxTested && p.possible && !w.empty() && len(lines) <= audit.PageSize; {
		size := min(p.batchSize(len(lines), tested), max(audit.PageSize+1, maxPlaces/max(1, p.source.scans)))
		b, err := p.readBatch(ctx, w, size, audit.PageSize+1)
		if err != nil {
			return audit.Page{}, err
		}
		lines = append(lines, b.lines...)
		if end = b.met < size; end {
			break
		}
		tested += size
		w = w.resume(b.last)
	}
	return p.makePage(lines, end, from, w), nil
}

// batchSize is how many events the next round trip of a page tests, of which some matched so
// far. One that answers the whole query needs no more than the page.
func (p plan) batchSize(matched, tested int) int {
	switch {
	case p.answered():
		return audit.PageSize + 1
	case tested == 0:
		return batchSizes[1]
	}
	for _, size := range batchSizes {
		if expected := matched * size / tested; tested+size <= maxTested && expected*4 >= (audit.PageSize+1-matched)*5 {
			return size
		}
	}
	return maxTested - tested
}

// batch is what one round trip found, how many events its walk met, and the place of the
// last one.
type batch struct {
	lines []audit.Line
	met   int
	last  place
}

// readBatch walks over the next size events of the source, and returns those that match.
// It stops after needed matches; last is then unset.
func (p plan) readBatch(ctx context.Context, w window, size, needed int) (b batch, err error) {
	var s statement
	sql := p.batchSQL(&s, w, size, needed)
	rows, err := p.log.reads.Query(ctx, sql, s.args...)
	if err != nil {
		return batch{}, queryError(err)
	}
	var line audit.Line
	var hit, isLast bool
	var reach postgres.Reach
	_, err = pgx.ForEachRow(rows, append(append(lineFields(&line), &hit, &isLast, &b.met), reach.Fields()...), func() error {
		p.reach.Add(reach)
		line.At = line.At.UTC()
		if hit {
			b.lines = append(b.lines, line)
		}
		if isLast {
			b.last = placeOf(line)
		}
		line.Prev, line.Hash = nil, nil
		return nil
	})
	return b, queryError(err)
}

// batchSQL writes the statement of a batch; the package comment shows one. Its rows are the
// events that match, and the last event that was met, whether it matches or not.
func (p plan) batchSQL(s *statement, w window, size, needed int) string {
	back := w
	back.desc = !w.desc
	during, after, join := p.residual(s)
	tested := "walked"
	if join != "" {
		tested = fmt.Sprintf("(select p.at, p.id, t.hit from (select p.at, p.id from walked p%s) p cross join lateral (select %s as hit from audit_events e where e.id = p.id offset 0) t)",
			w.order("p"), after)
	}
	return fmt.Sprintf(`
		with walked as materialized (select p.at, p.id, p.hit from (%s) p%s limit %d),
		     last as (select p.id from walked p%s limit 1),
		     picked as (select p.id, p.hit, p.id = last.id as last from %s p, last where p.hit or p.id = last.id%s limit %d)
		select * from (select %s, p.hit, p.last, (select count(*) from walked), %s from picked p join audit_events e on e.id = p.id) e
		 where e.hit or e.last%s`,
		p.source.walk(s, w, size, during), w.order("p"), size, back.order("p"), tested, w.order("p"), needed+1, lineColumns, postgres.ReachOfEvent, w.order("e"))
}

// makePage makes the page of what a walk found. If the walk has not ended, it would go on
// in w.
func (p plan) makePage(lines []audit.Line, ended bool, from cursor, w window) audit.Page {
	more := len(lines) > audit.PageSize
	if more {
		lines = lines[:audit.PageSize]
	}
	page := audit.Page{Lines: lines}
	forward, back := "", ""
	switch {
	case more:
		forward = p.writeCursor(from.newer, placeOf(lines[len(lines)-1]))
	case !ended:
		next := w.high
		if from.newer {
			next = w.low
		}
		forward, page.Searched = p.writeCursor(from.newer, next), next.at
	}
	if from.set {
		start := from.place.adjacent(from.newer) // the event that the cursor was made of
		if len(lines) > 0 {
			start = placeOf(lines[0])
		}
		back = p.writeCursor(!from.newer, start)
	}
	page.Newer, page.Older = back, forward
	if from.newer {
		slices.Reverse(page.Lines)
		page.Newer, page.Older = forward, back
	}
	return page
}
