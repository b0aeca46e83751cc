package catalogue

import (
	"regexp"
	"strings"

	"takeed/internal/i18n"
	"takeed/internal/reading"
)

const ibanLength = 23

var ibanCharacters = regexp.MustCompile(`^[A-Z0-9]*$`)

func parseIBAN(in input) (string, *advice) {
	iban, ok := reading.IBAN(in.typed)
	switch {
	case ok:
		return iban, nil
	case !ibanCharacters.MatchString(iban):
		return "", in.say("field.iban_characters")
	case !strings.HasPrefix(iban, "AE"):
		return "", in.say("field.iban_country")
	case len(iban) != ibanLength:
		return "", in.say("field.iban_length", "n", i18n.Number(len(iban)))
	}
	return "", in.say("field.iban_checksum")
}
