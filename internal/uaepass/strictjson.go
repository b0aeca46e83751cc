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
// kind for values that decide who somebody is: it takes the last of two equal keys,
// takes "Sub" and even "ſub" for "sub", and turns broken text into U+FFFD.
//
// A fault of the document or of a value that was asked for makes it not ok for good,
// so that all values can be taken first and the question asked once.
type object struct {
	members map[string]json.RawMessage
	faulty  bool
}

// Bounds of a document and of a value in it.
const (
	maxDepth = 16
	maxValue = 512
)

// readObject reads a whole document. It keeps the wanted members, by their exact
// names, and ignores the others; a wanted name that occurs twice, or in other upper
// and lower case, is a fault.
func readObject(body []byte, wanted ...string) *object {
	o := &object{members: map[string]json.RawMessage{}}
	o.faulty = !wellFormed(body) || !o.collect(body, wanted)
	return o
}

func (o *object) ok() bool { return !o.faulty }

// wellFormed is RFC 8259 without the freedoms: one value and nothing behind it, in
// UTF-8, not deeper than anything real, and every escaped surrogate in a pair. A
// byte order mark is no JSON.
func wellFormed(body []byte) bool {
	return utf8.Valid(body) && json.Valid(body) && shallow(body) && surrogatesPaired(body)
}

// shallow expects valid JSON.
func shallow(body []byte) bool {
	depth, inString := 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case c == '"':
			inString = !inString
		case inString && c == '\\':
			i++
		case !inString && (c == '{' || c == '['):
			depth++
		case !inString && (c == '}' || c == ']'):
			depth--
		}
		if depth > maxDepth {
			return false
		}
	}
	return true
}

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

func (o *object) collect(body []byte, wanted []string) bool {
	dec := json.NewDecoder(bytes.NewReader(body))
	if first, err := dec.Token(); err != nil || first != json.Delim('{') {
		return false
	}
	for dec.More() {
		key, err := dec.Token()
		name, _ := key.(string)
		var value json.RawMessage
		if err != nil || dec.Decode(&value) != nil || !o.keep(name, value, wanted) {
			return false
		}
	}
	return true
}

// keep reports whether the member raises no doubt.
func (o *object) keep(name string, value json.RawMessage, wanted []string) bool {
	if !slices.Contains(wanted, name) {
		return !slices.ContainsFunc(wanted, func(w string) bool { return strings.EqualFold(w, name) })
	}
	if _, repeated := o.members[name]; repeated {
		return false
	}
	o.members[name] = value
	return true
}

// text is a member that must be a string; absent and null are the empty string.
func (o *object) text(name string) string {
	var s string
	raw := o.members[name]
	if raw == nil || string(raw) == "null" {
		return ""
	}
	if raw[0] != '"' || json.Unmarshal(raw, &s) != nil {
		o.faulty = true
	}
	return s
}

// value is a text that identifies something: surrounding space trimmed, of a sane
// length, and without characters that one cannot see.
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
