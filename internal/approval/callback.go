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
	Issuer        string // "iss" (RFC 9207): the provider that claims to have sent the browser; UAE PASS sends none
	CorrelationID string // "crId": the only handle UAE PASS support can use; empty if absent or odd
}

// CodeShape reports whether an authorization code can be one of a provider's. A code of
// another shape came from elsewhere and is never sent to the provider: a firewall in front
// of it might answer instead, and that would look like a fault of the provider.
type CodeShape func(code string) bool

// UAEPassCode is the shape of the codes that UAE PASS issues: letters, digits and
// hyphens. All that were ever seen are UUIDs of 36 characters.
func UAEPassCode(code string) bool { return len(code) <= 64 && isIdentifier(code) }

// OIDCCode is the shape for any other provider. RFC 6749, appendix A.11, allows all of
// printable ASCII, and some providers pack a whole session into a code.
func OIDCCode(code string) bool { return len(code) <= 2048 && printable(code) }

// maxCallbackQuery is as much as the server accepts in the head of a request: text that
// providers add in their own language takes up to nine bytes a letter.
const maxCallbackQuery = 16 << 10

// maxError is far above any word for an error that RFC 6749 or UAE PASS has.
const maxError = 256

// ErrorUnreadable stands for an "error" value that OAuth does not allow. It is handled like
// any other unknown error: its text is not kept.
const ErrorUnreadable = "unreadable"

// ParseCallback reads the raw query of a callback. Go's own parser drops pairs it
// cannot read and takes the first of several values; here every doubt about a parameter
// that is used (code, state, error, iss) is ErrCallbackMalformed: a bad escape, a
// semicolon, a repetition, a code and an error together, or neither.
//
// All other parameters are ignored, whatever they hold: UAE PASS sends sp, crId and
// tenantDomain, and providers write error_description in the reader's language, or with
// line breaks. An "error" counts however it is written: the provider has ended the request,
// and a customer who is told only that the link is bad would keep waiting in vain.
//
// Even when it refuses, it returns the state if there was exactly one, so that the
// refusal can be filed where it belongs.
func ParseCallback(rawQuery string, shape CodeShape) (Callback, error) {
	if len(rawQuery) > maxCallbackQuery {
		return Callback{}, ErrCallbackMalformed
	}
	p := paramsOf(rawQuery)
	state, code, provErr, iss := p["state"], p["code"], p["error"], p["iss"]
	c := Callback{
		State: SecretOf(state.value), Code: SecretOf(code.value), Error: provErr.word(), Issuer: iss.value, CorrelationID: p["crId"].identifier(),
	}
	switch {
	case !state.readable(), !c.State.WellFormed(), code.times+provErr.times != 1,
		code.times == 1 && !(code.readable() && code.value != "" && shape(code.value)),
		provErr.times == 1 && (provErr.split || c.Error == ""),
		iss.times > 0 && !iss.readable():
		return Callback{State: c.State}, ErrCallbackMalformed
	}
	return c, nil
}

// param is what a query says under one name.
type param struct {
	value  string // of the one time; empty if there were several
	times  int
	broken bool // its escapes cannot be decoded
	split  bool // it holds a semicolon, which for some readers begins another parameter
}

// paramsOf collects the parameters that this package uses.
func paramsOf(rawQuery string) map[string]param {
	found := map[string]param{}
	for pair := range strings.SplitSeq(rawQuery, "&") {
		rawName, rawValue, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(rawName)
		if err != nil {
			continue // no name of ours
		}
		switch name {
		case "code", "state", "error", "iss", "crId":
			found[name] = found[name].and(rawValue)
		}
	}
	return found
}

// and counts one more value.
func (p param) and(raw string) param {
	value, err := url.QueryUnescape(raw)
	next := param{value: value, times: p.times + 1, broken: p.broken || err != nil, split: p.split || strings.Contains(raw, ";")}
	if p.times > 0 {
		next.value = ""
	}
	return next
}

// readable reports whether there was one value, and it means one thing.
func (p param) readable() bool {
	return p.times == 1 && !p.broken && !p.split && printable(p.value)
}

// word is the value of "error": itself if it can be read and is short enough, else
// ErrorUnreadable; empty if there was none.
func (p param) word() string {
	if p.times > 0 && (!p.readable() || len(p.value) > maxError) {
		return ErrorUnreadable
	}
	return p.value
}

// identifier returns the value only if it looks like an identifier, since it is stored.
func (p param) identifier() string {
	if !p.readable() || len(p.value) > 64 || !isIdentifier(p.value) {
		return ""
	}
	return p.value
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

// isIdentifier reports whether s consists of letters, digits and hyphens.
func isIdentifier(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-') {
			return false
		}
	}
	return true
}
