package gallery

import (
	"errors"
	"strings"
	"time"

	"github.com/a-h/templ"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/i18n"
	"takeed/templates"
)

const (
	personID  approval.ID = "2f9d7b10-4c5e-4a6b-9d8e-7f6a5b4c3d2e"
	staffID   approval.ID = "c40e91aa-77d2-4b1f-a3c5-d6e7f8091a2b"
	attemptID approval.ID = "91c7d3a2-0b1c-4d2e-8f3a-4b5c6d7e8f90"
	requestID             = "K7Q2MZ4XWJ5N3RB6TYPC2DVH4A"
	recorded              = `{
  "actor": "customer:2f9d7b10-4c5e-4a6b-9d8e-7f6a5b4c3d2e",
  "at": "2026-11-21T10:05:00.482Z",
  "code": "identity_matched",
  "detail": {"client": "2001:db8:85a3::8a2e:370:7334", "request_id": "K7Q2MZ4XWJ5N3RB6TYPC2DVH4A"},
  "prev": "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8"
}`
)

// journey is what happens to a transaction, and how many seconds after the event before.
var journey = []struct {
	code  approval.EventCode
	after int
}{
	{approval.EventSigninSucceeded, 0}, {approval.EventTransactionCreated, 95}, {approval.EventAttemptStarted, 21},
	{approval.EventCallbackClaimed, 28}, {approval.EventProviderDeclined, 0}, {approval.EventAttemptStarted, 12},
	{approval.EventCallbackClaimed, 31}, {approval.EventIdentityMatched, 1}, {approval.EventTransactionConfirmed, 0},
}

// elsewhere is what others do meanwhile.
var elsewhere = []struct {
	code  approval.EventCode
	actor string
}{
	{approval.EventStaffSigninCallbackRefused, audit.ActorAnonymous}, {approval.EventIdentifierRevealed, audit.ActorStaff},
	{approval.EventProviderFailing, audit.ActorSystem}, {approval.EventSigninRefused, audit.ActorAnonymous}, {approval.EventTransactionViewed, you},
}

var resultTones = map[approval.Outcome]string{approval.Success: "ok", approval.Failure: "warn", approval.Denied: "bad"}

func (s screen) result(code approval.EventCode) templates.Tag {
	outcome := approval.EventCodes[code]
	return templates.Tag{Text: s.t("result." + string(outcome)), Tone: resultTones[outcome]}
}

// stamp is a moment as the back office writes it.
func stamp(at time.Time) string { return at.Format("2006-01-02 15:04:05.000") }

func (s screen) line(number int, at time.Time, code approval.EventCode, actor string) templates.EventLine {
	e := templates.EventLine{
		Href: "/staff/events/" + i18n.Number(number), Number: i18n.Number(number), Time: stamp(at), ISO: i18n.ISO(at),
		Happened: s.happened(code), Code: string(code), Result: s.result(code), Who: s.who(actor),
	}
	switch code {
	case approval.EventStaffSigninCallbackRefused:
		e.Reason = "unknown_state"
	case approval.EventProviderDeclined:
		e.Reason = string(approval.ReasonProviderCancelled)
	}
	if actor == audit.ActorCustomer {
		e.Transaction = &templates.Action{Label: transactionID.Reference(), Href: "/staff/transactions/" + string(transactionID)}
	}
	return e
}

func (s screen) happened(code approval.EventCode) string {
	return i18n.Gist(s.t("event." + string(code)))
}

// you are the reader, in what they did themselves.
const you = "you"

func (s screen) who(actor string) []templates.Action {
	customer := templates.Action{Label: i18n.LTR(personID.PersonNumber()), Href: "/staff/people/" + string(personID)}
	switch actor {
	case audit.ActorCustomer:
		return []templates.Action{customer}
	case audit.ActorStaff:
		return []templates.Action{{Label: i18n.LTR(staffID.StaffNumber()), Href: "/staff/events?q=x"}, customer}
	case you:
		return []templates.Action{{Label: s.t("actor.you"), Href: "/staff/events?q=x"}, customer}
	}
	return []templates.Action{{Label: s.t("actor." + actor)}}
}

// lived are the events of the journey, in their order.
func (s screen) lived() []templates.EventLine {
	var all []templates.EventLine
	at := now.Add(-3*time.Minute + 482*time.Millisecond)
	for i, event := range journey {
		at = at.Add(time.Duration(event.after) * time.Second)
		e := s.line(18_196+i, at, event.code, audit.ActorCustomer)
		if event.after >= 30 {
			e.Gap = s.t("story.gap", "time", i18n.N(s.lang, "count.seconds", event.after))
		}
		all = append(all, e)
	}
	return all
}

// latest is the audit log from its end.
func (s screen) latest() []templates.EventLine {
	var all []templates.EventLine
	for i, event := range elsewhere {
		all = append(all, s.line(18_208-i, now.Add(-time.Duration(i)*time.Second), event.code, event.actor))
	}
	lived := s.lived()
	for i := range lived {
		e := lived[len(lived)-1-i]
		e.Gap = ""
		all = append(all, e)
	}
	return all
}

// hours are as many columns over a day, each with as many layers.
func hours(columns int, layers ...int) []templates.Column {
	var all []templates.Column
	for i := range columns {
		at := now.Add(-time.Duration(columns-i) * 24 * time.Hour / time.Duration(columns))
		c := templates.Column{Label: stamp(at)[:16], Href: "/staff/events?q=after:24h"}
		for l, most := range layers {
			c.Layers = append(c.Layers, (i*i+7*i*(l+1))%(most+1))
		}
		all = append(all, c)
	}
	return all
}

// searches are the audit log as queries find it.
func searches() []Entry {
	return []Entry{
		search("events", "after:24h", func(s screen, v *templates.EventsPage) {
			s.finds(v)
			v.Newer, v.Older = "", ""
		}),
		search("events-older", "event:callback_*,identity_* -result:success actor:customer after:2026-11-19 before:2026-11-21T14:05", func(s screen, v *templates.EventsPage) {
			s.finds(v)
			v.Count = s.t("auditlog.part", "events", v.Count)
			v.Period += " " + s.t("auditlog.searched", "time", i18n.Isolate(i18n.DateTime(s.lang, now.AddDate(0, 0, -2))))
			v.Saved = s.saved()
		}),
		search("events-without-chart", "result:denied", func(s screen, v *templates.EventsPage) {
			s.finds(v)
			v.Chart, v.Newer = nil, ""
			v.Period = s.t("auditlog.shown_until", "before", i18n.Isolate(i18n.DateTime(s.lang, now)))
		}),
		search("events-empty", "event:code_reused after:24h", func(s screen, v *templates.EventsPage) {
			s.finds(v)
			v.Events, v.Count, v.Newer, v.Older = nil, i18n.N(s.lang, "count.events", 0), "", ""
			v.Chart.Columns = hours(48, 0)
		}),
		search("events-not-found", "after:24h", func(s screen, v *templates.EventsPage) { v.Found = s.t("auditlog.not_found") }),
		search("events-wrong", "evnt:callback_refused", faulted),
		search("events-view-wrong", "event:code_reused", func(s screen, v *templates.EventsPage) {
			v.SavedName, v.SavedFault, v.Wrong = s.in(longName), s.t("auditlog.saved_name_wrong"), true
		}),
		search("events-view-personal-wrong", "event:code_reused", func(s screen, v *templates.EventsPage) {
			v.SavedFault, v.Wrong = s.t("auditlog.saved_name_personal"), true
		}),
		search("events-every-fault", strings.Join(faults, " "), everyQueryFault),
	}
}

// saved are searches that somebody saved, or was given.
func (s screen) saved() []templates.SavedSearch {
	return []templates.SavedSearch{
		{ID: "1", Name: s.in(employee), Href: "/staff/events?q=x", Own: true},
		{ID: "2", Name: s.in(longName), Href: "/staff/events?q=x", Own: true, Shared: true},
		{ID: "3", Name: s.in(mixedName), Href: "/staff/events?q=x", Shared: true},
	}
}

func search(name, query string, change func(screen, *templates.EventsPage)) Entry {
	return view(name, func(s screen) templ.Component {
		v := templates.EventsPage{Page: s.office(s.t("auditlog.title")), Query: query}
		v.Filters = []templates.Choices{
			{Name: "event", Label: s.t("auditlog.event"), List: choices(eventNames(), func(name string) string { return name })},
			{Name: "result", Label: s.t("auditlog.result"), List: choices([]string{"success", "failure", "denied"}, func(name string) string { return s.t("result." + name) })},
			{Name: "actor", Label: s.t("auditlog.actor"), List: choices([]string{"customer", "staff", "system", "anonymous"}, func(name string) string { return s.t("actor." + name) })},
			{Name: "period", Label: s.t("auditlog.period"), List: choices([]string{"24h", "7d", "30d", "90d"}, func(name string) string { return s.t("period." + name) })},
		}
		change(s, &v)
		return templates.Events(v)
	})
}

func eventNames() []string {
	var names []string
	for _, code := range audit.EventsWith("") {
		names = append(names, string(code))
	}
	return names
}

func choices(ids []string, label func(string) string) []templates.FormChoice {
	var list []templates.FormChoice
	for _, id := range ids {
		list = append(list, templates.FormChoice{ID: id, Label: label(id)})
	}
	return list
}

// finds is a search with results.
func (s screen) finds(v *templates.EventsPage) {
	v.Events = s.latest()
	v.Count, v.Period = i18n.N(s.lang, "count.events", len(v.Events)), s.period()
	v.Chart = &templates.Chart{Title: s.t("auditlog.chart"), Units: s.t("auditlog.event"), Columns: hours(48, 40)}
	v.Newer, v.Older = "/staff/events?after=x", "/staff/events?after=y"
	v.Live = "/" + string(s.lang) + "/staff/live?q=after:24h"
	v.Exports = []templates.Action{
		{Label: s.t("auditlog.export_csv"), Href: "/staff/export/csv"}, {Label: s.t("auditlog.export_jsonl"), Href: "/staff/export/jsonl"},
	}
}

func (s screen) period() string {
	return s.t("auditlog.shown", "after", i18n.Isolate(i18n.DateTime(s.lang, now.AddDate(0, 0, -1))), "before", i18n.Isolate(i18n.DateTime(s.lang, now)))
}

// faults are queries that cannot be read, one for each reason.
var faults = []string{
	strings.Repeat("x", 2001), strings.Repeat("result:denied ", 21), "denied", "عربي:x", "evnt:x", `event:"signed_out`, `event:"signed_out"x`,
	"result:", "ip:999", "transaction:TK*", "event:عربي", "event:signed_ot", "person:784199012345676", "number:2..1", "number:1..9999", "after:soon",
	"after:1d after:2d", "after:1d before:2d", "amount:1,50", "ref:AE070331234567890123456",
}

// said is what is wrong with a query.
func (s screen) said(query string) string {
	fault := (*audit.SyntaxError)(nil)
	if _, err := audit.Parse(query); !errors.As(err, &fault) {
		panic("gallery: nothing is wrong with " + query)
	}
	args := fault.Args
	for i := 1; i < len(args); i += 2 {
		if text, ok := args[i].(string); ok {
			args[i] = i18n.LTR(text)
		}
	}
	return s.t(fault.Message, args...)
}

func faulted(s screen, v *templates.EventsPage) { v.Fault, v.Wrong = s.said(v.Query), true }

// everyQueryFault says in one what else is said of one query at a time.
func everyQueryFault(s screen, v *templates.EventsPage) {
	var all []string
	for _, query := range faults {
		all = append(all, s.said(query))
	}
	v.Query, v.Fault, v.Wrong = "after:soon", strings.Join(all, " · "), true
}
