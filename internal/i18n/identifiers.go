package i18n

import (
	"strings"
	"unicode/utf8"
)

// GroupIBAN writes an IBAN in groups of four, as it is printed on paper.
func GroupIBAN(iban string) string {
	var out strings.Builder
	for i := 0; i < len(iban); i++ {
		if i > 0 && i%4 == 0 {
			out.WriteByte(' ')
		}
		out.WriteByte(iban[i])
	}
	return out.String()
}

// EmiratesID writes an Emirates ID as the card has it: "784-1990-1234567-6". A value that
// is not 15 digits is returned as it is.
func EmiratesID(id string) string {
	if !isDigits(id, 15) {
		return id
	}
	return id[:3] + "-" + id[3:7] + "-" + id[7:14] + "-" + id[14:]
}

// MaskEmiratesID hides everything but the country and the year:
// "784-1990-XXXXXXX-X".
func MaskEmiratesID(id string) string {
	if !isDigits(id, 15) {
		return hide(id)
	}
	return id[:3] + "-" + id[3:7] + "-XXXXXXX-X"
}

// Mobile writes a number of the UAE in groups, with its plus sign: "+971 50 123 4567".
// A number from elsewhere only gets the sign; a value that is not a number is returned as it
// is.
func Mobile(number string) string {
	digits := strings.TrimPrefix(number, "+")
	switch {
	case isDigits(digits, 12) && strings.HasPrefix(digits, "971"):
		return "+971 " + digits[3:5] + " " + digits[5:8] + " " + digits[8:]
	case digits != "" && isDigits(digits, len(digits)):
		return "+" + digits
	}
	return number
}

// MaskMobile hides the middle of a number in international form, with or without
// its plus sign: "+971 50 XXX XX67". For numbers from elsewhere only the last two digits
// are shown.
func MaskMobile(number string) string {
	digits := strings.TrimPrefix(number, "+")
	if isDigits(digits, 12) && strings.HasPrefix(digits, "971") {
		return "+971 " + digits[3:5] + " XXX XX" + digits[10:]
	}
	if len(digits) < 6 || !isDigits(digits, len(digits)) {
		return hide(number)
	}
	return "+" + hide(digits[2:]) + digits[len(digits)-2:]
}

// MaskEmail shows the first letter of the mailbox and the whole domain:
// "f…@example.ae". A mailbox of one letter is hidden altogether.
func MaskEmail(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return hide(address)
	}
	mailbox, first := []rune(address[:at]), ""
	if len(mailbox) > 1 {
		first = string(mailbox[0])
	}
	return first + "…" + address[at:]
}

func hide(s string) string { return strings.Repeat("X", utf8.RuneCountInString(s)) }

func isDigits(s string, n int) bool {
	return len(s) == n && strings.Trim(s, "0123456789") == ""
}

// MaskName shows the first letter of each word of a name: "F… S… A…".
func MaskName(name string) string {
	words := strings.Fields(name)
	for i, w := range words {
		_, size := utf8.DecodeRuneInString(w)
		words[i] = w[:size] + "…"
	}
	return strings.Join(words, " ")
}
