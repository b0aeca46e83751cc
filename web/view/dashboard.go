package view

import (
	"slices"
	"strconv"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/i18n"
	"takeed/templates"
)

// Span is a period of the dashboard, and how long each of its columns is.
type Span struct {
	Name           string
	Length, Column time.Duration
}

// Spans are all there are; the first is the default.
var Spans = []Span{
	{"24h", 24 * time.Hour, time.Hour}, {"7d", 7 * 24 * time.Hour, 6 * time.Hour}, {"30d", 30 * 24 * time.Hour, 24 * time.Hour},
}

// Dashboard shows the figures of a period, each with a link to the events behind it.
func (v Viewer) Dashboard(frame templates.Page, span Span, f audit.Figures) templates.DashboardPage {
	p := templates.DashboardPage{Page: frame}
	p.Title, p.Section = v.T("dashboard.title"), "dashboard"
	p.Period = v.shownPeriod(f.From, f.To)
	for _, s := range Spans {
		p.Spans = append(p.Spans, templates.FormChoice{ID: s.Name, Label: v.T("period." + s.Name), Selected: s == span})
	}
	p.Tiles = v.tiles(f)
	p.Charts = []templates.Chart{v.endingsChart(f, span.Column), v.reasonsChart(f), v.speedChart(f, span.Column)}
	return p
}

// tile is one figure of a dashboard, from a period.
type tile struct {
	label string
	read  func(audit.Figures) (value string, list audit.Figure)
	bad   bool // any count above zero is bad
}

// tiles are the six figures, each beside the same figure of the period before.
func (v Viewer) tiles(f audit.Figures) []templates.Figure {
	median := func(f audit.Figures) (string, audit.Figure) {
		return v.seconds(f.Median), f.Count(approval.EventIdentityMatched)
	}
	var list []templates.Figure
	for _, one := range []tile{
		{"dashboard.started", countOf(approval.EventAttemptStarted), false},
		{"dashboard.success", rateOf(approval.EventIdentityMatched), false},
		{"dashboard.median", median, false},
		{"dashboard.expired", rateOf(approval.EventAttemptExpired, approval.EventAttemptTooLate), false},
		{"dashboard.wrong", countOf(approval.EventIdentityMismatch), true},
		{"dashboard.faults", countOf(audit.ProviderErrors...), false},
	} {
		list = append(list, v.figure(one, f))
	}
	return list
}

func countOf(codes ...approval.EventCode) func(audit.Figures) (string, audit.Figure) {
	return func(f audit.Figures) (string, audit.Figure) {
		n := f.Count(codes...)
		return i18n.Number(int(n.Count)), n
	}
}

func rateOf(codes ...approval.EventCode) func(audit.Figures) (string, audit.Figure) {
	return func(f audit.Figures) (string, audit.Figure) { n := f.Rate(codes...); return percent(n), n }
}

func (v Viewer) figure(one tile, f audit.Figures) templates.Figure {
	value, now := one.read(f)
	before, then := one.read(*f.Before)
	figure := templates.Figure{Label: v.T(one.label), Value: value, Href: SearchPath(now.Query)}
	figure.Before, figure.BeforeHref = v.T("dashboard.before", "value", i18n.Isolate(before)), SearchPath(then.Query)
	if one.bad && now.Count > 0 {
		figure.Tone = "bad"
	}
	return figure
}

// percent is a percentage with one decimal; a dash if the whole is zero.
func percent(f audit.Figure) string {
	if f.Of == 0 {
		return "–"
	}
	return strconv.FormatFloat(float64(f.Count)*100/float64(f.Of), 'f', 1, 64) + "%"
}

func (v Viewer) seconds(d time.Duration) string {
	if d == 0 {
		return "–"
	}
	return v.T("dashboard.seconds", "value", strconv.FormatFloat(d.Seconds(), 'f', 1, 64))
}

// columns gathers hours into columns of the given length. Each leads to the attempts that
// ended in it.
func columns(f audit.Figures, length time.Duration, add func(h audit.Hour, layers []int), layers int) []templates.Column {
	ended := f.Count(audit.Endings...).Query
	var all []templates.Column
	for _, h := range f.Hours {
		if h.From.Sub(f.From)%length == 0 {
			part := ended
			part.After, part.Before = audit.MomentAt(h.From), audit.MomentAt(h.From.Add(length))
			all = append(all, templates.Column{Label: columnLabel(h.From), Layers: make([]int, layers), Href: SearchPath(part)})
		}
		add(h, all[len(all)-1].Layers)
	}
	return all
}

// endingsChart is how attempts ended, over time.
func (v Viewer) endingsChart(f audit.Figures, length time.Duration) templates.Chart {
	c := templates.Chart{Title: v.T("dashboard.confirmations"), Legend: []templates.Tag{
		{Text: v.T("dashboard.confirmed"), Tone: "ok"}, {Text: v.T("dashboard.not_completed"), Tone: "warn"}, {Text: v.T("dashboard.wrong"), Tone: "bad"},
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

// reasonsChart is why attempts failed, the most frequent reason first.
func (v Viewer) reasonsChart(f audit.Figures) templates.Chart {
	c := templates.Chart{Title: v.T("dashboard.reasons"), Kinds: true}
	for _, code := range audit.Endings {
		if n := f.Count(code); n.Count > 0 && code != approval.EventIdentityMatched {
			c.Columns = append(c.Columns, templates.Column{Label: v.happened(code), Layers: []int{int(n.Count)}, Href: SearchPath(n.Query)})
		}
	}
	slices.SortStableFunc(c.Columns, func(a, b templates.Column) int { return b.Layers[0] - a.Layers[0] })
	return c
}

// speedChart shows within how many milliseconds UAE PASS gave half of its answers, and
// nineteen of twenty, in the worst hour of each column.
func (v Viewer) speedChart(f audit.Figures, length time.Duration) templates.Chart {
	c := templates.Chart{Title: v.T("dashboard.speed"), Lines: true, Legend: []templates.Tag{
		{Text: v.T("dashboard.half"), Tone: "ok"}, {Text: v.T("dashboard.most"), Tone: "warn"},
	}}
	c.Columns = columns(f, length, func(h audit.Hour, layers []int) {
		layers[0] = max(layers[0], int(h.P50.Milliseconds()))
		layers[1] = max(layers[1], int(h.P95.Milliseconds()))
	}, 2)
	return c
}
