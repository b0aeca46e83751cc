package catalogue

import (
	"slices"

	"takeed/internal/approval"
	"takeed/internal/i18n"
)

// checkSentence makes sure that the sentence says, in each language, every value
// that the kind requires and no other: an absent value would leave a hole in it,
// and one that is left out would be approved unread.
func checkSentence(t *table, k approval.Kind) {
	for _, l := range i18n.Langs {
		template := k.Sentence.In(approval.Lang(l))
		if template == "" {
			continue
		}
		p, err := i18n.ParsePattern(template)
		if err != nil {
			t.fault("sentence.%s has %v", l, err)
			continue
		}
		checkPlaceholders(t, k, l, p.Names())
	}
}

func checkPlaceholders(t *table, k approval.Kind, l i18n.Lang, names []string) {
	for _, name := range names {
		if f, ok := fieldOf(k, name); !ok {
			t.fault("sentence.%s says {%s}, which is not a field of the kind", l, name)
		} else if !f.Required {
			t.fault("sentence.%s says {%s}, a field that is optional and may be absent", l, name)
		}
	}
	for _, f := range k.Fields {
		if f.Required && !slices.Contains(names, f.Name) {
			t.fault("sentence.%s does not say {%s}, a field that is required", l, f.Name)
		}
	}
}

// sentence fills the template of a kind in, in one language.
func sentence(k approval.Kind, fields []approval.DocumentField, l i18n.Lang) string {
	var args []any
	for _, f := range fields {
		args = append(args, f.Name, isolateField(f, l))
	}
	p, err := i18n.ParsePattern(k.Sentence.In(approval.Lang(l)))
	if err != nil {
		panic("catalogue: the sentence of a kind that did not come from Load: " + err.Error())
	}
	text, err := p.Fill(args...)
	if err != nil {
		panic("catalogue: a sentence of values that did not come from Parse: " + err.Error())
	}
	return text
}

// isolateField is the text of a field as it stands in a sentence, where it must neither
// be reordered by the words around it nor reorder them. An Arabic amount begins with
// digits and reads from right to left all the same, for its currency is a word.
func isolateField(f approval.DocumentField, l i18n.Lang) string {
	text := f.Text.In(approval.Lang(l))
	switch f.Type {
	case approval.Choice:
		return text // words of the catalogue, in the language of the sentence
	case approval.IBAN, approval.Mobile, approval.Email, approval.EmiratesID:
		return i18n.LTR(text)
	case approval.Money:
		if l == i18n.EN {
			return i18n.LTR(text)
		}
	}
	return i18n.Isolate(text)
}
