package view

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/i18n"
	"takeed/templates"
)

// Periods are the lengths of time that can be chosen beside the search box.
var Periods = []string{"24h", "7d", "30d", "90d"}

var (
	results = []string{string(approval.Success), string(approval.Failure), string(approval.Denied)}
	actors  = []string{audit.ActorCustomer, audit.ActorStaff, audit.ActorClient, audit.ActorSystem, audit.ActorAnonymous}
)

// Search is the page of the audit log's search, before anything is found.
func (v Viewer) Search(frame templates.Page, query audit.Query, saved []audit.SavedSearch) templates.EventsPage {
	p := templates.EventsPage{Page: frame, Query: query.String()}
	p.Title, p.Section, p.Path = v.T("auditlog.title"), "events", SearchPath(query)
	p.Filters = []templates.Choices{
		{Name: "event", Label: v.T("auditlog.event"), List: choiceList(eventNames(), func(name string) string { return name })},
		{Name: "result", Label: v.T("auditlog.result"), List: v.choiceList("result.", results)},
		{Name: "actor", Label: v.T("auditlog.actor"), List: v.choiceList("actor.", actors)},
		{Name: "period", Label: v.T("auditlog.period"), List: v.choiceList("period.", Periods)},
	}
	p.Saved = SavedSearches(saved)
	return p
}

// SavedSearches are links to the searches that the reader saved, or that others share.
func SavedSearches(list []audit.SavedSearch) []templates.SavedSearch {
	var all []templates.SavedSearch
	for _, saved := range list {
		all = append(all, templates.SavedSearch{ID: string(saved.ID), Name: saved.Name, Href: SearchPath(saved.Query), Shared: saved.Shared, Own: saved.Own})
	}
	return all
}

func eventNames() []string {
	var names []string
	for _, code := range audit.EventsWith("") {
		names = append(names, string(code))
	}
	return names
}

func choiceList(ids []string, label func(string) string) []templates.FormChoice {
	var list []templates.FormChoice
	for _, id := range ids {
		list = append(list, templates.FormChoice{ID: id, Label: label(id)})
	}
	return list
}

// choiceList labels each ID with the message behind a prefix.
func (v Viewer) choiceList(prefix string, ids []string) []templates.FormChoice {
	return choiceList(ids, func(id string) string { return v.T(prefix + id) })
}

// Fault shows a query again as it was typed, and what is wrong with it.
func (v Viewer) Fault(p *templates.EventsPage, typed string, fault *audit.SyntaxError) {
	args := slices.Clone(fault.Args)
	for i := 1; i < len(args); i += 2 {
		if text, ok := args[i].(string); ok {
			args[i] = i18n.LTR(text)
		}
	}
	p.Query, p.Wrong = strings.ToValidUTF8(typed, "\ufffd"), true
	p.Fault = v.T(fault.Message, args...)
	p.Path = EventsPath
}

// Found puts the events that were found on the page.
func (v Viewer) Found(p *templates.EventsPage, query audit.Query, page audit.Page) {
	p.Events = v.Events(page.Lines)
	p.Count = i18n.N(v.lang(), "count.events", len(page.Lines))
	if page.Newer != "" || page.Older != "" {
		p.Count = v.T("auditlog.part", "events", p.Count)
	}
	p.Period = v.periodLine(query, page)
	turn := func(cursor string) string {
		if cursor == "" {
			return ""
		}
		return SearchPath(query) + "&" + url.Values{"after": {cursor}}.Encode()
	}
	p.Newer, p.Older = turn(page.Newer), turn(page.Older)
	p.Live = "/" + string(v.Lang) + StaffPath + "/live?" + SearchQuery(query)
	p.Exports = []templates.Action{
		{Label: v.T("auditlog.export_csv"), Href: StaffPath + "/export/csv"},
		{Label: v.T("auditlog.export_jsonl"), Href: StaffPath + "/export/jsonl"},
	}
}

func (v Viewer) periodLine(query audit.Query, page audit.Page) string {
	from, until := query.Period(v.Now)
	if until.IsZero() {
		until = v.Now
	}
	line := v.T("auditlog.shown_until", "before", v.isolatedWhen(until))
	if !from.IsZero() {
		line = v.shownPeriod(from, until)
	}
	if !page.Searched.IsZero() {
		line += " " + v.T("auditlog.searched", "time", v.isolatedWhen(page.Searched))
	}
	return line
}

func (v Viewer) shownPeriod(from, until time.Time) string {
	return v.T("auditlog.shown", "after", v.isolatedWhen(from), "before", v.isolatedWhen(until))
}

// Histogram draws the events that a query finds over time. Each column leads to a search of
// its part of the period, which finds as many events as the column shows. The query must have
// both ends of its period.
func (v Viewer) Histogram(query audit.Query, counts []audit.Bar) *templates.Chart {
	c := &templates.Chart{Title: v.T("auditlog.chart"), Units: v.T("auditlog.event")}
	for _, bar := range counts {
		part := query
		if begin := audit.MomentAt(bar.From); begin.At.After(part.After.At) {
			part.After = begin
		}
		if end := audit.MomentAt(bar.To); end.At.Before(part.Before.At) {
			part.Before = end
		}
		c.Columns = append(c.Columns, templates.Column{
			Label: columnLabel(bar.From), Layers: []int{int(bar.Count)}, About: !bar.Exact, Href: SearchPath(part),
		})
	}
	return c
}

// columnLabel is the beginning of a column, to the minute.
func columnLabel(at time.Time) string { return StaffTime(at)[:16] }
