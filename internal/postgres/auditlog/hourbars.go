package auditlog

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/audit"
	"takeed/internal/postgres"
)

// countedAs are the kinds of counts by the hour that answer a term on these keys.
var countedAs = map[audit.Key]string{audit.Event: "event", audit.Actor: "actor", audit.Kind: "kind", audit.Lang: "lang"}

// countedByHour is the kind and the names of the counts by the hour that answer the query: one
// that asks for everything, or for one thing that events are counted by.
func (p plan) countedByHour() (kind string, names []string, ok bool) {
	if len(p.filters) == 0 {
		return "actor", nil, true
	}
	f := p.filters[0]
	kind = countedAs[f.key]
	return kind, f.exact, len(p.filters) == 1 && kind != "" && !f.not && f.prefixes == nil && f.ranges == nil
}

// hourBars are bars that begin and end with an hour, as far as the window of a query lets
// them, and the whole hours in both.
type hourBars struct {
	bars     []audit.Bar
	from, to time.Time
	ends     []audit.Bar // what the window leaves of the hours at its ends
}

func hourBarsIn(w window, bars []audit.Bar) (h hourBars, ok bool) {
	if !isHour(bars[len(bars)-1].To) || slices.ContainsFunc(bars, func(b audit.Bar) bool { return !isHour(b.From) }) {
		return h, false
	}
	from, to := bars[0].From, bars[len(bars)-1].To
	if from.Before(w.low.at) {
		from = w.low.at
	}
	if w.high.at.Before(to) {
		to = w.high.at
	}
	h = hourBars{bars: bars, from: from.Add(time.Hour - 1).Truncate(time.Hour), to: to.Truncate(time.Hour)}
	for _, end := range []audit.Bar{{From: from, To: h.from, Exact: true}, {From: h.to, To: to, Exact: true}} {
		if end.From.Before(end.To) {
			h.ends = append(h.ends, end)
		}
	}
	return h, h.from.Before(h.to)
}

// at is the bar that a time falls into.
func (h hourBars) at(t time.Time) *audit.Bar {
	return &h.bars[t.Sub(h.bars[0].From)/h.bars[0].To.Sub(h.bars[0].From)]
}

// countHours fills the bars from the counts by the hour, and counts the events in what is left
// of an hour at the ends of the period.
func (p plan) countHours(ctx context.Context, h hourBars, kind string, names []string) error {
	b := new(pgx.Batch)
	postgres.QueueSnapshot(b, func() {
		queueCounts(b, []want{{kind, names, h.from, h.to, true, func(_ string, hour time.Time, n int64) { h.at(hour).Count += n }}})
	})
	if err := p.log.reads.SendBatch(ctx, b).Close(); err != nil {
		return queryError(err)
	}
	if len(h.ends) == 0 {
		return nil
	}
	if err := p.probeBars(ctx, h.ends, 1, maxEvents); err != nil {
		return err
	}
	for _, end := range h.ends {
		bar := h.at(end.From)
		bar.Count, bar.Exact = bar.Count+end.Count, bar.Exact && end.Exact
	}
	return nil
}
