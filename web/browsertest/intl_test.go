package browsertest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"takeed/internal/i18n"
)

// locales are what the browser calls the languages of the product.
var locales = map[i18n.Lang]string{i18n.EN: "en-AE", i18n.AR: "ar-AE"}

// A browser knows how amounts and dates are written in the Emirates from the tables that
// the whole world keeps; the portal writes them itself. The order of the currency and the
// amount is ours, and English has no comma in a date; digits, grouping, decimals and the
// names of months are the same.
func TestAmountsAndDatesAreThoseOfTheBrowser(t *testing.T) {
	t.Parallel()
	b := open(t, galleryProxy(t))
	b.visit("http://" + galleryHost + "/")
	for lang, locale := range locales {
		for _, minor := range []int64{0, 5, 99, 1_00, 999_99, 1_000_00, 1_250_50, 12_500_50, 200_000_00, 1_234_567_89, 99_999_999_999_999} {
			browsers := eval[string](b, fmt.Sprintf(`new Intl.NumberFormat(%q, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format("%d.%02d")`, locale, minor/100, minor%100))
			if ours := i18n.Money(lang, "AED", minor); digits(ours) != digits(browsers) || !strings.Contains(ours, browsers) {
				t.Errorf("%s: %d is %q here and %q in the browser", lang, minor, ours, browsers)
			}
		}
		for month := time.January; month <= time.December; month++ {
			day := time.Date(2026, month, 7, 12, 0, 0, 0, i18n.UAE())
			browsers := eval[string](b, fmt.Sprintf(`new Intl.DateTimeFormat(%q, { dateStyle: "long", timeZone: "Asia/Dubai" }).format(%d)`, locale, day.UnixMilli()))
			if ours := i18n.Date(lang, day); ours != browsers {
				t.Errorf("%s: %s is %q here and %q in the browser", lang, day.Format(time.DateOnly), ours, browsers)
			}
		}
	}
	for _, clock := range []string{"00:05", "09:30", "12:00", "14:05", "23:59"} {
		at, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-20 "+clock, i18n.UAE())
		if err != nil {
			t.Fatal(err)
		}
		browsers := eval[string](b, fmt.Sprintf(`new Intl.DateTimeFormat("ar-AE", { timeStyle: "short", timeZone: "Asia/Dubai" }).format(%d)`, at.UnixMilli()))
		if ours := i18n.Time(i18n.AR, at); ours != plainSpaces(browsers) {
			t.Errorf("%s is %q here and %q in the browser", clock, ours, browsers)
		}
	}
	if word := eval[string](b, `new Intl.NumberFormat("ar-AE", { style: "currency", currency: "AED", currencyDisplay: "name" }).format(2)`); !strings.Contains(word, "درهم") {
		t.Errorf("the browser calls the currency %q", word)
	}
}

// digits is a text without whatever is no digit.
func digits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

// plainSpaces has ordinary spaces for those of other widths.
func plainSpaces(text string) string { return strings.Join(strings.Fields(text), " ") }
