package audit

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"takeed/internal/approval"
)

// csvColumns are the header row. Values taken from the body keep the name that they have
// there, except the result, which the body calls outcome. client is an address; client_id is
// a client of the API. It stands last, so that the others keep their places: tables from before
// there were clients end with the position.
var csvColumns = []string{
	"number", "time", "event", "result", "actor", "person", "transaction", "reference", "attempt", "state", "reason", "request_id", "client",
	"correlation_id", "detail", "stream", "position", "client_id",
}

// detailColumn is the column with the rest of the body, as JSON.
var detailColumn = slices.Index(csvColumns, "detail")

// csvRecord is a line as cells. Of an erased one the detail says so.
func csvRecord(l Line) []string {
	detail := l.Detail()
	if l.Erased() {
		detail = map[string]string{"outcome": string(approval.EventCodes[l.Code]), "erased": "true"}
	}
	record := []string{
		strconv.FormatInt(l.Number, 10), l.At.UTC().Format(timeFormat), string(l.Code), detail["outcome"], string(l.Actor), l.person(detail),
		string(l.Transaction), l.Transaction.Reference(), string(l.Attempt), l.ToState, detail["reason"], detail["request_id"], detail["client"],
		detail["correlation_id"], "", l.Stream, strconv.FormatInt(l.Position, 10), l.Client(),
	}
	for _, named := range []string{"outcome", "person", "reason", "request_id", "client", "correlation_id", "client_id"} {
		delete(detail, named)
	}
	for i, text := range record {
		record[i] = Cell(text)
	}
	if len(detail) > 0 {
		record[detailColumn] = cellOfJSON(detail)
	}
	return record
}

// cellOfJSON writes an object as a cell that every program can read as JSON. It begins with a
// brace, which no spreadsheet takes for a formula; characters that would reverse the text
// around it are escaped, and nothing is added or taken out.
func cellOfJSON(object map[string]string) string {
	text, _ := json.Marshal(object) // strings by strings
	var cell strings.Builder
	for _, r := range string(text) {
		if unicode.Is(unicode.Bidi_Control, r) || unicode.IsControl(r) {
			fmt.Fprintf(&cell, `\u%04x`, r)
		} else {
			cell.WriteRune(r)
		}
	}
	return cell.String()
}

// person is the customer whom a line is about.
func (l Line) person(detail map[string]string) string {
	if customer, ok := strings.CutPrefix(string(l.Actor), "customer:"); ok && detail["person"] == "" {
		return customer
	}
	return detail["person"]
}

// Client is the ID of the client of the API that did it, or that it is about; empty if none.
func (l Line) Client() string {
	if client, ok := strings.CutPrefix(string(l.Actor), ActorClient+":"); ok {
		return client
	}
	return l.Detail()["client_id"]
}

// Cell makes a text safe for a spreadsheet. A text that would begin a formula, also with
// the full-width signs that some spreadsheets accept, gets an apostrophe in front. Characters
// that change the direction of the text around them are dropped. Line breaks become spaces,
// so that a row is a line, and other controls the replacement character, which shows that
// one was there. A text with letters that read from right to left is isolated from its
// neighbours. A text that a spreadsheet would take for a number or a date, and change, gets
// the apostrophe too.
func Cell(text string) string {
	switch {
	case becomesNumber(text):
		return "'" + text
	case isHarmless(text):
		return text
	}
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Bidi_Control, r):
			return -1
		case unicode.IsControl(r) && !unicode.IsSpace(r):
			return unicode.ReplacementChar
		case unicode.IsSpace(r) && !unicode.Is(unicode.Zs, r):
			return ' '
		}
		return r
	}, text)
	if first := strings.TrimLeftFunc(text, unicode.IsSpace); strings.IndexAny(first, "=+-@＝＋－＠") == 0 {
		text = "'" + text
	}
	if strings.ContainsFunc(text, func(r rune) bool {
		return unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana)
	}) {
		text = "\u2068" + text + "\u2069"
	}
	return text
}

// numberShape is what spreadsheets take for a number, a fraction, a date or a time.
var numberShape = regexp.MustCompile(`^[0-9]+([eE/:-][0-9]+){0,2}$`)

// exactDigits is how many digits a number keeps in a spreadsheet.
const exactDigits = 15

// becomesNumber reports whether a spreadsheet takes a text for a number or a date and changes
// it by that: zeros in front are lost, and so are digits beyond what a number keeps.
func becomesNumber(text string) bool {
	if text == "" || text[0] < '0' || text[0] > '9' || !numberShape.MatchString(text) {
		return false
	}
	whole := strings.Trim(text, "0123456789") == ""
	return !whole || len(text) > exactDigits || len(text) > 1 && text[0] == '0'
}

// isHarmless is a quick test that lets most cells pass unchanged: printable ASCII that begins
// with a letter or a digit.
func isHarmless(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || i == 0 && (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}
