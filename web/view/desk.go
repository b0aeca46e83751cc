package view

import (
	"slices"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/i18n"
	"takeed/templates"
)

// Desk is the first page of the staff: the search, what stands out now, and what its reader
// opened and saved. It leads only to pages that every role may open.
func (v Viewer) Desk(frame templates.Page, desk audit.Desk, saved []audit.SavedSearch) templates.StaffHomePage {
	from, to := audit.SignsAt(v.Now)
	p := templates.StaffHomePage{Page: frame, Calm: true, Saved: SavedSearches(saved)}
	p.Title, p.Section = v.T("backoffice.title"), "staff"
	p.Period = v.T("desk.compared", "after", v.isolatedWhen(from), "before", v.isolatedWhen(to))
	for _, sign := range desk.Signs {
		p.Calm = p.Calm && !sign.StandsOut()
		p.Signs = append(p.Signs, v.sign(sign))
	}
	slices.SortStableFunc(p.Signs, func(a, b templates.Sign) int { return toneGravity[a.Tag.Tone] - toneGravity[b.Tag.Tone] })
	p.Incidents, p.All = v.Events(desk.Incidents), SearchPath(allIncidents())
	p.Opened = v.opened(desk.Opened)
	return p
}

// allIncidents finds all the incidents of which a desk shows the latest.
func allIncidents() audit.Query {
	var codes []string
	for _, code := range audit.Incidents {
		codes = append(codes, string(code))
	}
	return audit.Query{After: audit.Moment{Ago: audit.IncidentDays * 24 * time.Hour}}.With(audit.Event, codes...)
}

// toneGravity is the order of tones on a desk, the gravest first.
var toneGravity = map[string]int{"bad": 0, "warn": 1, "ok": 2, "neutral": 2}

// graveSigns are the signs that are bad, and not just a warning, when they stand out.
var graveSigns = []string{"wrong_person", "provider", "confirmed"}

// sign says how many there are, how many are usual, and whether that stands out.
func (v Viewer) sign(c audit.SignCount) templates.Sign {
	low, high, known := c.Usual()
	s := templates.Sign{Usual: v.T("desk.unknown"), Tag: templates.Tag{Text: v.T("desk.as_usual"), Tone: "ok"}}
	s.Label, s.Value, s.Href = v.T("sign."+c.Name), i18n.Number(int(c.Now)), SearchPath(c.Query)
	switch {
	case known && low == high:
		s.Usual = v.T("desk.usual", "numbers", i18n.LTR(i18n.Number(int(low))))
	case known:
		s.Usual = v.T("desk.usual", "numbers", i18n.LTR(i18n.Number(int(low))+"–"+i18n.Number(int(high))))
	}
	switch {
	case c.StandsOut() && slices.Contains(graveSigns, c.Name):
		s.Tag = templates.Tag{Text: v.T("desk.stands_out"), Tone: "bad"}
	case c.StandsOut():
		s.Tag = templates.Tag{Text: v.T("desk.stands_out"), Tone: "warn"}
	case !known:
		s.Tag = templates.Tag{Text: v.T("desk.nothing_known"), Tone: "neutral"}
	}
	return s
}

// opened is what the reader opened before, under names that may stand in a list.
func (v Viewer) opened(list []audit.Visit) []templates.Opened {
	var all []templates.Opened
	for _, o := range list {
		item := templates.Opened{Time: v.isolatedWhen(o.At), ISO: i18n.ISO(o.At)}
		if o.Transaction != "" {
			item.Action = templates.Action{Label: v.kind(o.Kind).Label.In(v.Lang) + " " + i18n.LTR(o.Transaction.Reference()), Href: TimelinePath(o.Transaction)}
		} else {
			name := v.Name(o.Identity)
			if o.Identity == (approval.Identity{}) {
				name = v.T("person.erased")
			}
			item.Action = templates.Action{Label: i18n.Isolate(name) + " " + i18n.LTR(o.Person.PersonNumber()), Href: PersonPath(o.Person)}
		}
		all = append(all, item)
	}
	return all
}
