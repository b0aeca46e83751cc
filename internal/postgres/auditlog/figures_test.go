package auditlog_test

import (
	"errors"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
)

func TestFiguresCountWhatTheirQueriesFind(t *testing.T) {
	p := newPast(t, 3000)
	to := p.lines[0].At.Truncate(time.Hour).Add(time.Hour)
	from := to.AddDate(0, 0, -25)
	f, err := p.log.Figures(t.Context(), from, to)
	p.must(err)
	all := int64(0)
	for _, codes := range [][]approval.EventCode{{approval.EventAttemptStarted}, audit.Endings, audit.ProviderErrors, {approval.EventIdentityMatched}, {approval.EventAttemptExpired}} {
		figure := f.Count(codes...)
		if want := int64(len(p.expected(figure.Query, time.Now()))); figure.Count != want {
			t.Errorf("%s: %d, want %d", figure.Query, figure.Count, want)
		}
		all += figure.Count
	}
	for _, codes := range [][]approval.EventCode{{approval.EventAttemptStarted}, audit.Endings} {
		before := f.Before.Count(codes...)
		if want := int64(len(p.expected(before.Query, time.Now()))); before.Count != want || want == 0 || !f.Before.To.Equal(from) {
			t.Errorf("before, %s: %d, want %d", before.Query, before.Count, want)
		}
	}
	if rate := f.Rate(approval.EventIdentityMatched); all < 500 || rate.Of <= rate.Count || rate.Of == 0 {
		t.Errorf("%d in all, rate %d of %d", all, rate.Count, rate.Of)
	}
	if f.Median < 10*time.Second || f.Median > 2*time.Minute || len(f.Hours) != 25*24 || f.Before.Median < 10*time.Second {
		t.Errorf("median %s, %d hours", f.Median, len(f.Hours))
	}
	timed := 0
	for _, h := range f.Hours {
		if h.P95 < h.P50 || h.P50 > time.Minute {
			t.Errorf("%s: %s, %s", h.From, h.P50, h.P95)
		}
		if h.P50 > 0 {
			timed++
		}
	}
	if timed == 0 {
		t.Error("no conversation was timed")
	}
	if _, err := p.log.Figures(t.Context(), from.AddDate(0, 0, -30), to); !errors.Is(err, audit.ErrTooBroad) {
		t.Errorf("two months: %v", err)
	}
}
