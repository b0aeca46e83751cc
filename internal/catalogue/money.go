package catalogue

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"takeed/internal/approval"
	"takeed/internal/guard"
	"takeed/internal/i18n"
)

func parseMoney(in input) (string, phrase) {
	minor, ok := readAmount(in.typed)
	switch f := in.field; {
	case !ok:
		return "", in.say("field.amount_format", "example", i18n.LTR("1,250.50"))
	case minor < f.MinMinor:
		return "", in.say("field.amount_min", "min", amountIn(f.Currency, f.MinMinor))
	case minor > f.MaxMinor:
		return "", in.say("field.amount_max", "max", amountIn(f.Currency, f.MaxMinor))
	default:
		return approval.FormatMoney(f.Currency, minor), nil
	}
}

func amountIn(currency string, minor int64) phrase {
	return func(l i18n.Lang) string { return i18n.Isolate(i18n.Money(l, currency, minor)) }
}

// separators of Arabic and full-width keyboards. The Arabic comma is what many type
// for the thousands separator, which their keyboards lack.
var separators = strings.NewReplacer("٫", ".", "٬", ",", "،", ",", "．", ".", "，", ",")

// grouping is what may stand between thousands.
var grouping = strings.NewReplacer(",", "", " ", "")

// amountShape lets thousands be apart, by one separator and three digits at a time.
// It is strict because a comma is a decimal separator to half of the world: "1,50"
// is refused, and not taken for 150.
var amountShape = regexp.MustCompile(`^(\d+|\d{1,3}(,\d{3})+|\d{1,3}( \d{3})+)(\.\d{1,2})?$`)

// readAmount returns an amount in minor units, without ever making a floating-point
// number of it. What is too large to count is the largest there is.
func readAmount(typed string) (minor int64, ok bool) {
	text := separators.Replace(guard.Spaces(guard.Digits(withoutFormats(typed))))
	if !amountShape.MatchString(text) {
		return 0, false
	}
	units, cents, _ := strings.Cut(grouping.Replace(text), ".")
	minor, err := strconv.ParseInt(units+(cents + "00")[:2], 10, 64)
	if err != nil {
		return math.MaxInt64, true
	}
	return minor, true
}
