package catalogue

import (
	"fmt"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/reading"
)

// The example of the SWIFT registry for the Emirates.
const registryIBAN = "AE070331234567890123456"

func ibanField() approval.Field {
	return approval.Field{Name: "iban", Type: approval.IBAN, Label: approval.Text{EN: "IBAN", AR: "رقم الحساب"}}
}

func TestIBAN(t *testing.T) {
	t.Parallel()
	characters := approval.Text{
		EN: "IBAN can contain only English letters and digits",
		AR: "رقم الحساب: يُرجى استخدام الحروف الإنجليزية والأرقام فقط",
	}
	country := approval.Text{
		EN: "IBAN must be a UAE IBAN, which starts with AE",
		AR: "رقم الحساب: يُرجى إدخال رقم IBAN صادر في دولة الإمارات ويبدأ بالرمز AE",
	}
	check := approval.Text{
		EN: "IBAN contains a typing mistake. Check it and enter it again",
		AR: "رقم الحساب: يُرجى التحقق من الرقم وإعادة إدخاله، إذ يحتوي على خطأ في الإدخال",
	}
	length := func(n int) approval.Text {
		return approval.Text{
			EN: fmt.Sprintf("IBAN must have 23 characters. You entered: %d", n),
			AR: fmt.Sprintf("رقم الحساب: يجب أن يتكوّن من 23 خانة. عدد الخانات المُدخلة: %d", n),
		}
	}
	none := approval.Text{}
	checkParsing(t, ibanField(), []parseCase{
		{"electronic form", registryIBAN, registryIBAN, none},
		{"form of paper", "AE07 0331 2345 6789 0123 456", registryIBAN, none},
		{"small letters", "ae070331234567890123456", registryIBAN, none},
		{"no-break spaces and dashes", "AE07\u00a00331-2345–6789—0123\u202f456", registryIBAN, none},
		{"marks of a copy", "\u2066AE07 0331 2345 6789 0123 456\u2069\t", registryIBAN, none},
		{"Arabic-Indic digits", "AE٠٧٠٣٣١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦", registryIBAN, none},
		{"its name in front", "IBAN AE07 0331 2345 6789 0123 456", registryIBAN, none},
		{"its name and a colon", "iban: AE070331234567890123456", registryIBAN, none},
		{"its name in Arabic", "آيبان: AE070331234567890123456", registryIBAN, none},
		{"a full stop at its end", "AE07 0331 2345 6789 0123 456.", registryIBAN, none},
		{"full-width letters", "ＡＥ０７ 0331 2345 6789 0123 456", registryIBAN, none},

		{"one missing", "AE07033123456789012345", "", length(22)},
		{"one too many", "AE0703312345678901234567", "", length(24)},
		{"the country alone", "AE", "", length(2)},
		{"without the country", "070331234567890123456", "", country},
		{"another country", "GB29NWBK60161331926819", "", country},
		{"another country of the same length", "SA0380000000608010167519", "", country},
		{"a letter in the account", "AE07033123456789012345O", "", check},
		{"a letter, and check digits to go with it", "AE87033123456789012345O", "", check},
		{"a wrong digit", "AE070331234567890123457", "", check},
		{"two digits swapped", "AE070331234567890123465", "", check},
		{"punctuation", "AE07.0331.2345.6789.0123.456", "", characters},
		{"a letter that looks the same", "АE070331234567890123456", "", characters},
		{"a word", "حسابي", "", characters},
		{"broken UTF-8", "AE07\xff", "", characters},
	})
}

// Check digits 00, 01 and 99 leave the remainder that 97, 98 and 02 do; only the
// latter are issued.
func TestCheckDigitsOutOfRange(t *testing.T) {
	t.Parallel()
	for account := range 97 {
		for _, check := range []string{"00", "01", "99"} {
			if iban := fmt.Sprintf("AE%s%019d", check, account); issued(iban) {
				t.Errorf("%s is accepted", iban)
			}
		}
	}
}

func issued(iban string) bool {
	_, ok := reading.IBAN(iban)
	return ok
}

func TestEverySlipInAnIBANIsFound(t *testing.T) {
	t.Parallel()
	for i := 2; i < len(registryIBAN); i++ {
		for digit := byte('0'); digit <= '9'; digit++ {
			slip := []byte(registryIBAN)
			slip[i] = digit
			refuseIBAN(t, string(slip))
		}
		if i+1 < len(registryIBAN) {
			slip := []byte(registryIBAN)
			slip[i], slip[i+1] = slip[i+1], slip[i]
			refuseIBAN(t, string(slip))
		}
	}
}

func refuseIBAN(t *testing.T, iban string) {
	t.Helper()
	if got, _ := parseOne(ibanField(), iban); got != "" && iban != registryIBAN {
		t.Errorf("%s is accepted", iban)
	}
}
