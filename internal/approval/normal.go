package approval

import (
	"strings"
	"unicode"
)

// The forms in which identifiers are looked up. What UAE PASS reports and what an
// operator types or pastes are brought to the same form before they are hashed, or
// nobody would be found by them. Who somebody is, is never decided by these:
// [Person.Match] compares values as they came.

// NormalEmiratesID is the digits of an Emirates ID; ok is false for what is none. Its
// last digit is not checked, and UAE PASS's own samples are one digit short.
func NormalEmiratesID(s string) (id string, ok bool) {
	id = compact(s)
	return id, isDigits(id) && strings.HasPrefix(id, "784") && (len(id) == 15 || len(id) == 14)
}

// NormalMobile is a mobile number as UAE PASS writes it, "971501234567"; ok is false
// for what is none. Numbers of other countries need their plus sign.
func NormalMobile(s string) (number string, ok bool) {
	number = compact(s)
	digits, international := strings.CutPrefix(number, "+")
	if !international {
		digits, international = strings.CutPrefix(number, "00")
	}
	if !isDigits(digits) {
		return "", false
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

// NormalEmail is an e-mail address in lower case; ok is false for what is none.
func NormalEmail(s string) (address string, ok bool) {
	address = strings.ToLower(strings.TrimFunc(s, isBlank))
	mailbox, domain, _ := strings.Cut(address, "@")
	ok = mailbox != "" && strings.Contains(strings.Trim(domain, "."), ".") && len(address) <= 254 &&
		!strings.ContainsFunc(address, func(r rune) bool { return isBlank(r) || strings.ContainsRune(`"(),:;<>[\]`, r) }) &&
		!strings.Contains(domain, "@")
	return address, ok
}

// compact keeps what a number consists of: no spaces, dashes, brackets or direction
// marks, and the digits of any keyboard as 0 to 9.
func compact(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case isBlank(r), unicode.Is(unicode.Pd, r), r == '\u2212', strings.ContainsRune("()./", r):
			return -1
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		case r >= '۰' && r <= '۹':
			return r - '۰' + '0'
		}
		return r
	}, s)
}

// isBlank is for characters that come along when something is copied: spaces, and
// marks that have no ink.
func isBlank(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
