package auditlog_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

// counted is what the histogram's bars must say.
func (p *past) counted(q audit.Query, bars []audit.Bar) []int64 {
	want := make([]int64, len(bars))
	after, before := q.Period(time.Now())
	for _, l := range p.lines {
		if l.At.Before(after) || !before.IsZero() && !l.At.Before(before) || slices.ContainsFunc(q.Terms, func(t audit.Term) bool { return !p.has(l, t) }) {
			continue
		}
		for i, b := range bars {
			if !l.At.Before(b.From) && l.At.Before(b.To) {
				want[i]++
			}
		}
	}
	return want
}

func (p *past) histogram(text string, from, to time.Time, n int) ([]audit.Bar, []int64) {
	p.Helper()
	q, err := audit.Parse(text)
	p.must(err)
	bars, err := p.log.Histogram(p.Context(), q, from, to, n)
	p.must(err)
	return bars, p.counted(q, bars)
}

func TestAHistogramCounts(t *testing.T) {
	p := newPast(t, 3000)
	to := p.lines[0].At.Add(time.Second).Truncate(time.Microsecond)
	from := to.AddDate(0, 0, -30)
	middle := audit.MomentAt(to.AddDate(0, 0, -10)).String()
	for _, text := range []string{
		"", "event:transaction_confirmed", "result:failure", "event:signin_*,attempt_*", "person:" + string(p.busiest()), "ip:192.0.2.*",
		"person:" + string(p.busiest()) + " event:attempt_started", "lang:ar", "-event:attempt_started kind:transfer", "amount:>20000",
		"after:" + middle, "before:" + middle + " actor:system", "event:signed_out event:transaction_created", "ref:TK-000*",
	} {
		bars, want := p.histogram(text, from, to, 30)
		sum := int64(0)
		for i, b := range bars {
			sum += b.Count
			if b.Count != want[i] || !b.Exact {
				t.Errorf("%q, bar %d: %d, %v; want %d", text, i, b.Count, b.Exact, want[i])
			}
		}
		if text == "" && sum < 500 {
			t.Errorf("only %d lines in the period", sum)
		}
		if !bars[0].From.Equal(from) || !bars[29].To.Equal(to) || !bars[3].To.Equal(bars[4].From) {
			t.Errorf("%q: the bars do not fill the period: %+v", text, bars)
		}
	}
	if bars, err := p.log.Histogram(t.Context(), audit.Query{}, to, from, 30); err != nil || bars != nil {
		t.Errorf("a period that ends before it begins: %v, %v", bars, err)
	}
}

// busiest is the person with most lines.
func (p *past) busiest() approval.ID {
	counts := map[string]int{}
	best := ""
	for _, l := range p.lines {
		for _, id := range p.words(l, audit.Person) {
			if counts[id]++; counts[id] > counts[best] {
				best = id
			}
		}
	}
	return approval.ID(best)
}

// Where there is too much to count it is estimated, and said to be.
func TestABusyHistogramIsEstimated(t *testing.T) {
	p := newPast(t, 15_000)
	to := p.lines[0].At.Add(time.Second)
	bars, want := p.histogram("lang:ar", to.AddDate(0, 0, -60), to, 1) // no index knows the language
	if off := math.Abs(float64(bars[0].Count-want[0])) / float64(want[0]); bars[0].Exact || off > 0.25 || want[0] < 1000 {
		t.Errorf("%+v, want about %d", bars[0], want[0])
	}
}
