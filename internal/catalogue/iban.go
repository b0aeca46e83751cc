package catalogue

import (
	"regexp"
	"strings"

	"takeed/internal/i18n"
)

// An IBAN of the Emirates (ISO 13616): AE, two check digits, three digits of the
// bank, sixteen of the account.
const ibanLength = 23

var (
	ibanCharacters = regexp.MustCompile(`^[A-Z0-9]*$`)
	ibanShape      = regexp.MustCompile(`^AE\d{21}$`)
)

func parseIBAN(in input) (string, phrase) {
	iban := strings.ToUpper(compact(in.typed))
	switch {
	case !ibanCharacters.MatchString(iban):
		return "", in.say("field.iban_characters")
	case !strings.HasPrefix(iban, "AE"):
		return "", in.say("field.iban_country")
	case len(iban) != ibanLength:
		return "", in.say("field.iban_length", "n", i18n.Number(len(iban)))
	case !ibanShape.MatchString(iban), !checkDigitsHold(iban):
		return "", in.say("field.iban_check")
	}
	return iban, nil
}

// checkDigitsHold computes ISO 7064 MOD 97-10 over the IBAN with its first four
// characters moved to the end and its letters as numbers, A being 10. It finds every
// wrong character and every swap of neighbours. Of the check digits that give the
// same remainder only those from 02 to 98 are ever issued.
func checkDigitsHold(iban string) bool {
	remainder := 0
	for _, c := range iban[4:] + iban[:4] {
		if c >= 'A' {
			remainder = (remainder*100 + int(c-'A') + 10) % 97
		} else {
			remainder = (remainder*10 + int(c-'0')) % 97
		}
	}
	check := iban[2:4]
	return remainder == 1 && "02" <= check && check <= "98"
}
