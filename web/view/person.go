package view

import (
	"slices"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/i18n"
	"takeed/templates"
)

// Person is a customer as the staff see them: the dossier comes masked. mayAsk is whether
// the reader may ask for the identifiers in clear.
func (v Viewer) Person(frame templates.Page, d audit.Dossier, events []audit.Line, mayAsk bool) templates.StaffPersonPage {
	p := templates.StaffPersonPage{Page: frame, Address: PersonPath(d.Person) + "/reveal", MayAsk: mayAsk}
	p.Title, p.Section, p.Path = v.T("person.title"), "events", PersonPath(d.Person)
	p.Purposes = v.purposes("")
	if !d.Erased.IsZero() {
		p.MayAsk, p.Erased = false, v.T("person.erased_text")
	}
	p.Rows, p.Tag = v.dossierRows(d), v.personTag(d)
	p.Events = v.Events(events)
	all := audit.Query{}.With(audit.Person, string(d.Person))
	p.Links = []templates.Action{{Label: v.T("person.all"), Href: SearchPath(all)}}
	return p
}

func (v Viewer) personTag(d audit.Dossier) templates.Tag {
	if !d.Erased.IsZero() {
		return templates.Tag{Text: v.T("person.erased"), Tone: "neutral"}
	}
	if d.Disabled {
		return templates.Tag{Text: v.T("person.disabled"), Tone: "bad"}
	}
	return templates.Tag{Text: v.T("person.enabled"), Tone: "ok"}
}

func (v Viewer) dossierRows(d audit.Dossier) []templates.Row {
	rows := []templates.Row{
		{Label: v.T("person.person_number"), Text: string(d.Person), Dir: "ltr"},
		{Label: v.T("person.enrolled"), Text: StaffTime(d.Enrolled), Dir: "ltr"},
	}
	if !d.Erased.IsZero() {
		return append(rows, templates.Row{Label: v.T("person.erased_at"), Text: StaffTime(d.Erased), Dir: "ltr"})
	}
	rows = slices.Concat(v.identityRows(d.Identity), []templates.Row{v.accountRow(d.Identity)}, rows)
	if !d.SignedIn.IsZero() {
		rows = append(rows, templates.Row{Label: v.T("person.signed_in"), Text: StaffTime(d.SignedIn), Dir: "ltr"})
	}
	return rows
}

func (v Viewer) identityRows(i approval.Identity) []templates.Row {
	return nonEmpty(
		templates.Row{Label: v.T("profile.name_en"), Text: i.NameEN, Dir: "auto"},
		templates.Row{Label: v.T("profile.name_ar"), Text: i.NameAR, Dir: "auto"},
		templates.Row{Label: v.T("identifier.emirates_id"), Text: i.EmiratesID, Dir: "ltr"},
		templates.Row{Label: v.T("identifier.mobile"), Text: i.Mobile, Dir: "ltr"},
		templates.Row{Label: v.T("identifier.email"), Text: i.Email, Dir: "ltr"},
	)
}

func (v Viewer) purposes(chosen string) []templates.FormChoice {
	var all []templates.FormChoice
	for _, p := range audit.Purposes {
		all = append(all, templates.FormChoice{ID: string(p), Label: v.T("purpose." + string(p)), Selected: string(p) == chosen})
	}
	return all
}

// reasonFaults are the faults of a reason, each with its field and the key of its text.
var reasonFaults = map[error]struct{ field, key string }{
	audit.ErrPurpose: {"reason", "person.reason_missing"}, audit.ErrCase: {"case", "person.case_wrong"}, audit.ErrCasePersonal: {"case", "person.case_personal"},
}

// ReasonFault says what is wrong with the reason for revealing identifiers, and shows what
// was typed unless it holds personal data. It reports whether err is such a fault.
func (v Viewer) ReasonFault(p *templates.Page, reason *templates.Reason, err error, purpose, number string) bool {
	wrong, ok := reasonFaults[err]
	if !ok {
		return false
	}
	reason.Fault, reason.FaultField, p.Wrong = v.T(wrong.key), wrong.field, true
	reason.Purposes = v.purposes(purpose)
	if !audit.HoldsPersonal(number) {
		reason.Case = number
	}
	return true
}

// Reveal puts identifiers in clear on the page.
func (v Viewer) Reveal(p *templates.StaffPersonPage, i approval.Identity) {
	i.EmiratesID, i.Mobile = i18n.EmiratesID(i.EmiratesID), i18n.Mobile(i.Mobile)
	p.Revealed = v.identityRows(i)
}
