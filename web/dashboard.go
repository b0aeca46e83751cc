package web

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/i18n"
	"takeed/templates"
)

// spans are the periods of the dashboard, and how many hours each of their columns is.
var spans = map[string]struct{ length, column time.Duration }{
	"24h": {24 * time.Hour, time.Hour}, "7d": {7 * 24 * time.Hour, 6 * time.Hour}, "30d": {30 * 24 * time.Hour, 24 * time.Hour},
}

var spanNames = []string{"24h", "7d", "30d"}

// dashboard is how things go, each number with the events behind it.
func (s *Server) dashboard(w http.ResponseWriter, r *http.Request) error {
	name := r.URL.Query().Get("period")
	if name == "" {
		name = spanNames[0]
	}
	span, ok := spans[name]
	if !ok {
		return errBadRequest
	}
	until := time.Now().Truncate(time.Hour).Add(time.Hour)
	figures, err := s.Audit.Figures(r.Context(), until.Add(-span.length), until)
	if err != nil {
		return err
	}
	v := templates.DashboardPage{Page: s.page(r, t(r, "dashboard.title"))}
	v.Section = "dashboard"
	v.Period = t(r, "auditlog.shown", "after", i18n.Isolate(when(r, figures.From)), "before", i18n.Isolate(when(r, figures.To)))
	v.Spans = choiceList(spanNames, func(name string) string { return t(r, "period."+name) })
	v.Spans[slices.Index(spanNames, name)].Selected = true
	v.Tiles = tiles(r, figures)
	v.Charts = []templates.Chart{endings(r, figures, span.column), reasons(r, figures), speed(r, figures, span.column)}
	return html(w, r, http.StatusOK, templates.Dashboard(v))
}

// tile is one figure of a dashboard, from a period.
type tile struct {
	label string
	read  func(audit.Figures) (value string, list audit.Figure)
	bad   bool // any at all is bad
}

// tiles are the six figures, each beside the same of the period before.
func tiles(r *http.Request, f audit.Figures) []templates.Figure {
	count := func(codes ...approval.EventCode) func(audit.Figures) (string, audit.Figure) {
		return func(f audit.Figures) (string, audit.Figure) {
			n := f.Counted(codes...)
			return i18n.Number(int(n.Count)), n
		}
	}
	rate := func(codes ...approval.EventCode) func(audit.Figures) (string, audit.Figure) {
		return func(f audit.Figures) (string, audit.Figure) { n := f.Rate(codes...); return percent(n), n }
	}
	median := func(f audit.Figures) (string, audit.Figure) {
		return seconds(r, f.Median), f.Counted(approval.EventIdentityMatched)
	}
	var list []templates.Figure
	for _, one := range []tile{
		{"dashboard.started", count(approval.EventAttemptStarted), false},
		{"dashboard.success", rate(approval.EventIdentityMatched), false},
		{"dashboard.median", median, false},
		{"dashboard.expired", rate(approval.EventAttemptExpired, approval.EventAttemptTooLate), false},
		{"dashboard.wrong", count(approval.EventIdentityMismatch), true},
		{"dashboard.faults", count(audit.ProviderErrors...), false},
	} {
		list = append(list, one.figure(r, f))
	}
	return list
}

func (one tile) figure(r *http.Request, f audit.Figures) templates.Figure {
	value, now := one.read(f)
	before, then := one.read(*f.Before)
	figure := templates.Figure{Label: t(r, one.label), Value: value, Href: eventsOf(now.Query)}
	figure.Before, figure.BeforeHref = t(r, "dashboard.before", "value", i18n.Isolate(before)), eventsOf(then.Query)
	if one.bad && now.Count > 0 {
		figure.Tone = "bad"
	}
	return figure
}

// percent is a part of a hundred with one decimal; a dash if there is no whole.
func percent(f audit.Figure) string {
	if f.Of == 0 {
		return "–"
	}
	return strconv.FormatFloat(float64(f.Count)*100/float64(f.Of), 'f', 1, 64) + "%"
}

func seconds(r *http.Request, d time.Duration) string {
	if d == 0 {
		return "–"
	}
	return t(r, "dashboard.seconds", "value", strconv.FormatFloat(d.Seconds(), 'f', 1, 64))
}

// columns gathers hours into columns of a length. Each leads to the attempts that ended
// in it.
func columns(f audit.Figures, length time.Duration, add func(h audit.Hour, layers []int), layers int) []templates.Column {
	ended := f.Counted(audit.Endings...).Query
	var all []templates.Column
	for _, h := range f.Hours {
		if h.From.Sub(f.From)%length == 0 {
			part := ended
			part.After, part.Before = audit.At(h.From), audit.At(h.From.Add(length))
			all = append(all, templates.Column{Label: staffTime(h.From)[:16], Layers: make([]int, layers), Href: eventsOf(part)})
		}
		add(h, all[len(all)-1].Layers)
	}
	return all
}

// endings is how attempts ended, over time.
func endings(r *http.Request, f audit.Figures, length time.Duration) templates.Chart {
	c := templates.Chart{Title: t(r, "dashboard.confirmations"), Legend: []templates.Tag{
		{Text: t(r, "dashboard.confirmed"), Tone: "ok"}, {Text: t(r, "dashboard.not_completed"), Tone: "warn"}, {Text: t(r, "dashboard.wrong"), Tone: "bad"},
	}}
	c.Columns = columns(f, length, func(h audit.Hour, layers []int) {
		for _, code := range audit.Endings {
			switch n := int(h.Counts[code]); code {
			case approval.EventIdentityMatched:
				layers[0] += n
			case approval.EventIdentityMismatch:
				layers[2] += n
			default:
				layers[1] += n
			}
		}
	}, 3)
	return c
}

// reasons is why attempts failed, the most frequent first.
func reasons(r *http.Request, f audit.Figures) templates.Chart {
	c := templates.Chart{Title: t(r, "dashboard.reasons"), Kinds: true}
	for _, code := range audit.Endings {
		if n := f.Counted(code); n.Count > 0 && code != approval.EventIdentityMatched {
			c.Columns = append(c.Columns, templates.Column{Label: happened(r, code), Layers: []int{int(n.Count)}, Href: eventsOf(n.Query)})
		}
	}
	slices.SortStableFunc(c.Columns, func(a, b templates.Column) int { return b.Layers[0] - a.Layers[0] })
	return c
}

// speed is within how many milliseconds UAE PASS answered half of the time, and nineteen
// times of twenty: in the worst hour of each column.
func speed(r *http.Request, f audit.Figures, length time.Duration) templates.Chart {
	c := templates.Chart{Title: t(r, "dashboard.speed"), Lines: true, Legend: []templates.Tag{
		{Text: t(r, "dashboard.half"), Tone: "ok"}, {Text: t(r, "dashboard.most"), Tone: "warn"},
	}}
	c.Columns = columns(f, length, func(h audit.Hour, layers []int) {
		layers[0] = max(layers[0], int(h.P50.Milliseconds()))
		layers[1] = max(layers[1], int(h.P95.Milliseconds()))
	}, 2)
	return c
}
