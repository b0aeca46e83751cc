package api

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"unicode/utf8"
)

// form reads the members of a body, and gathers everything that is wrong with them.
type form struct {
	object
	pointer string // of the object itself
	wrong   *[]fieldProblem
}

func newForm(o object) form { return form{o, "", new([]fieldProblem)} }

// formOf reads the body of a call, which may have these members.
func formOf(body []byte, names ...string) (form, error) {
	o, err := parse(body)
	if err != nil {
		return form{}, err
	}
	f := newForm(o)
	return f, f.only(names...)
}

// mostUnknown is how many members that are not known are told.
const mostUnknown = 10

// only refuses members that are not known.
func (f form) only(names ...string) error {
	var unknown []fieldProblem
	for _, name := range slices.Sorted(maps.Keys(f.object)) {
		if !slices.Contains(names, name) && len(unknown) < mostUnknown {
			unknown = append(unknown, wrong(below(f.pointer, name), "unknown"))
		}
	}
	if unknown != nil {
		return &detailed{errUnknown, unknown}
	}
	return nil
}

func (f form) refuse(name, code string, args ...any) {
	*f.wrong = append(*f.wrong, wrong(below(f.pointer, name), code, args...))
}

// err is everything that was refused, in the order in which it was found.
func (f form) err() error {
	if len(*f.wrong) == 0 {
		return nil
	}
	return &detailed{errFields, *f.wrong}
}

func (f form) has(name string) bool { _, ok := f.object[name]; return ok }

// present is a member that must be there.
func (f form) present(name string) (json.RawMessage, bool) {
	raw, ok := f.object[name]
	if !ok {
		f.refuse(name, "required")
	}
	return raw, ok
}

// text is a member that is a string, if it is there.
func (f form) text(name string) string {
	raw, ok := f.object[name]
	if !ok {
		return ""
	}
	text, ok := stringOf(raw)
	switch {
	case !ok:
		f.refuse(name, "not_a_string")
	case text == "":
		f.refuse(name, "malformed")
	}
	return text
}

// stringOf reads a string. Half a surrogate pair becomes U+FFFD, which nothing here takes.
func stringOf(raw json.RawMessage) (text string, ok bool) {
	if raw[0] != '"' || json.Unmarshal(raw, &text) != nil {
		return "", false
	}
	return text, true
}

// requiredText is a member that must be there and a string.
func (f form) requiredText(name string) string {
	if _, ok := f.present(name); !ok {
		return ""
	}
	return f.text(name)
}

// shaped is a text, if it is there, of a certain shape.
func (f form) shaped(text, name string, shape *regexp.Regexp) string {
	if text != "" && !shape.MatchString(text) {
		f.refuse(name, "malformed")
		return ""
	}
	return text
}

// short is a text, if it is there, of at most so many bytes.
func (f form) short(text, name string, most int) string {
	if len(text) > most || !utf8.ValidString(text) {
		f.refuse(name, "too_long", "limit", strconv.Itoa(most))
		return ""
	}
	return text
}

// number is a whole number from low to high, if it is there.
func (f form) number(name string, low, high, otherwise int) int {
	raw, ok := f.object[name]
	if !ok {
		return otherwise
	}
	n, err := strconv.Atoi(string(raw))
	switch {
	case err != nil || strconv.Itoa(n) != string(raw):
		f.refuse(name, "not_a_number")
	case n < low || n > high:
		f.refuse(name, "out_of_range")
	default:
		return n
	}
	return otherwise
}

// within is the form of a member that must be an object.
func (f form) within(name string) (form, bool) {
	raw, ok := f.present(name)
	if !ok {
		return form{}, false
	}
	o, ok := members(raw)
	if !ok {
		f.refuse(name, "not_an_object")
	}
	return form{o, below(f.pointer, name), f.wrong}, ok
}

// texts is a member that is a list of strings; nil if it is not there.
func (f form) texts(name string) (list []string) {
	raw, ok := f.object[name]
	if !ok {
		return nil
	}
	var items []json.RawMessage
	if raw[0] != '[' || json.Unmarshal(raw, &items) != nil {
		f.refuse(name, "not_a_list")
		return nil
	}
	for _, item := range items {
		text, ok := stringOf(item)
		if !ok {
			f.refuse(name, "not_a_list")
			return nil
		}
		list = append(list, text)
	}
	if list == nil {
		f.refuse(name, "malformed")
	}
	return list
}
