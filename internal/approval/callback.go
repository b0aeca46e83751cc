package approval

import (
	"net/url"
	"strings"
)

// Callback is what a browser brought back from the provider, after strict parsing.
// Exactly one of Code and Error is set.
type Callback struct {
	State         Secret
	Code          Secret
	Error         string
	Issuer        string // "iss" (RFC 9207): who says they sent the browser; UAE PASS does not
	CorrelationID string // "crId": the only handle UAE PASS support can use; empty if absent or odd
}

// Limits of a callback: the whole query, and each value of it.
const (
	maxCallbackQuery = 4096
	maxCallbackValue = 2048 // codes of UAE PASS have 36 characters, those of some identity providers far over a thousand
)

// ParseCallback reads the raw query of a callback. Go's own parser drops pairs it
// cannot read and takes the first of several values; here every doubt is
// ErrCallbackMalformed: a bad escape, a semicolon, a repeated or empty parameter,
// a code and an error together, or neither. Parameters that nobody documented are
// ignored (UAE PASS sends sp, crId and tenantDomain).
//
// Even when it refuses, it returns the state if there was exactly one, so that the
// refusal can be filed where it belongs.
func ParseCallback(rawQuery string) (Callback, error) {
	if len(rawQuery) > maxCallbackQuery {
		return Callback{}, ErrCallbackMalformed
	}
	params, ok := uniqueParams(rawQuery)
	state := SecretOf(params["state"])
	code, hasCode := params["code"]
	provErr, hasErr := params["error"]
	c := Callback{State: state, Code: SecretOf(code), Error: provErr, Issuer: params["iss"], CorrelationID: correlationID(params["crId"])}
	if !ok || !state.WellFormed() || hasCode == hasErr || code+provErr == "" {
		return Callback{State: state}, ErrCallbackMalformed
	}
	return c, nil
}

// uniqueParams decodes a query; ok is false when anything in it is doubtful. The
// parameters that matter are returned as far as each occurs once.
func uniqueParams(rawQuery string) (params map[string]string, ok bool) {
	params, ok = map[string]string{}, true
	repeated := map[string]bool{}
	for pair := range strings.SplitSeq(rawQuery, "&") {
		if pair == "" {
			continue
		}
		name, value, good := decodePair(pair)
		if _, seen := params[name]; seen || repeated[name] {
			repeated[name], good = true, false
			delete(params, name)
		} else if good {
			params[name] = value
		}
		ok = ok && good
	}
	return params, ok
}

func decodePair(pair string) (name, value string, ok bool) {
	rawName, rawValue, _ := strings.Cut(pair, "=")
	name, err1 := url.QueryUnescape(rawName)
	value, err2 := url.QueryUnescape(rawValue)
	ok = err1 == nil && err2 == nil && !strings.Contains(pair, ";") && len(value) <= maxCallbackValue && printable(value)
	return name, value, ok
}

// printable reports whether s is ASCII without control characters: nothing that
// OAuth allows in these parameters is anything else (RFC 6749, appendix A).
func printable(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// correlationID keeps a value only if it looks like an identifier: it is stored.
func correlationID(s string) string {
	if len(s) > 64 {
		return ""
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-') {
			return ""
		}
	}
	return s
}
