package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"takeed/internal/approval"
)

// timeFormat is a time as the log has it: UTC, to the microsecond.
const timeFormat = "2006-01-02T15:04:05.000000Z"

// jsonLine is one line of a JSONL file. It has everything that the event's hash covers. Its
// members are written in this order.
type jsonLine struct {
	Version     int                `json:"version"`
	Number      int64              `json:"number"`
	Stream      string             `json:"stream"`
	Position    int64              `json:"position"`
	Transaction approval.ID        `json:"transaction,omitempty"`
	Attempt     approval.ID        `json:"attempt,omitempty"`
	Event       approval.EventCode `json:"event"`
	State       string             `json:"state,omitempty"`
	Actor       approval.Actor     `json:"actor"`
	Time        string             `json:"time"`
	Body        string             `json:"body,omitempty"`
	Salt        string             `json:"salt,omitempty"`
	Commitment  string             `json:"commitment,omitempty"`
	PrevHash    string             `json:"prev_hash"`
	Hash        string             `json:"hash"`
}

// jsonLineV2 is the same in version 2, when the hash covered the body itself.
type jsonLineV2 struct {
	Version     int                `json:"version"`
	Number      int64              `json:"number"`
	Stream      string             `json:"stream"`
	Position    int64              `json:"position"`
	Transaction approval.ID        `json:"transaction,omitempty"`
	Attempt     approval.ID        `json:"attempt,omitempty"`
	Event       approval.EventCode `json:"event"`
	State       string             `json:"state,omitempty"`
	Actor       approval.Actor     `json:"actor"`
	Time        string             `json:"time"`
	Body        string             `json:"body"`
	PrevHash    string             `json:"prev_hash"`
	Hash        string             `json:"hash"`
}

// jsonLineV1 is the same in version 1, under the names of the database's columns.
type jsonLineV1 struct {
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

func jsonLineOf(l Line) jsonLine {
	return jsonLine{
		Version, l.Number, l.Stream, l.Position, l.Transaction, l.Attempt, l.Code, l.ToState, l.Actor, l.At.UTC().Format(timeFormat), l.Body,
		hex.EncodeToString(l.Salt), hex.EncodeToString(l.Commitment), hex.EncodeToString(l.Prev), hex.EncodeToString(l.Hash),
	}
}

func (e jsonLine) v1() jsonLineV1 {
	return jsonLineV1{e.Number, e.Stream, e.Position, e.Transaction, e.Attempt, e.Event, e.State, e.Actor, e.Time, e.Body, e.PrevHash, e.Hash}
}

func (e jsonLineV1) latest() jsonLine {
	return jsonLine{Version, e.ID, e.Stream, e.Seq, e.TxID, e.AttemptID, e.Kind, e.ToState, e.Actor, e.At, e.Body, "", "", e.PrevHash, e.Hash}
}

func (e jsonLine) v2() jsonLineV2 {
	return jsonLineV2{2, e.Number, e.Stream, e.Position, e.Transaction, e.Attempt, e.Event, e.State, e.Actor, e.Time, e.Body, e.PrevHash, e.Hash}
}

func (e jsonLineV2) latest() jsonLine {
	return jsonLine{Version, e.Number, e.Stream, e.Position, e.Transaction, e.Attempt, e.Event, e.State, e.Actor, e.Time, e.Body, "", "", e.PrevHash, e.Hash}
}

func (e jsonLine) line() (Line, error) {
	at, err1 := time.Parse(timeFormat, e.Time)
	prev, err2 := hex.DecodeString(e.PrevHash)
	hash, err3 := hex.DecodeString(e.Hash)
	salt, err4 := hexOrNil(e.Salt, len(approval.Salt{}))
	commitment, err5 := hexOrNil(e.Commitment, sha256.Size)
	return Line{e.Number, e.Stream, e.Position, e.Transaction, e.Attempt, e.Event, e.State, e.Actor, at, e.Body, salt, commitment, prev, hash},
		errors.Join(err1, err2, err3, err4, err5)
}

// hexOrNil reads so many bytes, or none.
func hexOrNil(text string, size int) ([]byte, error) {
	if text == "" {
		return nil, nil
	}
	b, err := hex.DecodeString(text)
	if err == nil && len(b) != size {
		err = errors.New("of another length")
	}
	return b, err
}

func lineEncoder(out io.Writer) *json.Encoder {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc
}

// encodeLine writes a line in the form of one version.
func encodeLine(l Line, version int) []byte {
	var out bytes.Buffer
	enc := lineEncoder(&out)
	switch e := jsonLineOf(l); version { // strings and numbers: no error
	case 1:
		_ = enc.Encode(e.v1())
	case 2:
		_ = enc.Encode(e.v2())
	default:
		_ = enc.Encode(e)
	}
	return out.Bytes()
}

// lineVersion tells from the beginning of a line which version it is, 0 if it is none.
func lineVersion(raw []byte) int {
	if bytes.HasPrefix(raw, []byte(`{"id":`)) {
		return 1
	}
	rest, ok := bytes.CutPrefix(raw, []byte(`{"version":`))
	if !ok {
		return 0
	}
	number, _, _ := bytes.Cut(rest, []byte(","))
	version, _ := strconv.Atoi(string(number))
	return version
}

// decodeLine reads a line of a known version.
func decodeLine(raw []byte, version int) (Line, error) {
	var e jsonLine
	var err error
	switch version {
	case 1:
		var old jsonLineV1
		err = decodeStrictly(raw, &old)
		e = old.latest()
	case 2:
		var old jsonLineV2
		err = decodeStrictly(raw, &old)
		e = old.latest()
	default:
		err = decodeStrictly(raw, &e)
	}
	if err != nil {
		return Line{}, err
	}
	return e.line()
}

// decodeStrictly reads one value and refuses members that it has no name for.
func decodeStrictly(raw []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if _, err := dec.Token(); err != io.EOF {
		return errors.New("more than one value")
	}
	return nil
}

// errVersion is the error for a file that a later program wrote.
func errVersion(version int) error {
	return fmt.Errorf("of version %d, and this program knows versions 1 to %d: check it with the program that wrote it, or a later one", version, Version)
}
