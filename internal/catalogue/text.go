package catalogue

import (
	"unicode/utf8"

	"takeed/internal/approval"
	"takeed/internal/guard"
	"takeed/internal/i18n"
)

func parseText(in input) (string, *advice) { return in.read(guard.Text) }

func parseName(in input) (string, *advice) { return in.read(guard.Name) }

func (in input) read(as func(string) (string, *guard.Refusal)) (string, *advice) {
	text, refusal := as(in.typed)
	switch limit := in.field.MaxLength; {
	case refusal != nil:
		return "", in.refused(*refusal)
	case utf8.RuneCountInString(text) > limit:
		return "", in.tooLong(limit, text)
	}
	return text, nil
}

// refusals are the words for what the guard refuses.
var refusals = map[guard.Reason]string{
	guard.Hidden:     "field.text_hidden",
	guard.Foreign:    "field.text_characters",
	guard.Mark:       "field.text_mark",
	guard.Mixed:      "field.text_mixed",
	guard.NotInNames: "field.name_characters",
	guard.Lookalike:  "field.text_lookalike",
	guard.LongNumber: "field.name_number",
	guard.NoLetter:   "field.name_letters",
}

// refused names the character, and its position in the text that [Shown] puts into the form.
func (in input) refused(r guard.Refusal) *advice {
	return in.say(refusals[r.Reason], "character", i18n.LTR(guard.Describe(r.Character)),
		"position", i18n.Number(r.Position), "signs", i18n.LTR(". , ' - & / ( ) +"))
}

// Shown returns what was typed into a field as a form shows it when it asks again: nothing
// in it is invisible or reverses the text around it.
func Shown(f approval.Field, typed string) string {
	switch f.Type {
	case approval.PersonName, approval.FreeText, approval.Email:
		return guard.Marked(typed)
	}
	return guard.Marked(withoutFormats(typed)) // format characters mean nothing in these fields
}

func (in input) tooLong(limit int, text string) *advice {
	return in.say("field.too_long", "limit", characters(limit), "count", characters(utf8.RuneCountInString(text)))
}

func characters(n int) phrase {
	return func(l i18n.Lang) string { return i18n.N(l, "count.characters", n) }
}
