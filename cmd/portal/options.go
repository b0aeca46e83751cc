package main

import (
	"errors"
	"slices"
	"strings"
)

// optionKind says what stands behind an option.
type optionKind int

const (
	bare optionKind = iota // nothing
	once                   // a value
	many                   // a value, and the option may be there several times
)

// options are the words behind a command: --name VALUE.
type options map[string][]string

// readOptions reads options, and faults whatever is none of the known ones.
func (e *environment) readOptions(args []string, known map[string]optionKind) options {
	o := options{}
	for len(args) > 0 {
		name := args[0]
		args = args[1:]
		kind, ok := known[name]
		switch {
		case !ok:
			e.fault("%s is none of %s", name, strings.Join(sortedNames(known), ", "))
			continue
		case len(o[name]) > 0 && kind != many:
			e.fault("%s is there twice", name)
		case kind == bare:
			o[name] = []string{""}
			continue
		}
		if len(args) == 0 || strings.HasPrefix(args[0], "--") {
			e.fault("%s needs a value", name)
			continue
		}
		o[name] = append(o[name], args[0])
		args = args[1:]
	}
	return o
}

func sortedNames(known map[string]optionKind) []string {
	var all []string
	for name := range known {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

func (o options) has(name string) bool { return len(o[name]) > 0 }

// value is that of an option that is there once; empty if it is not there.
func (o options) value(name string) string {
	if len(o[name]) == 0 {
		return ""
	}
	return o[name][0]
}

// list are the parts of a value that commas separate, each once and in order.
func (o options) list(name string) []string {
	var all []string
	for part := range strings.SplitSeq(o.value(name), ",") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// usageOf is the error of a command line that is not even of the right form.
func usageOf(text string) error { return usageError{errors.New("usage: portal " + text)} }
