package catalogue

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"takeed/internal/guard"
	"takeed/internal/i18n"
)

// compact frees an identifier of what people and programs put between its
// characters: spaces, dashes, direction marks.
func compact(typed string) string {
	return strings.Map(func(r rune) rune {
		const minus = '\u2212'
		if unicode.IsSpace(r) || unicode.In(r, unicode.Pd, unicode.Cf) || r == minus {
			return -1
		}
		return r
	}, guard.Digits(typed))
}

// withoutFormats removes characters that only tell others how to be shown.
func withoutFormats(typed string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, typed)
}

var emiratesIDShape = regexp.MustCompile(`^784\d{12}$`)

// parseEmiratesID does not check the last digit. Some take it for a Luhn digit, but
// numbers are in use that are none; only UAE PASS knows who has which.
func parseEmiratesID(in input) (string, phrase) {
	id := compact(in.typed)
	if !emiratesIDShape.MatchString(id) {
		return "", in.say("field.emirates_id_format", "example", i18n.LTR("784-1990-1234567-6"))
	}
	return id, nil
}

const region = "AE"

// mobileShape keeps from the parser what it would be generous with: letters of the
// key pad, extensions, a number somewhere in other text.
var mobileShape = regexp.MustCompile(`^\+?\d{7,15}$`)

func parseMobile(in input) (string, phrase) {
	number, ok := readMobile(in.typed)
	if !ok {
		return "", in.say("field.mobile_format", "example", i18n.LTR("055 123 4567"))
	}
	return phonenumbers.Format(number, phonenumbers.E164), nil
}

// punctuation is what people write between the groups of a number, besides dashes.
var punctuation = strings.NewReplacer("(", "", ")", "", ".", "", "/", "")

func readMobile(typed string) (*phonenumbers.PhoneNumber, bool) {
	digits := punctuation.Replace(compact(typed))
	if !mobileShape.MatchString(digits) {
		return nil, false
	}
	number, err := phonenumbers.Parse(digits, region)
	if err != nil || !phonenumbers.IsValidNumberForRegion(number, region) {
		return nil, false
	}
	return number, phonenumbers.GetNumberType(number) == phonenumbers.MOBILE
}
