package audit

import (
	"encoding/hex"
	"net/netip"
	"regexp"
	"strings"

	"takeed/internal/approval"
	"takeed/internal/reading"
)

// What is the kind of a thing that was pasted into the search box and must be looked up
// before there is a query.
type What string

const (
	EmiratesID What = "emirates_id"
	Mobile     What = "mobile"
	Email      What = "email"
	Identifier What = "id"     // a UUID: of a transaction, an attempt, a person, an operator or UAE PASS's
	Handle     What = "handle" // a request id or a correlation id of another form
)

// Pasted is the one thing that the search box holds. Either Query says all about it, or
// What and Text are to be looked up.
type Pasted struct {
	Query Query
	What  What
	Text  string // in the form in which it is looked up
}

// Personal reports whether Text may be kept nowhere.
func (p Pasted) Personal() bool { return p.What == EmiratesID || p.What == Mobile || p.What == Email }

var requestID = regexp.MustCompile(`^[A-Z2-7]{26}$`)

// Detect recognises what somebody pasted; ok is false if it is nothing of ours, or a
// query. Spaces, dashes, direction marks and the digits of Arabic keyboards do not
// matter.
func Detect(text string) (p Pasted, ok bool) {
	text = strings.Trim(strings.TrimFunc(text, blank), `"'`)
	if len(text) > maxText {
		return Pasted{}, false
	}
	if p, ok := detectPersonal(text); ok {
		return p, true
	}
	for _, k := range []Key{Ref, Code, IP, Event} {
		if normal, ok := rules[k].normal(text); ok {
			return Pasted{Query: Query{}.With(k, normal)}, true
		}
	}
	if whole, ok := digest(text); ok {
		return Pasted{Query: Query{}.With(Code, whole.Code())}, true
	}
	if normal, ok := id(text); ok {
		return Pasted{What: Identifier, Text: normal}, true
	}
	if n, ok := readCount(text); ok {
		return Pasted{Query: Query{Terms: []Term{{Key: Seq, Any: []Value{{Range: Range{n, n}}}}}}}, true
	}
	switch {
	case requestID.MatchString(text):
		return Pasted{Query: Query{}.With(Request, text)}, true
	case len(text) >= 8 && handle.MatchString(text):
		return Pasted{What: Handle, Text: text}, true
	}
	return Pasted{}, false
}

func detectPersonal(text string) (Pasted, bool) {
	if _, err := netip.ParseAddr(text); err == nil {
		return Pasted{}, false // which a dotted number could be taken for
	}
	for _, kind := range []struct {
		what   What
		normal func(string) (string, bool)
	}{{EmiratesID, reading.EmiratesID}, {Mobile, reading.Mobile}, {Email, reading.Email}} {
		if normal, ok := kind.normal(text); ok {
			return Pasted{What: kind.what, Text: normal}, true
		}
	}
	return Pasted{}, false
}

// personal reports whether the value of a key is somebody's. Ranges are judged by the
// whole units of their ends, and nine digits there are a number like any other.
func personal(k Key, value string) bool {
	if rules[k].traits&ranges == 0 {
		_, found := detectPersonal(value)
		return found
	}
	for end := range strings.SplitSeq(strings.TrimLeft(value, "<>="), "..") {
		units, _, _ := strings.Cut(end, ".")
		if p, found := detectPersonal(units); found && (p.What != Mobile || len(units) != 9) {
			return true
		}
	}
	return false
}

// digest reads the whole digest of a transaction's content.
func digest(text string) (d approval.Digest, ok bool) {
	n, err := hex.Decode(d[:], []byte(text[:min(len(text), 2*len(d))]))
	return d, err == nil && n == len(d) && len(text) == 2*len(d)
}
