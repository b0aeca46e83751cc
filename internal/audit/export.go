package audit

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"takeed/internal/approval"
)

// Format is a form in which lines of the log leave.
type Format string

const (
	CSV   Format = "csv"   // for spreadsheets: what happened, in columns
	JSONL Format = "jsonl" // for proof: each line with its place in the chain; see [VerifyExport]
)

// ParseFormat accepts the two formats.
func ParseFormat(s string) (Format, bool) { return Format(s), s == string(CSV) || s == string(JSONL) }

// Export asks for a file of what a query finds, oldest first.
type Export struct {
	Query  Query
	Format Format
	After  int64 // number of the last event that arrived, to go on with an interrupted file; 0 from the beginning
	Limit  int64 // most lines of one file; 0 is MaxExport
}

// MaxExport is how many lines a file has at most. What is left goes into another.
const MaxExport = 1_000_000

// Manifest says what is in an exported file.
type Manifest struct {
	Format   Format         `json:"format"`
	Query    string         `json:"query"`
	After    time.Time      `json:"after"`             // the period, in points of time; a zero time has no end
	Before   time.Time      `json:"before"`            //
	Resumed  int64          `json:"resumed,omitempty"` // the file goes on after this event
	Complete bool           `json:"complete"`          // false: there is more; go on after the last event
	Count    int64          `json:"count"`
	First    int64          `json:"first"` // number of an event
	Last     int64          `json:"last"`
	LastHash string         `json:"last_hash"`
	Bytes    int64          `json:"bytes"`
	SHA256   string         `json:"sha256"`
	Actor    approval.Actor `json:"actor"`
	Began    time.Time      `json:"began"`
	Ended    time.Time      `json:"ended"`
}

// Writer writes lines to a file and keeps count of what it wrote. It holds no more than
// one line in memory.
type Writer struct {
	out    *bufio.Writer
	format Format
	csv    *csv.Writer
	json   *json.Encoder
	sum    hash.Hash
	bytes  int64
	first  int64
	last   Line
	count  int64
}

// NewWriter begins a file, or the rest of one.
func NewWriter(out io.Writer, format Format, resumed bool) *Writer {
	w := &Writer{format: format, sum: sha256.New()}
	w.out = bufio.NewWriterSize(io.MultiWriter(out, w.sum, (*counter)(&w.bytes)), 64<<10)
	w.json = lineEncoder(w.out)
	if format == CSV {
		w.csv = csv.NewWriter(w.out)
		w.csv.UseCRLF = true
		if !resumed {
			_, _ = w.out.WriteString("\ufeff") // so that spreadsheets read Arabic; an error comes back with the first line
			_ = w.csv.Write(csvColumns)
		}
	}
	return w
}

func lineEncoder(out io.Writer) *json.Encoder {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc
}

// encoded is a line as a file of JSONL has it.
func encoded(l Line) []byte {
	var out bytes.Buffer
	_ = lineEncoder(&out).Encode(exportedOf(l)) // strings and numbers
	return out.Bytes()
}

type counter int64

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}

// Write adds a line.
func (w *Writer) Write(l Line) error {
	var err error
	if w.format == CSV {
		err = w.csv.Write(csvRecord(l))
	} else {
		err = w.json.Encode(exportedOf(l))
	}
	if w.count == 0 {
		w.first = l.Number
	}
	w.count, w.last = w.count+1, l
	return err
}

// Flush sends what was written so far.
func (w *Writer) Flush() error {
	if w.csv != nil {
		w.csv.Flush()
		if err := w.csv.Error(); err != nil {
			return err
		}
	}
	return w.out.Flush()
}

// Count is how many lines were written.
func (w *Writer) Count() int64 { return w.count }

// Describe fills in what the file turned out to be, once it is flushed.
func (w *Writer) Describe(m *Manifest) {
	m.Began, m.Ended = m.Began.Truncate(time.Microsecond), m.Ended.Truncate(time.Microsecond) // as precise as any reader
	m.Format, m.Count, m.First, m.Last = w.format, w.count, w.first, w.last.Number
	m.LastHash = hex.EncodeToString(w.last.Hash)
	m.Bytes, m.SHA256 = w.bytes, hex.EncodeToString(w.sum.Sum(nil))
}

var csvColumns = []string{
	"seq", "time", "event", "result", "actor", "person", "transaction", "reference", "attempt", "state", "reason", "request_id", "client",
	"correlation_id", "detail", "stream", "position",
}

// detailColumn is where a cell has JSON: what the body says besides.
var detailColumn = slices.Index(csvColumns, "detail")

// csvRecord is a line as cells.
func csvRecord(l Line) []string {
	detail := l.Detail()
	record := []string{
		strconv.FormatInt(l.Number, 10), l.At.UTC().Format(timeFormat), string(l.Code), detail["outcome"], string(l.Actor), l.about(detail),
		string(l.Transaction), l.Transaction.Reference(), string(l.Attempt), l.ToState, detail["reason"], detail["request_id"], detail["client"],
		detail["correlation_id"], "", l.Stream, strconv.FormatInt(l.Position, 10),
	}
	for _, named := range []string{"outcome", "person", "reason", "request_id", "client", "correlation_id"} {
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

// cellOfJSON writes an object as a cell that is JSON to every reader. It begins with a
// brace, and no spreadsheet takes that for a formula; what would turn the text around it is
// escaped, and nothing is put around it or taken out.
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

// about is the person whom a line is about.
func (l Line) about(detail map[string]string) string {
	if customer, ok := strings.CutPrefix(string(l.Actor), "customer:"); ok && detail["person"] == "" {
		return customer
	}
	return detail["person"]
}

// timeFormat is a time as the log has it: UTC, to the microsecond.
const timeFormat = "2006-01-02T15:04:05.000000Z"

// Cell makes a text safe for a spreadsheet. A cell that would begin a formula, also in
// the full-width forms that some of them accept, gets an apostrophe in front; characters
// that turn the direction of the text around them are dropped; line breaks become spaces,
// so that a row is a line, and other controls what shows that one was there; what has
// letters that read from right to left is isolated from its neighbours. A text that would
// become a number or a date, and not be the same afterwards, gets the apostrophe, too.
func Cell(text string) string {
	switch {
	case becomesNumber(text):
		return "'" + text
	case harmless(text):
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

// numeric is what spreadsheets take for a number, a fraction, a date or a time.
var numeric = regexp.MustCompile(`^[0-9]+([eE/:-][0-9]+){0,2}$`)

// exactDigits is how many digits a number keeps in a spreadsheet.
const exactDigits = 15

// becomesNumber reports whether a text is taken for a number by which it is changed: zeros
// in front are lost, and so are digits beyond what a number keeps.
func becomesNumber(text string) bool {
	if text == "" || text[0] < '0' || text[0] > '9' || !numeric.MatchString(text) {
		return false
	}
	whole := strings.Trim(text, "0123456789") == ""
	return !whole || len(text) > exactDigits || len(text) > 1 && text[0] == '0'
}

// harmless tells of most cells, in one look, that nothing is to be done: printable ASCII
// that begins with a letter or a digit.
func harmless(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || i == 0 && (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// exported is a line in a file of JSONL, under the names of the columns of the log.
type exported struct {
	ID        int64              `json:"id"`
	Stream    string             `json:"stream"`
	Seq       int64              `json:"seq"`
	TxID      approval.ID        `json:"tx_id,omitempty"`
	AttemptID approval.ID        `json:"attempt_id,omitempty"`
	Kind      approval.EventCode `json:"kind"`
	ToState   string             `json:"to_state,omitempty"`
	Actor     approval.Actor     `json:"actor"`
	At        string             `json:"at"`
	Body      string             `json:"body"`
	PrevHash  string             `json:"prev_hash"`
	Hash      string             `json:"hash"`
}

func exportedOf(l Line) exported {
	return exported{
		l.Number, l.Stream, l.Position, l.Transaction, l.Attempt, l.Code, l.ToState, l.Actor, l.At.UTC().Format(timeFormat), l.Body,
		hex.EncodeToString(l.Prev), hex.EncodeToString(l.Hash),
	}
}
