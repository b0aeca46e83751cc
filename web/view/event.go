package view

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/i18n"
	"takeed/templates"
)

// Events are lines of the audit log in a list.
func (v Viewer) Events(list []audit.Line) []templates.EventLine {
	var all []templates.EventLine
	for _, l := range list {
		all = append(all, v.eventLine(l))
	}
	return all
}

func (v Viewer) eventLine(l audit.Line) templates.EventLine {
	e := templates.EventLine{
		Href: EventsPath + "/" + strconv.FormatInt(l.Number, 10), Number: i18n.Number(int(l.Number)), Time: StaffTime(l.At), ISO: i18n.ISO(l.At),
		Happened: v.happened(l.Code), Code: string(l.Code), Result: v.resultTag(l.Code), Who: v.who(l),
	}
	if reason := l.Detail()["reason"]; reason != e.Code {
		e.Reason = reason
	}
	if l.Erased() {
		e.Erased = v.T("auditlog.erased_short")
	}
	if l.Transaction != "" {
		e.Transaction = &templates.Action{Label: l.Transaction.Reference(), Href: TimelinePath(l.Transaction)}
	}
	return e
}

// happened is what an event means, short enough for a list.
func (v Viewer) happened(code approval.EventCode) string {
	return i18n.Gist(v.T("event." + string(code)))
}

// who is the actor and, if that is another person, the customer whom the event is about: by
// short numbers, which tell people apart without naming them.
func (v Viewer) who(l audit.Line) []templates.Action {
	var all []templates.Action
	kind, id, _ := strings.Cut(string(l.Actor), ":")
	staff, _ := approval.ParseID(id)
	switch {
	case kind == audit.ActorStaff && staff == v.Staff:
		all = append(all, templates.Action{Label: v.T("actor.you"), Href: byStaff(staff)})
	case kind == audit.ActorStaff && staff != "":
		all = append(all, templates.Action{Label: i18n.LTR(staff.StaffNumber()), Href: byStaff(staff)})
	case kind == audit.ActorClient:
		all = append(all, templates.Action{Label: v.actorName(l.Actor)}, byClient(id))
	case kind != audit.ActorCustomer:
		all = append(all, templates.Action{Label: v.actorName(l.Actor)})
	}
	if person := personOf(l); person != "" {
		all = append(all, templates.Action{Label: i18n.LTR(person.PersonNumber()), Href: PersonPath(person)})
	}
	return all
}

// byStaff is the path of the search for what a member of staff did.
func byStaff(id approval.ID) string {
	return SearchPath(audit.Query{}.With(audit.Staff, string(id)))
}

// byClient is a client of the API, with the path of the search for what it did.
func byClient(id string) templates.Action {
	return templates.Action{Label: i18n.LTR(id), Href: SearchPath(audit.Query{}.With(audit.Client, id))}
}

// personOf is the customer whom an event is about.
func personOf(l audit.Line) approval.ID {
	kind, id, _ := strings.Cut(string(l.Actor), ":")
	if kind != audit.ActorCustomer {
		id = l.Detail()["person"]
	}
	person, _ := approval.ParseID(id)
	return person
}

func (v Viewer) actorName(a approval.Actor) string {
	kind, _, _ := strings.Cut(string(a), ":")
	if !slices.Contains(actors, kind) {
		kind = audit.ActorSystem
	}
	return v.T("actor." + kind)
}

var resultTone = map[approval.Outcome]string{approval.Success: "ok", approval.Failure: "warn", approval.Denied: "bad"}

func (v Viewer) resultTag(code approval.EventCode) templates.Tag {
	outcome := approval.EventCodes[code]
	return templates.Tag{Text: v.T("result." + string(outcome)), Tone: resultTone[outcome]}
}

// StaffTime is a moment to the millisecond, in UAE time, as the same text in both
// languages: it is compared with logs.
func StaffTime(at time.Time) string { return at.In(i18n.UAE()).Format("2006-01-02 15:04:05.000") }

// Event is everything about one event; before is the one before it in its stream.
func (v Viewer) Event(frame templates.Page, line, before audit.Line) templates.EventPage {
	p := templates.EventPage{Page: frame}
	p.Title = v.T("auditlog.event_title", "number", i18n.LTR(i18n.Number(int(line.Number))))
	p.Section, p.Result = "events", v.resultTag(line.Code)
	p.Meaning, p.Erased = v.T("event."+string(line.Code)), v.erasedNote(line)
	p.Rows, p.Details = v.eventRows(line), v.detailRows(line)
	p.Chain, p.Whole = v.chainRows(line), v.wholeTag(line, before)
	p.Raw, p.Links = indentedBody(line), v.relatedLinks(line)
	return p
}

// erasedNote says of an event without a body what can still be checked of it.
func (v Viewer) erasedNote(l audit.Line) string {
	switch {
	case !l.Erased():
		return ""
	case l.Commitment == nil:
		return v.T("auditlog.erased_old")
	}
	return v.T("auditlog.erased")
}

func (v Viewer) eventRows(l audit.Line) []templates.Row {
	rows := []templates.Row{
		{Label: v.T("auditlog.event"), Text: string(l.Code), Dir: "ltr"},
		{Label: v.T("auditlog.time"), Text: StaffTime(l.At), Dir: "ltr"},
		{Label: v.T("auditlog.utc"), Text: i18n.ISO(l.At), Dir: "ltr"},
		{Label: v.T("auditlog.actor"), Text: string(l.Actor), Dir: "ltr"},
	}
	return append(rows, nonEmpty(
		templates.Row{Label: v.T("auditlog.state"), Text: l.ToState, Dir: "ltr"},
		templates.Row{Label: v.T("auditlog.transaction"), Text: string(l.Transaction), Dir: "ltr"},
		templates.Row{Label: v.T("auditlog.attempt"), Text: string(l.Attempt), Dir: "ltr"},
	)...)
}

// nonEmpty leaves out the rows without a text.
func nonEmpty(rows ...templates.Row) []templates.Row {
	return slices.DeleteFunc(rows, func(row templates.Row) bool { return row.Text == "" })
}

// detailRows are the details under the names that they have in the log. A purpose is put in
// words beside its code; older events have a sentence that a member of staff typed there.
func (v Viewer) detailRows(l audit.Line) []templates.Row {
	detail := l.Detail()
	var rows []templates.Row
	for _, name := range slices.Sorted(maps.Keys(detail)) {
		row := templates.Row{Label: name, Text: detail[name], Dir: "auto"}
		if name == "why" && slices.Contains(audit.Purposes, audit.Purpose(detail[name])) {
			row.Text, row.Code = v.T("purpose."+detail[name]), detail[name]
		}
		rows = append(rows, row)
	}
	return rows
}

func (v Viewer) chainRows(l audit.Line) []templates.Row {
	return []templates.Row{
		{Label: v.T("auditlog.stream"), Text: l.Stream, Dir: "ltr"},
		{Label: v.T("auditlog.place"), Text: i18n.Number(int(l.Position)), Dir: "ltr"},
		{Label: v.T("auditlog.this_hash"), Text: hex.EncodeToString(l.Hash), Dir: "ltr"},
		{Label: v.T("auditlog.hash_before"), Text: hex.EncodeToString(l.Prev), Dir: "ltr"},
	}
}

func (v Viewer) wholeTag(line, before audit.Line) templates.Tag {
	switch {
	case line.Follows(before) && line.Erased() && line.Commitment == nil:
		return templates.Tag{Text: v.T("auditlog.unchecked"), Tone: "neutral"}
	case line.Follows(before):
		return templates.Tag{Text: v.T("auditlog.whole"), Tone: "ok"}
	}
	return templates.Tag{Text: v.T("auditlog.broken"), Tone: "bad"}
}

// indentedBody is the body as it was hashed, with line breaks for people.
func indentedBody(l audit.Line) string {
	var out bytes.Buffer
	if json.Indent(&out, []byte(l.Body), "", "  ") != nil {
		return l.Body
	}
	return out.String()
}

// nearbyWindow is how far before and after an event the link to what happened around it goes.
const nearbyWindow = 5 * time.Minute

func (v Viewer) relatedLinks(l audit.Line) []templates.Action {
	near := audit.Query{After: audit.MomentAt(l.At.Add(-nearbyWindow)), Before: audit.MomentAt(l.At.Add(nearbyWindow))}
	links := []templates.Action{{Label: v.T("auditlog.around"), Href: SearchPath(near)}}
	if l.Transaction != "" {
		links = append(links, templates.Action{Label: v.T("auditlog.same_transaction"), Href: TimelinePath(l.Transaction)})
	}
	if person := personOf(l); person != "" {
		links = append(links, templates.Action{Label: v.T("auditlog.same_person"), Href: PersonPath(person)})
	}
	if id := l.Detail()["request_id"]; id != "" {
		links = append(links, templates.Action{Label: v.T("auditlog.same_request"), Href: SearchPath(audit.Query{}.With(audit.Request, id))})
	}
	if client := l.Client(); client != "" {
		links = append(links, templates.Action{Label: v.T("auditlog.same_client"), Href: SearchPath(audit.Query{}.With(audit.Client, client))})
	}
	if ip := l.Detail()["client"]; ip != "" {
		links = append(links, templates.Action{Label: v.T("auditlog.same_address"), Href: SearchPath(audit.Query{}.With(audit.IP, ip))})
	}
	return links
}
