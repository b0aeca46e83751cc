package gallery

import (
	"time"

	"github.com/a-h/templ"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/i18n"
	"takeed/templates"
)

// desk is the first page of somebody on the staff.
func desk(entry string, who approval.Text, role string, fill func(screen, *templates.StaffHomePage)) Entry {
	return view(entry, func(s screen) templ.Component {
		v := templates.StaffHomePage{Page: s.office(s.t("backoffice.title")), All: "/staff/events?q=x"}
		v.Section = "staff"
		v.Staff.Who, v.Staff.Role = i18n.Isolate(s.in(who)), s.t("role."+role)
		v.Period = s.t("desk.compared", "after", i18n.Isolate(i18n.DateTime(s.lang, now.Add(-time.Hour))), "before", i18n.Isolate(i18n.DateTime(s.lang, now)))
		fill(s, &v)
		return templates.StaffHome(v)
	})
}

// sign is one number of a desk.
func (s screen) sign(name, value, usual string, tag templates.Tag) templates.Sign {
	return templates.Sign{Figure: templates.Figure{Label: s.t("sign." + name), Value: value, Href: "/staff/events?q=x"}, Usual: usual, Tag: tag}
}

func (s screen) usual(numbers string) string { return s.t("desk.usual", "numbers", i18n.LTR(numbers)) }

// signs are all of them: those that are named stand out, the others do not.
func (s screen) signs(out map[string]string) []templates.Sign {
	var all, rest []templates.Sign
	for _, sign := range audit.Signs {
		if value := out[sign.Name]; value != "" {
			all = append(all, s.sign(sign.Name, value, s.usual("0–1"), templates.Tag{Text: s.t("desk.stands_out"), Tone: "bad"}))
		} else {
			rest = append(rest, s.sign(sign.Name, "3", s.usual("2–11"), templates.Tag{Text: s.t("desk.as_usual"), Tone: "ok"}))
		}
	}
	return append(all, rest...)
}

// busyDesk is where something is wrong.
func busyDesk(s screen, v *templates.StaffHomePage) {
	v.Signs = s.signs(map[string]string{"wrong_person": "3", "callbacks": "31,876"})
	v.Signs[1].Tag.Tone = "warn"
	for i, e := range elsewhere {
		v.Incidents = append(v.Incidents, s.line(18_208-i, now.Add(-time.Duration(i*i)*time.Minute), e.code, e.actor))
	}
	v.Incidents = append(v.Incidents, s.line(18_201, now.Add(-time.Hour), approval.EventIdentityMismatch, audit.ActorCustomer))
	v.Saved = s.saved()
	hidden := approval.Text{EN: i18n.MaskName(longName.EN), AR: i18n.MaskName(longName.AR)}
	v.Opened = []templates.Opened{
		s.opened(s.in(kind("transfer").Label)+" "+i18n.LTR(transactionID.Reference()), "/staff/transactions/"+string(transactionID), 4),
		s.opened(i18n.Isolate(s.in(hidden))+" "+i18n.LTR(personID.PersonNumber()), "/staff/people/"+string(personID), 11),
	}
}

func (s screen) opened(label, href string, minutes int) templates.Opened {
	at := now.Add(-time.Duration(minutes) * time.Minute)
	return templates.Opened{Action: templates.Action{Label: label, Href: href}, Time: i18n.Isolate(i18n.DateTime(s.lang, at)), ISO: i18n.ISO(at)}
}

// quietDesk is where nothing is.
func quietDesk(s screen, v *templates.StaffHomePage) {
	s.branded(&v.Page)
	v.Signs, v.Calm = s.signs(nil), true
}

// newDesk is that of a portal without a past.
func newDesk(s screen, v *templates.StaffHomePage) {
	v.Calm = true
	for _, sign := range audit.Signs {
		v.Signs = append(v.Signs, s.sign(sign.Name, "0", s.t("desk.unknown"), templates.Tag{Text: s.t("desk.nothing_known"), Tone: "neutral"}))
	}
}
