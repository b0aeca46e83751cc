package catalogue

import (
	"strings"
	"testing"
)

// Each case spoils the small catalogue in one place; the fault is all that is said.
func TestFaults(t *testing.T) {
	t.Parallel()
	const kind = `kind "gift": `
	tests := []struct{ name, old, new, want string }{
		{"no id", `id = "gift"`, ``, `kind number 1: id is missing`},
		{"id of a wrong type", `id = "gift"`, `id = 5`, `kind number 1: id must be a text in quotation marks`},
		{"long id", `id = "gift"`, `id = "g2345678901234567890123456789012x"`,
			`kind "g2345678901234567890123456789012x": id must be a lower-case letter followed by at most 31 lower-case letters, digits and underscores`},
		{"no version", `version = 3`, ``, kind + `version is missing`},
		{"version of a wrong type", `version = 3`, `version = "3"`, kind + `version must be a whole number`},
		{"unknown key", `version = 3`, "version = 3\ncolour = \"red\"", kind + `"colour" is not a key that is known here`},
		{"unknown language", `ar = "هدية"`, `ar = "هدية", fr = "cadeau"`, kind + `"label.fr" is not a key that is known here`},
		{"one language", `, ar = "هدية"`, ``, kind + `label.ar is missing`},
		{"empty text", `"Gift"`, `""`, kind + `label.en is empty`},
		{"text of a wrong type", `{ en = "Gift", ar = "هدية" }`, `"Gift"`, kind + `label must be a table`},
		{"no text", `review = { en = "Check", ar = "مراجعة" }`, ``, kind + `review is missing`},
		{"space at an end", `"Gift"`, `"Gift "`, kind + `label.en has a space too many`},
		{"double space", `"Not done"`, `"Not  done"`, kind + `undone.en has a space too many`},
		{"tab", `"Not done"`, `"Not\tdone"`, kind + `undone.en has the character U+0009 CONTROL where no page may show it`},
		{"direction control", `"لم يتم"`, `"لم \u200fيتم"`, kind + `undone.ar has the character U+200F RIGHT-TO-LEFT MARK where no page may show it`},
		{"letter of another alphabet", `"Not done"`, `"Not dоne"`,
			kind + `undone.en has the character U+043E CYRILLIC SMALL LETTER O where no page may show it`},
		{"open isolate", `"لم يتم"`, `"لم \u2066يتم"`,
			kind + `undone.ar isolates a value without ending it (write \u2066 or \u2068 before it, \u2069 after it)`},
		{"end of no isolate", `"لم يتم"`, `"لم \u2069يتم"`,
			kind + `undone.ar isolates a value without ending it (write \u2066 or \u2068 before it, \u2069 after it)`},
		{"isolate from right to left", `"لم يتم"`, `"لم \u2067يتم\u2069"`,
			kind + `undone.ar isolates a value without ending it (write \u2066 or \u2068 before it, \u2069 after it)`},
		{"Arabic-Indic digit", `"لم يتم"`, `"لم يتم ١"`, kind + `undone.ar has digits other than 0 to 9`},
		{"decomposed letter", `"Not done"`, `"Not done\u0301"`, kind + `undone.en is not in Unicode's normal form C`},
		{"English for Arabic", `"إلغاء"`, `"Cancel"`, kind + `cancel.ar is not in Arabic`},
		{"text without end", `"Not done"`, `"` + strings.Repeat("a", 301) + `"`, kind + `undone.en is longer than 300 characters`},
		{"placeholder outside the sentence", `"Not done"`, `"Not {amount}"`, kind + `undone has a brace: only the sentence has placeholders`},

		{"sentence with a brace", `Give {amount}`, `Give} {amount}`,
			kind + `sentence.en has a brace without its partner, or a placeholder without a name`},
		{"sentence says no field", `{day}: {why}."`, `{day}: {why} {when}."`, kind + `sentence.en says {when}, which is not a field of the kind`},
		{"sentence says an optional field", `{day}: {why}."`, `{day}: {why} {note}."`,
			kind + `sentence.en says {note}, a field that is optional and may be absent`},
		{"sentence leaves a field out", `إهداء {amount} إلى`, `إهداء إلى`, kind + `sentence.ar does not say {amount}, a field that is required`},

		{"no headline", `headline = "amount"`, ``, kind + `headline is missing`},
		{"headline of no field", `headline = "amount"`, `headline = "sum"`, kind + `headline names the field "sum", which the kind does not have`},
		{"optional headline", `headline = "amount"`, `headline = "note"`,
			kind + `headline names the field "note", which is optional and may be absent`},
		{"recipient of no field", `recipient = "who"`, `recipient = ""`, kind + `recipient names the field "", which the kind does not have`},
		{"recipient of a wrong type", `recipient = "who"`, `recipient = 1`, kind + `recipient must be the name of a field`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			wantFault(t, strings.Replace(small, tt.old, tt.new, 1), tt.want)
		})
	}
}

func TestFaultsOfFields(t *testing.T) {
	t.Parallel()
	const amount, who, day, why, note = `kind "gift", field "amount": `, `kind "gift", field "who": `,
		`kind "gift", field "day": `, `kind "gift", field "why": `, `kind "gift", field "note": `
	const badAmount = `must be an amount such as "50,000.00", more than nothing, and max not less than min`
	tests := []struct{ name, old, new, want string }{
		{"no label", `label = { en = "Day", ar = "اليوم" }`, ``, day + `label is missing`},
		{"nothing to say when empty", `empty = { en = "Enter a day", ar = "يُرجى إدخال اليوم" }`, ``, day + `empty is missing`},
		{"something to say when empty", `hint = { en = "Short"`, `empty = { en = "Short"`, note + `"empty" is not a key that is known here`},
		{"no type", `type = "money"`, ``, amount + `type is missing`},
		{"unknown type", `type = "date"`, `type = "time"`,
			day + `type must be money, iban, person_name, text, mobile, email, emirates_id, date or choice`},
		{"optional of a wrong type", `optional = true`, `optional = "yes"`, note + `optional must be true or false` +
			"\nown.toml: " + note + `empty is missing` +
			"\nown.toml: " + `kind "gift": sentence.en does not say {note}, a field that is required` +
			"\nown.toml: " + `kind "gift": sentence.ar does not say {note}, a field that is required`},
		{"name of a hidden field", `name = "note"`, `name = "key"`, `kind "gift", field "key": name is one that every form uses for itself`},
		{"same name twice", `name = "note"`, `name = "day"`, `kind "gift", field "day": an earlier field has the same name`},

		{"no currency", `currency = "AED"`, ``, amount + `currency is missing`},
		{"unknown currency", `"AED"`, `"KWD"`, amount + `currency must be one that the texts have a name for, such as AED`},
		{"no maximum", `max = "1,000.00"`, ``, amount + `max is missing`},
		{"minimum of nothing", `min = "1.00"`, `min = "0.00"`, amount + `min ` + badAmount},
		{"maximum under the minimum", `max = "1,000.00"`, `max = "0.99"`, amount + `max ` + badAmount},
		{"maximum beyond measure", `max = "1,000.00"`, `max = "1,000,000,000,000.00"`, amount + `max ` + badAmount},
		{"maximum that is no amount", `max = "1,000.00"`, `max = "1000,00"`, amount + `max ` + badAmount},
		{"limit of another type", `max = "1,000.00"`, "max = \"1,000.00\"\nmax_length = 5", amount + `"max_length" is not a key that is known here`},

		{"no length", `max_length = 10`, ``, who + `max_length is missing`},
		{"no length at all", `max_length = 10`, `max_length = 0`, who + `max_length must be from 1 to 500`},
		{"length beyond measure", `max_length = 20`, `max_length = 501`, note + `max_length must be from 1 to 500`},
		{"days beyond measure", `max_days = 10`, `max_days = 3651`, day + `max_days must be from 1 to 3650`},

		{"no choices", `choice = [{ id = "joy", en = "Joy", ar = "فرح" }, { id = "duty", en = "Duty", ar = "واجب" }]`, `choice = []`,
			why + `there is no choice`},
		{"choices of a wrong type", `choice = [{ id = "joy", en = "Joy", ar = "فرح" }, { id = "duty", en = "Duty", ar = "واجب" }]`,
			`choice = ["joy", "duty"]`, why + `choice must be a list of tables`},
		{"same choice twice", `id = "duty"`, `id = "joy"`, `kind "gift", field "why", choice "joy": an earlier choice has the same id`},
		{"choice in one language", `, ar = "فرح"`, ``, `kind "gift", field "why", choice "joy": ar is missing`},
		{"unknown key of a choice", `ar = "فرح"`, `ar = "فرح", fr = "joie"`, `kind "gift", field "why", choice "joy": "fr" is not a key that is known here`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			wantFault(t, strings.Replace(small, tt.old, tt.new, 1), tt.want)
		})
	}
}

func TestFaultsOfTheFile(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, content, want string }{
		{"nothing", ``, `there is no kind`},
		{"empty list", `kind = []`, `there is no kind`},
		{"one kind, no list", "[kind]\nid = \"gift\"", `kind must be a list of tables`},
		{"unknown table", small + "[colours]\n", `"colours" is not a key that is known here`},
		{"same kind twice", small + small, `kind "gift": an earlier kind has the same id`},
		{"no fields", small[:strings.Index(small, "[[kind.field]]")], `kind "gift": there is no field` +
			"\nown.toml: " + `kind "gift": headline names the field "amount", which the kind does not have` +
			"\nown.toml: " + `kind "gift": recipient names the field "who", which the kind does not have` +
			sayNoField("en") + sayNoField("ar")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			wantFault(t, tt.content, tt.want)
		})
	}
}

func sayNoField(lang string) string {
	var faults string
	for _, name := range []string{"amount", "who", "day", "why"} {
		faults += "\nown.toml: kind \"gift\": sentence." + lang + " says {" + name + "}, which is not a field of the kind"
	}
	return faults
}

func wantFault(t *testing.T, content, want string) {
	t.Helper()
	c, err := Load([]byte(content), "own.toml")
	if err == nil || err.Error() != "own.toml: "+want {
		t.Errorf("faults:\n%v\nwant:\nown.toml: %s", err, want)
	}
	if c != nil {
		t.Error("a catalogue came with its faults")
	}
}
