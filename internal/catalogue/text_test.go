package catalogue

import (
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/guard"
	"takeed/internal/i18n"
)

var (
	noteField = approval.Field{Name: "note", Type: approval.FreeText, Label: approval.Text{EN: "Note", AR: "ملاحظة"}, MaxLength: 30}
	nameField = approval.Field{Name: "name", Type: approval.PersonName, Label: approval.Text{EN: "Name", AR: "الاسم"}, MaxLength: 30}
	mailField = approval.Field{Name: "email", Type: approval.Email, Label: approval.Text{EN: "Email", AR: "البريد"}}
)

// Which characters are refused, and which are written differently, package guard's own
// tests show. These show what becomes of it in a field.
var textCases = []parseCase{
	{"Latin", "Rent for May, no. 5 (paid)", "Rent for May, no. 5 (paid)", approval.Text{}},
	{"Arabic", "إيجار شهر مايو، رقم 5", "إيجار شهر مايو، رقم 5", approval.Text{}},
	{"both", "Rent إيجار", "Rent إيجار", approval.Text{}},
	{"spaces", "  Rent \u00a0\u2003 May ", "Rent May", approval.Text{}},
	{"composed", "Zoe\u0308", "Zoë", approval.Text{}},
	{"digits", "شقة ١٢", "شقة 12", approval.Text{}},
	{"Persian joiner", "می\u200cخواهم", "می\u200cخواهم", approval.Text{}},
	{"override", "Ali\u202egnp.exe", "", approval.Text{
		EN: "Note has a hidden character at position 4: U+202E RIGHT-TO-LEFT OVERRIDE. Delete it, or type the text again instead of pasting it",
		AR: "ملاحظة: يوجد رمز خفي في الموضع 4: U+202E RIGHT-TO-LEFT OVERRIDE. يُرجى حذفه أو كتابة النص من جديد بدلًا من لصقه",
	}},
	{"Cyrillic", "Аli", "", approval.Text{
		EN: "Note has a character that cannot be used, at position 1: U+0410 CYRILLIC CAPITAL LETTER A. Use English or Arabic letters, digits and common punctuation",
		AR: "ملاحظة: يوجد رمز لا يمكن استخدامه في الموضع 1: U+0410 CYRILLIC CAPITAL LETTER A. يُرجى استخدام الحروف العربية أو الإنجليزية والأرقام وعلامات الترقيم المعتادة",
	}},
	{"marks in a pile", "ل" + strings.Repeat("\u0651", 5), "", approval.Text{
		EN: "Note has an accent or vowel mark that cannot stand at position 3: U+0651 ARABIC SHADDA. Delete it",
		AR: "ملاحظة: توجد علامة تشكيل في غير مكانها في الموضع 3: U+0651 ARABIC SHADDA. يُرجى حذفها",
	}},
	{"two scripts in a word", "Aلي", "", approval.Text{
		EN: "Note has English and Arabic letters in one word, at position 2: U+0644 ARABIC LETTER LAM. Put a space between the two languages",
		AR: "ملاحظة: توجد حروف عربية وإنجليزية في كلمة واحدة في الموضع 2: U+0644 ARABIC LETTER LAM. يُرجى ترك مسافة بين اللغتين",
	}},
	{"alef for a one", "ا00", "", approval.Text{
		EN: "Note has a digit that looks like a letter, at position 2: U+0030 DIGIT ZERO. Enter the letter, or put a space before and after the number",
		AR: "ملاحظة: يوجد رقم يشبه حرفًا في الموضع 2: U+0030 DIGIT ZERO. يُرجى كتابة الحرف، أو ترك مسافة قبل الرقم وبعده",
	}},
}

func TestText(t *testing.T) {
	t.Parallel()
	checkParsing(t, noteField, textCases)
}

func TestTextLengthCountsCharacters(t *testing.T) {
	t.Parallel()
	f := noteField
	f.MaxLength = 10
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
		{"one character that stands for many", "ﷺ", "", approval.Text{
			EN: "Note can have at most 10 characters. You entered 18 characters",
			AR: "ملاحظة: النص أطول من الحد المسموح به. الحد الأقصى: 10 أحرف. المُدخل: 18 حرفًا",
		}},
	})
}

func TestName(t *testing.T) {
	t.Parallel()
	none := approval.Text{}
	checkParsing(t, nameField, []parseCase{
		{"Latin", "Fatima Al-Mansoori", "Fatima Al-Mansoori", none},
		{"Arabic", "فاطمة بنت محمد آل مكتوم", "فاطمة بنت محمد آل مكتوم", none},
		{"apostrophes", "D'Arcy O’Neill", "D'Arcy O’Neill", none},
		{"company", "G42 (Sons & Co.) L.L.C", "G42 (Sons & Co.) L.L.C", none},
		{"one letter", "O", "O", none},
		{"stretched", "محمـــد", "محمد", none},

		{"markup", "<b>Ali</b>", "", approval.Text{
			EN: "Name cannot have the character at position 1: U+003C LESS-THAN SIGN. Use letters, digits, spaces and . , ' - & / ( ) +",
			AR: "الاسم: لا يمكن استخدام الرمز في الموضع 1: U+003C LESS-THAN SIGN. يُرجى استخدام الحروف والأرقام والمسافات والعلامات . , ' - & / ( ) +",
		}},
		{"telephone number", "Ali 0551234567", "", approval.Text{
			EN: "Name has a long number in it. Enter account, card and telephone numbers only in the fields for them",
			AR: "الاسم: يوجد رقم طويل ضمن الاسم. يُرجى إدخال أرقام الحسابات والبطاقات والهواتف في الحقول المخصصة لها فقط",
		}},
		{"no letter", "- . '", "", approval.Text{EN: "Name must contain at least one letter", AR: "الاسم: يُرجى إدخال حرف واحد على الأقل"}},
		{"one for l", "A1i", "", approval.Text{
			EN: "Name has a digit that looks like a letter, at position 2: U+0031 DIGIT ONE. Enter the letter, or put a space before and after the number",
			AR: "الاسم: يوجد رقم يشبه حرفًا في الموضع 2: U+0031 DIGIT ONE. يُرجى كتابة الحرف، أو ترك مسافة قبل الرقم وبعده",
		}},
	})
}

func TestEmailNamesWhatIsNotOfAnAddress(t *testing.T) {
	t.Parallel()
	checkParsing(t, mailField, []parseCase{
		{"look-alike", "fаtima@example.ae", "", approval.Text{
			EN: "Email has a character that cannot be used, at position 2: U+0430 CYRILLIC SMALL LETTER A. Use English or Arabic letters, digits and common punctuation",
			AR: "البريد: يوجد رمز لا يمكن استخدامه في الموضع 2: U+0430 CYRILLIC SMALL LETTER A. يُرجى استخدام الحروف العربية أو الإنجليزية والأرقام وعلامات الترقيم المعتادة",
		}},
		{"hidden", "office@exa\u200bmple.ae", "", approval.Text{
			EN: "Email has a hidden character at position 11: U+200B ZERO WIDTH SPACE. Delete it, or type the text again instead of pasting it",
			AR: "البريد: يوجد رمز خفي في الموضع 11: U+200B ZERO WIDTH SPACE. يُرجى حذفه أو كتابة النص من جديد بدلًا من لصقه",
		}},
		{"another header", "a@example.ae\r\nBcc: x@example.ae", "", approval.Text{
			EN: "Email has a hidden character at position 13: U+000D CONTROL. Delete it, or type the text again instead of pasting it",
			AR: "البريد: يوجد رمز خفي في الموضع 13: U+000D CONTROL. يُرجى حذفه أو كتابة النص من جديد بدلًا من لصقه",
		}},
		{"full width", "ｏｆｆｉｃｅ＠example.ae", "office@example.ae", approval.Text{}},
	})
}

func TestEveryRefusalHasWords(t *testing.T) {
	t.Parallel()
	for _, reason := range guard.Reasons {
		said := input{field: nameField}.refused(guard.Refusal{Reason: reason, Character: 'x', Position: 1}).words.text()
		for _, text := range []string{said.EN, said.AR} {
			if strings.ContainsAny(text, "«»{}") || text == "" {
				t.Errorf("reason %d is told as %q", reason, text)
			}
		}
	}
	if len(refusals) != len(guard.Reasons) {
		t.Errorf("%d words for %d reasons", len(refusals), len(guard.Reasons))
	}
}

// The names of characters read from left to right within Arabic too.
func TestTheCharacterIsIsolated(t *testing.T) {
	t.Parallel()
	said := input{field: nameField}.refused(guard.Refusal{Reason: guard.Hidden, Character: '\u202e', Position: 3}).words.text()
	for _, text := range []string{said.EN, said.AR} {
		if !strings.Contains(text, i18n.LTR("U+202E RIGHT-TO-LEFT OVERRIDE")) {
			t.Errorf("%+q", text)
		}
	}
}

func TestShown(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		of    approval.FieldType
		typed string
		want  string
	}{
		{approval.FreeText, "100\u202e001", "100�001"},
		{approval.PersonName, "Ali\u200e", "Ali�"},
		{approval.Email, "a\u200b@b.ae", "a�@b.ae"},
		{approval.IBAN, "\u200eAE07 0331\u202e", "AE07 0331"},
		{approval.Money, "1,50\u200f", "1,50"},
		{approval.Money, "1\x1b50", "1�50"},
	} {
		if got := Shown(approval.Field{Type: tt.of}, tt.typed); got != tt.want {
			t.Errorf("%s: %+q is shown as %+q, want %+q", tt.of, tt.typed, got, tt.want)
		}
	}
}

// Keyboards and programs write the same letters differently. Who reads the same page
// approves the same digest.
func TestOneSpellingMakesOneDigest(t *testing.T) {
	t.Parallel()
	with := func(name, note string) string {
		typed := map[string]string{"payee_name": name, "note": note}
		for field, value := range filled["transfer"] {
			if typed[field] == "" {
				typed[field] = value
			}
		}
		return compose(t, "transfer", typed).Digest().String()
	}
	for _, same := range [][][2]string{
		{{"José Núñez", "Flat 12"}, {"Jose\u0301 Nu\u0301n\u0303ez", "Flat\u00a012 "}, {"Ｊｏｓé  Núñez", "Flat １２"}, {"José Núñez", "Flat ١٢"}},
		{{"أحمد بن علي", "لا إيجار"}, {"ا\u0654حمد بن علي", "لا ا\u0655يجار"}, {"أحمـــد بن علي", "ﻻ إيجار"}, {"ﺃﺣﻤﺪ بن علي", "لا\u202fإيجار"}},
	} {
		want := with(same[0][0], same[0][1])
		for _, typed := range same[1:] {
			if got := with(typed[0], typed[1]); got != want {
				t.Errorf("%+q has another digest than %+q", typed, same[0])
			}
		}
		if with(same[0][0]+" x", same[0][1]) == want {
			t.Errorf("another name than %q has the same digest", same[0])
		}
	}
}
