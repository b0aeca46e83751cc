package audit

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Why somebody's identifiers are shown is the one free text in the log. What is wrong
// with one:
var (
	ErrReasonShort    = errors.New("audit: the reason says too little")
	ErrReasonLong     = errors.New("audit: the reason is too long")
	ErrReasonPersonal = errors.New("audit: the reason holds personal data")
)

// The length of a reason, in characters.
const (
	MinReason = 10
	MaxReason = 200
)

// CheckReason returns a reason as it is recorded: on one line, without what has no ink.
// It may hold no identifier of anybody.
func CheckReason(typed string) (string, error) {
	reason := strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.Join(strings.FieldsFunc(typed, blank), " "))
	switch n := utf8.RuneCountInString(reason); {
	case n < MinReason:
		return "", ErrReasonShort
	case n > MaxReason:
		return "", ErrReasonLong
	}
	if HoldsPersonal(reason) {
		return "", ErrReasonPersonal
	}
	return reason, nil
}

// HoldsPersonal reports whether a text has an identifier of somebody in it. It looks at the
// words, and at numbers that were written in groups.
func HoldsPersonal(text string) bool {
	number := ""
	for _, word := range strings.FieldsFunc(text, blank) {
		word = strings.TrimRight(word, ".,;:!?)")
		if strings.IndexFunc(word, unicode.IsLetter) < 0 {
			number += word
		} else {
			number = ""
		}
		for _, candidate := range []string{word, number} {
			if _, found := detectPersonal(strings.TrimLeft(candidate, "(")); found {
				return true
			}
		}
	}
	return false
}
