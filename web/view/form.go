package view

import (
	"time"

	"takeed/internal/approval"
	"takeed/internal/catalogue"
	"takeed/internal/i18n"
	"takeed/templates"
)

// Form asks for the values of a kind: empty, or as they were typed, with what is wrong with
// them.
func (v Viewer) Form(frame templates.Page, k approval.Kind, typed func(string) string, wrong []catalogue.FieldError) templates.FormPage {
	p := templates.FormPage{Page: frame, Action: "/new/" + k.ID}
	p.Title, p.Step = k.Label.In(v.Lang), stepDetails
	p.Back = templates.Action{Label: v.T("action.back"), Href: "/"}
	p.Wrong = len(wrong) > 0
	if p.Wrong {
		p.Path = p.Action // the answer to a POST has no URL of its own
	}
	errs := map[string]string{}
	for _, e := range wrong {
		errs[e.Field] = e.Text.In(v.Lang)
	}
	for _, f := range k.Fields {
		p.Fields = append(p.Fields, v.field(f, catalogue.Shown(f, typed(f.Name)), errs[f.Name]))
	}
	return p
}

// Edit turns a form into one that edits an existing transaction.
func (v Viewer) Edit(p *templates.FormPage, id approval.ID, version string) {
	path := TransactionPath(id)
	p.Action, p.Version = path+"/edit", version
	p.Back = templates.Action{Label: v.T("action.back"), Href: path}
}

// inputs has the HTML input for each type of field.
var inputs = map[approval.FieldType]templates.FormField{
	approval.Money:      {Type: "text", Dir: "ltr", InputMode: "decimal", Short: true},
	approval.IBAN:       {Type: "text", Dir: "ltr", Capitalize: "characters"},
	approval.PersonName: {Type: "text", Dir: "auto", Capitalize: "words"},
	approval.FreeText:   {Type: "text", Dir: "auto"},
	approval.Mobile:     {Type: "tel", Dir: "ltr", Short: true},
	approval.Email:      {Type: "email", Dir: "ltr", Capitalize: "none"},
	approval.EmiratesID: {Type: "text", Dir: "ltr", InputMode: "numeric", Short: true},
	approval.Date:       {Type: "date", Dir: "ltr", Short: true},
	approval.Choice:     {Type: "choice"},
}

func (v Viewer) field(f approval.Field, value, wrong string) templates.FormField {
	p := inputs[f.Type]
	p.Name, p.Label, p.Hint, p.Value, p.Error, p.Required = f.Name, f.Label.In(v.Lang), f.Hint.In(v.Lang), value, wrong, f.Required
	if f.Type == approval.Date {
		today := v.Now.In(i18n.UAE())
		p.Min, p.Max = today.Format(time.DateOnly), today.AddDate(0, 0, f.MaxDays).Format(time.DateOnly)
	}
	for _, c := range f.Choices {
		p.Choices = append(p.Choices, templates.FormChoice{ID: c.ID, Label: c.Label.In(v.Lang), Selected: c.ID == value})
	}
	return p
}
