package reading

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"
)

// keyboards are the digits and separators of the three.
var keyboards = []*strings.Replacer{
	strings.NewReplacer(),
	strings.NewReplacer("0", "٠", "1", "١", "2", "٢", "3", "٣", "4", "٤", "5", "٥", "6", "٦", "7", "٧", "8", "٨", "9", "٩", ".", "٫", ",", "٬"),
	strings.NewReplacer("0", "۰", "1", "۱", "2", "۲", "3", "۳", "4", "۴", "5", "۵", "6", "۶", "7", "۷", "8", "۸", "9", "۹", ".", "٫", ",", "٬"),
}

// typedOn is a text in the digits of a keyboard, with marks of a copy around it.
func typedOn(t *rapid.T, text string) string {
	marks := rapid.SampledFrom([]string{"", "\u200e", "\u200f", "\u2066", "\u2069", "\u061c", " ", "\u00a0"})
	return marks.Draw(t, "before") + rapid.SampledFrom(keyboards).Draw(t, "keyboard").Replace(text) + marks.Draw(t, "after")
}

// grouped is a whole number with its thousands apart.
func grouped(n int64, by string) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + by + text[i:]
	}
	return text
}

// Whatever the keyboard, and with or without commas, an amount is read as what it is.
func TestAnAmountIsReadAsItIsMeant(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		minor := rapid.Int64Range(0, 99_999_999_999).Draw(t, "minor")
		text := grouped(minor/100, rapid.SampledFrom([]string{"", ","}).Draw(t, "by"))
		if cents := minor % 100; cents != 0 || rapid.Bool().Draw(t, "cents") {
			text += fmt.Sprintf(".%02d", cents)
		}
		if got, ok := Amount(typedOn(t, text)); !ok || got != minor {
			t.Fatalf("%q is read as %d, %v", text, got, ok)
		}
	})
}

// interpretations are all that anybody could mean by a number: with the comma or the
// point for decimals, with groups of three parted by any of the rest. It knows nothing of
// the expressions that the package reads by.
func interpretations(text string) map[string]bool {
	found := map[string]bool{}
	plain := Plain(text)
	for _, decimal := range ".," {
		for _, group := range "., " {
			units, fraction, has := strings.Cut(plain, string(decimal))
			if group == decimal || has && (fraction == "" || strings.Trim(fraction, "0123456789") != "") {
				continue
			}
			groups := strings.Split(units, string(group))
			fits := true
			for i, g := range groups {
				fits = fits && g != "" && strings.Trim(g, "0123456789") == "" && (i == 0 && len(g) <= 3 || len(g) == 3 || len(groups) == 1)
			}
			// Of what has two decimals, three after a comma are no decimals.
			if fits && !(has && len(fraction) == 3) {
				found[strings.TrimLeft(strings.Join(groups, ""), "0")+"."+strings.TrimRight(fraction, "0")] = true
			}
		}
	}
	return found
}

// What is read could be read by nobody as anything else.
func TestWhatIsReadHasOneReading(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("0012345.,, ٫٬،١٢٣۴۵")), 1, 10, -1).Draw(t, "text")
		minor, ok := Amount(text)
		if !ok {
			return
		}
		all := interpretations(strings.TrimFunc(text, unicode.IsSpace))
		mine := strings.TrimRight(strings.TrimLeft(fmt.Sprintf("%d.%02d", minor/100, minor%100), "0"), "0")
		if len(all) != 1 || !all[mine] {
			t.Fatalf("%q is read as %d and could be %v", text, minor, all)
		}
		if n, whole := Count(text); whole && n*100 != minor {
			t.Fatalf("%q is %d and %d", text, n, minor)
		}
	})
}

func TestWhatHasTwoReadingsHasNone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"1,50", "12,5", "1.250", "1.250,50", "0,500", "00,500", "1,25,000", "1,000 000", "١٢ ٥٠٠", "٢٥٠ ١٢٥", "1٢5", "1,٢٥٠", "۱٢", "1\n250", "1\t250", "", ".", ",", "5.", ".5",
		"-5", "+5", "1e3", "½", "१२", "١٫٢٥٠", "1..2", "1''250", "1'250",
	} {
		if n, ok := Amount(text); ok {
			t.Errorf("%q is read as %d", text, n)
		}
	}
	for text, want := range map[string]int64{"AED 1,250.50": 125050, "1,250.50 درهم": 125050, "\u2066AED 50\u2069": 5000, "٥٠ درهم": 5000, "1250.5": 125050, "500 دولار أمريكي": 50000} {
		if n, ok := Money(text); !ok || n != want {
			t.Errorf("%q is read as %d, %v", text, n, ok)
		}
	}
	for _, text := range []string{"1250", "1,250", "AED 5 AED", "AED", "XYZ 50", "AED 1,50", "AED AED 5"} {
		if n, ok := Money(text); ok {
			t.Errorf("%q is money: %d", text, n)
		}
	}
}

// A moment is read from each form in which it is printed, and from no form as another.
func TestAMomentIsReadAsItIsPrinted(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at := time.UnixMicro(rapid.Int64Range(946_684_800_000_000, 4_102_444_800_000_000).Draw(t, "at"))
		printed := rapid.SampledFrom([]struct {
			layout string
			zone   *time.Location
			length time.Duration
		}{
			{"2006-01-02", UAE, 24 * time.Hour}, {"2/1/2006", UAE, 24 * time.Hour}, {"02/01/2006", UAE, 24 * time.Hour}, {"2006/01/02", UAE, 24 * time.Hour},
			{"2 January 2006", UAE, 24 * time.Hour}, {"2 Jan 2006, 15:04", UAE, time.Minute},
			{"2006-01-02 15:04", UAE, time.Minute}, {"2006-01-02T15:04", UAE, time.Minute}, {"2006-01-02T15:04:05", UAE, time.Second},
			{"2006-01-02 15:04:05.000", UAE, time.Millisecond}, {"2006-01-02T15:04:05.000000Z", time.UTC, time.Microsecond},
			{"2006-01-02T15:04:05.000Z", time.UTC, time.Millisecond}, {"2006-01-02T15:04:05Z07:00", time.FixedZone("", -5*3600), time.Second},
			{"2 January 2006, 3:04 PM", UAE, time.Minute},
		}).Draw(t, "form")
		text := at.In(printed.zone).Format(printed.layout)
		got, length, ok := Moment(rapid.SampledFrom(keyboards[:1]).Draw(t, "keyboard").Replace(text))
		again := got.In(printed.zone).Format(printed.layout)
		if !ok || length != printed.length || again != text || got.After(at) || !got.Add(length).After(at) {
			t.Fatalf("%q is read as %v for %v, %v", text, got, length, ok)
		}
	})
	for _, text := range []string{
		"", "7d", "2026", "2026-1-1", "2026-13-01", "2026-02-30", "12/31/2026", "1/1/26", "1.12.2026", "2026-11-30 24:00", "2026-11-30 06:60", "2026-11-30T06:03:60",
		"2026-11-30 13:05 PM", "2026-11-30 0:05 ص", "2026-11-30T", "2026-11-30T06", "2026-11-30 06:03:06.", "2026-11-30 06:03+15:00", "30 Nivôse 2026", "٢٠٢٦-11-30", "tomorrow 06:03",
	} {
		if at, _, ok := Moment(text); ok {
			t.Errorf("%q is read as %v", text, at)
		}
	}
	for text, want := range map[string]string{
		"٣٠/١١/٢٠٢٦": "2026-11-30T00:00", "۲۰۲۶-۱۱-۳۰": "2026-11-30T00:00", "30 نوفمبر 2026، 2:05 م": "2026-11-30T14:05", "1 اكتوبر 2026، 12:00 ص": "2026-10-01T00:00",
		"\u200f1 أبريل 2026\u200f": "2026-04-01T00:00", "2026–11–30": "2026-11-30T00:00",
	} {
		if at, _, ok := Moment(text); !ok || at.Format("2006-01-02T15:04") != want {
			t.Errorf("%q is read as %v, %v", text, at, ok)
		}
	}
}

// scattered puts what does not matter between the characters of an identifier, and writes
// it on another keyboard.
func scattered(t *rapid.T, text, between string) string {
	var out strings.Builder
	for i, r := range typedOn(t, text) {
		if i > 0 && rapid.IntRange(0, 4).Draw(t, "gap") == 0 {
			out.WriteRune(rapid.SampledFrom([]rune(between)).Draw(t, "sign"))
		}
		out.WriteRune(r)
	}
	return out.String()
}

// Identifiers are read from whatever stands between their characters, on every keyboard.
func TestIdentifiersAreReadInEverySpelling(t *testing.T) {
	t.Parallel()
	const nothing = " \u00a0\u202f-‐‑–—−\u200e\u200f\u2066\u2069"
	rapid.Check(t, func(t *rapid.T) {
		id := "784" + rapid.StringMatching(`\d{12}`).Draw(t, "id")
		if got, ok := EmiratesID(scattered(t, id, nothing+"()./")); !ok || got != id {
			t.Fatalf("an Emirates ID is read as %q, %v", got, ok)
		}
		subscriber := "5" + rapid.StringMatching(`\d{8}`).Draw(t, "subscriber")
		prefix := rapid.SampledFrom([]string{"0", "", "+971", "00971", "971", "+971(0)"}).Draw(t, "prefix")
		if got, ok := Mobile(scattered(t, prefix+subscriber, nothing+"./")); !ok || got != "971"+subscriber {
			t.Fatalf("a mobile number is read as %q, %v", got, ok)
		}
		reference := rapid.StringMatching(`TK[0-9A-HJKMNP-TV-Z]{10}`).Draw(t, "reference")
		want := reference[:2] + "-" + reference[2:7] + "-" + reference[7:]
		if rapid.Bool().Draw(t, "small") {
			reference = strings.ToLower(reference)
		}
		if got, ok := Reference(scattered(t, reference, nothing)); !ok || got != want {
			t.Fatalf("a reference is read as %q, %v", got, ok)
		}
		iban := accountOf(rapid.Int64Range(0, 1e18).Draw(t, "account"))
		label := rapid.SampledFrom([]string{"", "IBAN ", "iban: ", "IBAN:", "آيبان ", "IBAN no. "}).Draw(t, "label")
		end := rapid.SampledFrom([]string{"", ".", " .", ","}).Draw(t, "end")
		if got, ok := IBAN(label + scattered(t, iban, nothing) + end); !ok || got != iban {
			t.Fatalf("an IBAN is read as %q, %v", got, ok)
		}
		address := rapid.StringMatching(`[a-z0-9._+-]{1,20}@[a-z0-9-]{1,10}\.(ae|com|example\.org)`).Draw(t, "address")
		wide := func(r rune) rune {
			if rapid.IntRange(0, 5).Draw(t, "wide") == 0 {
				return r - '!' + '！'
			}
			return r
		}
		if got, ok := Email(typedOn(t, "") + strings.Map(wide, strings.ToUpper(address)) + " "); !ok || got != address {
			t.Fatalf("an e-mail address is read as %q, %v", got, ok)
		}
	})
}

func accountOf(account int64) string {
	for check := 2; check <= 98; check++ {
		if iban := fmt.Sprintf("AE%02d%019d", check, account); checkDigitsHold(iban) {
			return iban
		}
	}
	return ""
}

func TestCodesAreNeitherNumbersNorWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"7gq2-mxk0": "7GQ2-MXK0", "7GQ2 MXKL": "7GQ2-MXK1", "7GQ2–MXK0": "7GQ2-MXK0", "7GQ2MXK0": "7GQ2-MXK0", "1234-5678": "1234-5678", "٧GQ٢-MXK٠": "7GQ2-MXK0", "7GQ2 - MXK0": "7GQ2-MXK0",
		"12345678": "", "transfer": "", "7GQ2M-XK0": "", "2026-11-30": "", "7GQU-MXK0": "",
	} {
		if got, ok := CheckCode(text); got != want || ok != (want != "") {
			t.Errorf("%q is read as %q, %v", text, got, ok)
		}
	}
	for text, want := range map[string]string{"TK-7GQ": "TK-7GQ", "tk7gq2m": "TK-7GQ2M", "TK-7GQ2M-": "TK-7GQ2M-", "TK 7GQ2MX": "TK-7GQ2M-X", "TK–7GQ2M–XKO": "TK-7GQ2M-XK0", "TK-7G": "", "7GQ": ""} {
		if got, ok := ReferenceBeginning(text); got != want || ok != (want != "") {
			t.Errorf("what begins with %q is read as %q, %v", text, got, ok)
		}
	}
}
