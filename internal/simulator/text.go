package simulator

import "strings"

// Lang is a language of the pages.
type Lang string

// The two languages of UAE PASS.
const (
	EN Lang = "en"
	AR Lang = "ar"
)

// Text is one message in both languages.
type Text struct{ EN, AR string }

// In returns the text in one language.
func (t Text) In(l Lang) string {
	if l == AR {
		return t.AR
	}
	return t.EN
}

// Dir is the direction that pages in l are read in.
func (l Lang) Dir() string {
	if l == AR {
		return "rtl"
	}
	return "ltr"
}

// other is the language that a page in l links to.
func (l Lang) other() Lang {
	if l == AR {
		return EN
	}
	return AR
}

// LangOf reads a "ui_locales" value: a list of tags, most wanted first. UAE PASS
// knows two languages and starts in English.
func LangOf(uiLocales string) Lang {
	for _, tag := range strings.Fields(uiLocales) {
		primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if primary == string(AR) || primary == string(EN) {
			return Lang(primary)
		}
	}
	return EN
}
