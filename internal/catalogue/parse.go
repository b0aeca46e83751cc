package catalogue

import (
	"time"

	"takeed/internal/approval"
	"takeed/internal/guard"
	"takeed/internal/i18n"
)

// Values are the canonical values of a form by the names of their fields, in the
// formats of [approval.FieldType]. Fields that were left empty are absent.
type Values map[string]string

// FieldError says what to do about a field.
type FieldError struct {
	Field string
	Text  approval.Text
}

// Parse reads what was typed into the fields of a kind. today decides which dates
// are past; it may be any moment of the day in the Emirates. Values holds the good
// ones; it may go to Compose only if there are no errors.
func Parse(k approval.Kind, get func(field string) string, today time.Time) (Values, []FieldError) {
	values := Values{}
	var wrong []FieldError
	for _, f := range k.Fields {
		value, advice := input{f, get(f.Name), today}.parse()
		switch {
		case advice != nil:
			wrong = append(wrong, FieldError{f.Name, advice.text()})
		case value != "":
			values[f.Name] = value
		}
	}
	return values, wrong
}

// input is one field of a form as it was sent.
type input struct {
	field approval.Field
	typed string
	today time.Time
}

// phrase is a message, put into words in one language. A parser that returns none accepts
// the value.
type phrase func(i18n.Lang) string

func (p phrase) text() approval.Text { return approval.Text{EN: p(i18n.EN), AR: p(i18n.AR)} }

// parsers read a value that is not empty, and return its canonical form.
var parsers = map[approval.FieldType]func(input) (string, phrase){
	approval.Money:      parseMoney,
	approval.IBAN:       parseIBAN,
	approval.PersonName: parseName,
	approval.FreeText:   parseText,
	approval.Mobile:     parseMobile,
	approval.Email:      parseEmail,
	approval.EmiratesID: parseEmiratesID,
	approval.Date:       parseDate,
	approval.Choice:     parseChoice,
}

func (in input) parse() (string, phrase) {
	if nothingShows := guard.Spaces(guard.Marked(in.typed)) == ""; !nothingShows {
		return parsers[in.field.Type](in)
	}
	if in.field.Required {
		return "", func(l i18n.Lang) string { return in.field.Empty.In(approval.Lang(l)) }
	}
	return "", nil
}

// say makes a phrase that names the field by its label. An argument may be a phrase
// too.
func (in input) say(key string, args ...any) phrase {
	return func(l i18n.Lang) string {
		filled := []any{"label", in.field.Label.In(approval.Lang(l))}
		for _, arg := range args {
			if words, ok := arg.(phrase); ok {
				arg = words(l)
			}
			filled = append(filled, arg)
		}
		return i18n.T(l, key, filled...)
	}
}

func parseChoice(in input) (string, phrase) {
	for _, c := range in.field.Choices {
		if c.ID == in.typed {
			return c.ID, nil
		}
	}
	return "", in.say("field.choice_unknown")
}
