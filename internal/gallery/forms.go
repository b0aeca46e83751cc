package gallery

import (
	"strings"
	"time"

	"github.com/a-h/templ"

	"takeed/internal/approval"
	"takeed/internal/catalogue"
	"takeed/internal/i18n"
	"takeed/templates"
)

func empty(approval.Field) string { return "" }

// forms are the questions of every kind: empty, filled in, with nothing answered, and
// with every answer wrong.
func forms() []Entry {
	var all []Entry
	for _, k := range kinds() {
		all = append(all,
			form("form-"+k.ID, k, empty, nil),
			form("form-"+k.ID+"-edit", k, longest, edited),
			form("form-"+k.ID+"-missing", k, empty, checked),
			form("form-"+k.ID+"-wrong", k, wrong, checked))
	}
	return append(all, form("form-mixed", kind("transfer"), mixed, edited), form("form-every-fault", everyFault(), oneOfEach, checked))
}

func form(name string, k approval.Kind, typed typing, change func(screen, approval.Kind, typing, *templates.FormPage)) Entry {
	return view(name, func(s screen) templ.Component {
		v := templates.FormPage{
			Page: s.page(s.in(k.Label)), Action: "/new/" + k.ID, Key: "0b6d3f5a-9c1e-4a27-8d4f-2e6a7c8b9d01",
			Back: templates.Action{Label: s.t("action.back"), Href: "/"},
		}
		for _, f := range k.Fields {
			v.Fields = append(v.Fields, s.field(f, catalogue.Shown(f, typed(f))))
		}
		v.Step = 1
		if change != nil {
			change(s, k, typed, &v)
		}
		return templates.Form(v)
	})
}

// edited is the form of a transaction that exists.
func edited(s screen, _ approval.Kind, _ typing, v *templates.FormPage) {
	v.Action, v.Version = address+"/edit", "1"
	v.Back = templates.Action{Label: s.t("action.back"), Href: address}
}

// checked is the form as it comes back with what is wrong.
func checked(s screen, k approval.Kind, typed typing, v *templates.FormPage) {
	_, faults := catalogue.Parse(k, func(name string) string { return typed(fieldOf(k, name)) }, now)
	v.Wrong = true
	for _, fault := range faults {
		for i := range v.Fields {
			if v.Fields[i].Name == fault.Field {
				v.Fields[i].Error = s.in(fault.Text)
			}
		}
	}
}

// inputs is how each type of field is typed; a test compares it with the portal's.
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

func (s screen) field(f approval.Field, value string) templates.FormField {
	v := inputs[f.Type]
	v.Name, v.Label, v.Hint, v.Value, v.Required = f.Name, s.in(f.Label), s.in(f.Hint), value, f.Required
	if f.Type == approval.Date {
		v.Min, v.Max = now.Format(time.DateOnly), now.AddDate(0, 0, f.MaxDays).Format(time.DateOnly)
	}
	for _, c := range f.Choices {
		v.Choices = append(v.Choices, templates.FormChoice{ID: c.ID, Label: s.in(c.Label), Selected: c.ID == value})
	}
	return v
}

// wrong is an answer to each field that cannot be accepted.
func wrong(f approval.Field) string {
	if f.Type == approval.FreeText {
		return strings.Repeat("x", f.MaxLength+1)
	}
	return wrongs[f.Type][0]
}

// wrongs are the ways in which an answer can be wrong, for each type of field.
var wrongs = map[approval.FieldType][]string{
	approval.Money:      {"1.250,50 dirhams", "0.50", "999,999,999"},
	approval.IBAN:       {"AE07 0331 2345 6789 0123 457", "AE07-0331_2345", "SA0380000000608010167519", "AE07 0331"},
	approval.PersonName: {"Mariam <Al Namouthaji>", "'.-", "Mariam \u202eAl Namouthaji", strings.Repeat("Mariam ", 20), "Mariam 0mar", "Mariam 123456789"},
	approval.FreeText:   {"Rent\u202e", strings.Repeat("Rent ", 20), "Rent ☃", "Rent \u0301", "Rentإيجار"},
	approval.Mobile:     {"04 123 4567"},
	approval.Email:      {"office@"},
	approval.EmiratesID: {"784-1990"},
	approval.Date:       {"2026-02-30", "2020-01-01", "2090-01-01"},
	approval.Choice:     {"none"},
}

// types are the types of field in the order in which everyFault asks for them.
var types = []approval.FieldType{
	approval.Money, approval.IBAN, approval.PersonName, approval.FreeText, approval.Mobile, approval.Email,
	approval.EmiratesID, approval.Date, approval.Choice,
}

// currencies are those that the texts know.
var currencies = []string{"AED", "SAR", "QAR", "USD", "EUR", "GBP"}

// everyFault is a kind that asks for each type of field once for each way of getting it
// wrong. The names of its fields are the type and the number of the fault.
func everyFault() approval.Kind {
	k := kind("transfer")
	k.Fields = nil
	for _, t := range types {
		for n := range wrongs[t] {
			k.Fields = append(k.Fields, faulty(t, n, "AED"))
		}
	}
	for n, currency := range currencies[1:] {
		k.Fields = append(k.Fields, faulty(approval.Money, len(wrongs[approval.Money])+n, currency))
	}
	return k
}

func faulty(t approval.FieldType, n int, currency string) approval.Field {
	label := approval.Text{EN: "Field", AR: "الحقل"}
	return approval.Field{
		Name: string(t) + "-" + i18n.Number(n), Type: t, Required: true, Label: label, Empty: label,
		Currency: currency, MinMinor: 1_00, MaxMinor: 50_000_00, MaxLength: 40, MaxDays: 30,
		Choices: []approval.ChoiceOption{{ID: "some", Label: label}},
	}
}

func oneOfEach(f approval.Field) string {
	for n, answer := range wrongs[f.Type] {
		if strings.HasSuffix(f.Name, "-"+i18n.Number(n)) {
			return answer
		}
	}
	return wrongs[approval.Money][1] // in another currency
}
