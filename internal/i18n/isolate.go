package i18n

import "strings"

// The isolates of the Unicode Bidirectional Algorithm (UAX #9). What stands between
// an opening one and its end neither sees nor moves the text around it.
const (
	openLTR  = '\u2066' // left to right
	openRTL  = '\u2067'
	openAuto = '\u2068' // the direction of the first strong character inside
	closeIso = '\u2069'
)

// LTR isolates a value that reads from left to right in every language: an IBAN, a
// telephone number, a reference, an e-mail address.
func LTR(value string) string { return string(openLTR) + withoutControls(value) + string(closeIso) }

// Isolate isolates a value that sets its own direction: a name, a note.
func Isolate(value string) string {
	return string(openAuto) + withoutControls(value) + string(closeIso)
}

// Plain is a text without its isolates, for places that have no direction.
func Plain(text string) string {
	return strings.Map(func(r rune) rune {
		if openLTR <= r && r <= closeIso {
			return -1
		}
		return r
	}, text)
}

// withoutControls removes every character that could end an isolation or reverse the text
// inside it: no honest value has any.
func withoutControls(value string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case '\u202A' <= r && r <= '\u202E', openLTR <= r && r <= closeIso,
			r == '\u200E', r == '\u200F', r == '\u061C':
			return -1
		}
		return r
	}, value)
}

// Segment is a piece of a text with one direction: "ltr", "auto", or "" for that of
// the text itself.
type Segment struct {
	Text string
	Dir  string
}

// Segments splits a text at its isolates, so that a template can write each value
// as <bdi dir>. An isolate within an isolate stays in the text, where it works as
// the character it is; one that was never closed ends with the text.
func Segments(text string) []Segment {
	var all []Segment
	for text != "" {
		start := strings.IndexFunc(text, isOpening)
		if start < 0 {
			return appendSegment(all, text, "")
		}
		all = appendSegment(all, text[:start], "")
		inside, after := splitIsolate(text[start+isolateBytes:])
		all = appendSegment(all, inside, direction(text[start:]))
		text = after
	}
	return all
}

const isolateBytes = len(string(openLTR)) // the same for each of the four

// splitIsolate splits at the end of the isolate that has just been opened.
func splitIsolate(text string) (inside, after string) {
	depth := 1
	for i, r := range text {
		if isOpening(r) {
			depth++
		} else if r == closeIso {
			depth--
		}
		if depth == 0 {
			return text[:i], text[i+isolateBytes:]
		}
	}
	return text, ""
}

func appendSegment(all []Segment, text, dir string) []Segment {
	if dir == "" {
		text = Plain(text) // an isolate that closes here was never opened
	}
	if text == "" {
		return all
	}
	return append(all, Segment{text, dir})
}

func isOpening(r rune) bool { return r == openLTR || r == openRTL || r == openAuto }

func direction(opening string) string {
	if strings.HasPrefix(opening, string(openLTR)) {
		return "ltr"
	}
	return "auto"
}
