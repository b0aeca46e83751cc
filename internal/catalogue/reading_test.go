package catalogue

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takeed/internal/approval"
	"takeed/internal/reading"
)

// odd are characters that keyboards, word processors and clipboards put in the place of
// others, or between them.
var odd = []rune(" \u00a0\u202f\u200e\u200f\u2066\u2069ـ-‐‑–—−.,٫٬،()/+'’٠١٢۳۴０１ＡＺａｚ@＠")

// disturbed is a text in which some characters are others, or have others between them.
func disturbed(t *rapid.T, text string) string {
	var out strings.Builder
	for _, r := range text {
		switch rapid.IntRange(0, 11).Draw(t, "how") {
		case 0:
			out.WriteRune(rapid.SampledFrom(odd).Draw(t, "between"))
		case 1:
			if r > ' ' && r <= '~' {
				r += '！' - '!'
			}
		case 2:
			if r >= '0' && r <= '9' {
				r += rapid.SampledFrom([]rune{'٠' - '0', '۰' - '0'}).Draw(t, "digit")
			}
		}
		out.WriteRune(r)
	}
	return out.String()
}

// Whatever spelling of an identifier a form takes, a search reads as the same one.
func TestWhatAFormTakesIsSearchedFor(t *testing.T) {
	t.Parallel()
	taken := map[approval.FieldType]int{}
	rapid.Check(t, func(t *rapid.T) {
		for _, c := range []struct {
			kind    approval.FieldType
			typed   string
			search  func(string) (string, bool)
			looksUp func(value string) string
		}{
			{approval.Mobile, rapid.StringMatching(`(0|\+971 ?|00971|971|\+971 ?\(0\))?5[024568] ?\d{3} ?\d{4}`).Draw(t, "mobile"), reading.Mobile, func(v string) string { return v[1:] }},
			{approval.EmiratesID, rapid.StringMatching(`784-?\d{4}-?\d{7}-?\d`).Draw(t, "id"), reading.EmiratesID, strings.Clone},
			{approval.Email, rapid.StringMatching(`[A-Za-z0-9'+-]{1,12}@[a-z0-9]{1,8}\.(ae|com)`).Draw(t, "email"), reading.Email, strings.ToLower},
			{approval.IBAN, "AE07 0331 2345 6789 0123 456", reading.IBAN, strings.Clone},
		} {
			typed := disturbed(t, c.typed)
			value, _ := parseOne(approval.Field{Name: "x", Type: c.kind, Label: approval.Text{EN: "X", AR: "س"}}, typed)
			if value == "" {
				continue
			}
			taken[c.kind]++
			if got, ok := c.search(typed); !ok || got != c.looksUp(value) {
				t.Fatalf("%q is %q in a form and %q, %v in a search", typed, value, got, ok)
			}
		}
	})
	if len(taken) != 4 {
		t.Errorf("of these none was taken in a form: %v", taken)
	}
}
