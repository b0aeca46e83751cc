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
	words := strings.FieldsFunc(typed, blank)
	reason := strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.Join(words, " "))
	switch n := utf8.RuneCountInString(reason); {
	case n < MinReason:
		return "", ErrReasonShort
	case n > MaxReason:
		return "", ErrReasonLong
	}
	if holdsPersonal(words) {
		return "", ErrReasonPersonal
	}
	return reason, nil
}

// holdsPersonal looks at the words, and at numbers that were written in groups.
func holdsPersonal(words []string) bool {
	number := ""
	for _, word := range words {
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
