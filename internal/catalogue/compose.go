package catalogue

import (
	"strings"

	"github.com/nyaruka/phonenumbers"

	"takeed/internal/approval"
	"takeed/internal/i18n"
)

// Compose freezes values that Parse accepted into the document that is shown and
// approved: labels, values as text and the sentence, in both languages. Values that
// Parse did not accept for this kind are a fault of the program: Compose panics.
func Compose(k approval.Kind, v Values, id approval.ID, version int) approval.Document {
	var fields []approval.DocumentField
	for _, f := range k.Fields {
		value, ok := v[f.Name]
		if !ok {
			continue
		}
		fields = append(fields, approval.DocumentField{
			Label: f.Label, Name: f.Name, Text: asText(f, value), Type: f.Type, Value: value,
		})
	}
	return approval.Document{
		Fields:   fields,
		ID:       id,
		Kind:     k.ID,
		Sentence: approval.Text{EN: sentence(k, fields, i18n.EN), AR: sentence(k, fields, i18n.AR)},
		Template: k.Version,
		Version:  version,
	}
}

// asText returns a canonical value as pages show it.
func asText(f approval.Field, value string) approval.Text {
	switch f.Type {
	case approval.Money:
		currency, minor, _ := approval.ParseMoney(value)
		return phrase(func(l i18n.Lang) string { return i18n.Money(l, currency, minor) }).text()
	case approval.Date:
		date, _ := readDate(value)
		return phrase(func(l i18n.Lang) string { return i18n.Date(l, date) }).text()
	case approval.Choice:
		for _, c := range f.Choices {
			if c.ID == value {
				return c.Label
			}
		}
	}
	text := printedForm(f.Type, value)
	return approval.Text{EN: text, AR: text}
}

// printedForm is a value as it is printed, the same in both languages.
func printedForm(t approval.FieldType, value string) string {
	switch t {
	case approval.IBAN:
		return i18n.GroupIBAN(value)
	case approval.EmiratesID:
		return i18n.EmiratesID(value)
	case approval.Mobile:
		if number, ok := readMobile(value); ok {
			return phonenumbers.Format(number, phonenumbers.INTERNATIONAL)
		}
	}
	return value
}

// Typed returns the values of a document as a customer would type them: to edit it, or
// to start again with the same details.
func Typed(d approval.Document) func(field string) string {
	return func(name string) string {
		f, _ := d.Field(name)
		if f.Type == approval.Money {
			_, amount, _ := strings.Cut(f.Value, " ")
			return amount
		}
		return printedForm(f.Type, f.Value)
	}
}
