package i18n

import (
	"slices"
	"strings"
	"testing"
)

func TestIsolates(t *testing.T) {
	t.Parallel()
	if got, want := LTR("+971 55"), "\u2066+971 55\u2069"; got != want {
		t.Errorf("LTR = %q, want %q", got, want)
	}
	if got, want := Isolate("عمر"), "\u2068عمر\u2069"; got != want {
		t.Errorf("Isolate = %q, want %q", got, want)
	}
	if got, want := Plain("to "+Isolate("عمر")+", "+LTR("AE07")), "to عمر, AE07"; got != want {
		t.Errorf("Plain = %q, want %q", got, want)
	}
}

func TestAValueCannotEndItsIsolation(t *testing.T) {
	t.Parallel()
	const evil = "\u2069\u202eA\u202c\u2066B\u2067\u2068\u200e\u200f\u061cC\u202a\u202d\u202b"
	if got, want := Isolate(evil), "\u2068ABC\u2069"; got != want {
		t.Errorf("Isolate = %q, want %q", got, want)
	}
	if got, want := LTR(evil), "\u2066ABC\u2069"; got != want {
		t.Errorf("LTR = %q, want %q", got, want)
	}
}

func TestSegments(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		text string
		want []Segment
	}{
		{"nothing", "", nil},
		{"no isolates", "plain", []Segment{{"plain", ""}}},
		{"in the middle", "to " + Isolate("عمر") + ".", []Segment{{"to ", ""}, {"عمر", "auto"}, {".", ""}}},
		{"at the ends", LTR("AE07") + "، " + LTR("+971"), []Segment{{"AE07", "ltr"}, {"، ", ""}, {"+971", "ltr"}}},
		{"side by side", LTR("a") + Isolate("b"), []Segment{{"a", "ltr"}, {"b", "auto"}}},
		{"empty", "a" + LTR("") + "b", []Segment{{"a", ""}, {"b", ""}}},
		{"one in another", "a\u2068b \u2066c\u2069 d\u2069e", []Segment{{"a", ""}, {"b \u2066c\u2069 d", "auto"}, {"e", ""}}},
		{"never closed", "a\u2066b", []Segment{{"a", ""}, {"b", "ltr"}}},
		{"never opened", "a\u2069b", []Segment{{"ab", ""}}},
		{"from right to left", "a\u2067b\u2069c", []Segment{{"a", ""}, {"b", "auto"}, {"c", ""}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := Segments(tt.text); !slices.Equal(got, tt.want) {
				t.Errorf("Segments(%q) = %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

func FuzzSegments(f *testing.F) {
	for _, seed := range []string{"", "a", "\u2066a\u2069", "\u2068\u2066a\u2069\u2069", "\u2069\u2066", "\u2067\u2067ا\u2069b", "\xe2\x81"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var joined strings.Builder
		for _, s := range Segments(text) {
			joined.WriteString(s.Text)
			if s.Text == "" || s.Dir == "" && strings.ContainsAny(s.Text, "\u2066\u2067\u2068\u2069") {
				t.Errorf("segment %q of %q", s, text)
			}
		}
		if Plain(joined.String()) != Plain(text) {
			t.Errorf("the segments of %q say %q", text, joined.String())
		}
		if got := Segments(Isolate(text)); len(got) > 1 {
			t.Errorf("an isolated value fell apart: %q", got)
		}
	})
}
