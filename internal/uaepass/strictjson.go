package uaepass

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// object gives access to some members of one JSON object. encoding/json alone is too
// lenient for values that decide who a person is: it takes the last of two equal keys,
// takes "Sub" and even "ſub" for "sub", and turns broken text into U+FFFD.
//
// A fault of the document or of a deciding member makes it not ok for good, so that a caller
// can read all values first and ask ok once. An informing member is dropped if anything is
// wrong with it. All other members are ignored, whatever is in them: neither broken text nor
// deep nesting there is a fault.
type object struct {
	decides, informs []string
	members          map[string]json.RawMessage
	faulty           bool
	unusable         []string // members that inform and are dropped
}

// maxValue bounds a value that decides.
const maxValue = 512

// readObject reads a whole document: one object, and nothing after it. It keeps the deciding
// members, by their exact names; one that occurs twice, or in other upper and lower case, is
// a fault.
func readObject(body []byte, decides ...string) *object { return readInformed(body, decides, nil) }

// readInformed keeps the informing members as well.
func readInformed(body []byte, decides, informs []string) *object {
	o := &object{decides: decides, informs: informs, members: map[string]json.RawMessage{}}
	o.faulty = !json.Valid(body) || !o.collect(body)
	return o
}

func (o *object) ok() bool { return !o.faulty }

// isWholeText reports whether a value has none of the broken text that encoding/json lets
// pass: it is UTF-8, and every escaped surrogate is in a pair. It expects valid JSON.
func isWholeText(value json.RawMessage) bool { return utf8.Valid(value) && surrogatesPaired(value) }

// surrogatesPaired expects valid JSON, where a backslash occurs in strings only.
func surrogatesPaired(body []byte) bool {
	for i := 0; i < len(body); i++ {
		if body[i] != '\\' {
			continue
		}
		i++
		switch escapedUnit(body[i-1:]) & 0xfc00 {
		case 0xdc00:
			return false
		case 0xd800:
			if escapedUnit(body[i+5:])&0xfc00 != 0xdc00 {
				return false
			}
			i += 6 // to the u of the second escape
		}
	}
	return true
}

// escapedUnit is the UTF-16 unit of the \u escape that b begins with, or 0.
func escapedUnit(b []byte) uint64 {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0
	}
	unit, _ := strconv.ParseUint(string(b[2:6]), 16, 16)
	return unit
}

func (o *object) collect(body []byte) bool {
	dec := json.NewDecoder(bytes.NewReader(body))
	if first, err := dec.Token(); err != nil || first != json.Delim('{') {
		return false
	}
	for dec.More() {
		key, err := dec.Token()
		name, _ := key.(string)
		var value json.RawMessage
		if err != nil || dec.Decode(&value) != nil || !o.keep(name, value) {
			return false
		}
	}
	return true
}

// keep stores a member that decides or informs. It returns false if the member makes a
// deciding one doubtful.
func (o *object) keep(name string, value json.RawMessage) bool {
	_, repeated := o.members[name]
	switch {
	case slices.Contains(o.decides, name):
		o.members[name] = value
		return !repeated
	case slices.Contains(o.informs, name):
		if o.members[name] = value; repeated {
			o.members[name] = json.RawMessage("[]") // neither is believed
		}
		return true
	}
	return !slices.ContainsFunc(o.decides, func(d string) bool { return strings.EqualFold(d, name) })
}

// text is a member that must be a string; absent and null are the empty string.
func (o *object) text(name string) string {
	var s string
	raw := o.members[name]
	if raw == nil || string(raw) == "null" {
		return ""
	}
	if raw[0] != '"' || !isWholeText(raw) || json.Unmarshal(raw, &s) != nil {
		o.faulty = true
	}
	return s
}

// value is a text that identifies something: surrounding space trimmed, of a sane
// length, and without characters that control how others are shown.
func (o *object) value(name string) string {
	s := strings.TrimSpace(o.text(name))
	if len(s) > maxValue || strings.ContainsFunc(s, control) {
		o.faulty = true
	}
	return s
}

// isTrue reports whether a member is the literal true.
func (o *object) isTrue(name string) bool { return string(o.members[name]) == "true" }

// integer is a member that must be there and be a whole number.
func (o *object) integer(name string) int64 {
	n, err := strconv.ParseInt(string(o.members[name]), 10, 64)
	if err != nil {
		o.faulty = true
	}
	return n
}

// control reports characters that change how others are shown, or that break lines.
func control(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }
