package catalogue

import (
	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/internal/reading"
)

func parseMoney(in input) (string, *advice) {
	minor, ok := reading.Amount(in.typed)
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
