package office

import (
	"net/http"
	"time"

	"takeed/internal/audit"
	"takeed/templates"
	"takeed/web/view"
)

// bars is how many columns a histogram has at most.
const bars = 48

// histogram counts the events that a query finds over time. Each column leads to a search of
// its part of the period, which finds as many events as the column shows: for that its ends
// are whole seconds, except those that the query itself sets. A column that would be longer
// than an hour has whole hours, by which most of what is asked for is counted already.
func (o *Room) histogram(r *http.Request, v view.Viewer, query audit.Query) (*templates.Chart, error) {
	from, until := chartPeriod(query, v.Now)
	if !from.Before(until) {
		return nil, nil
	}
	if query.After.At.IsZero() {
		query.After = audit.MomentAt(from)
	}
	if query.Before.At.IsZero() || query.Before.At.After(until) {
		query.Before = audit.MomentAt(until)
	}
	length := roundUp(until.Sub(from)/bars, time.Second)
	if length > time.Hour {
		length = roundUp(length, time.Hour)
	}
	n := int((until.Sub(from) + length - 1) / length)
	counts, err := o.Audit.Histogram(r.Context(), query, from, from.Add(time.Duration(n)*length), n)
	if err != nil {
		return nil, err
	}
	return v.Histogram(query, counts), nil
}

// chartPeriod is the period of a query in whole seconds; about its last 30 days, from the
// beginning of an hour, if it has no beginning.
func chartPeriod(query audit.Query, now time.Time) (from, until time.Time) {
	from, until = query.Period(now)
	if until.IsZero() || until.After(now) {
		until = now
	}
	if from.IsZero() {
		from = until.AddDate(0, 0, -30).Truncate(time.Hour)
	}
	from = from.Truncate(time.Second)
	return from, from.Add(roundUp(until.Sub(from), time.Second))
}

func roundUp(d, to time.Duration) time.Duration { return (d + to - 1).Truncate(to) }
