package receipt

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/translog"
)

// ErrFollows is the error while no signed checkpoint covers the confirmation: ask again in a
// second or two.
var ErrFollows = errors.New("the proof of the confirmation follows")

// Receipt is everything that the file holds, and the statement for the paper.
type Receipt struct {
	Document  []byte // canonical
	Result    approval.SaltedResult
	Event     audit.Line
	Proof     translog.Proof
	Statement Statement
}

// Checkpoint is the checkpoint that the proof leads to, and how many witnesses cosigned it.
func (r Receipt) Checkpoint() (c translog.Checkpoint, witnesses int, err error) {
	return ReadCheckpoint(r.Proof.Note)
}

// ReadCheckpoint reads a checkpoint of ours, and counts the witnesses that cosigned it.
func ReadCheckpoint(note []byte) (c translog.Checkpoint, witnesses int, err error) {
	text, signatures, found := strings.Cut(string(note), "\n\n")
	if !found {
		return c, 0, errors.New("the checkpoint is not signed")
	}
	if c, err = translog.ParseCheckpoint(text + "\n"); err != nil {
		return c, 0, err
	}
	for line := range strings.Lines(signatures) {
		if name, _, _ := strings.Cut(strings.TrimPrefix(line, "— "), " "); name != c.Origin {
			witnesses++
		}
	}
	return c, witnesses, nil
}

const timeFormat = "2006-01-02T15:04:05.000000Z"

// Encode returns the bytes of the file.
func (r Receipt) Encode() ([]byte, error) {
	e := r.Event
	switch {
	case len(r.Document) == 0, len(r.Result.Text) == 0, e.Erased(), e.Commitment == nil:
		return nil, errors.New("what a receipt holds is not there any more")
	case e.Code != approval.EventTransactionConfirmed:
		return nil, fmt.Errorf("a receipt is of a confirmation, and not of %s", e.Code)
	}
	var w writer
	w.open()
	w.text("format", "takeed.receipt/v1")
	w.text("document", string(r.Document))
	w.text("result", string(r.Result.Text))
	w.text("result_salt", r.Result.Salt.String())
	w.name("event")
	w.event(e)
	w.text("proof", string(r.Proof.Text()))
	w.close()
	return append(w.out, '\n'), w.err
}

func (w *writer) event(e audit.Line) {
	w.open()
	w.number("version", 2)
	w.number("number", e.Number)
	w.text("stream", e.Stream)
	w.number("position", e.Position)
	w.text("transaction", string(e.Transaction))
	w.text("attempt", string(e.Attempt))
	w.text("event", string(e.Code))
	w.text("state", e.ToState)
	w.text("actor", string(e.Actor))
	w.text("time", e.At.UTC().Format(timeFormat))
	w.text("body", e.Body)
	w.text("salt", hex.EncodeToString(e.Salt))
	w.text("prev_hash", hex.EncodeToString(e.Prev))
	w.text("hash", hex.EncodeToString(e.Hash))
	w.close()
}

// writer writes JSON as ECMAScript's JSON.stringify does, which package json does not: it
// escapes characters that need no escape.
type writer struct {
	out  []byte
	more bool // in the object that is open
	err  error
}

func (w *writer) open()  { w.out, w.more = append(w.out, '{'), false }
func (w *writer) close() { w.out, w.more = append(w.out, '}'), true }

func (w *writer) name(name string) {
	if w.more {
		w.out = append(w.out, ',')
	}
	w.more = true
	w.out = append(w.out, '"')
	w.out = append(append(w.out, name...), '"', ':')
}

func (w *writer) number(name string, n int64) {
	w.name(name)
	w.out = fmt.Appendf(w.out, "%d", n)
}

func (w *writer) text(name, text string) {
	w.name(name)
	if !utf8.ValidString(text) {
		w.err = fmt.Errorf("%s is no UTF-8", name)
	}
	w.out = append(w.out, '"')
	for i := range len(text) {
		w.char(text[i])
	}
	w.out = append(w.out, '"')
}

var short = map[byte]byte{'"': '"', '\\': '\\', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't'}

func (w *writer) char(c byte) {
	switch letter, escaped := short[c]; {
	case escaped:
		w.out = append(w.out, '\\', letter)
	case c < ' ':
		w.out = fmt.Appendf(w.out, `\u%04x`, c)
	default:
		w.out = append(w.out, c)
	}
}
