package web

import (
	"net/http"
	"slices"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/i18n"
	"takeed/templates"
)

// staffHome is the desk, where the staff arrive: the search, what stands out now, and what
// its reader works with. It leads to pages that every role may open, and to no other.
func (s *Server) staffHome(w http.ResponseWriter, r *http.Request) error {
	now, member := time.Now(), requestOf(r).staff
	desk, err := s.Audit.Desk(r.Context(), now, member.ID, maskedIdentity)
	if err != nil {
		return err
	}
	views, err := s.Audit.Views(r.Context(), member.ID)
	if err != nil {
		return err
	}
	from, to := audit.SignsAt(now)
	v := templates.StaffHomePage{Page: s.page(r, t(r, "backoffice.title")), Calm: true, Views: savedSearches(views)}
	v.Section = "staff"
	v.Period = t(r, "desk.compared", "after", i18n.Isolate(when(r, from)), "before", i18n.Isolate(when(r, to)))
	for _, sign := range desk.Signs {
		v.Calm = v.Calm && !sign.StandsOut()
		v.Signs = append(v.Signs, signOf(r, sign))
	}
	slices.SortStableFunc(v.Signs, func(a, b templates.Sign) int { return gravity[a.Tag.Tone] - gravity[b.Tag.Tone] })
	v.Incidents, v.All = lines(r, desk.Incidents), eventsOf(incidents())
	v.Opened = s.opened(r, desk.Opened)
	return html(w, r, http.StatusOK, templates.StaffHome(v))
}

// incidents finds all that a desk shows the latest of.
func incidents() audit.Query {
	var codes []string
	for _, code := range audit.Incidents {
		codes = append(codes, string(code))
	}
	return audit.Query{After: audit.Moment{Ago: audit.IncidentDays * 24 * time.Hour}}.With(audit.Event, codes...)
}

// gravity is the order of tones on a desk.
var gravity = map[string]int{"bad": 0, "warn": 1, "ok": 2, "neutral": 2}

// grave are the signs that are more than trouble when they stand out.
var grave = []string{"wrong_person", "provider", "confirmed"}

// signOf says how many there are, how many are usual, and whether that stands out.
func signOf(r *http.Request, c audit.Counted) templates.Sign {
	low, high, known := c.Usual()
	s := templates.Sign{Usual: t(r, "desk.unknown"), Tag: templates.Tag{Text: t(r, "desk.as_usual"), Tone: "ok"}}
	s.Label, s.Value, s.Href = t(r, "sign."+c.Name), i18n.Number(int(c.Now)), eventsOf(c.Query)
	switch {
	case known && low == high:
		s.Usual = t(r, "desk.usual", "numbers", i18n.LTR(i18n.Number(int(low))))
	case known:
		s.Usual = t(r, "desk.usual", "numbers", i18n.LTR(i18n.Number(int(low))+"–"+i18n.Number(int(high))))
	}
	switch {
	case c.StandsOut() && slices.Contains(grave, c.Name):
		s.Tag = templates.Tag{Text: t(r, "desk.stands_out"), Tone: "bad"}
	case c.StandsOut():
		s.Tag = templates.Tag{Text: t(r, "desk.stands_out"), Tone: "warn"}
	case !known:
		s.Tag = templates.Tag{Text: t(r, "desk.nothing_known"), Tone: "neutral"}
	}
	return s
}

// opened is what the reader looked at before, under the names that a list may have.
func (s *Server) opened(r *http.Request, list []audit.Opened) []templates.Opened {
	var all []templates.Opened
	for _, o := range list {
		item := templates.Opened{Time: i18n.Isolate(when(r, o.At)), ISO: i18n.ISO(o.At)}
		if o.Transaction != "" {
			kind := s.kind(approval.Transaction{Document: approval.Document{Kind: o.Kind}})
			item.Action = templates.Action{Label: kind.Label.In(requestOf(r).lang) + " " + i18n.LTR(o.Transaction.Reference()), Href: storyPath(o.Transaction)}
		} else {
			item.Action = templates.Action{Label: i18n.Isolate(nameIn(o.Identity, requestOf(r).lang)) + " " + i18n.LTR(o.Person.PersonNumber()), Href: personPath(o.Person)}
		}
		all = append(all, item)
	}
	return all
}

// nameIn is somebody's name in a language, or what there is of it.
func nameIn(i approval.Identity, lang approval.Lang) string {
	if lang == approval.AR && i.NameAR != "" || i.NameEN == "" {
		return i.NameAR
	}
	return i.NameEN
}
