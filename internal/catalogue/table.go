package catalogue

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// table is one table of the file while it is read. Each look-up takes its key out, so that
// the keys left at the end are the unknown ones. Faults are collected, and a look-up that
// failed returns a zero value to go on with.
//
// The file is not decoded into structs because a decoder stops at the first value
// of a wrong type, and tells an unknown key by its path, not by the kind it is in.
type table struct {
	file   string
	place  string // in the file: `kind "transfer", field "amount"`; empty for the file itself
	prefix string // of the keys, in a table within: "label."
	values map[string]any
	faults *[]error // of the whole file
}

func newTable(file string, values map[string]any) *table {
	return &table{file: file, values: values, faults: new([]error)}
}

// fault files a fault as a sentence that begins with where it is.
func (t *table) fault(format string, args ...any) {
	where := t.file
	if t.place != "" {
		where += ": " + t.place
	}
	*t.faults = append(*t.faults, fmt.Errorf("%s: %s", where, fmt.Sprintf(format, args...)))
}

// close reports the keys that were not taken.
func (t *table) close() {
	for _, key := range slices.Sorted(maps.Keys(t.values)) {
		t.fault("%s is not a key that is known here", strconv.Quote(t.prefix+key))
	}
}

// optional takes a key that need not be there. ok is false if there is no value to
// use; a value of a wrong type is a fault.
func optional[T any](t *table, key, what string) (value T, ok bool) {
	there := t.has(key)
	value, ok = t.values[key].(T)
	delete(t.values, key)
	if there && !ok {
		t.fault("%s must be %s", t.prefix+key, what)
	}
	return value, ok
}

// takeRequired takes a key that must be there.
func takeRequired[T any](t *table, key, what string) (value T, ok bool) {
	if !t.has(key) {
		t.fault("%s is missing", t.prefix+key)
		return value, false
	}
	return optional[T](t, key, what)
}

func (t *table) text(key string) (string, bool) {
	return takeRequired[string](t, key, "a text in quotation marks")
}

// number takes a whole number and keeps it within bounds.
func (t *table) number(key string, low, high int64) int {
	n, ok := takeRequired[int64](t, key, "a whole number")
	if ok && (n < low || n > high) {
		t.fault("%s must be from %d to %d", t.prefix+key, low, high)
	}
	return int(n)
}

func (t *table) has(key string) bool {
	_, there := t.values[key]
	return there
}

// flag takes a key that is false unless it says otherwise.
func (t *table) flag(key string) bool {
	value, _ := optional[bool](t, key, "true or false")
	return value
}

// within takes a table in the table; nil if there is none.
func (t *table) within(key string) *table {
	values, ok := takeRequired[map[string]any](t, key, "a table")
	if !ok {
		return nil
	}
	return &table{t.file, t.place, t.prefix + key + ".", values, t.faults}
}

// tables takes a list of tables. Faults of each are told under the value of its
// key id, or its number if it has none.
func (t *table) tables(key, id string) []*table {
	there := t.has(key)
	list, ok := tableList(t.values[key])
	delete(t.values, key)
	switch {
	case there && !ok:
		t.fault("%s must be a list of tables", key)
		return nil
	case len(list) == 0:
		t.fault("there is no %s", key)
	}
	var all []*table
	for i, values := range list {
		all = append(all, &table{t.file, t.inner(key, id, i, values), "", values, t.faults})
	}
	return all
}

// tableList accepts both spellings of a list of tables, [[key]] and key = [{}, {}].
func tableList(raw any) ([]map[string]any, bool) {
	if list, ok := raw.([]map[string]any); ok {
		return list, true
	}
	mixed, ok := raw.([]any)
	var list []map[string]any
	for _, item := range mixed {
		values, isTable := item.(map[string]any)
		ok = ok && isTable
		list = append(list, values)
	}
	return list, ok
}

// inner is the place of an item of a list.
func (t *table) inner(key, id string, i int, values map[string]any) string {
	place := key + " number " + strconv.Itoa(i+1)
	if name, ok := values[id].(string); ok {
		place = key + " " + strconv.Quote(name)
	}
	if t.place == "" {
		return place
	}
	return t.place + ", " + place
}
