package guard

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestCleanName(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, raw, want string }{
		{"empty", "", ""},
		{"commas only", ",,,, ,", ""},
		{"documented English", "Ram,,,,ABC,,", "Ram ABC"},
		{"documented Arabic", "عمر,بدوى,حسنين,,عبدالله,,", "عمر بدوى حسنين عبدالله"},
		{"Arabic comma", "عمر،خان", "عمر خان"},
		{"full-width comma", "Ram，ABC", "Ram ABC"},
		{"spaces", "  Ram \t of\u00a0 ABC ", "Ram of ABC"},
		{"line breaks", "Ram\r\nABC\u2028X\u0085Y", "Ram ABC X Y"},
		{"controls", "R\x00a\x1b[31mm\x7f", "Ra[31mm"},
		{"overrides and isolates", "\u202eRam\u202c \u2066ABC\u2069\u200f\u061c", "Ram ABC"},
		{"invisible", "Ra\u200bm\ufeff \u00adABC\U000e0041\u3164\ufe0f\ue000", "Ram ABC"},
		{"broken UTF-8", "Ram\xff\xed\xa0\x80", "Ram"},
		{"joiners belong to the script", "می\u200cخواهم", "می\u200cخواهم"},
		{"joiners that shape nothing", "عمر\u200c خان\u200d", "عمر خان"},
		{"combining marks", "مُحَمَّد", "مُحَمَّد"},
		{"accents", "Zoe\u0308", "Zoë"},
		{"accent over something invisible", "Zoe\u200b\u0308", "Zoë"},
		{"accent over a joiner", "Zoe\u200c\u0308", "Zoë"},
		{"marks without end", "Z" + strings.Repeat("\u0305\u0301", 40), "Z\u0305\u0301"},
		{"a mark on nothing", "\u0301Ram", "Ram"},
		{"markup is text", `"><svg/onload=x>`, `"><svg/onload=x>`},
		{"hyphen and apostrophe", "O'Neil-Al,Hâshimi", "O'Neil-Al Hâshimi"},
		{"presentation forms", "ﻣﺤﻤﺪ", "محمد"},
		{"stretched", "محمـــد", "محمد"},
		{"another script stays", "राम,,ABC", "राम ABC"},
		{"without end", strings.Repeat("ab,", 1000), strings.TrimSpace(strings.Repeat("ab ", 50))},
	}
	for _, tt := range tests {
		if got := CleanName(tt.raw); got != tt.want {
			t.Errorf("%s: %+q becomes %+q, want %+q", tt.name, tt.raw, got, tt.want)
		}
	}
}

func withoutCommas(name string) string { return Spaces(strings.ReplaceAll(name, ",", " ")) }

func TestCleanNameIsCutBetweenCharacters(t *testing.T) {
	t.Parallel()
	if got := CleanName(strings.Repeat("ع", 10_000)); utf8.RuneCountInString(got) != maxName || !utf8.ValidString(got) {
		t.Errorf("%d characters", utf8.RuneCountInString(got))
	}
	if got := CleanName(strings.Repeat("a", maxName-1) + " bcd"); got != strings.Repeat("a", maxName-1) {
		t.Errorf("a space is left at the end: %q", got)
	}
}

func TestVisible(t *testing.T) {
	t.Parallel()
	for _, r := range "azAZ09é.-'’ابپگ٠ـ،؟€©漢\u0301\u0651☺अ" {
		if !Visible(r) {
			t.Errorf("%s is visible", Describe(r))
		}
	}
	invisible := []rune{
		' ', '\u00a0', '\t', '\n', 0, 0x7f, 0x85, '\u2028', '\u2029', // spaces and controls
		'\u200b', '\u200c', '\u200d', '\u200e', '\u200f', '\u061c', '\u00ad', '\u2060', '\u2061', '\u2064', '\ufeff', // formats
		'\u202a', '\u202e', '\u2066', '\u2069', '\u206a', '\u206f', '\ufff9', '\ufffb', // direction, shaping, annotation
		'\u3164', '\u115f', '\u1160', '\uffa0', '\u034f', '\u17b4', '\u2800', '\U0001d159', '\U00016fe4', // letters without ink
		'\ufe0f', '\U000e0100', '\u180b', '\u180e', // variation selectors
		'\ufffc', '\ufffd', '\ue000', '\U00100000', '\u0378', '\ufdd0', '\U0010ffff', // replacements, private, unassigned
		'\U000e0001', '\U000e0041', '\U000e007f', // tags
	}
	for _, r := range invisible {
		if Visible(r) {
			t.Errorf("%s is not visible", Describe(r))
		}
	}
}

func FuzzCleanName(f *testing.F) {
	for _, seed := range []string{"Ram,,,,ABC,,", "عمر,بدوى,,", "\u202eabc", "\xff", strings.Repeat("ا,", 300), "a\u3000b\u0301", "e\u0305\u0301", "م\u200c\u202eم"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		got := CleanName(raw)
		if again := CleanName(got); again != got {
			t.Errorf("%+q becomes %+q, and that %+q", raw, got, again)
		}
		if !norm.NFC.IsNormalString(got) || utf8.RuneCountInString(got) > maxName || strings.ContainsAny(got, ",،") {
			t.Errorf("%+q becomes %+q", raw, got)
		}
		for _, r := range got {
			if r != ' ' && r != nonJoiner && !Visible(r) {
				t.Errorf("%+q shows %s", got, Describe(r))
			}
		}
	})
}
