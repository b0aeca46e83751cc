package catalogue

import (
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"takeed/internal/i18n"
	"takeed/internal/reading"
)

// withoutFormats removes characters that only control how other characters are shown.
func withoutFormats(typed string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, typed)
}

// parseEmiratesID does not check the last digit. It is sometimes taken for a Luhn digit, but
// numbers are in use for which that fails; only UAE PASS knows who has which number.
func parseEmiratesID(in input) (string, *advice) {
	id, ok := reading.EmiratesID(in.typed)
	if !ok || len(id) != 15 {
		return "", in.say("field.emirates_id_format", "example", i18n.LTR("784-1990-1234567-6"))
	}
	return id, nil
}

func parseMobile(in input) (string, *advice) {
	number, ok := readMobile(in.typed)
	if !ok {
		return "", in.say("field.mobile_format", "example", i18n.LTR("055 123 4567"))
	}
	return phonenumbers.Format(number, phonenumbers.E164), nil
}

const region = "AE"

// readMobile accepts the numbers of the Emirates that are in use. The parser alone would
// also take letters of the key pad, extensions, a number inside other text, a zero too many.
// A number that it would change is refused: a search would look for another one.
func readMobile(typed string) (*phonenumbers.PhoneNumber, bool) {
	digits, ok := reading.Mobile(typed)
	if !ok {
		return nil, false
	}
	number, err := phonenumbers.Parse("+"+digits, region)
	if err != nil || !phonenumbers.IsValidNumberForRegion(number, region) || phonenumbers.Format(number, phonenumbers.E164) != "+"+digits {
		return nil, false
	}
	return number, phonenumbers.GetNumberType(number) == phonenumbers.MOBILE
}
