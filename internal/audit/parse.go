package audit

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"takeed/internal/reading"
)

// SyntaxError says what is wrong with a query, and where. Its own text names neither value
// nor key: what was typed may be personal, and is shown only to the reader who typed it.
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

// comesFirst reports whether a is before b. Between a point in time and a distance from now
// the answer changes as time passes; it is taken to be yes.
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

// unknown is the fault of an unknown name, with the name that was probably meant.
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
		return p.unknown(start, "query.unknown_key", "query.unknown_key_nearest", nearestName(strings.ToLower(name), keyNames()))
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

func (p *parser) add(t Term, start int, values []token) error {
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

func (p *parser) each(k Key, values []token) (all []Value, err error) {
	for _, v := range values {
		one, err := p.normal(k, v)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// normal brings a value to the form of its key. A value that looks personal is refused first,
// whatever its key: it would be kept in URLs and in the audit log itself.
func (p *parser) normal(k Key, v token) (Value, error) {
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
		return Value{}, p.unknown(v.at, "query.unknown_event", "query.unknown_event_nearest", nearestName(strings.ToLower(v.text), eventNames()))
	}
	return Value{}, p.fault(v.at, "query.value", "name", string(k), "example", examples[k])
}

func eventNames() []string {
	var names []string
	for _, code := range EventsWith("") {
		names = append(names, string(code))
	}
	return names
}
