package audit

import (
	"regexp"
	"strconv"
	"strings"

	"takeed/internal/reading"
)

// numbers reads the values of a key that takes numbers. A comma is part of a number wherever
// it can be, as on every page and in every form: "1,250.50" is one amount. A comma may
// separate values only if no two neighbours could be one number, or if they are in quotes.
func (p *parser) numbers(k Key, values []token) (all []Value, err error) {
	for len(values) > 0 {
		n := 1
		for !values[0].quoted && n < len(values) && !values[n].quoted {
			n++
		}
		read, err := p.run(k, values[:n])
		if err != nil {
			return nil, err
		}
		all, values = append(all, read...), values[n:]
	}
	return all, nil
}

// run reads values without quotes, with nothing but commas between them.
func (p *parser) run(k Key, values []token) ([]Value, error) {
	first, last := values[0], values[len(values)-1]
	if len(values) > 1 {
		first.text, first.star = p.text[first.at:last.end], last.star
		if fault := personal(k, first.text); fault != "" {
			return nil, p.fault(first.at, fault)
		}
		if _, one := readRange(first.text, k); !one {
			return p.list(k, values)
		}
	}
	one, err := p.rangeOf(k, first)
	return []Value{one}, err
}

func (p *parser) list(k Key, values []token) (all []Value, err error) {
	for i, v := range values {
		if i > 0 && couldBeOne(k, values[i-1].text, v.text) {
			return nil, p.fault(values[0].at, "query.commas", "name", string(k), "example", examples[k], "several", severalOf[k])
		}
		one, err := p.rangeOf(k, v)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// severalOf shows how several numbers are written for each key that takes numbers.
var severalOf = map[Key]string{Amount: `"100.00","250.50"`, Number: `"18","204"`}

// The digits at the end of a value, with the point before them if they are decimals, and the
// digits at the beginning of the next value.
var (
	endDigits   = regexp.MustCompile(`(?:(?:^|[^.])(\.))?(\d+)$`)
	beginDigits = regexp.MustCompile(`^\d+`)
)

// couldBeOne reports whether any reader could take two values with a comma between them for
// one number: before three digits a comma separates thousands, and in an amount, before
// fewer digits, it is the decimal sign of half of the world.
func couldBeOne(k Key, left, right string) bool {
	end, next := endDigits.FindStringSubmatch(reading.Plain(left)), len(beginDigits.FindString(reading.Plain(right)))
	if end == nil || next == 0 || end[1] != "" {
		return false
	}
	if k == Amount {
		return next <= 3
	}
	return next == 3 && len(end[2]) <= 3
}

// joinValues writes values with commas between them, all in quotes if two neighbours could be
// taken for one number.
func joinValues(k Key, values []string) string {
	for i := 1; i < len(values) && rules[k].traits&ranges != 0; i++ {
		if couldBeOne(k, values[i-1], values[i]) {
			return `"` + strings.Join(values, `","`) + `"`
		}
	}
	return strings.Join(values, ",")
}

// rangeOf reads 5, >5, >=5, <5, <=5, 5..7, 5.. and ..7.
func (p *parser) rangeOf(k Key, v token) (Value, error) {
	if fault := personal(k, v.text); fault != "" {
		return Value{}, p.fault(v.at, fault)
	}
	r, ok := readRange(v.text, k)
	switch {
	case v.star, !ok:
		return Value{}, p.fault(v.at, "query.value", "name", string(k), "example", examples[k])
	case r.Min > r.Max:
		return Value{}, p.fault(v.at, "query.empty_range")
	case k == Number && r.Max-r.Min >= MaxNumbers:
		return Value{}, p.fault(v.at, "query.long_range", "limit", MaxNumbers)
	}
	return Value{Range: r}, nil
}

func readRange(s string, k Key) (Range, bool) {
	number := func(s string) (int64, bool) { return inBounds(reading.Count(s)) }
	if k == Amount {
		number = func(s string) (int64, bool) { return inBounds(reading.Amount(s)) }
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

// maxNumber bounds numbers so that every bound, and the bound plus one, fits in 64 bits.
const maxNumber = 1 << 53

func inBounds(n int64, ok bool) (int64, bool) { return n, ok && n < maxNumber }

// number is the one spelling of an event's number in a URL.
var number = regexp.MustCompile(`^[1-9][0-9]{0,15}$`)

// ParseNumber reads the number of an event from a URL.
func ParseNumber(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && number.MatchString(s) && n < maxNumber
}
