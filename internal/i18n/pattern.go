package i18n

import (
	"errors"
	"fmt"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n/template"
)

// Pattern is a text with {placeholders}, taken apart: literals[i] comes before
// names[i], and the last literal at the end.
type Pattern struct {
	literals []string
	names    []string
}

var errBraces = errors.New("a brace without its partner, or a placeholder without a name")

// ParsePattern takes a text apart. Translators get the simplest syntax that does
// the job; there is nothing in it to compute with.
func ParsePattern(text string) (Pattern, error) {
	var p Pattern
	for {
		literal, rest, found := strings.Cut(text, "{")
		if strings.Contains(literal, "}") {
			return Pattern{}, errBraces
		}
		p.literals = append(p.literals, literal)
		if !found {
			return p, nil
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed || !isName(name) {
			return Pattern{}, errBraces
		}
		p.names = append(p.names, name)
		text = after
	}
}

// Names lists the placeholders in the order of the text, each as often as it occurs.
func (p Pattern) Names() []string { return p.names }

// Fill puts the arguments in: names and values in turn. Placeholders in a value are not
// filled in.
func (p Pattern) Fill(args ...any) (string, error) {
	if len(args)%2 != 0 {
		return "", errors.New("an argument without a value")
	}
	if len(p.names) == 0 {
		return p.literals[0], nil
	}
	var out strings.Builder
	for i, name := range p.names {
		value, ok := argument(args, name)
		if !ok {
			return "", fmt.Errorf("no argument for {%s}", name)
		}
		out.WriteString(p.literals[i])
		out.WriteString(value)
	}
	out.WriteString(p.literals[len(p.names)])
	return out.String(), nil
}

func argument(args []any, name string) (string, bool) {
	for i := 0; i < len(args); i += 2 {
		if args[i] != name {
			continue
		}
		if text, ok := args[i+1].(string); ok {
			return text, true
		}
		return fmt.Sprint(args[i+1]), true
	}
	return "", false
}

func isName(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// patternParser makes go-i18n use patterns instead of text/template, and keep them
// once they are parsed.
type patternParser struct{}

func (patternParser) Cacheable() bool { return true }

func (patternParser) Parse(text, _, _ string) (template.ParsedTemplate, error) {
	p, err := ParsePattern(text)
	return parsedPattern{p}, err
}

type parsedPattern struct{ Pattern }

// Execute fills in the arguments that N passed.
func (p parsedPattern) Execute(args any) (string, error) { return p.Fill(args.([]any)...) }
