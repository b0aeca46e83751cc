package audit

import (
	"strings"
	"unicode/utf8"

	"takeed/internal/reading"
)

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

// isOneWord reports whether what follows is a value in quotes, or nothing.
func (p *parser) isOneWord() bool {
	next, _ := utf8.DecodeRuneInString(p.text[p.at:])
	return p.at == len(p.text) || next == '"' || reading.Blank(next)
}

// maxMomentWords is how many words a moment has on a page: "30 November 2026, 2:05 PM".
const maxMomentWords = 5

// longestMoment reads as many words as make one moment, as they are pasted from a page
// without quotes. No key is taken for a part of it, since no key begins with a digit.
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
