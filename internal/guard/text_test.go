package guard

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// TestOneSpelling types the same thing on different keyboards.
func TestOneSpelling(t *testing.T) {
	t.Parallel()
	for want, typed := range map[string][]string{
		"José Núñez":           {"Jose\u0301 Nu\u0301n\u0303ez", " José\u00a0 Núñez\u2003", "Ｊｏｓé　Núñez"},
		"Ångström":             {"A\u030angstro\u0308m", "\u212bngström"},
		"محمد العين":           {"محمـــد العين", "ﻣﺤﻤﺪ ﺍﻟﻌﻴﻦ", "محمد\u202fالعين", "ـمحمد العينـ"},
		"لا إله إلا الله":      {"ﻻ إله إلا ﷲ", "لا ا\u0655له ا\u0655لا الله"},
		"أحمد":                 {"ا\u0654حمد", "ﺃﺣﻤﺪ"},
		"شقة 12 - 1,250.50":    {"شقة ١٢ - ١٬٢٥٠٫٥٠", "شقة ۱۲ ‐ ۱٬۲۵۰٫۵۰", "شقة １２ － １，２５０．５０", "شقة 12 − 1,250.50", "شقة 12 ‑ 1,250.50"},
		"50%":                  {"٥٠٪", "５０％"},
		"کار خانه می\u200cروم": {"کار خانه می\u200cروم", "کار خانه می\u200cر\u200cوم"},
		"Wait...":              {"Wait…"},
		"":                     {"", " ", "\u3000", "ـ", " ـــ "},
	} {
		for _, text := range append(typed, want) {
			if got, refusal := Text(text); refusal != nil || got != want {
				t.Errorf("%+q is read as %+q, %+v, want %+q", text, got, refusal, want)
			}
		}
	}
}

func TestTextTakesWhatNamesDoNot(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Rent for May, no. 5 (paid)", "إيجار شهر مايو، رقم 5؟", "Rent إيجار", "50% = €5 + ₹100", "“quoted” – and «مقتبس»",
		"Invoice INV-10A0X/2026", "05512345678 and 1234", "C0DE: A1B2", "#7 @home {x} <b> [1] 'a' \"b\" \\ | ~ ^ _ `", "‘A’—B • §1 30°C",
		"الدفعة: 1,250.50؛ AED", "مرجع/REF 12",
	} {
		if got, refusal := Text(text); refusal != nil || got != text {
			t.Errorf("%q is read as %q, %+v", text, got, refusal)
		}
	}
}

func TestTextRefuses(t *testing.T) {
	t.Parallel()
	for name, typed := range map[string]string{
		"marks without end":    "a" + strings.Repeat("\u0301", 1000),
		"a mark at the start":  "\u0301a",
		"a mark after a space": "a \u0301",
		"a mark on a digit":    "1\u0301",
		"a mark on a sign":     "=\u0338",
		"a shadda by itself":   "ﹼ", // a space and a shadda
		"an alef for a one":    "ا99",
		"and at the end":       "99ا",
	} {
		if got, refusal := Text(typed); refusal == nil {
			t.Errorf("%s is read as %+q", name, got)
		}
	}
}

func TestMarked(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"":                          "",
		"  Omar  Badawi ":           "  Omar  Badawi ",
		"100\u202e001":              "100�001",
		"\u2066a\u2069\u200f\u061c": "�a���",
		"a\u0007b\tc\nd\u2028e":     "a�b�c�d�e",
		"M\u200car":                 "M�ar",
		"می\u200cروم":               "می\u200cروم",
		"A\u0300\u0301\u0302\u0303": "À\u0301\u0302�",
		"s\u0336t":                  "s�t",
		"Fаtima":                    "Fаtima", // is seen, and refused all the same
		"A\xff\xed\xa0\x80":         "A����",
		"١٢ ـ":                      "12 ",
		"a\U000e0041\ufe0f\u3164":   "a���",
	} {
		if got := Marked(typed); got != want {
			t.Errorf("%+q is shown as %+q, want %+q", typed, got, want)
		}
	}
}

func TestDescribe(t *testing.T) {
	t.Parallel()
	for r, want := range map[rune]string{
		'\u202e':     "U+202E RIGHT-TO-LEFT OVERRIDE",
		'а':          "U+0430 CYRILLIC SMALL LETTER A",
		'\t':         "U+0009 CONTROL",
		'\ue000':     "U+E000 PRIVATE USE",
		'漢':          "U+6F22 CJK IDEOGRAPH",
		'\u0378':     "U+0378 UNASSIGNED",
		'\U000e0041': "U+E0041 TAG LATIN CAPITAL LETTER A",
		'\ufe0f':     "U+FE0F VARIATION SELECTOR-16",
		'<':          "U+003C LESS-THAN SIGN",
	} {
		if got := Describe(r); got != want {
			t.Errorf("%q: %s, want %s", r, got, want)
		}
	}
}

// FuzzText types anything. What is accepted is accepted again as it is, shown as it is,
// and in the plainest form there is; what is refused is refused for something that the
// form can point at.
func FuzzText(f *testing.F) {
	for _, tt := range imitations {
		f.Add(tt.typed)
	}
	for _, name := range honest {
		f.Add(name)
	}
	f.Add("١٢ـ\u200c﷼ﷺ𝐀\u0301")
	f.Fuzz(func(t *testing.T, typed string) {
		for _, check := range []func(string) (string, *Refusal){Text, Name} {
			got, refusal := check(typed)
			if refusal != nil {
				checkPosition(t, typed, *refusal)
				continue
			}
			if again, refusal := check(got); again != got || refusal != nil {
				t.Errorf("%+q is read as %+q, and that as %+q, %+v", typed, got, again, refusal)
			}
			if Marked(got) != got || Spaces(Marked(typed)) != got || !norm.NFKC.IsNormalString(got) {
				t.Errorf("%+q is read as %+q and shown as %+q", typed, got, Marked(typed))
			}
			for _, r := range got {
				if r != ' ' && r != nonJoiner && !harmless(r) {
					t.Errorf("%+q has %s", got, Describe(r))
				}
			}
		}
	})
}

func checkPosition(t *testing.T, typed string, refusal Refusal) {
	t.Helper()
	if refusal.Reason == NoLetter {
		return
	}
	shown := []rune(Marked(typed))
	if refusal.Position < 1 || refusal.Position > len(shown) {
		t.Fatalf("%+q is refused at %d, and shown as %+q", typed, refusal.Position, string(shown))
	}
	if r := shown[refusal.Position-1]; r != refusal.Character && r != '\ufffd' {
		t.Errorf("%+q is refused for %s, and shows %s there", typed, Describe(refusal.Character), Describe(r))
	}
}

func BenchmarkText(b *testing.B) {
	for name, text := range map[string]string{"English": honest[16], "Arabic": honest[1]} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Name(text)
			}
		})
	}
}
