package gallery

import (
	"strings"
	"sync"
	"time"

	"takeed/internal/approval"
	"takeed/internal/catalogue"
	"takeed/internal/i18n"
)

// now is the moment at which everything here happens.
var now = time.Date(2026, time.November, 21, 14, 5, 0, 0, i18n.UAE())

// entity is the institution. Its name is short; that of longEntity wraps.
var (
	entity     = approval.Text{EN: "Example Bank", AR: "بنك المثال"}
	longEntity = approval.Text{
		EN: "First Consolidated Example Bank of the Northern Emirates (Public Joint Stock Company)",
		AR: "البنك النموذجي الموحد الأول للإمارات الشمالية (شركة مساهمة عامة)",
	}
	legal = approval.Text{
		EN: "First Consolidated Example Bank PJSC, licensed by the Central Bank of the UAE",
		AR: "البنك النموذجي الموحد الأول ش.م.ع، مرخَّص من مصرف الإمارات العربية المتحدة المركزي",
	}
)

const phone = "+971 4 123 4567"

var (
	name      = approval.Text{EN: "Fatima Salem Al Tajribi", AR: "فاطمة سالم التجريبي"}
	mixedName = approval.Text{EN: "عبد الرحمن O’Neil 3", AR: "Abdul-Rahman أونيل (O'Neil 3)"}
	longName  = approval.Text{
		EN: "Abdul-Rahman Mohammed Al-Mu'tasim Billah Abd-al-Aziz 2nd Jean-Luc D'Artagnan O'Neil-Al Mu'tasim 3rd of the House of Very Long Names",
		AR: "عبد الرحمن محمد المعتصم بالله عبد العزيز 2 جان-لوك D'Artagnan أونيل-المعتصم (O'Neil 3) من آل الأسماء الطويلة جدًا",
	}
)

// builtin is the catalogue that is part of the program.
var builtin = sync.OnceValue(func() *catalogue.Catalogue {
	all, err := catalogue.Builtin()
	if err != nil {
		panic("gallery: " + err.Error())
	}
	return all
})

func kinds() []approval.Kind { return builtin().Kinds() }

func kind(id string) approval.Kind {
	k, ok := builtin().Kind(id)
	if !ok {
		panic("gallery: the catalogue has no kind " + id)
	}
	return k
}

// forgotten is a kind that the catalogue no longer has.
func forgotten() approval.Kind {
	k := kind("transfer")
	k.ID = "forgotten"
	return k
}

// typing is what a customer typed into a field.
type typing func(approval.Field) string

// into fills in the form of a kind.
func (t typing) into(k approval.Kind) func(name string) string {
	return func(name string) string { return t(fieldOf(k, name)) }
}

func fieldOf(k approval.Kind, name string) approval.Field {
	for _, f := range k.Fields {
		if f.Name == name {
			return f
		}
	}
	panic("gallery: " + k.ID + " has no field " + name)
}

// usual is what most people type.
func usual(f approval.Field) string {
	switch f.Type {
	case approval.Money:
		return "1,250.50"
	case approval.IBAN:
		return "AE07 0331 2345 6789 0123 456"
	case approval.PersonName:
		return "Mariam Al Namouthaji"
	case approval.FreeText:
		return words(f)
	case approval.Mobile:
		return "055 123 4567"
	case approval.Email:
		return "office@example.org"
	case approval.EmiratesID:
		return "784-1990-1234567-6"
	case approval.Date:
		return now.AddDate(0, 0, 7).Format(time.DateOnly)
	}
	return usualChoice(f.Choices)
}

// usualChoice is the first, but for a card: its limit is filled in as well, so that is what
// must change.
func usualChoice(choices []approval.ChoiceOption) string {
	for _, c := range choices {
		if c.ID == "raise_limit" || c.ID == "none" {
			return c.ID
		}
	}
	return choices[0].ID
}

const digits = "ending" // the field for the last digits of a card

// words are what most people type into a field of words. Only one answer fits the digits
// of a card, however long or mixed.
func words(f approval.Field) string {
	switch f.Name {
	case digits:
		return "4321"
	case "device":
		return "Samsung Galaxy S26"
	}
	return "Rent"
}

// mixed is text of both directions, which would disturb a page that does not isolate it.
func mixed(f approval.Field) string {
	switch {
	case f.Name == digits:
		return words(f)
	case f.Type == approval.PersonName:
		return "مريم O’Neil-Smith خلفان"
	case f.Type == approval.FreeText:
		return "إيجار 2026 - Flat 12 (عقد 17/3), 50%"
	}
	return usual(f)
}

// longest is the most that a field takes.
func longest(f approval.Field) string {
	if f.Name == digits {
		return words(f)
	}
	switch f.Type {
	case approval.Money:
		return strings.Fields(approval.FormatMoney(f.Currency, f.MaxMinor))[1]
	case approval.PersonName:
		return truncate("Abdul-Rahman Mohammed Al-Mu'tasim Billah Abd-al-Aziz Jean-Luc D'Artagnan O'Neil", f.MaxLength)
	case approval.FreeText:
		return truncate(strings.Repeat("Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch ", 3), f.MaxLength)
	case approval.Email:
		return "abdul-rahman.mohammed.al-mutasim.billah@correspondence.department.example.org"
	case approval.Date:
		return now.AddDate(0, 0, f.MaxDays).Format(time.DateOnly)
	case approval.Choice:
		return longestChoice(f.Choices)
	}
	return usual(f)
}

func truncate(text string, characters int) string {
	runes := []rune(text)
	return strings.TrimSpace(string(runes[:min(characters, len(runes))]))
}

func longestChoice(choices []approval.ChoiceOption) string {
	found := choices[0]
	for _, c := range choices {
		if len(c.Label.EN)+len(c.Label.AR) > len(found.Label.EN)+len(found.Label.AR) {
			found = c
		}
	}
	return found.ID
}
