package audit

import (
	"strings"
	"unicode/utf8"

	"takeed/internal/reading"
)

// token is one value as it stands in the text, without quotes and star.
type token struct {
	at     int
	end    int
	text   string
	quoted bool
	star   bool // a "*" stands behind it
}

// values reads "a,b" up to the next space.
func (p *parser) values() ([]token, error) {
	var all []token
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

func (p *parser) value() (token, error) {
	v := token{at: p.at}
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
