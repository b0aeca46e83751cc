package auditlog

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/postgres"
)

// maxPeriod is the longest period of a dashboard.
const maxPeriod = 31 * 24 * time.Hour

// Figures counts what a dashboard shows, hour by hour from the beginning of the period, and
// the same, without its hours, for a period of that length before it, all as it was at one
// moment. A period that does not begin and end with an hour is audit.ErrTooBroad: it would
// have to be counted event by event. Counts are exact; how near durations are says
// durations.go.
func (l *Log) Figures(ctx context.Context, from, to time.Time) (audit.Figures, error) {
	length := to.Sub(from)
	f, before := audit.Figures{From: from, To: to}, audit.Figures{From: from.Add(-length), To: from}
	if length > maxPeriod || !isHour(from) || !isHour(to) {
		return f, audit.ErrTooBroad
	}
	now, then := newFigureCounts(), newFigureCounts()
	b := new(pgx.Batch)
	postgres.QueueSnapshot(b, func() { queueCounts(b, append(now.wants(from, to, true), then.wants(before.From, from, false)...)) })
	if err := l.reads.SendBatch(ctx, b).Close(); err != nil {
		return f, queryError(err)
	}
	now.fill(&f, time.Hour)
	then.fill(&before, length)
	f.Before = &before
	return f, nil
}

// figureCounts are the counts that figures are made of.
type figureCounts struct {
	events map[time.Time]map[approval.EventCode]int64
	talks  map[time.Time]durations // of conversations with UAE PASS
	whole  durations               // of attempts that succeeded
}

func newFigureCounts() figureCounts {
	return figureCounts{map[time.Time]map[approval.EventCode]int64{}, map[time.Time]durations{}, durations{}}
}

// wants are the counts of a period. An attempt that a sweep ended broke off at an unknown
// time before, so it is not among the talks.
func (c figureCounts) wants(from, to time.Time, hourly bool) []want {
	var codes []string
	for _, code := range append(slices.Clone(audit.Endings), approval.EventAttemptStarted) {
		codes = append(codes, string(code))
	}
	all := []want{
		{"event", codes, from, to, hourly, c.addEvents},
		{"whole", nil, from, to, false, func(name string, _ time.Time, n int64) { c.whole.add(name, n) }},
	}
	if hourly {
		all = append(all, want{"talk", nil, from, to, true, c.addTalks})
	}
	return all
}

func (c figureCounts) addEvents(code string, hour time.Time, n int64) {
	if c.events[hour] == nil {
		c.events[hour] = map[approval.EventCode]int64{}
	}
	c.events[hour][approval.EventCode(code)] += n
}

func (c figureCounts) addTalks(name string, hour time.Time, n int64) {
	if c.talks[hour] == nil {
		c.talks[hour] = durations{}
	}
	c.talks[hour].add(name, n)
}

// fill writes the figures of each column, which are as long as that.
func (c figureCounts) fill(f *audit.Figures, length time.Duration) {
	f.Median = c.whole.at(.5, wholeParts)
	for at := f.From; at.Before(f.To); at = at.Add(length) {
		talks := c.talks[at.UTC()]
		f.Hours = append(f.Hours, audit.Hour{From: at, Counts: map[approval.EventCode]int64{}, P50: talks.at(.5, talkParts), P95: talks.at(.95, talkParts)})
	}
	for hour, counts := range c.events {
		into := f.Hours[hour.Sub(f.From)/length].Counts
		for code, n := range counts {
			into[code] += n
		}
	}
}
