package reading

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Thousands may be separated, by one kind of separator and three digits at a time.
var (
	countShape  = regexp.MustCompile(`^(\d+|[1-9]\d{0,2}(,\d{3})+|[1-9]\d{0,2}( \d{3})+)$`)
	amountShape = regexp.MustCompile(`^(\d+|[1-9]\d{0,2}(,\d{3})+|[1-9]\d{0,2}( \d{3})+)(\.\d{1,2})?$`)
)

// groupSeparators is what may stand between thousands.
var groupSeparators = strings.NewReplacer(",", "", " ", "")

// Count reads a whole number.
func Count(typed string) (n int64, ok bool) {
	text, ok := number(typed)
	if !ok || !countShape.MatchString(text) {
		return 0, false
	}
	n, err := strconv.ParseInt(groupSeparators.Replace(text), 10, 64)
	return n, err == nil
}

// Amount reads an amount of money in minor units, of which there are a hundred to the
// unit, without ever making a floating-point number of it. An amount that does not fit is
// the largest that does.
func Amount(typed string) (minor int64, ok bool) {
	text, ok := number(typed)
	if !ok || !amountShape.MatchString(text) {
		return 0, false
	}
	units, cents, _ := strings.Cut(groupSeparators.Replace(text), ".")
	minor, err := strconv.ParseInt(units+(cents + "00")[:2], 10, 64)
	if err != nil {
		return math.MaxInt64, true
	}
	return minor, true
}

// number returns a text in plain characters; ok is false if no number may be read from it:
// its digits are of two scripts, or Arabic ones with spaces between.
func number(typed string) (string, bool) {
	text := line(typed)
	from, ok := scriptOf(typed)
	return text, ok && (from != arabic || !strings.Contains(text, " "))
}

// currencies are the names that the pages print beside an amount.
var currencies = []string{
	"AED", "SAR", "QAR", "USD", "EUR", "GBP", "درهم", "ريال سعودي", "ريال قطري", "دولار أمريكي", "يورو", "جنيه إسترليني",
}

// Money reads an amount as pages show it: with its currency on one side, or with decimals.
// A bare whole number is not money.
func Money(typed string) (minor int64, ok bool) {
	text := Trim(typed)
	named := false
	for _, currency := range currencies {
		rest, before := strings.CutPrefix(text, currency)
		rest, after := strings.CutSuffix(rest, currency)
		if text = Trim(rest); before || after {
			named = before != after && !named
			break
		}
	}
	minor, ok = Amount(text)
	return minor, ok && (named || strings.Contains(Plain(text), "."))
}
