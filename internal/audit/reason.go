package audit

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"takeed/internal/reading"
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
	}, strings.Join(strings.FieldsFunc(typed, reading.Blank), " "))
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
