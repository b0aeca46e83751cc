package auditlog

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/audit"
)

// What a histogram may cost: how many ranges of an index it reads, and in all how many
// entries of it, or how many events if the index does not answer every term.
const (
	maxProbes  = 1500
	maxEntries = 30_000
	maxEvents  = 6_000
)

// Histogram counts what a query finds in a period, in bars of equal length. Its cost does not
// grow with the log. What is counted by the hour is exact if the bars are whole hours. Of
// anything else the beginning of a stretch stands for all of it where there is more than can
// be counted, and the bar says that it is an estimate.
func (l *Log) Histogram(ctx context.Context, q audit.Query, from, to time.Time, bars int) ([]audit.Bar, error) {
	p, err := l.plan(ctx, q)
	if err != nil {
		return nil, err
	}
	all := splitPeriod(from, to, bars)
	if !p.possible || len(all) == 0 {
		return all, nil
	}
	if kind, names, ok := p.countedByHour(); ok {
		if h, ok := hourBarsIn(p.window, all); ok {
			return all, p.countHours(ctx, h, kind, names)
		}
	}
	return all, p.countBars(ctx, all)
}

// splitPeriod makes the bars, empty.
func splitPeriod(from, to time.Time, n int) []audit.Bar {
	if n <= 0 || !from.Before(to) {
		return nil
	}
	all := make([]audit.Bar, n)
	length := to.Sub(from)
	for i := range all {
		all[i] = audit.Bar{From: from.Add(length * time.Duration(i) / time.Duration(n)), To: from.Add(length * time.Duration(i+1) / time.Duration(n)), Exact: true}
	}
	return all
}

// probe is the count of one stretch: how many events the walk met, how many of them match,
// and the time of the last one that it met.
type probe struct {
	Met, Hits int64
	Last      *time.Time
}

// countBars fills the bars. If there is too much to count, each bar is split into parts, so
// that a busy hour does not stand for a whole day, and the first events of a part stand for
// all of it.
func (p plan) countBars(ctx context.Context, bars []audit.Bar) error {
	most := maxEntries
	if !p.answered() {
		most = maxEvents
	}
	all := p.window.resume(place{bars[len(bars)-1].To, 0})
	all.desc = false
	all = all.resume(place{bars[0].From, 0})
	if p.answered() {
		if done, err := p.countTogether(ctx, bars, all, most); done || err != nil {
			return err
		}
	}
	n, err := p.log.countWalk(ctx, p.source, all, most+1)
	if err != nil {
		return err
	}
	parts, share := 1, most+1
	if n > int64(most) {
		scans := max(1, p.source.scans)
		parts = max(1, min(24, maxProbes/(len(bars)*scans)))
		share = max(16, most/(len(bars)*parts*scans))
	}
	return p.probeBars(ctx, bars, parts, share)
}

// countTogether fills the bars with what one walk through all of them meets. If that is more
// than most, it is not done.
func (p plan) countTogether(ctx context.Context, bars []audit.Bar, all window, most int) (done bool, err error) {
	var s statement
	var begins []time.Time
	for _, b := range bars {
		begins = append(begins, b.From)
	}
	walk := p.source.walk(&s, all, most+1, "true")
	rows, err := p.log.reads.Query(ctx, fmt.Sprintf(`select width_bucket(p.at, %s::timestamptz[]) - 1, count(*) from (select p.at from (%s) p limit %d) p group by 1`,
		s.arg(begins), walk, most+1), s.args...)
	if err != nil {
		return false, queryError(err)
	}
	counts, met := make([]int64, len(bars)), int64(0)
	var bar int
	var n int64
	if _, err = pgx.ForEachRow(rows, []any{&bar, &n}, func() error { counts[bar] = n; met += n; return nil }); err != nil || met > int64(most) {
		return false, queryError(err)
	}
	for i, n := range counts {
		bars[i].Count += n
	}
	return true, nil
}

// probeBars counts up to share events of each part of each bar, in one round trip.
func (p plan) probeBars(ctx context.Context, bars []audit.Bar, parts, share int) error {
	var s statement
	during, after, join := p.residual(&s)
	low, high := p.window.partBounds(bars, parts)
	walk := p.source.walk(&s, window{lateral: true}, share, during)
	rows, err := p.log.reads.Query(ctx, fmt.Sprintf(`
		select c.met, c.hits, c.last from unnest(%s::timestamptz[], %s::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) met, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, %s as hit from (select p.at, p.id, p.hit from (%s) p order by p.at, p.id limit %d) p %s) p) c
		 order by g.n`, s.arg(low), s.arg(high), after, walk, share, join), s.args...)
	if err != nil {
		return queryError(err)
	}
	probes, err := pgx.CollectRows(rows, pgx.RowToStructByPos[probe])
	if err != nil {
		return queryError(err)
	}
	for i, one := range probes {
		n, exact := one.estimate(low[i], high[i], int64(share))
		bars[i/parts].Count += n
		bars[i/parts].Exact = bars[i/parts].Exact && exact
	}
	return nil
}

// partBounds are the bounds of the parts of all bars, cut to the window.
func (w window) partBounds(bars []audit.Bar, parts int) (low, high []time.Time) {
	for _, b := range bars {
		for _, part := range splitPeriod(b.From, b.To, parts) {
			if part.From.Before(w.low.at) {
				part.From = w.low.at
			}
			if w.high.at.Before(part.To) {
				part.To = w.high.at
			}
			low, high = append(low, part.From), append(high, part.To)
		}
	}
	return low, high
}

// estimate is how many match between low and high. A probe that met its full share did not
// meet every event, so what it met is taken as typical of the rest.
func (p probe) estimate(low, high time.Time, share int64) (n int64, exact bool) {
	if p.Met < share || p.Last == nil {
		return p.Hits, true
	}
	if covered := p.Last.Sub(low); covered > 0 {
		return int64(float64(p.Hits) * float64(high.Sub(low)) / float64(covered)), false
	}
	return p.Hits, false
}
