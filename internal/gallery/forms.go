package gallery

import (
	"encoding/json"
	"strings"

	"github.com/a-h/templ"

	"takeed/internal/approval"
	"takeed/internal/catalogue"
	"takeed/internal/i18n"
	"takeed/templates"
)

func empty(approval.Field) string { return "" }

// forms are the form of every kind: empty, filled in, with nothing answered, and with every
// answer wrong.
func forms() []Entry {
	var all []Entry
	for _, k := range kinds() {
		all = append(all,
			form("form-"+k.ID, k, empty),
			editForm("form-"+k.ID+"-edit", k, longest),
			checkedForm("form-"+k.ID+"-missing", k, empty),
			checkedForm("form-"+k.ID+"-wrong", k, wrong))
	}
	return append(all, editForm("form-mixed", kind("transfer"), mixed), checkedForm("form-every-fault", everyFault(), oneOfEach), sentForm())
}

func form(name string, k approval.Kind, typed typing) Entry {
	return entry(name, func(s screen) templ.Component { return templates.Form(s.form(k, typed, nil)) })
}

// editForm is the form of a transaction that exists.
func editForm(name string, k approval.Kind, typed typing) Entry {
	return entry(name, func(s screen) templ.Component {
		p := s.form(k, typed, nil)
		s.Edit(&p, transactionID, "1")
		return templates.Form(p)
	})
}

// checkedForm is the form as it comes back with what is wrong.
func checkedForm(name string, k approval.Kind, typed typing) Entry {
	return entry(name, func(s screen) templ.Component {
		_, faults := catalogue.Parse(k, typed.into(k), now)
		return templates.Form(s.form(k, typed, faults))
	})
}

// sent are values that a system of the institution may not send: amounts, and a text.
var sent = []string{`"1.50"`, `{"value":"1.5","currency":"AED"}`, `{"value":"1.50","currency":"USD"}`, `5`}

// sentForm has what systems are told about the values that they send. They read it in an
// answer and not on a page; the field that the kind does not have is there to show its fault.
func sentForm() Entry {
	k, fields := kind("transfer"), map[string]json.RawMessage{"unknown": []byte(`""`)}
	k.Fields = nil
	for n, raw := range sent {
		f := faulty(approval.Money, n, "AED")
		if n == len(sent)-1 {
			f.Type = approval.FreeText
		}
		k.Fields, fields[f.Name] = append(k.Fields, f), json.RawMessage(raw)
	}
	_, faults := catalogue.FromJSON(k, fields, now)
	unknown := faulty(approval.FreeText, 0, "")
	unknown.Name = "unknown"
	k.Fields = append(k.Fields, unknown)
	return entry("form-sent", func(s screen) templ.Component { return templates.Form(s.form(k, empty, faults)) })
}

func (s screen) form(k approval.Kind, typed typing, faults []catalogue.FieldError) templates.FormPage {
	p := s.Form(s.page(), k, typed.into(k), faults)
	p.Key, p.Path = string(otherID), s.path
	return p
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
