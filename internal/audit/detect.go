package audit

import (
	"encoding/hex"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"time"

	"takeed/internal/approval"
	"takeed/internal/reading"
)

// PasteKind is the kind of a pasted value that must be looked up before there is a query.
type PasteKind string

const (
	EmiratesID PasteKind = "emirates_id"
	Mobile     PasteKind = "mobile"
	Email      PasteKind = "email"
	IBAN       PasteKind = "iban"
	Identifier PasteKind = "id"     // a UUID: of a transaction, an attempt, a person, a member of staff or UAE PASS's
	Handle     PasteKind = "handle" // a request id, a correlation id of another form, or a reason
	Hash       PasteKind = "hash"   // of a content, of an event or of an exported file
)

// Paste is the one thing that the search box holds. Either Query says all about it, or
// Kind and Text are to be looked up.
type Paste struct {
	Query Query
	Kind  PasteKind
	Text  string // in the form in which it is looked up
}

// Personal reports whether Text is personal data, which must not be kept or logged.
func (p Paste) Personal() bool {
	return p.Kind == EmiratesID || p.Kind == Mobile || p.Kind == Email || p.Kind == IBAN
}

// detectors recognise pasted values by their form. The first that knows a text is right: a
// later one would take it for something else.
var detectors = []func(string) (Paste, bool){
	detectPersonal, detectMoment, detectKey, detectWord, detectHash, detectNumber, detectName,
}

// Detect recognises a pasted value: what a form takes, and whatever a page or an export
// prints; ok is false if it is nothing of ours, or a query. Spaces, dashes,
// direction marks, quotes around it and the digits of Arabic keyboards do not matter.
func Detect(text string) (p Paste, ok bool) {
	if len(text) > maxText {
		return Paste{}, false
	}
	typed := reading.Trim(reading.PlainSigns(text))
	text = reading.Trim(strings.Trim(typed, `"'`))
	for _, detect := range detectors {
		if p, ok := detect(text); ok {
			return p, true
		}
	}
	if text != typed { // a query in quotes, such as the actor of an event
		p.Query, ok = parseQuoted(text)
	}
	return p, ok
}

func parseQuoted(text string) (Query, bool) {
	q, err := Parse(text)
	return q, err == nil && len(q.Terms) > 0
}

func detectPersonal(text string) (Paste, bool) {
	if _, err := netip.ParseAddr(text); err == nil {
		return Paste{}, false // which a dotted number could be taken for
	}
	for _, kind := range []struct {
		what   PasteKind
		normal func(string) (string, bool)
	}{{EmiratesID, reading.EmiratesID}, {Mobile, reading.Mobile}, {Email, reading.Email}, {IBAN, reading.IBAN}} {
		if normal, ok := kind.normal(text); ok {
			return Paste{Kind: kind.what, Text: normal}, true
		}
	}
	return Paste{}, false
}

// detectMoment finds what happened in the time that was written: in that minute, or in
// that millisecond.
func detectMoment(text string) (Paste, bool) {
	at, length, ok := pointInTime(text)
	return Paste{Query: Query{After: at, Before: Moment{At: at.At.Add(length.Round(time.Microsecond))}}}, ok
}

func detectKey(text string) (Paste, bool) {
	text = reading.Plain(text)
	for _, k := range []Key{Ref, CheckCode, IP, Event, Result, Actor} {
		if normal, ok := rules[k].normal(text); ok {
			return Paste{Query: Query{}.With(k, normal)}, true
		}
	}
	return Paste{}, false
}

// states are those of a transaction, and statuses those of an attempt, that an event can
// say were reached.
var (
	states   = []approval.State{approval.Pending, approval.Confirmed, approval.Rejected, approval.Expired, approval.Cancelled}
	statuses = []approval.AttemptStatus{approval.Started, approval.Exchanging, approval.Succeeded, approval.Failed, approval.AttemptExpired, approval.Unknown}
)

// ownStream matches a stream that belongs to no transaction, person or member of staff, whose
// name is therefore not a key and a value.
var ownStream = regexp.MustCompile(`^(sys:[a-z0-9_:-]+|[a-z]+:[0-9]{10}:[0-9]{1,2})$`)

func detectWord(text string) (Paste, bool) {
	text = reading.Plain(text)
	status := strings.TrimPrefix(text, "attempt:") // which the page of a transaction leaves out
	switch {
	case slices.Contains(states, approval.State(text)), strings.HasPrefix(text, "role:") && statePattern.MatchString(text):
		return Paste{Query: Query{}.With(State, text)}, true
	case slices.Contains(statuses, approval.AttemptStatus(status)):
		return Paste{Query: Query{}.With(State, "attempt:"+status)}, true
	case ownStream.MatchString(text):
		return Paste{Query: Query{}.With(Stream, text)}, true
	}
	return Paste{}, false
}

// detectHash reads a whole hash. Most are the digest of a transaction's content.
func detectHash(text string) (Paste, bool) {
	var d approval.Digest
	text = reading.Plain(text)
	n, err := hex.Decode(d[:], []byte(text[:min(len(text), 2*len(d))]))
	if err != nil || n != len(d) || len(text) != 2*len(d) {
		return Paste{}, false
	}
	return Paste{Query: Query{}.With(CheckCode, d.CheckCode()), Kind: Hash, Text: d.String()}, true
}

// detectNumber finds an event by its number, or what is about an amount.
func detectNumber(text string) (Paste, bool) {
	k := Number
	n, ok := inBounds(reading.Count(text))
	if !ok {
		k = Amount
		n, ok = inBounds(reading.Money(text))
	}
	return Paste{Query: Query{Terms: []Term{{Key: k, Any: []Value{{Range: Range{n, n}}}}}}}, ok
}

// plainWord is a word of the log's own: the reason of a failure.
var plainWord = regexp.MustCompile(`^[a-z]+(_[a-z0-9]+)+$`)

func detectName(text string) (Paste, bool) {
	text = reading.Plain(text)
	if normal, ok := id(text); ok {
		return Paste{Kind: Identifier, Text: normal}, true
	}
	upper := strings.ToUpper(text)
	switch {
	case requestID.MatchString(upper):
		return Paste{Query: Query{}.With(Request, upper)}, true
	case len(text) >= 8 && handle.MatchString(text), plainWord.MatchString(text):
		return Paste{Kind: Handle, Text: text}, true
	}
	return Paste{}, false
}

// personal names the fault if the value of a key identifies a person. Ranges are judged by the
// whole units of their ends, and nine digits there are a number like any other.
func personal(k Key, value string) (fault string) {
	ok := false
	switch {
	case rules[k].traits&ranges != 0:
		_, ok = personalEnd(value)
	default:
		_, ok = detectPersonal(value)
		ok = ok || slices.Contains(freeFormKeys, k) && !isGenerated(value) && HoldsPersonal(value)
	}
	if !ok {
		return ""
	}
	return "query.personal"
}

// freeFormKeys are the keys whose values have a shape that an identifier of a person could be
// made to fit.
var freeFormKeys = []Key{Kind, Reason, Request, CRID}

// isGenerated reports whether a value is an ID that a computer made, so that the digits in it
// identify nobody.
func isGenerated(value string) bool {
	_, isID := id(value)
	return isID || requestID.MatchString(strings.ToUpper(value))
}

func personalEnd(value string) (Paste, bool) {
	for end := range strings.SplitSeq(strings.TrimLeft(value, "<>="), "..") {
		units, _, _ := strings.Cut(strings.NewReplacer(",", "", " ", "").Replace(end), ".")
		if p, found := detectPersonal(units); found && (p.Kind != Mobile || len(units) != 9) {
			return p, true
		}
	}
	return Paste{}, false
}
