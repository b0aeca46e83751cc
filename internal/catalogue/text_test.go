package catalogue

import (
	"strings"
	"testing"

	"takeed/internal/approval"
)

func textCases(advice approval.Text) []parseCase {
	none := approval.Text{}
	cases := []parseCase{
		{"Latin", "Rent for May, no. 5 (paid)", "Rent for May, no. 5 (paid)", none},
		{"Arabic", "إيجار شهر مايو، رقم 5", "إيجار شهر مايو، رقم 5", none},
		{"both", "Rent إيجار", "Rent إيجار", none},
		{"spaces", "  Rent \u00a0\u2003 May ", "Rent May", none},
		{"composed", "Zoe\u0308", "Zoë", none},
		{"vowels", "مُحَمَّدٌ", "مُحَمَّدٌ", none},
		{"Persian joiner", "می\u200cخواهم", "می\u200cخواهم", none},
		{"Persian joiner after a vowel", "می\u064e\u200cخواهم", "می\u064e\u200cخواهم", none},
		{"symbols", "50% = €5 + ☺", "50% = €5 + ☺", none},
		{"four marks that do not combine", "ل\u0651\u0651\u0651\u0651", "ل\u0651\u0651\u0651\u0651", none},
		{"four marks", "a\u0300\u0301\u0302\u0303", "à\u0301\u0302\u0303", none},
	}
	for name, bad := range map[string]string{
		"override":                       "Ali\u202egnp.exe",
		"embedding":                      "\u202bAli\u202c",
		"isolate":                        "\u2066Ali\u2069",
		"end of an isolate":              "Ali\u2069, approved",
		"left-to-right mark":             "Ali\u200e",
		"right-to-left mark":             "علي\u200f",
		"Arabic letter mark":             "علي\u061c",
		"zero-width space":               "A\u200bli",
		"word joiner":                    "A\u2060li",
		"byte order mark":                "\ufeffAli",
		"soft hyphen":                    "Ali\u00adbaba",
		"joiner between Latin letters":   "A\u200cli",
		"joiner after a Latin letter":    "A\u200cم",
		"joiner before a Latin letter":   "م\u200cA",
		"joiner between emoji":           "👨\u200d👩",
		"joiner at the end":              "می\u200c",
		"joiner at the beginning":        "\u200cمی",
		"joiner before a space":          "می\u200c خواهم",
		"two joiners":                    "می\u200c\u200cخواهم",
		"joiner between digits":          "١\u200c٢",
		"control":                        "A\x00li",
		"escape":                         "A\x1b[31mli",
		"next line":                      "A\u0085li",
		"tab":                            "A\tli",
		"line break":                     "A\nli",
		"carriage return":                "A\rli",
		"line separator":                 "A\u2028li",
		"paragraph separator":            "A\u2029li",
		"broken UTF-8":                   "A\xffli",
		"surrogate":                      "A\xed\xa0\x80li",
		"replacement character":          "A\ufffdli",
		"private use":                    "A\ue000li",
		"unassigned":                     "A\u0378li",
		"noncharacter":                   "A\ufdd0li",
		"tag":                            "A\U000e0041li",
		"variation selector":             "A\ufe0fli",
		"Hangul filler":                  "A\u3164li",
		"braille blank":                  "A\u2800li",
		"grapheme joiner":                "A\u034fli",
		"annotation":                     "A\ufff9li",
		"mark at the beginning":          "\u0301Ali",
		"mark after a space":             "Ali \u0301",
		"marks in a pile":                "A\u0300\u0301\u0302\u0303\u0304\u0305li",
		"marks in a pile, none combines": "ل" + strings.Repeat("\u0651", 5),
	} {
		cases = append(cases, parseCase{name, bad, "", advice})
	}
	return cases
}

func TestText(t *testing.T) {
	t.Parallel()
	f := approval.Field{Name: "note", Type: approval.FreeText, Label: approval.Text{EN: "Note", AR: "ملاحظة"}, MaxLength: 30}
	checkParsing(t, f, textCases(approval.Text{
		EN: "Note contains hidden or special characters that cannot be used. Type it again instead of pasting it",
		AR: "ملاحظة: يحتوي النص على رموز خفية أو خاصة لا يمكن استخدامها. يُرجى كتابته من جديد بدلًا من لصقه",
	}))
}

func TestTextLengthCountsCharacters(t *testing.T) {
	t.Parallel()
	f := approval.Field{Name: "note", Type: approval.FreeText, Label: approval.Text{EN: "Note", AR: "ملاحظة"}, MaxLength: 10}
	long := approval.Text{
		EN: "Note can have at most 10 characters. You entered 11 characters",
		AR: "ملاحظة: النص أطول من الحد المسموح به. الحد الأقصى: 10 أحرف. المُدخل: 11 حرفًا",
	}
	none := approval.Text{}
	checkParsing(t, f, []parseCase{
		{"the most", strings.Repeat("ع", 10), strings.Repeat("ع", 10), none},
		{"the most, composed", strings.Repeat("e\u0301", 10), strings.Repeat("é", 10), none},
		{"the most, after spaces went", "  12345   7890  ", "12345 7890", none},
		{"one more", strings.Repeat("ع", 11), "", long},
	})
}

func TestName(t *testing.T) {
	t.Parallel()
	f := approval.Field{Name: "name", Type: approval.PersonName, Label: approval.Text{EN: "Name", AR: "الاسم"}, MaxLength: 30}
	shape := approval.Text{
		EN: "Name can contain only letters, spaces, full stops, apostrophes and hyphens",
		AR: "الاسم: يُرجى استخدام الحروف والمسافات والنقاط والفواصل العلوية والشرطات فقط",
	}
	letters := approval.Text{EN: "Name must contain at least one letter", AR: "الاسم: يُرجى إدخال حرف واحد على الأقل"}
	cannot := approval.Text{
		EN: "Name contains hidden or special characters that cannot be used. Type it again instead of pasting it",
		AR: "الاسم: يحتوي النص على رموز خفية أو خاصة لا يمكن استخدامها. يُرجى كتابته من جديد بدلًا من لصقه",
	}
	none := approval.Text{}
	checkParsing(t, f, []parseCase{
		{"Latin", "Fatima Al-Mansoori", "Fatima Al-Mansoori", none},
		{"Arabic", "فاطمة بنت محمد آل مكتوم", "فاطمة بنت محمد آل مكتوم", none},
		{"apostrophes", "D'Arcy O’Neill", "D'Arcy O’Neill", none},
		{"initials", "J. R. R. Tolkien", "J. R. R. Tolkien", none},
		{"vowels", "مُحَمَّد", "مُحَمَّد", none},
		{"Urdu", "گل\u200cزار", "گل\u200cزار", none},
		{"one letter", "O", "O", none},

		{"digits", "R2D2", "", shape},
		{"Arabic-Indic digits", "علي٢", "", shape},
		{"comma", "Ali, AE07", "", shape},
		{"slash", "A/B", "", shape},
		{"underscore", "a_b", "", shape},
		{"another dash", "Al—Mansoori", "", shape},
		{"markup", "<b>Ali</b>", "", shape},
		{"placeholder", "{iban}", "", shape},
		{"emoji", "Ali ☺", "", shape},
		{"no letter", "- . '", "", letters},
		{"override", "Ali\u202e", "", cannot},
		{"end of an isolate", "Ali\u2069", "", cannot},
		{"tab", "Ali\tBaba", "", cannot},
	})
}
