package i18n

import (
	"fmt"
	"strconv"
)

// Number writes a number with its thousands separated: "18,204", in both languages.
func Number(n int) string {
	if n < 0 {
		return "-" + group(-uint64(n))
	}
	return group(uint64(n))
}

// Money writes an amount that is given in minor units: "AED 1,250.50" and
// "1,250.50 درهم". No amount is negative, and none may look negative: in Arabic the sign
// would stand at the other end.
func Money(l Lang, currency string, minor int64) string {
	key, units := "money."+currency, uint64(minor)
	if minor < 0 {
		return visible(key)
	}
	return T(l, key, "amount", fmt.Sprintf("%s.%02d", group(units/100), units%100))
}

// KnownCurrency reports whether Money can name a currency. Those it knows have two
// decimals.
func KnownCurrency(currency string) bool {
	_, ok := catalogues()[EN].texts["money."+currency]
	return ok
}

func group(n uint64) string {
	digits := strconv.FormatUint(n, 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
