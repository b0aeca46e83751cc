package audit

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"takeed/internal/reading"
)

// SyntaxError says what is wrong with a query, and where. Its own text names neither
// value nor key: what was typed may be personal, and is for the one who typed it.
type SyntaxError struct {
	At      int    // characters before the place, in the plain form of the text
	Message string // key of the text to show
	Args    []any  // of the text: names and values in pairs, to be isolated where they are shown
}

func (e *SyntaxError) Error() string { return "query: " + e.Message + " at " + strconv.Itoa(e.At) }

// Parse reads a query, in the characters of any keyboard. The error, if any, is a
// *SyntaxError.
func Parse(text string) (Query, error) {
	if len(text) > maxText || !utf8.ValidString(text) {
		return Query{}, &SyntaxError{Message: "query.too_long"}
	}
	text = reading.PlainSigns(text)
	p := parser{text: text}
	for p.skipSpace(); p.at < len(text); p.skipSpace() {
		if err := p.term(); err != nil {
			return Query{}, err
		}
	}
	if a, b := p.query.After, p.query.Before; !a.IsZero() && !b.IsZero() && !comesFirst(a, b) {
		return Query{}, p.fault(p.before, "query.period")
	}
	return p.query.canonical(), nil
}

// comesFirst compares the ends of a period as far as that can be said for all times to
// come.
func comesFirst(a, b Moment) bool {
	switch {
	case a.Ago != 0 && b.Ago != 0:
		return a.Ago > b.Ago
	case a.Ago == 0 && b.Ago == 0:
		return a.At.Before(b.At)
	}
	return true
}

type parser struct {
	text   string
	at     int // bytes read
	before int // where the end of the period was
	query  Query
}

func (p *parser) fault(at int, message string, args ...any) *SyntaxError {
	return &SyntaxError{At: utf8.RuneCountInString(p.text[:at]), Message: message, Args: args}
}

// unknown is a fault about a name that is none, with the one that was probably meant.
func (p *parser) unknown(at int, message, withNearest, nearest string) *SyntaxError {
	if nearest == "" {
		return p.fault(at, message)
	}
	return p.fault(at, withNearest, "nearest", nearest)
}

func (p *parser) skipSpace() {
	p.at += len(p.text[p.at:]) - len(strings.TrimLeftFunc(p.text[p.at:], reading.Blank))
}

func (p *parser) term() error {
	start := p.at
	rest, not := strings.CutPrefix(p.text[p.at:], "-")
	name, _, found := strings.Cut(rest, ":")
	if !found || strings.ContainsFunc(name, func(r rune) bool { return reading.Blank(r) || r == '"' }) {
		return p.fault(start, "query.no_key", "example", "event:signed_out")
	}
	key, ok := keyNamed(name)
	if !ok {
		return p.unknown(start, "query.unknown_key", "query.unknown_key_nearest", nearest(strings.ToLower(name), keyNames()))
	}
	p.at = len(p.text) - len(rest) + len(name) + 1
	if key == after || key == before {
		return p.end(key, not, start)
	}
	words, err := p.values()
	if err != nil {
		return err
	}
	return p.add(Term{Key: key, Not: not}, start, words)
}

func keyNames() []string {
	names := []string{string(after), string(before)}
	for _, k := range Keys {
		names = append(names, string(k))
	}
	return names
}

// typed is one value as it stands in the text.
type typed struct {
	at     int
	end    int
	text   string
	quoted bool
	star   bool // a "*" stands behind it
}

// values reads "a,b" up to the next space.
func (p *parser) values() ([]typed, error) {
	var all []typed
	for {
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		all = append(all, v)
		switch {
		case len(all) > maxValues:
			return nil, p.fault(v.at, "query.too_many")
		case p.at == len(p.text) || p.text[p.at] != ',':
			return all, nil
		}
		p.at++
	}
}

func (p *parser) value() (typed, error) {
	v := typed{at: p.at}
	if rest, quoted := strings.CutPrefix(p.text[p.at:], `"`); quoted {
		text, _, closed := strings.Cut(rest, `"`)
		if !closed {
			return v, p.fault(p.at, "query.open_quote")
		}
		v.text, v.quoted = text, true
		p.at += len(text) + 2
	} else {
		v.text = p.text[p.at:]
		if end := strings.IndexFunc(v.text, func(r rune) bool { return reading.Blank(r) || r == ',' || r == '"' || r == '*' }); end >= 0 {
			v.text = v.text[:end]
		}
		p.at += len(v.text)
	}
	v.text, v.end = strings.TrimFunc(v.text, reading.Blank), p.at
	if p.at < len(p.text) && p.text[p.at] == '*' {
		v.star = true
		p.at++
	}
	if next, _ := utf8.DecodeRuneInString(p.text[p.at:]); p.at < len(p.text) && next != ',' && !reading.Blank(next) {
		return v, p.fault(p.at, "query.glued")
	}
	if v.text == "" {
		return v, p.fault(v.at, "query.no_value")
	}
	return v, nil
}

// end takes after:… or before:….
func (p *parser) end(k Key, not bool, start int) error {
	into := &p.query.After
	if k == before {
		into, p.before = &p.query.Before, start
	}
	if not || !into.IsZero() {
		return p.fault(start, "query.time_once", "name", string(k))
	}
	if p.isOneWord() {
		at := p.at
		v, err := p.value()
		if err != nil {
			return err
		}
		m, ok := parseMoment(v.text)
		if *into = m; !ok || v.star || strings.HasPrefix(p.text[p.at:], ",") {
			return p.fault(at, "query.time", "example", examples[k], "moment", exampleMoment)
		}
		return nil
	}
	m, length := longestMoment(p.text[p.at:])
	if length == 0 {
		return p.fault(p.at, "query.time", "example", examples[k], "moment", exampleMoment)
	}
	*into = m
	p.at += length
	return nil
}

// isOneWord reports whether what follows is in quotes, or missing.
func (p *parser) isOneWord() bool {
	next, _ := utf8.DecodeRuneInString(p.text[p.at:])
	return p.at == len(p.text) || next == '"' || reading.Blank(next)
}

// maxMomentWords is how many words a moment has on a page: "30 November 2026, 2:05 PM".
const maxMomentWords = 5

// longestMoment reads the most words that are one moment, as they are pasted from a page
// without quotes. No key begins with a digit, so none is taken for a part of it.
func longestMoment(text string) (m Moment, length int) {
	for end, words := 0, 0; end < len(text) && words < maxMomentWords; words++ {
		rest := strings.TrimLeftFunc(text[end:], reading.Blank)
		end = len(text) - len(rest)
		if next := strings.IndexFunc(rest, reading.Blank); next >= 0 {
			end += next
		} else {
			end = len(text)
		}
		if read, ok := parseMoment(text[:end]); ok && end > length {
			m, length = read, end
		}
	}
	return m, length
}

func (p *parser) add(t Term, start int, values []typed) error {
	read := p.each
	if rules[t.Key].traits&ranges != 0 {
		read = p.numbers
	}
	var err error
	if t.Any, err = read(t.Key, values); err != nil {
		return err
	}
	if p.query.Terms = append(p.query.Terms, t); len(p.query.Terms) > maxTerms {
		return p.fault(start, "query.too_many")
	}
	return nil
}

func (p *parser) each(k Key, values []typed) (all []Value, err error) {
	for _, v := range values {
		one, err := p.normal(k, v)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// normal brings a value to the form of its key. What looks personal is refused first,
// whatever its key: it would stay in addresses and in this very log.
func (p *parser) normal(k Key, v typed) (Value, error) {
	rule := rules[k]
	if fault := personal(k, v.text); fault != "" {
		return Value{}, p.fault(v.at, fault)
	}
	v.text = reading.Plain(v.text)
	if v.star && rule.traits&prefixes == 0 {
		return Value{}, p.fault(v.at, "query.no_beginning", "name", string(k))
	}
	normal := rule.normal
	if v.star {
		normal = rule.beginning
	}
	text, ok := normal(v.text)
	switch {
	case ok:
		return Value{Text: text, Prefix: v.star}, nil
	case k == Event:
		return Value{}, p.unknown(v.at, "query.unknown_event", "query.unknown_event_nearest", nearest(strings.ToLower(v.text), eventNames()))
	}
	return Value{}, p.fault(v.at, "query.value", "name", string(k), "example", examples[k])
}

// examples show what a value of a key looks like. The list is the help text, too.
var examples = map[Key]string{
	Event: "signin_*", Result: "denied", Actor: "customer", Person: exampleID, Staff: exampleID, Transaction: exampleID, Attempt: exampleID,
	Ref: "TK-7GQ2M-XK04R", CheckCode: "7GQ2-MXK0", Account: strings.Repeat("0a1b2c3d", 8), Kind: "transfer", Amount: ">10000", Lang: "ar", Reason: "token_timeout",
	Request: "KZ3R5NQ7YB2M4PTC6VXW2AJDHS", CRID: exampleID, IP: "192.0.2.7", Number: "18000..18204", State: "confirmed", Stream: "sys:retention",
	after: "7d", before: "2026-11-19",
}

// exampleMoment is a time of day behind after: or before:.
const exampleMoment = "2026-11-19T14:05"

const exampleID = "0b0a7ad1-5f0f-4c55-9d0c-6a1b2c3d4e5f"

// Example shows what may stand behind a key.
func Example(k Key) string { return examples[k] }

func eventNames() []string {
	var names []string
	for _, code := range EventsWith("") {
		names = append(names, string(code))
	}
	return names
}
