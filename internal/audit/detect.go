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

// What is the kind of a thing that was pasted into the search box and must be looked up
// before there is a query.
type What string

const (
	EmiratesID What = "emirates_id"
	Mobile     What = "mobile"
	Email      What = "email"
	IBAN       What = "iban"
	Identifier What = "id"     // a UUID: of a transaction, an attempt, a person, an operator or UAE PASS's
	Handle     What = "handle" // a request id, a correlation id of another form, or a reason
	Hash       What = "hash"   // of a content, of an event or of an exported file
)

// Pasted is the one thing that the search box holds. Either Query says all about it, or
// What and Text are to be looked up.
type Pasted struct {
	Query Query
	What  What
	Text  string // in the form in which it is looked up
}

// Personal reports whether Text may be kept nowhere.
func (p Pasted) Personal() bool {
	return p.What == EmiratesID || p.What == Mobile || p.What == Email || p.What == IBAN
}

// detectors know what somebody may paste, each by its form. The first that knows a text is
// right: those that come later would take it for something else.
var detectors = []func(string) (Pasted, bool){
	detectPersonal, detectMoment, detectKey, detectWord, detectHash, detectNumber, detectName,
}

// Detect recognises what somebody pasted: what a form takes, and whatever a page or an
// export prints; ok is false if it is nothing of ours, or a query. Spaces, dashes,
// direction marks, quotes around it and the digits of Arabic keyboards do not matter.
func Detect(text string) (p Pasted, ok bool) {
	if len(text) > maxText {
		return Pasted{}, false
	}
	typed := reading.Trim(reading.PlainSigns(text))
	text = reading.Trim(strings.Trim(typed, `"'`))
	for _, detect := range detectors {
		if p, ok := detect(text); ok {
			return p, true
		}
	}
	if text != typed { // a query in quotes, such as the actor of an event
		p.Query, ok = quoted(text)
	}
	return p, ok
}

func quoted(text string) (Query, bool) {
	q, err := Parse(text)
	return q, err == nil && len(q.Terms) > 0
}

func detectPersonal(text string) (Pasted, bool) {
	if _, err := netip.ParseAddr(text); err == nil {
		return Pasted{}, false // which a dotted number could be taken for
	}
	for _, kind := range []struct {
		what   What
		normal func(string) (string, bool)
	}{{EmiratesID, reading.EmiratesID}, {Mobile, reading.Mobile}, {Email, reading.Email}, {IBAN, reading.IBAN}} {
		if normal, ok := kind.normal(text); ok {
			return Pasted{What: kind.what, Text: normal}, true
		}
	}
	return Pasted{}, false
}

// detectMoment finds what happened in the time that was written: in that minute, or in
// that millisecond.
func detectMoment(text string) (Pasted, bool) {
	at, length, ok := pointInTime(text)
	return Pasted{Query: Query{After: at, Before: Moment{At: at.At.Add(length.Round(time.Microsecond))}}}, ok
}

func detectKey(text string) (Pasted, bool) {
	text = reading.Plain(text)
	for _, k := range []Key{Ref, CheckCode, IP, Event, Result, Actor} {
		if normal, ok := rules[k].normal(text); ok {
			return Pasted{Query: Query{}.With(k, normal)}, true
		}
	}
	return Pasted{}, false
}

// states are those of a transaction, and statuses those of an attempt, that an event can
// say were reached.
var (
	states   = []approval.State{approval.Pending, approval.Confirmed, approval.Rejected, approval.Expired, approval.Cancelled}
	statuses = []approval.AttemptStatus{approval.Started, approval.Exchanging, approval.Succeeded, approval.Failed, approval.AttemptExpired, approval.Unknown}
)

// ownStream is a stream that belongs to nobody, and so is not named after the key of a
// term.
var ownStream = regexp.MustCompile(`^(sys:[a-z0-9_:-]+|[a-z]+:[0-9]{10}:[0-9]{1,2})$`)

func detectWord(text string) (Pasted, bool) {
	text = reading.Plain(text)
	status := strings.TrimPrefix(text, "attempt:") // which the page of a transaction leaves out
	switch {
	case slices.Contains(states, approval.State(text)), strings.HasPrefix(text, "role:") && reached.MatchString(text):
		return Pasted{Query: Query{}.With(State, text)}, true
	case slices.Contains(statuses, approval.AttemptStatus(status)):
		return Pasted{Query: Query{}.With(State, "attempt:"+status)}, true
	case ownStream.MatchString(text):
		return Pasted{Query: Query{}.With(Stream, text)}, true
	}
	return Pasted{}, false
}

// detectHash reads a whole hash. Most are the digest of a transaction's content.
func detectHash(text string) (Pasted, bool) {
	var d approval.Digest
	text = reading.Plain(text)
	n, err := hex.Decode(d[:], []byte(text[:min(len(text), 2*len(d))]))
	if err != nil || n != len(d) || len(text) != 2*len(d) {
		return Pasted{}, false
	}
	return Pasted{Query: Query{}.With(CheckCode, d.CheckCode()), What: Hash, Text: d.String()}, true
}

// detectNumber finds an event by its number, or what is about an amount.
func detectNumber(text string) (Pasted, bool) {
	k := Number
	n, ok := bounded(reading.Count(text))
	if !ok {
		k = Amount
		n, ok = bounded(reading.Money(text))
	}
	return Pasted{Query: Query{Terms: []Term{{Key: k, Any: []Value{{Range: Range{n, n}}}}}}}, ok
}

// plainWord is a word of the log's own: the reason of a failure.
var plainWord = regexp.MustCompile(`^[a-z]+(_[a-z0-9]+)+$`)

func detectName(text string) (Pasted, bool) {
	text = reading.Plain(text)
	if normal, ok := id(text); ok {
		return Pasted{What: Identifier, Text: normal}, true
	}
	upper := strings.ToUpper(text)
	switch {
	case requestID.MatchString(upper):
		return Pasted{Query: Query{}.With(Request, upper)}, true
	case len(text) >= 8 && handle.MatchString(text), plainWord.MatchString(text):
		return Pasted{What: Handle, Text: text}, true
	}
	return Pasted{}, false
}

// personal names the fault if the value of a key is somebody's. Ranges are judged by the
// whole units of their ends, and nine digits there are a number like any other.
func personal(k Key, value string) (fault string) {
	ok := false
	switch {
	case rules[k].traits&ranges != 0:
		_, ok = personalEnd(value)
	default:
		_, ok = detectPersonal(value)
		ok = ok || slices.Contains(loose, k) && !ours(value) && HoldsPersonal(value)
	}
	if !ok {
		return ""
	}
	return "query.personal"
}

// loose are the keys whose values have a shape into which an identifier of somebody could
// be pressed.
var loose = []Key{Kind, Reason, Request, CRID}

// ours reports whether a value was made up by a computer, so that a number in it is nobody's.
func ours(value string) bool {
	_, isID := id(value)
	return isID || requestID.MatchString(strings.ToUpper(value))
}

func personalEnd(value string) (Pasted, bool) {
	for end := range strings.SplitSeq(strings.TrimLeft(value, "<>="), "..") {
		units, _, _ := strings.Cut(strings.NewReplacer(",", "", " ", "").Replace(end), ".")
		if p, found := detectPersonal(units); found && (p.What != Mobile || len(units) != 9) {
			return p, true
		}
	}
	return Pasted{}, false
}
