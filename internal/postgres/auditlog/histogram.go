package auditlog

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/audit"
)

// What a histogram may cost: how often an index is entered, and how many of its entries,
// or lines of the log where the index does not say enough, are looked at in all.
const (
	maxProbes  = 1500
	maxEntries = 30_000
	maxLines   = 6_000
)

// Histogram counts what a query finds in a period, in so many bars of equal length. Its
// cost does not grow with the log: a stretch that holds more than its share is counted
// by the density of its beginning, and the bar says that it is an estimate.
func (l *Log) Histogram(ctx context.Context, q audit.Query, from, to time.Time, bars int) ([]audit.Bar, error) {
	h, err := l.hunt(ctx, q)
	if err != nil {
		return nil, err
	}
	all := divide(from, to, bars)
	if !h.possible || len(all) == 0 {
		return all, nil
	}
	return all, h.count(ctx, all)
}

// divide makes the bars, empty.
func divide(from, to time.Time, n int) []audit.Bar {
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

// probe is one count: of how many lines were looked at, how many are looked for, and
// when the last of them was.
type probe struct {
	Seen, Hits int64
	Last       *time.Time
}

// count fills the bars. What is little is counted; of what is much, each bar is divided
// further, so that a busy hour does not stand for a whole day, and of each part the
// first lines are taken for the rest.
func (h hunt) count(ctx context.Context, bars []audit.Bar) error {
	most := maxEntries
	if len(h.source.answers) < len(h.filters) {
		most = maxLines
	}
	all := h.window.from(place{bars[len(bars)-1].To, 0})
	all.desc = false
	all = all.from(place{bars[0].From, 0})
	n, err := h.log.length(ctx, h.source, all, most+1)
	if err != nil {
		return err
	}
	parts, share := 1, most+1
	if n > int64(most) {
		width := max(1, h.source.width)
		parts = max(1, min(24, maxProbes/(len(bars)*width)))
		share = max(16, most/(len(bars)*parts*width))
	}
	return h.probe(ctx, bars, parts, share)
}

// probe counts at most so many lines of each part of each bar.
func (h hunt) probe(ctx context.Context, bars []audit.Bar, parts, share int) error {
	var s statement
	early, late, join := h.looks(&s)
	low, high := h.window.ends(bars, parts)
	walk := h.source.walk(&s, window{parts: true}, share, early)
	rows, err := h.log.reads.Query(ctx, fmt.Sprintf(`
		select c.seen, c.hits, c.last from unnest(%s::timestamptz[], %s::timestamptz[]) with ordinality g(low, high, n)
		 cross join lateral (select count(*) seen, count(*) filter (where hit) hits, max(at) last
		   from (select p.at, %s as hit from (select p.at, p.id, p.hit from (%s) p order by p.at, p.id limit %d) p %s) p) c
		 order by g.n`, s.arg(low), s.arg(high), late, walk, share, join), s.args...)
	if err != nil {
		return tooBroad(err)
	}
	probes, err := pgx.CollectRows(rows, pgx.RowToStructByPos[probe])
	if err != nil {
		return tooBroad(err)
	}
	for i, p := range probes {
		n, exact := p.estimate(low[i], high[i], int64(share))
		bars[i/parts].Count += n
		bars[i/parts].Exact = bars[i/parts].Exact && exact
	}
	return nil
}

// ends are the ends of the parts of all bars, as far as they lie in the window.
func (w window) ends(bars []audit.Bar, parts int) (low, high []time.Time) {
	for _, b := range bars {
		for _, part := range divide(b.From, b.To, parts) {
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

// estimate is how many there are between low and high. Whoever saw their share did not
// see all, and takes what they saw for typical.
func (p probe) estimate(low, high time.Time, share int64) (n int64, exact bool) {
	if p.Seen < share || p.Last == nil {
		return p.Hits, true
	}
	if seen := p.Last.Sub(low); seen > 0 {
		return int64(float64(p.Hits) * float64(high.Sub(low)) / float64(seen)), false
	}
	return p.Hits, false
}
