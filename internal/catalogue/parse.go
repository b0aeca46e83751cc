package catalogue

import (
	"strings"
	"time"

	"takeed/internal/approval"
	"takeed/internal/guard"
	"takeed/internal/i18n"
)

// Values are the canonical values of a form by the names of their fields, in the
// formats of [approval.FieldType]. Fields that were left empty are absent.
type Values map[string]string

// FieldError says what to do about a field. Its code is for programs and never changes: the
// names of the texts in the section "field" of the locales, and "required".
type FieldError struct {
	Field string
	Code  string
	Text  approval.Text
}

// Parse reads what was typed into the fields of a kind. today decides which dates
// are past; it may be any moment of the day in the Emirates. Values holds the good
// ones; it may go to Compose only if there are no errors.
func Parse(k approval.Kind, get func(field string) string, today time.Time) (Values, []FieldError) {
	return read(k, today, func(in input) (string, *advice) {
		in.typed = get(in.field.Name)
		return in.parse()
	})
}

// read reads every field of a kind.
func read(k approval.Kind, today time.Time, one func(input) (string, *advice)) (Values, []FieldError) {
	values := Values{}
	var wrong []FieldError
	for _, f := range k.Fields {
		value, a := one(input{field: f, today: today})
		switch {
		case a != nil:
			wrong = append(wrong, a.about(f.Name))
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

// advice is what to do about a value. A parser that gives none accepts it.
type advice struct {
	code  string
	words phrase
}

func (a advice) about(field string) FieldError { return FieldError{field, a.code, a.words.text()} }

// phrase is a message, put into words in one language.
type phrase func(i18n.Lang) string

func (p phrase) text() approval.Text { return approval.Text{EN: p(i18n.EN), AR: p(i18n.AR)} }

// parsers read a value that is not empty, and return its canonical form.
var parsers = map[approval.FieldType]func(input) (string, *advice){
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

func (in input) parse() (string, *advice) {
	if nothingShows := guard.Spaces(guard.Marked(in.typed)) == ""; !nothingShows {
		return parsers[in.field.Type](in)
	}
	if in.field.Required {
		return "", &advice{"required", func(l i18n.Lang) string { return in.field.Empty.In(approval.Lang(l)) }}
	}
	return "", nil
}

// say gives the advice of a key, which names the field by its label. An argument may be a
// phrase.
func (in input) say(key string, args ...any) *advice {
	_, code, _ := strings.Cut(key, ".")
	return &advice{code, func(l i18n.Lang) string {
		filled := []any{"label", in.field.Label.In(approval.Lang(l))}
		for _, arg := range args {
			if words, ok := arg.(phrase); ok {
				arg = words(l)
			}
			filled = append(filled, arg)
		}
		return i18n.T(l, key, filled...)
	}}
}

func parseChoice(in input) (string, *advice) {
	for _, c := range in.field.Choices {
		if c.ID == in.typed {
			return c.ID, nil
		}
	}
	return "", in.say("field.choice_unknown")
}
