package guard

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestDigits(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"٠١٢٣٤٥٦٧٨٩":    "0123456789",
		"۰۱۲۳۴۵۶۷۸۹":    "0123456789",
		"０１２３４５６７８９":    "0123456789",
		"0123456789":    "0123456789",
		"٬٫، درهم x²½Ⅳ": "٬٫، درهم x²½Ⅳ",
		"१२३":           "१२३",
	} {
		if got := Digits(in); got != want {
			t.Errorf("Digits(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSpaces(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"  a  b ":                       "a b",
		"\u00a0a\u202f\u2009b\u3000c":   "a b c",
		"a\tb\nc":                       "a\tb\nc",
		"\u2003":                        "",
		"لا\u00a0\u00a0إله":             "لا إله",
		"1\u2007250":                    "1 250",
		"no\u200bbreak\u2060here\ufeff": "no\u200bbreak\u2060here\ufeff",
	} {
		if got := Spaces(in); got != want {
			t.Errorf("Spaces(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzDigitsAndSpaces(f *testing.F) {
	for _, seed := range []string{"٠۵９", " a\u00a0 b ", "1 250", "\xff\xfe", "ا\u202fب"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		digits, spaces := Digits(in), Spaces(in)
		if Digits(digits) != digits || Spaces(spaces) != spaces {
			t.Errorf("twice is not once for %q", in)
		}
		if utf8.RuneCountInString(digits) != utf8.RuneCountInString(in) {
			t.Errorf("Digits(%q) changed the length", in)
		}
		if strings.ContainsAny(digits, "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９") {
			t.Errorf("Digits(%q) left a digit: %q", in, digits)
		}
	})
}
