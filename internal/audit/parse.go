package audit

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SyntaxError says what is wrong with a query, and where. Its own text names neither
// value nor key: what was typed may be personal, and is for the one who typed it.
type SyntaxError struct {
	At      int    // characters before the place
	Message string // key of the text to show
	Args    []any  // of the text: names and values in pairs, to be isolated where they are shown
}

func (e *SyntaxError) Error() string { return "query: " + e.Message + " at " + strconv.Itoa(e.At) }

// Parse reads a query. The error, if any, is a *SyntaxError.
func Parse(text string) (Query, error) {
	if len(text) > maxText || !utf8.ValidString(text) {
		return Query{}, &SyntaxError{Message: "query.too_long"}
	}
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

// skipSpace skips what has no ink, such as the direction marks that come along when a
// query is copied from a page.
func (p *parser) skipSpace() {
	p.at += len(p.text[p.at:]) - len(strings.TrimLeftFunc(p.text[p.at:], blank))
}

func blank(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }

func (p *parser) term() error {
	start := p.at
	rest, not := strings.CutPrefix(p.text[p.at:], "-")
	name, _, found := strings.Cut(rest, ":")
	if !found || strings.ContainsFunc(name, func(r rune) bool { return blank(r) || r == '"' }) {
		return p.fault(start, "query.no_key", "example", "event:signed_out")
	}
	key, ok := known(name)
	if !ok {
		return p.unknown(start, "query.unknown_key", "query.unknown_key_nearest", nearest(strings.ToLower(name), keyNames()))
	}
	p.at = len(p.text) - len(rest) + len(name) + 1
	words, err := p.values()
	if err != nil {
		return err
	}
	if key == after || key == before {
		return p.end(key, not, start, words)
	}
	return p.add(Term{Key: key, Not: not}, start, words)
}

func known(name string) (Key, bool) {
	k := Key(strings.ToLower(name))
	if full, ok := aliases[k]; ok {
		k = full
	}
	_, ok := rules[k]
	return k, ok || k == after || k == before
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
	at   int
	text string
	star bool // a "*" stands behind it
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
		v.text = text
		p.at += len(text) + 2
	} else {
		v.text = p.text[p.at:]
		if end := strings.IndexFunc(v.text, func(r rune) bool { return blank(r) || r == ',' || r == '"' || r == '*' }); end >= 0 {
			v.text = v.text[:end]
		}
		p.at += len(v.text)
	}
	v.text = strings.TrimFunc(v.text, blank)
	if p.at < len(p.text) && p.text[p.at] == '*' {
		v.star = true
		p.at++
	}
	if next, _ := utf8.DecodeRuneInString(p.text[p.at:]); p.at < len(p.text) && next != ',' && !blank(next) {
		return v, p.fault(p.at, "query.glued")
	}
	if v.text == "" {
		return v, p.fault(v.at, "query.no_value")
	}
	return v, nil
}

// end takes after:… or before:….
func (p *parser) end(k Key, not bool, start int, values []typed) error {
	into := &p.query.After
	if k == before {
		into, p.before = &p.query.Before, start
	}
	switch {
	case not || !into.IsZero():
		return p.fault(start, "query.time_once", "name", string(k))
	case len(values) > 1 || values[0].star:
		return p.fault(values[0].at, "query.time", "example", examples[k])
	}
	m, ok := parseMoment(values[0].text)
	if !ok {
		return p.fault(values[0].at, "query.time", "example", examples[k])
	}
	*into = m
	return nil
}

func (p *parser) add(t Term, start int, values []typed) error {
	for _, v := range values {
		one, err := p.normal(t.Key, v)
		if err != nil {
			return err
		}
		t.Any = append(t.Any, one)
	}
	if p.query.Terms = append(p.query.Terms, t); len(p.query.Terms) > maxTerms {
		return p.fault(start, "query.too_many")
	}
	return nil
}

// normal brings a value to the form of its key. What looks personal is refused first,
// whatever its key: it would stay in addresses and in this very log.
func (p *parser) normal(k Key, v typed) (Value, error) {
	rule := rules[k]
	if personal(k, v.text) {
		return Value{}, p.fault(v.at, "query.personal")
	}
	if rule.traits&ranges != 0 {
		return p.rangeOf(k, v)
	}
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
	Event: "signin_*", Result: "denied", Actor: "customer", Person: exampleID, Operator: exampleID, Transaction: exampleID, Attempt: exampleID,
	Ref: "TK-7GQ2M-XK04R", Code: "7GQ2-MXK0", Kind: "transfer", Amount: ">10000", Lang: "ar", Reason: "token_timeout",
	Request: "KZ3R5NQ7YB2M4PTC6VXW2AJDHS", CRID: exampleID, IP: "192.0.2.7", Seq: "18000..18204", after: "7d", before: "2026-11-19",
}

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

// rangeOf reads 5, >5, >=5, <5, <=5, 5..7, 5.. and ..7.
func (p *parser) rangeOf(k Key, v typed) (Value, error) {
	r, ok := readRange(v.text, k)
	switch {
	case v.star, !ok:
		return Value{}, p.fault(v.at, "query.value", "name", string(k), "example", examples[k])
	case r.Min > r.Max:
		return Value{}, p.fault(v.at, "query.empty_range")
	case k == Seq && r.Max-r.Min >= MaxSeqs:
		return Value{}, p.fault(v.at, "query.long_range", "limit", MaxSeqs)
	}
	return Value{Range: r}, nil
}

func readRange(s string, k Key) (Range, bool) {
	number := readCount
	if k == Amount {
		number = readAmount
	}
	r := Range{Max: unbounded}
	low, high, dots := strings.Cut(s, "..")
	ok := true
	switch {
	case dots:
		if low != "" {
			r.Min, ok = number(low)
		}
		if high != "" && ok {
			r.Max, ok = number(high)
		}
		return r, ok && low+high != ""
	case strings.HasPrefix(s, ">="):
		r.Min, ok = number(s[2:])
	case strings.HasPrefix(s, "<="):
		r.Max, ok = number(s[2:])
	case strings.HasPrefix(s, ">"):
		r.Min, ok = number(s[1:])
		r.Min++
	case strings.HasPrefix(s, "<"):
		r.Max, ok = number(s[1:])
		r.Max--
	default:
		r.Min, ok = number(s)
		r.Max = r.Min
	}
	return r, ok
}

// maxNumber keeps every bound, and one more, within 64 bits.
const maxNumber = 1 << 53

// count has no leading zeros: a number has one spelling.
var count = regexp.MustCompile(`^(0|[1-9][0-9]{0,15})$`)

// ParseSeq reads the number of an event.
func ParseSeq(s string) (int64, bool) {
	n, ok := readCount(s)
	return n, ok && n > 0
}

func readCount(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && count.MatchString(s) && n < maxNumber
}

// readAmount reads units with at most two decimals, as minor units.
func readAmount(s string) (int64, bool) {
	units, cents, dot := strings.Cut(s, ".")
	n, ok := readCount(units)
	hundredths, err := strconv.ParseUint((cents + "00")[:2], 10, 63)
	return n*100 + int64(hundredths), ok && err == nil && n < maxNumber/100 && (dot == (cents != "")) && len(cents) <= 2
}
