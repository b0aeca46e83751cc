package gallery

import (
	"errors"
	"strings"
	"time"

	"github.com/a-h/templ"

	"takeed/internal/audit"
	"takeed/templates"
)

// searches are the audit log as queries find it.
func searches() []Entry {
	return []Entry{
		search("events", "after:24h", nil, audit.Page{Lines: latest()}, 40),
		search("events-older", "event:callback_*,identity_* -result:success actor:customer after:2026-11-19 before:2026-11-21T14:05", saved(),
			audit.Page{Lines: latest(), Newer: "x", Older: "y", Searched: now.AddDate(0, 0, -2)}, 40),
		entry("events-without-chart", func(s screen) templ.Component {
			p := s.search("result:denied", nil)
			s.Found(&p, query("result:denied"), audit.Page{Lines: latest(), Older: "y"})
			return templates.Events(p)
		}),
		search("events-empty", "event:code_reused after:24h", nil, audit.Page{}, 0),
		search("events-of-client", "client:"+clientID+" after:7d", nil, audit.Page{Lines: ofClient()}, 4),
		emptySearch("events-not-found", "after:24h", func(s screen, p *templates.EventsPage) { p.Found = s.T("auditlog.not_found") }),
		emptySearch("events-wrong", "", func(s screen, p *templates.EventsPage) { s.fault(p, "evnt:callback_refused") }),
		emptySearch("events-view-wrong", "event:code_reused", func(s screen, p *templates.EventsPage) {
			p.SavedName, p.SavedFault, p.Wrong = longName.In(s.Lang), s.T("auditlog.saved_name_wrong"), true
		}),
		emptySearch("events-view-personal-wrong", "event:code_reused", func(s screen, p *templates.EventsPage) {
			p.SavedFault, p.Wrong = s.T("auditlog.saved_name_personal"), true
		}),
		emptySearch("events-every-fault", "", everyQueryFault),
	}
}

// search is the entry of a search with events and a chart. most is the highest bar of the
// chart.
func search(name, text string, views []audit.SavedSearch, found audit.Page, most int) Entry {
	return entry(name, func(s screen) templ.Component {
		p, q := s.search(text, views), query(text)
		s.Found(&p, q, found)
		from, until := q.Period(now)
		if until.IsZero() {
			until = now
		}
		q.After, q.Before = audit.MomentAt(from), audit.MomentAt(until)
		p.Chart = s.Histogram(q, bars(from, until, most))
		return templates.Events(p)
	})
}

// emptySearch is the entry of a search page without events.
func emptySearch(name, text string, change func(screen, *templates.EventsPage)) Entry {
	return entry(name, func(s screen) templ.Component {
		p := s.search(text, nil)
		change(s, &p)
		p.Path = s.path
		return templates.Events(p)
	})
}

func (s screen) search(text string, views []audit.SavedSearch) templates.EventsPage {
	p := s.Search(s.operator(), query(text), views)
	p.Path = s.path
	return p
}

func query(text string) audit.Query {
	q, err := audit.Parse(text)
	if err != nil {
		panic("gallery: " + err.Error())
	}
	return q
}

// bars are the columns of a histogram.
func bars(from, until time.Time, most int) []audit.Bar {
	const columns = 48
	var all []audit.Bar
	length := until.Sub(from) / columns
	for i := range columns {
		begin := from.Add(time.Duration(i) * length)
		all = append(all, audit.Bar{From: begin, To: begin.Add(length), Count: int64(invented(i, 1, most)), Exact: true})
	}
	return all
}

// saved are the saved searches of the reader, and one that a colleague shares.
func saved() []audit.SavedSearch {
	return []audit.SavedSearch{
		{ID: transactionID, Name: employee.EN, Query: query("result:denied after:7d"), Own: true},
		{ID: attemptID, Name: longName.EN, Query: query("event:code_reused"), Own: true, Shared: true},
		{ID: otherID, Name: mixedName.EN, Query: query("actor:staff"), Shared: true},
	}
}

// faults are queries that cannot be read, one for each reason.
var faults = []string{
	strings.Repeat("x", 2001), strings.Repeat("result:denied ", 21), "denied", "عربي:x", "evnt:x", `event:"signed_out`, `event:"signed_out"x`,
	"result:", "ip:999", "txn:TK*", "event:عربي", "event:signed_ot", "person:784199012345676", "seq:2..1", "seq:1..9999", "after:soon",
	"after:1d after:2d", "after:1d before:2d", "amount:1,50", "ref:AE070331234567890123456",
}

// fault shows on a page what is wrong with a query.
func (s screen) fault(p *templates.EventsPage, text string) {
	fault := (*audit.SyntaxError)(nil)
	if _, err := audit.Parse(text); !errors.As(err, &fault) {
		panic("gallery: nothing is wrong with " + text)
	}
	s.Fault(p, text, fault)
}

// everyQueryFault shows all faults in one text; the portal shows one at a time.
func everyQueryFault(s screen, p *templates.EventsPage) {
	var all []string
	for _, text := range faults {
		s.fault(p, text)
		all = append(all, p.Fault)
	}
	p.Query, p.Fault = "after:soon", strings.Join(all, " · ")
}
