package audit

import (
	"bufio"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"hash"
	"io"
	"time"

	"takeed/internal/approval"
)

// Version is the version of the files that are written now. A manifest and every line of
// JSONL name it; for a CSV file the manifest does, and its header row shows it: the first
// column is "number".
//
// In version 3 a line of JSONL has the salt of its body and the commitment that its hash
// covers in place of it; events from before audit/v2 have neither. In version 1, which names
// no version, a CSV file begins with "seq", and JSONL has the column names of the database.
const Version = 3

// Format is the format of an exported file.
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
	After  int64 // number of the last event received, to continue an interrupted file; 0: from the beginning
	Limit  int64 // at most this many lines; 0 is MaxExport
}

// MaxExport is how many lines a file has at most. The rest goes into another file.
const MaxExport = 1_000_000

// Manifest says what is in an exported file.
type Manifest struct {
	Version  int            `json:"version,omitempty"` // 0 in version 1, which has no such member
	Format   Format         `json:"format"`
	Query    string         `json:"query"`
	After    time.Time      `json:"after"`             // the period, resolved to points in time; zero: no end on that side
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
	Log      *LogRange      `json:"log,omitempty"` // nil: the portal keeps no transparency log
}

// LogRange is where the first and the last event of a file stand in the transparency log. An
// event that is not in it yet has the index -1.
type LogRange struct {
	Origin string `json:"origin"`
	First  int64  `json:"first_index"`
	Last   int64  `json:"last_index"`
}

// ManifestNote is the text that the key of the log signs for a manifest, of which it has the
// SHA-256. The signed note (C2SP signed-note) lies beside the manifest as manifest.note.
func ManifestNote(origin string, sum [sha256.Size]byte) string {
	return "takeed.manifest/v1\n" + origin + "\n" + hex.EncodeToString(sum[:]) + "\n"
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
		err = w.json.Encode(jsonLineOf(l))
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
	m.Version = Version
	m.Began, m.Ended = m.Began.Truncate(time.Microsecond), m.Ended.Truncate(time.Microsecond) // no more precise than other programs read a time
	m.Format, m.Count, m.First, m.Last = w.format, w.count, w.first, w.last.Number
	m.LastHash = hex.EncodeToString(w.last.Hash)
	m.Bytes, m.SHA256 = w.bytes, hex.EncodeToString(w.sum.Sum(nil))
}
