package i18n

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

func TestVisible(t *testing.T) {
	t.Parallel()
	for _, r := range "azAZ09é.-'’ابپگ٠ـ،؟€©漢\u0301\u0651" {
		if !Visible(r) {
			t.Errorf("%U is visible", r)
		}
	}
	invisible := []rune{
		' ', '\u00a0', '\t', '\n', 0, 0x7f, 0x85, '\u2028', '\u2029', // spaces and controls
		'\u200b', '\u200c', '\u200d', '\u200e', '\u200f', '\u061c', '\u00ad', '\u2060', '\ufeff', // formats
		'\u202a', '\u202e', '\u2066', '\u2069', // direction
		'\u3164', '\u115f', '\u1160', '\uffa0', '\u034f', '\u17b4', '\u2800', // letters without ink
		'\ufe0f', '\U000e0100', '\u180b', // variation selectors
		'\ufffd', '\ue000', '\U00100000', '\u0378', '\ufdd0', '\U000e0041', // replacement, private, unassigned, tags
	}
	for _, r := range invisible {
		if Visible(r) {
			t.Errorf("%U is not visible", r)
		}
	}
}

func TestCleanName(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"as UAE PASS sends it", "Ram,,,,ABC,,", "Ram ABC"},
		{"in Arabic", "عمر,بدوى,حسنين,,عبدالله,,", "عمر بدوى حسنين عبدالله"},
		{"without commas", "Fatima Al Mansoori", "Fatima Al Mansoori"},
		{"spaces of all kinds", " Ram ,\u00a0 ABC\tDEF\n", "Ram ABC DEF"},
		{"nothing but commas", ",,,,", ""},
		{"nothing", "", ""},
		{"direction controls", "Ram\u202e,CBA\u202c\u200f\u2066", "Ram CBA"},
		{"controls and invisible letters", "R\x00a\u200bm\u3164", "Ram"},
		{"broken UTF-8", "Ram\xff\xed\xa0\x80", "Ram"},
		{"marks stay", "Zoe\u0308,مُحَمَّد", "Zoe\u0308 مُحَمَّد"},
		{"without end", strings.Repeat("ab,", 1000), strings.TrimSpace(strings.Repeat("ab ", 40))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := CleanName(tt.in); got != tt.want {
				t.Errorf("CleanName(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func FuzzCleanName(f *testing.F) {
	for _, seed := range []string{"Ram,,,,ABC,,", "عمر,بدوى,,", "\u202eabc", "\xff", strings.Repeat("ا,", 300), "a\u3000b\u0301"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got := CleanName(in)
		if CleanName(got) != got {
			t.Errorf("cleaning %q again gives %q", got, CleanName(got))
		}
		if !utf8.ValidString(got) || utf8.RuneCountInString(got) > maxName {
			t.Errorf("%q is broken or too long", got)
		}
		if strings.ContainsFunc(got, func(r rune) bool { return r != ' ' && !Visible(r) }) || strings.Contains(got, ",") {
			t.Errorf("%q still holds what it must not", got)
		}
	})
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
