package uaepass

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestDisplayName(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, raw, want string }{
		{"empty", "", ""},
		{"commas only", ",,,, ,", ""},
		{"documented English", "Ram,,,,ABC,,", "Ram ABC"},
		{"documented Arabic", "عمر,بدوى,حسنين,,عبدالله,,", "عمر بدوى حسنين عبدالله"},
		{"Arabic comma", "عمر،خان", "عمر خان"},
		{"spaces", "  Ram \t of\u00a0 ABC ", "Ram of ABC"},
		{"line breaks", "Ram\r\nABC\u2028X\u0085Y", "Ram ABC X Y"},
		{"controls", "R\x00a\x1b[31mm\x7f", "Ra[31mm"},
		{"overrides and isolates", "\u202eRam\u202c \u2066ABC\u2069\u200f\u061c", "Ram ABC"},
		{"invisible", "Ra\u200bm\ufeff \u00adABC\U000e0041", "Ram ABC"},
		{"joiners belong to the script", "می\u200cخواهم", "می\u200cخواهم"},
		{"combining marks", "مُحَمَّد", "مُحَمَّد"},
		{"markup is text", `"><svg/onload=x>`, `"><svg/onload=x>`},
		{"hyphen and apostrophe", "O'Neil-Al,Hâshimi", "O'Neil-Al Hâshimi"},
	}
	for _, tt := range tests {
		if got := displayName(tt.raw); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestDisplayNameIsCutBetweenCharacters(t *testing.T) {
	t.Parallel()
	if got := displayName(strings.Repeat("ع", 10_000)); utf8.RuneCountInString(got) != maxName || !utf8.ValidString(got) {
		t.Errorf("%d characters", utf8.RuneCountInString(got))
	}
	if got := displayName(strings.Repeat("a", maxName-1) + " bcd"); got != strings.Repeat("a", maxName-1) {
		t.Errorf("a space is left at the end: %q", got)
	}
}
