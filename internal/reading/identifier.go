package reading

import (
	"regexp"
	"strings"
	"unicode"
)

// The forms in which identifiers are looked up. What UAE PASS reports, what a customer
// types and what an operator pastes are brought to the same form before they are hashed;
// otherwise a search would find no one. These forms never decide who a person is:
// approval.Person.Match compares values as they came.

// separators is what people put between the digits of a number, besides spaces.
const separators = "-()./"

// EmiratesID returns the digits of an Emirates ID; ok is false if typed is not one. The last
// digit is not checked, and fourteen digits will do: UAE PASS's own samples are one short.
func EmiratesID(typed string) (id string, ok bool) {
	id = without(typed, separators)
	return id, isDigits(id) && strings.HasPrefix(id, "784") && (len(id) == 15 || len(id) == 14)
}

// Mobile returns a mobile number as UAE PASS writes it, "971501234567"; ok is false if typed
// is not one. Numbers of other countries need their plus sign, or 00.
func Mobile(typed string) (number string, ok bool) {
	number = without(typed, separators)
	digits, international := strings.CutPrefix(number, "+")
	if !international {
		digits, international = strings.CutPrefix(number, "00")
	}
	if !isDigits(digits) {
		return "", false
	}
	if rest, both := strings.CutPrefix(digits, "9710"); both { // +971 (0)50 …
		digits = "971" + rest
	}
	switch national := strings.TrimPrefix(digits, "0"); {
	case len(digits) == 12 && strings.HasPrefix(digits, "9715"):
		return digits, true
	case international:
		return digits, len(digits) >= 8 && len(digits) <= 15
	case len(national) == 9 && national[0] == '5':
		return "971" + national, true
	}
	return "", false
}

// Email returns an e-mail address in lower case; ok is false if typed is not one.
func Email(typed string) (address string, ok bool) {
	address = strings.ToLower(Plain(Trim(typed)))
	mailbox, domain, _ := strings.Cut(address, "@")
	ok = mailbox != "" && strings.Contains(strings.Trim(domain, "."), ".") && len(address) <= 254 &&
		!strings.ContainsFunc(address, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`"(),:;<>[\]`, r) }) &&
		!strings.Contains(domain, "@")
	return address, ok
}

// An IBAN of the Emirates (ISO 13616): AE, two check digits, three digits of the bank,
// sixteen of the account.
var ibanShape = regexp.MustCompile(`^AE\d{21}$`)

// ibanLabel is what forms and messages print before the number.
var ibanLabel = regexp.MustCompile(`^(IBAN|آيبان)(NO|NUMBER)?[.:#]*`)

// IBAN returns an account of the Emirates in its electronic form. If typed is not one, ok is
// false and iban is the rest without label, spaces and dashes, so that the caller can say
// what is wrong.
func IBAN(typed string) (iban string, ok bool) {
	iban = strings.Trim(strings.ToUpper(without(typed, "-")), ".,;:")
	iban = ibanLabel.ReplaceAllString(iban, "")
	return iban, ibanShape.MatchString(iban) && checkDigitsHold(iban)
}

// checkDigitsHold computes ISO 7064 MOD 97-10 over the IBAN with its first four
// characters moved to the end and its letters as numbers, A being 10. It catches every
// single wrong character and every swap of neighbours. Of the check digits that give the
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

// The alphabet of references and codes has no I, L, O and U.
const alphabet = "[0-9A-HJKMNP-TV-Z]"

var (
	referenceShape = regexp.MustCompile(`^TK` + alphabet + `{10}$`)
	beginningShape = regexp.MustCompile(`^TK` + alphabet + `{3,10}$`)
	codeShape      = regexp.MustCompile(`^(` + alphabet + `{4})( ?-? ?)(` + alphabet + `{4})$`)
	misread        = strings.NewReplacer("I", "1", "L", "1", "O", "0")
)

// Reference reads the reference of a transaction, "TK-XXXXX-XXXXX", whatever spaces and
// dashes are in it, and forgives letters that are easily misread.
func Reference(typed string) (string, bool) {
	bare := misread.Replace(strings.ToUpper(without(typed, "-")))
	if !referenceShape.MatchString(bare) {
		return "", false
	}
	return "TK-" + bare[2:7] + "-" + bare[7:], true
}

// ReferenceBeginning reads at least three characters of a reference.
func ReferenceBeginning(typed string) (string, bool) {
	bare := misread.Replace(strings.ToUpper(without(typed, "-")))
	if !beginningShape.MatchString(bare) {
		return "", false
	}
	if len(bare) < 7 || len(bare) == 7 && !strings.HasSuffix(line(typed), "-") {
		return "TK-" + bare[2:], true
	}
	return "TK-" + bare[2:7] + "-" + bare[7:], true
}

// CheckCode reads the check code of a transaction, "XXXX-XXXX". With nothing between its
// halves it must have digits and letters: digits alone are a number, letters alone a word.
func CheckCode(typed string) (string, bool) {
	text := strings.ToUpper(line(typed))
	parts := codeShape.FindStringSubmatch(misread.Replace(text))
	if parts == nil || parts[2] == "" && (isDigits(text) || !strings.ContainsAny(text, "0123456789")) {
		return "", false
	}
	return parts[1] + "-" + parts[3], true
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
