package catalogue

import (
	"bytes"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"takeed/internal/approval"
	"takeed/internal/i18n"
)

// maxUnknown is how many unknown fields are told: each answer is longer than its cause.
const maxUnknown = 10

// FromJSON reads the values that a system of the institution sends: money as an object of a
// value and a currency, {"value":"25000.00","currency":"AED"}, everything else as a text. A
// text is read as Parse reads what is typed, so the same value makes the same document.
// Fields that are not there are empty, and null is no value.
func FromJSON(k approval.Kind, fields map[string]json.RawMessage, now time.Time) (Values, []FieldError) {
	values, wrong := read(k, now, func(in input) (string, *advice) {
		var a *advice
		if raw, there := fields[in.field.Name]; there {
			in.typed, a = in.decode(raw)
		}
		if a != nil {
			return "", a
		}
		return in.parse()
	})
	return values, append(wrong, unknownFields(k, fields)...)
}

// unknownFields are told in the order of their names.
func unknownFields(k approval.Kind, fields map[string]json.RawMessage) []FieldError {
	var wrong []FieldError
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if _, ok := fieldOf(k, name); !ok && len(wrong) < maxUnknown {
			words := phrase(func(l i18n.Lang) string { return i18n.T(l, "field.unknown_field") })
			wrong = append(wrong, advice{"unknown_field", words}.about(name))
		}
	}
	return wrong
}

// decode is the value of a field as a customer would type it.
func (in input) decode(raw json.RawMessage) (typed string, a *advice) {
	if in.field.Type == approval.Money {
		return in.decodeMoney(raw)
	}
	typed, ok := decodeText(raw)
	if !ok {
		return "", in.say("field.not_a_string")
	}
	return typed, nil
}

// decodeText reads a JSON string. Broken UTF-8 and half surrogates become U+FFFD, which no
// field takes.
func decodeText(raw json.RawMessage) (text string, ok bool) {
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return "", false
	}
	text, ok = value.(string)
	return text, ok
}

// Every currency that a kind may have is counted in hundredths.
var moneyValue = regexp.MustCompile(`^[0-9]+\.[0-9]{2}$`)

func (in input) decodeMoney(raw json.RawMessage) (typed string, a *advice) {
	value, currency, ok := decodeAmount(raw)
	switch {
	case !ok:
		return "", in.say("field.money_object")
	case currency != in.field.Currency:
		return "", in.say("field.money_currency", "currency", i18n.LTR(in.field.Currency))
	case !moneyValue.MatchString(value):
		return "", in.say("field.money_scale", "example", i18n.LTR("1250.50"))
	}
	return value, nil
}

// decodeAmount reads an object that has a value and a currency, each once and a string, and
// nothing else. The decoder of the standard library alone would take the last of two, and
// "VALUE" for "value".
func decodeAmount(raw json.RawMessage) (value, currency string, ok bool) {
	members := map[string]*string{"value": &value, "currency": &currency}
	dec := json.NewDecoder(bytes.NewReader(raw))
	if start, _ := dec.Token(); !json.Valid(raw) || start != json.Delim('{') {
		return "", "", false
	}
	for dec.More() {
		name, _ := nextText(dec)
		content, isText := nextText(dec)
		if members[name] == nil || !isText {
			return "", "", false
		}
		*members[name] = content
		delete(members, name)
	}
	return value, currency, len(members) == 0
}

func nextText(dec *json.Decoder) (text string, ok bool) {
	token, _ := dec.Token()
	text, ok = token.(string)
	return text, ok
}

// ToJSON returns the values of a document as FromJSON reads them.
func ToJSON(d approval.Document) map[string]json.RawMessage {
	fields := map[string]json.RawMessage{}
	for _, f := range d.Fields {
		if currency, value, ok := strings.Cut(f.Value, " "); f.Type == approval.Money && ok {
			fields[f.Name] = encode(map[string]string{"value": value, "currency": currency})
		} else {
			fields[f.Name] = encode(f.Value)
		}
	}
	return fields
}

func encode(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic("catalogue: encode a text: " + err.Error()) // no text can fail
	}
	return raw
}
