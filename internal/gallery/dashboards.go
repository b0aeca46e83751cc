package gallery

import (
	"time"

	"github.com/a-h/templ"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/templates"
	"takeed/web/view"
)

// dashboards are the dashboard of a busy day and of a quiet one.
func dashboards() []Entry {
	span := view.Spans[0]
	until := now.Truncate(time.Hour).Add(time.Hour)
	busy, quiet := figures(until.Add(-span.Length), until, 1), figures(until.Add(-span.Length), until, 0)
	before := figures(busy.From.Add(-span.Length), busy.From, 2)
	busy.Before, quiet.Before = &before, &quiet
	return []Entry{dashboard("dashboard", span, busy), dashboard("dashboard-quiet", span, quiet)}
}

func dashboard(name string, span view.Span, f audit.Figures) Entry {
	return entry(name, func(s screen) templ.Component { return templates.Dashboard(s.Dashboard(s.operator(), span, f)) })
}

// most is how many attempts an hour has at most that end in each of these ways.
var most = []struct {
	code approval.EventCode
	most int
}{
	{approval.EventIdentityMatched, 60}, {approval.EventProviderDeclined, 5}, {approval.EventAttemptExpired, 3},
	{approval.EventUserinfoFailed, 1}, {approval.EventIdentityMismatch, 1},
}

// hoursShown is how many hours have figures: a whole day, the longest period with a column for
// each hour.
const hoursShown = 24

// figures are the figures of a period. pattern selects the numbers; with 0 the period is
// empty.
func figures(from, to time.Time, pattern int) audit.Figures {
	f := audit.Figures{From: from, To: to}
	for i := range hoursShown {
		h := audit.Hour{From: to.Add(time.Duration(i-hoursShown) * time.Hour), Counts: map[approval.EventCode]int64{}}
		if pattern > 0 {
			for n, of := range most {
				count := int64(invented(i, n+pattern, of.most))
				h.Counts[of.code] = count
				h.Counts[approval.EventAttemptStarted] += count
			}
			h.P50 = time.Duration(invented(i, pattern, 400)) * time.Millisecond
			h.P95 = h.P50 + time.Duration(invented(i, pattern+1, 900))*time.Millisecond
			f.Median = 27_900*time.Millisecond + time.Duration(pattern)*500*time.Millisecond
		}
		f.Hours = append(f.Hours, h)
	}
	return f
}

// invented is a number up to most that looks random and never changes.
func invented(i, n, most int) int { return (13*i*i + 7*i*n) / 5 % (most + 1) }
