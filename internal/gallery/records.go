package gallery

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/i18n"
	"takeed/templates"
)

// records are what the back office shows of one event, transaction or person.
func records() []Entry {
	return []Entry{
		event("event", approval.EventIdentityMatched, func(screen, *templates.EventPage) {}),
		event("event-broken", approval.EventIdentityMismatch, func(s screen, v *templates.EventPage) {
			v.Whole = templates.Tag{Text: s.t("auditlog.broken"), Tone: "bad"}
		}),
		event("event-every-meaning", approval.EventIdentityMatched, func(s screen, v *templates.EventPage) {
			var all []string
			for _, code := range slices.Sorted(maps.Keys(approval.EventCodes)) {
				all = append(all, s.t("event."+string(code)))
			}
			v.Meaning = strings.Join(all, " · ")
		}),
		story("story", kind("transfer"), usual, approval.Confirmed, nil),
		story("story-broken", kind("disclosure"), longest, approval.Rejected, func(s screen, v *templates.StoryPage) {
			v.Events[4].Gap = s.t("story.broken")
			v.Events[3].Gap = s.t("story.cut", "count", i18n.N(s.lang, "count.events", 1203))
			v.Looks = s.lived()[:2]
			for _, status := range approval.AttemptStatuses {
				v.Facts = append(v.Facts, s.attempt(now, status))
			}
		}),
		person("person", name, func(s screen, v *templates.StaffPersonPage) { v.MayAsk = true }),
		person("person-disabled", mixedName, func(s screen, v *templates.StaffPersonPage) {
			v.Tag, v.Events = templates.Tag{Text: s.t("person.disabled"), Tone: "bad"}, nil
		}),
		person("person-revealed", longName, func(s screen, v *templates.StaffPersonPage) { v.Revealed = s.identity(longName, clear) }),
		person("person-reason-wrong", name, refusedReason("reason", "person.reason_missing")),
		person("person-case-wrong", name, refusedReason("case", "person.case_wrong")),
		person("person-personal-wrong", name, refusedReason("case", "person.case_personal")),
	}
}

func event(name string, code approval.EventCode, change func(screen, *templates.EventPage)) Entry {
	return view(name, func(s screen) templ.Component {
		v := templates.EventPage{
			Page: s.office(s.t("auditlog.event_title", "number", i18n.LTR("18203"))), Meaning: s.t("event." + string(code)), Result: s.result(code),
			Rows: s.eventRows(code), Raw: recorded, Whole: templates.Tag{Text: s.t("auditlog.whole"), Tone: "ok"},
			Details: []templates.Row{
				{Label: "client", Text: "2001:db8:85a3::8a2e:370:7334", Dir: "auto"}, {Label: "duration_ms", Text: "412", Dir: "auto"},
				{Label: "request_id", Text: requestID, Dir: "auto"},
			},
			Chain: []templates.Row{
				{Label: s.t("auditlog.stream"), Text: "transaction:" + string(transactionID), Dir: "ltr"}, {Label: s.t("auditlog.place"), Text: "7", Dir: "ltr"},
				{Label: s.t("auditlog.this_hash"), Text: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", Dir: "ltr"},
				{Label: s.t("auditlog.hash_before"), Text: "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8", Dir: "ltr"},
			},
		}
		for _, key := range []string{"around", "same_transaction", "same_person", "same_request", "same_address"} {
			v.Links = append(v.Links, templates.Action{Label: s.t("auditlog." + key), Href: "/staff/events?q=x"})
		}
		change(s, &v)
		return templates.Event(v)
	})
}

func (s screen) eventRows(code approval.EventCode) []templates.Row {
	at := now.Add(482 * time.Millisecond)
	return []templates.Row{
		{Label: s.t("auditlog.event"), Text: string(code), Dir: "ltr"},
		{Label: s.t("auditlog.time"), Text: stamp(at), Dir: "ltr"},
		{Label: s.t("auditlog.utc"), Text: i18n.ISO(at), Dir: "ltr"},
		{Label: s.t("auditlog.actor"), Text: audit.ActorCustomer + ":" + string(personID), Dir: "ltr"},
		{Label: s.t("auditlog.state"), Text: string(approval.Confirmed), Dir: "ltr"},
		{Label: s.t("auditlog.transaction"), Text: string(transactionID), Dir: "ltr"},
		{Label: s.t("auditlog.attempt"), Text: string(attemptID), Dir: "ltr"},
	}
}

func story(entry string, k approval.Kind, typed typing, state approval.State, change func(screen, *templates.StoryPage)) Entry {
	return view(entry, func(s screen) templ.Component {
		v := templates.StoryPage{
			Page: s.office(s.t("story.title", "reference", i18n.LTR(transactionID.Reference()))), Subject: s.subject(k, typed, state),
			Other: document(k, typed).Sentence.In(approval.Lang(s.lang.Other())), Events: s.lived(), Facts: s.facts(document(k, typed)),
			Links: []templates.Action{
				{Label: s.t("story.customer"), Href: "/staff/people/" + string(personID)}, {Label: s.t("story.search"), Href: "/staff/events?q=x"},
			},
		}
		if change != nil {
			change(s, &v)
		}
		return templates.Story(v)
	})
}

func (s screen) facts(d approval.Document) []templates.Row {
	return []templates.Row{
		{Label: s.t("label.digest"), Text: d.Digest().String(), Dir: "ltr"},
		{Label: s.t("story.version"), Text: "1", Dir: "ltr"},
		{Label: s.t("past.created"), Text: stamp(now.Add(-4 * time.Minute)), Dir: "ltr"},
		{Label: s.t("story.expires"), Text: stamp(now.Add(11 * time.Minute)), Dir: "ltr"},
		{Label: s.t("story.attempts"), Text: "2", Dir: "ltr"},
		{Label: i18n.LTR(stamp(now.Add(-2 * time.Minute))), Text: s.happened(approval.EventProviderDeclined), Dir: "auto", Code: string(approval.ReasonProviderCancelled)},
		s.attempt(now.Add(-time.Minute), approval.Succeeded),
	}
}

func (s screen) attempt(at time.Time, status approval.AttemptStatus) templates.Row {
	return templates.Row{Label: i18n.LTR(stamp(at)), Text: s.t("attempt." + string(status)), Dir: "auto", Code: string(status)}
}

// clear is each identifier in full.
var clear = map[string]string{"emirates_id": "784-1990-1234567-6", "mobile": "+971 55 123 4567", "email": "fatima@correspondence.department.example.org"}

func (s screen) identity(who approval.Text, identifiers map[string]string) []templates.Row {
	rows := []templates.Row{
		{Label: s.t("profile.name_en"), Text: who.EN, Dir: "auto"}, {Label: s.t("profile.name_ar"), Text: who.AR, Dir: "auto"},
	}
	for _, id := range []string{"emirates_id", "mobile", "email"} {
		rows = append(rows, templates.Row{Label: s.t("identifier." + id), Text: identifiers[id], Dir: "ltr"})
	}
	return rows
}

func person(entry string, who approval.Text, change func(screen, *templates.StaffPersonPage)) Entry {
	return view(entry, func(s screen) templ.Component {
		hidden := approval.Text{EN: i18n.MaskName(who.EN), AR: i18n.MaskName(who.AR)}
		v := templates.StaffPersonPage{
			Page: s.office(s.t("person.title")), Tag: templates.Tag{Text: s.t("person.enabled"), Tone: "ok"}, Address: "/staff/people/" + string(personID) + "/reveal",
			Rows: append(s.identity(hidden, masked),
				templates.Row{Label: s.t("profile.account"), Text: s.t("profile.resident"), Dir: "auto"},
				templates.Row{Label: s.t("person.person_number"), Text: string(personID), Dir: "ltr"},
				templates.Row{Label: s.t("person.enrolled"), Text: stamp(now.AddDate(-1, 0, 0)), Dir: "ltr"},
				templates.Row{Label: s.t("person.signed_in"), Text: stamp(now), Dir: "ltr"}),
			Events: s.latest()[len(elsewhere):],
			Links:  []templates.Action{{Label: s.t("person.all"), Href: "/staff/events?q=x"}},
		}
		for _, p := range audit.Purposes {
			v.Purposes = append(v.Purposes, templates.FormChoice{ID: string(p), Label: s.t("purpose." + string(p))})
		}
		change(s, &v)
		return templates.StaffPerson(v)
	})
}

func refusedReason(field, key string) func(screen, *templates.StaffPersonPage) {
	return func(s screen, v *templates.StaffPersonPage) {
		v.Fault, v.FaultField, v.Wrong, v.MayAsk = s.t(key), field, true, true
	}
}

// dashboards are how things go.
func dashboards() []Entry {
	return []Entry{
		dashboard("dashboard", func(s screen, v *templates.DashboardPage) {}),
		dashboard("dashboard-quiet", func(s screen, v *templates.DashboardPage) {
			for i := range v.Tiles {
				v.Tiles[i].Value, v.Tiles[i].Tone, v.Tiles[i].Before = "0", "", s.t("dashboard.before", "value", i18n.Isolate("0"))
			}
			v.Tiles[1].Value, v.Tiles[2].Value, v.Tiles[3].Value = "–", "–", "–"
			v.Charts[0].Columns, v.Charts[1].Columns, v.Charts[2].Columns = hours(24, 0, 0, 0), nil, hours(24, 0, 0)
		}),
	}
}

func dashboard(entry string, change func(screen, *templates.DashboardPage)) Entry {
	return view(entry, func(s screen) templ.Component {
		v := templates.DashboardPage{Page: s.office(s.t("dashboard.title")), Period: s.period()}
		v.Section = "dashboard"
		v.Spans = choices([]string{"24h", "7d", "30d"}, func(name string) string { return s.t("period." + name) })
		v.Spans[0].Selected = true
		for _, f := range [][3]string{
			{"started", "1,204", "1,180"}, {"success", "97.2%", "98.1%"}, {"median", s.t("dashboard.seconds", "value", "28.4"), s.t("dashboard.seconds", "value", "27.9")},
			{"expired", "1.5%", "1.2%"}, {"wrong", "2", "0"}, {"faults", "11", "4"},
		} {
			v.Tiles = append(v.Tiles, templates.Figure{
				Label: s.t("dashboard." + f[0]), Value: f[1], Href: "/staff/events?q=x", Before: s.t("dashboard.before", "value", i18n.Isolate(f[2])), BeforeHref: "/staff/events?q=x",
			})
		}
		v.Tiles[4].Tone = "bad"
		v.Charts = []templates.Chart{s.endings(), s.reasons(), s.speed()}
		change(s, &v)
		return templates.Dashboard(v)
	})
}

func (s screen) endings() templates.Chart {
	return templates.Chart{Title: s.t("dashboard.confirmations"), Columns: hours(24, 60, 9, 1), Legend: []templates.Tag{
		{Text: s.t("dashboard.confirmed"), Tone: "ok"}, {Text: s.t("dashboard.not_completed"), Tone: "warn"}, {Text: s.t("dashboard.wrong"), Tone: "bad"},
	}}
}

func (s screen) reasons() templates.Chart {
	c := templates.Chart{Title: s.t("dashboard.reasons"), Kinds: true}
	for i, code := range []approval.EventCode{approval.EventProviderDeclined, approval.EventAttemptExpired, approval.EventUserinfoFailed, approval.EventIdentityMismatch} {
		c.Columns = append(c.Columns, templates.Column{Label: s.happened(code), Layers: []int{40 >> i}, Href: "/staff/events?q=x"})
	}
	return c
}

func (s screen) speed() templates.Chart {
	c := templates.Chart{Title: s.t("dashboard.speed"), Lines: true, Columns: hours(24, 400, 900), Legend: []templates.Tag{
		{Text: s.t("dashboard.half"), Tone: "ok"}, {Text: s.t("dashboard.most"), Tone: "warn"},
	}}
	for _, col := range c.Columns {
		col.Layers[1] += col.Layers[0]
	}
	return c
}
