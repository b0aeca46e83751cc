package clientauth

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"time"
	"unicode/utf8"

	"takeed/internal/oauthclient"
)

// maxDepth bounds how deep a document may nest.
const maxDepth = 16

// object is one JSON object that every reader reads alike: UTF-8, nothing after it, and no
// member twice at any depth. Members are found by their exact names, which encoding/json alone
// does not do.
type object map[string]json.RawMessage

// readObject reads a whole document. Its errors are the ends of sentences.
func readObject(document []byte) (object, error) {
	if !utf8.Valid(document) || !json.Valid(document) {
		return nil, fmt.Errorf("is not JSON")
	}
	dec := json.NewDecoder(bytes.NewReader(document))
	dec.UseNumber()
	if err := unambiguous(dec, 0); err != nil {
		return nil, err
	}
	var o object
	if json.Unmarshal(document, &o) != nil || o == nil {
		return nil, fmt.Errorf("is not a JSON object")
	}
	return o, nil
}

// unambiguous reads one value of valid JSON.
func unambiguous(dec *json.Decoder, depth int) error {
	token, err := dec.Token()
	open, isNested := token.(json.Delim)
	if err != nil || !isNested {
		return err
	}
	if depth == maxDepth {
		return fmt.Errorf("is nested too deeply")
	}
	seen := map[json.Token]bool{}
	for dec.More() {
		if open == '{' {
			name, err := dec.Token()
			if err != nil {
				return err
			}
			if seen[name] {
				return fmt.Errorf("has a member twice")
			}
			seen[name] = true
		}
		if err := unambiguous(dec, depth+1); err != nil {
			return err
		}
	}
	_, err = dec.Token()
	return err
}

func (o object) has(names ...string) bool { return o.first(names...) != "" }

// first is the first of the names that o has, whatever its value; empty if it has none.
func (o object) first(names ...string) string {
	for _, name := range names {
		if _, ok := o[name]; ok {
			return name
		}
	}
	return ""
}

// text is a member that is a string; anything else is the empty string.
func (o object) text(name string) string {
	var s string
	if raw := o[name]; len(raw) == 0 || raw[0] != '"' || json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// identifier is a text of 1 to 128 visible ASCII characters; anything else is the empty string.
// So it can be stored, compared and shown without a thought.
func (o object) identifier(name string) string {
	if s := o.text(name); len(s) <= maxIdentifier && oauthclient.VisibleASCII(s) {
		return s
	}
	return ""
}

const maxIdentifier = 128

// wholeSeconds are what a time may look like: no sign, no fraction, no exponent.
var wholeSeconds = regexp.MustCompile(`^[0-9]{1,12}$`)

// seconds is a member that is a whole number of seconds since 1970.
func (o object) seconds(name string) (time.Time, bool) {
	if !wholeSeconds.Match(o[name]) {
		return time.Time{}, false
	}
	n, err := strconv.ParseInt(string(o[name]), 10, 64)
	return time.Unix(n, 0), err == nil
}

// decode reads base64url as RFC 7515 writes it. The library skips line breaks and spare bits;
// what encodes to other text than it came as is refused.
func decode(text string) ([]byte, bool) {
	b, err := base64.RawURLEncoding.DecodeString(text)
	return b, err == nil && base64.RawURLEncoding.EncodeToString(b) == text
}
