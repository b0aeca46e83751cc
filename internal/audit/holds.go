package audit

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"takeed/internal/reading"
)

// HoldsPersonal reports whether a text contains an identifier of a person, in any spelling:
// an Emirates ID, a mobile number, an IBAN or an e-mail address. What stands before it or
// between its parts does not matter.
func HoldsPersonal(text string) bool {
	text = reading.Plain(text)
	return slices.ContainsFunc(numbersIn(text), isPersonal) || holdsIBAN(text) || holdsEmail(text)
}

// addressIn finds something on both sides of an at sign, near enough to be an address.
var addressIn = regexp.MustCompile(`[\pL\pN][^\pL\pN@]{0,3}@[^\pL\pN@]{0,3}[\pL\pN]`)

func holdsEmail(text string) bool { return addressIn.MatchString(text) }

var ibanIn = regexp.MustCompile(`AE[0-9]{21}`)

func holdsIBAN(text string) bool {
	return ibanIn.MatchString(strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, text))
}

// isPersonal finds an Emirates ID anywhere in the digits of a number, or a mobile number that
// is made of whole groups of them.
func isPersonal(groups []string) bool {
	if emiratesIDIn.MatchString(strings.Join(groups, "")) {
		return true
	}
	for i := range groups {
		number := ""
		for _, group := range groups[i:] {
			if number += group; len(number) > maxMobile {
				break
			}
			if mobileIn.MatchString(number) {
				return true
			}
		}
	}
	return false
}

// maxMobile is the longest that a mobile number is written: two zeros, and fifteen digits.
const maxMobile = 17

var (
	emiratesIDIn = regexp.MustCompile(`784[0-9]{11}`) // UAE PASS's own samples are one digit short
	mobileIn     = regexp.MustCompile(`^(?:\+|00)?9710?5[0-9]{8}$|^0?5[0-9]{8}$|^(?:\+|00)[1-9][0-9]{7,14}$`)
)

// numbersIn are the numbers of a text, each as the groups of digits that it is written in.
// A letter ends a number, anything else only a group. A plus sign belongs to the digits
// behind it.
func numbersIn(text string) (numbers [][]string) {
	for _, part := range strings.FieldsFunc(text, unicode.IsLetter) {
		groups := strings.FieldsFunc(strings.ReplaceAll(part, "+", " +"), func(r rune) bool { return r != '+' && (r < '0' || r > '9') })
		if len(groups) > 0 {
			numbers = append(numbers, groups)
		}
	}
	return numbers
}
