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
	Hash       PasteKind = "hash"   // of a document, an event or an exported file
	Count      PasteKind = "count"  // the number of an event, unless a client has it as a reference
	APIName    PasteKind = "name"   // of a notification, a delivery, an endpoint or a consumption, as the API has it
	Word       PasteKind = "word"   // a client, or a reference of one
)

// Paste is the one value that the search box holds. Either Query is all that is needed, or
// Kind and Text must be looked up.
type Paste struct {
	Query Query
	Kind  PasteKind
	Text  string // in the form in which it is looked up
}

// Personal reports whether Text is personal data, which must not be kept or logged.
func (p Paste) Personal() bool {
	return p.Kind == EmiratesID || p.Kind == Mobile || p.Kind == Email || p.Kind == IBAN
}

// detectors recognise pasted values by their form. Their order matters: the first that
// recognises a text is right, since a later one could take it for something else.
var detectors = []func(string) (Paste, bool){
	detectPersonal, detectMoment, detectKey, detectAPIName, detectWord, detectHash, detectNumber, detectName,
}

// Detect recognises a pasted value: anything that a form accepts or that a page or an export
// prints. ok is false if it is none of these, or a query. Spaces, dashes, direction marks,
// quotes around it and the digits of Arabic keyboards do not matter.
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
		return Paste{}, false // an IP address, which could be taken for a number with dots
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

// detectMoment finds what happened in the period that the text names: that day, that minute
// or that millisecond.
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
	states   = []approval.State{requested, approval.Pending, approval.Confirmed, approval.Rejected, approval.Expired, approval.Cancelled}
	statuses = []approval.AttemptStatus{approval.Started, approval.Exchanging, approval.Succeeded, approval.Failed, approval.AttemptExpired, approval.Unknown}
)

// requested is what the log says of a request that nobody has opened.
const requested approval.State = "requested"

// ownStream matches the name of a stream that belongs to no transaction, person or member of
// staff, and so cannot be read as a key and a value.
var ownStream = regexp.MustCompile(`^(sys:[a-z0-9_:-]+|[a-z]+:[0-9]{10}:[0-9]{1,2})$`)

func detectWord(text string) (Paste, bool) {
	text = reading.Plain(text)
	status := strings.TrimPrefix(text, "attempt:") // the page of a transaction leaves the prefix out
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

// detectHash reads a whole hash. Most are the digest of a document.
func detectHash(text string) (Paste, bool) {
	var d approval.Digest
	text = reading.Plain(text)
	n, err := hex.Decode(d[:], []byte(text[:min(len(text), 2*len(d))]))
	if err != nil || n != len(d) || len(text) != 2*len(d) {
		return Paste{}, false
	}
	return Paste{Query: Query{}.With(CheckCode, d.CheckCode()), Kind: Hash, Text: d.String()}, true
}

// apiName matches an ID as the API has it, whether in a sandbox or not.
var apiName = regexp.MustCompile(`^(txn|per|evt|whe|dlv|con)_(?:test_)?([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$`)

// detectAPIName reads what clients of the API have for an ID. Those of transactions and people
// are looked up like any other ID.
func detectAPIName(text string) (Paste, bool) {
	parts := apiName.FindStringSubmatch(strings.ToLower(reading.Plain(text)))
	if parts == nil {
		return Paste{}, false
	}
	normal, ok := id(strings.Join(parts[2:], "-"))
	if parts[1] == "txn" || parts[1] == "per" {
		return Paste{Kind: Identifier, Text: normal}, ok
	}
	return Paste{Kind: APIName, Text: parts[1] + "_" + normal}, ok
}

// clientWord is the form of what a client may call its transactions and executions.
var clientWord = regexp.MustCompile(`^[!-~]{1,64}$`)

// DetectWord recognises what may be the ID of a client, or a reference that a client made up.
// Nearly anything may be one, so it is tried last: where Detect knows nothing, or what it
// knows is not found.
func DetectWord(text string) (Paste, bool) {
	text = reading.Plain(reading.Trim(text))
	return Paste{Kind: Word, Text: text}, clientWord.MatchString(text)
}

// detectNumber finds an event by its number, or events by the amount of their transaction.
func detectNumber(text string) (Paste, bool) {
	if n, ok := inBounds(reading.Count(text)); ok {
		return Paste{Query: ofRange(Number, n), Kind: Count, Text: reading.Plain(text)}, true
	}
	n, ok := inBounds(reading.Money(text))
	return Paste{Query: ofRange(Amount, n)}, ok
}

func ofRange(k Key, n int64) Query {
	return Query{Terms: []Term{{Key: k, Any: []Value{{Range: Range{n, n}}}}}}
}

// plainWord is the form of the log's own words: the reasons of failures.
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

// personal returns the fault if the value of a key identifies a person, "" if it does not.
// Ranges are judged by the whole units of their ends, where nine digits are not taken for a
// mobile number.
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

// freeFormKeys are the keys whose values have so loose a form that a person's identifier
// could be made to fit.
var freeFormKeys = []Key{Client, Kind, Reason, Request, CRID}

// isGenerated reports whether a value is an ID that a computer made, whose digits identify
// no person.
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
