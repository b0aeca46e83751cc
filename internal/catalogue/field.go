package catalogue

import (
	"slices"

	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/internal/reading"
)

// Bounds of what a field may accept.
const (
	maxTextLength = 500
	maxMinor      = 99_999_999_999_999 // a trillion less one fils
	maxDays       = 3650
)

// formNames are what a form calls its own hidden fields: the key that makes a double
// submit harmless, and the version that is edited.
var formNames = []string{"key", "version"}

// typeReaders has, for each type of field, the function that reads the keys of that type.
var typeReaders = map[approval.FieldType]func(*table, *approval.Field){
	approval.Money:      readMoney,
	approval.IBAN:       readNothing,
	approval.PersonName: readLength,
	approval.FreeText:   readLength,
	approval.Mobile:     readNothing,
	approval.Email:      readNothing,
	approval.EmiratesID: readNothing,
	approval.Date:       readDays,
	approval.Choice:     readChoices,
}

func readFields(kind *table) []approval.Field {
	var fields []approval.Field
	seen := map[string]bool{}
	for _, t := range kind.tables("field", "name") {
		f := readField(t)
		if f.Name != "" && seen[f.Name] {
			t.fault("an earlier field has the same name")
		}
		if slices.Contains(formNames, f.Name) {
			t.fault("name is one that every form uses for itself")
		}
		seen[f.Name] = true
		fields = append(fields, f)
	}
	return fields
}

func readField(t *table) approval.Field {
	f := approval.Field{Name: t.id("name"), Required: !t.flag("optional"), Label: t.both("label")}
	if t.has("hint") {
		f.Hint = t.both("hint")
	}
	if f.Required {
		f.Empty = t.both("empty")
	}
	name, ok := t.text("type")
	f.Type = approval.FieldType(name)
	read := typeReaders[f.Type]
	if read == nil {
		if ok {
			t.fault("type must be money, iban, person_name, text, mobile, email, emirates_id, date or choice")
		}
		return f // without a type, which other keys it may have is not known
	}
	read(t, &f)
	t.close()
	return f
}

func readNothing(*table, *approval.Field) {}

func readMoney(t *table, f *approval.Field) {
	var ok bool
	if f.Currency, ok = t.text("currency"); ok && !i18n.KnownCurrency(f.Currency) {
		t.fault("currency must be one that the texts have a name for, such as AED")
	}
	f.MinMinor = t.amount("min", 1)
	f.MaxMinor = t.amount("max", max(1, f.MinMinor))
}

// amount takes an amount of money, written as a customer would write it.
func (t *table) amount(key string, low int64) int64 {
	text, ok := t.text(key)
	if !ok {
		return 0
	}
	minor, ok := reading.Amount(text)
	if !ok || minor < low || minor > maxMinor {
		t.fault(`%s must be an amount such as "50,000.00", more than nothing, and max not less than min`, key)
		return 0
	}
	return minor
}

func readLength(t *table, f *approval.Field) {
	f.MaxLength = t.number("max_length", 1, maxTextLength)
}

func readDays(t *table, f *approval.Field) { f.MaxDays = t.number("max_days", 1, maxDays) }

func readChoices(t *table, f *approval.Field) {
	seen := map[string]bool{}
	for _, c := range t.tables("choice", "id") {
		choice := approval.ChoiceOption{ID: c.id("id"), Label: c.languages()}
		if choice.ID != "" && seen[choice.ID] {
			c.fault("an earlier choice has the same id")
		}
		seen[choice.ID] = true
		f.Choices = append(f.Choices, choice)
		c.close()
	}
}
