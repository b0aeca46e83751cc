package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"time"
)

// export is what an exported file of events shows. Its manifest, which says what was asked
// for and what came, is the file after it on the command line.
type export struct {
	Version int   `json:"version"`
	Lines   int   `json:"lines"`
	Links   int   `json:"links"`        // lines that follow from the one before in their stream
	First   int64 `json:"first"`        // number of an event
	Last    int64 `json:"last"`         //
	At      int   `json:"at,omitempty"` // the line that failed, counted from 1

	ends map[string]end // of each stream
	last exportLine
	sum  hash.Hash
	size int64
}

// end is the last line of a stream that was read.
type end struct {
	position int64
	hash     string
}

// exportLine is a line of version 2. Its members are written in this order.
type exportLine struct {
	Version     int64  `json:"version"`
	Number      int64  `json:"number"`
	Stream      string `json:"stream"`
	Position    int64  `json:"position"`
	Transaction string `json:"transaction,omitempty"`
	Attempt     string `json:"attempt,omitempty"`
	Event       string `json:"event"`
	State       string `json:"state,omitempty"`
	Actor       string `json:"actor"`
	Time        string `json:"time"`
	Body        string `json:"body"`
	PrevHash    string `json:"prev_hash"`
	Hash        string `json:"hash"`
}

// exportLine1 is a line of version 1, which names no version.
type exportLine1 struct {
	Number      int64  `json:"id"`
	Stream      string `json:"stream"`
	Position    int64  `json:"seq"`
	Transaction string `json:"tx_id,omitempty"`
	Attempt     string `json:"attempt_id,omitempty"`
	Event       string `json:"kind"`
	State       string `json:"to_state,omitempty"`
	Actor       string `json:"actor"`
	Time        string `json:"at"`
	Body        string `json:"body"`
	PrevHash    string `json:"prev_hash"`
	Hash        string `json:"hash"`
}

type manifest struct {
	Version  int    `json:"version"`
	Format   string `json:"format"`
	Count    int    `json:"count"`
	First    int64  `json:"first"`
	Last     int64  `json:"last"`
	LastHash string `json:"last_hash"`
	Bytes    int64  `json:"bytes"`
	SHA256   string `json:"sha256"`
}

// isExport tells an export by how it begins.
func isExport(start []byte) bool {
	return bytes.HasPrefix(start, []byte(`{"version":`)) || bytes.HasPrefix(start, []byte(`{"id":`))
}

// parseManifest tells a manifest from other files by its sum.
func parseManifest(file []byte) (m manifest, ok bool) {
	ok = json.Unmarshal(file, &m) == nil && m.SHA256 != ""
	m.Version = max(1, m.Version)
	return m, ok
}

// verifyExport checks that each line has its hash, that lines of a stream are linked where
// the file has both, and that the manifest, if there is one, is of this file. Exports of
// versions 1 and 2 are not signed: nothing shows who wrote one, so none is verified.
func verifyExport(in *bufio.Reader, m *manifest) (v verdict, err error) {
	x := &export{ends: map[string]end{}, sum: sha256.New()}
	for {
		raw, err := in.ReadSlice('\n') // a line of more than the reader's buffer is none
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
			return v, err
		}
		if len(raw) == 0 {
			break
		}
		if step := x.add(raw); step != "" {
			return verdict{Kind: "export", Export: x, Step: step}, nil
		}
	}
	x.At = 0
	if m != nil && !x.is(*m) {
		return verdict{Kind: "export", Export: x, Step: "manifest"}, nil
	}
	return verdict{Kind: "export", Export: x, Step: "unsigned"}, nil
}

// add checks a line, and names the step that it fails.
func (x *export) add(raw []byte) (step string) {
	x.At++
	x.sum.Write(raw)
	x.size += int64(len(raw))
	l, version, ok := readExportLine(raw)
	if x.At == 1 {
		x.Version, x.First = version, l.Number
	}
	before := x.ends[l.Stream]
	follows := l.Position == before.position+1
	switch {
	case !ok || version != x.Version:
		return "format"
	case l.Hash != l.hash():
		return "event"
	case l.Position <= before.position, follows && l.PrevHash != before.hash:
		return "chain"
	case follows:
		x.Links++
	}
	x.Lines, x.Last, x.last = x.At, l.Number, l
	x.ends[l.Stream] = end{l.Position, l.Hash}
	return ""
}

// readExportLine reads a line that is exactly what an export writes in its version.
func readExportLine(raw []byte) (l exportLine, version int, ok bool) {
	text, ended := bytes.CutSuffix(raw, []byte("\n"))
	if version = 2; bytes.HasPrefix(raw, []byte(`{"id":`)) {
		var old exportLine1
		version = 1
		old, ok = exactly[exportLine1](string(text))
		l = exportLine{2, old.Number, old.Stream, old.Position, old.Transaction, old.Attempt, old.Event, old.State, old.Actor, old.Time, old.Body, old.PrevHash, old.Hash}
	} else {
		l, ok = exactly[exportLine](string(text))
	}
	at, err := time.Parse(timeForm, l.Time)
	timed := err == nil && at.Format(timeForm) == l.Time
	return l, version, ok && ended && timed && l.Version == 2 && l.Position > 0 && hashForm.MatchString(l.Hash) && (l.PrevHash == "" || hashForm.MatchString(l.PrevHash))
}

func (l exportLine) hash() string {
	at, _ := time.Parse(timeForm, l.Time)
	return sha("audit/v1" + sized(l.Stream) + u64(uint64(l.Position)) + optional(l.Transaction) + optional(l.Attempt) + sized(l.Event) + optional(l.State) + sized(l.Actor) +
		u64(uint64(at.UnixMicro())) + sized(l.Body) + unhex(l.PrevHash))
}

// optional is a part of a hash that may be absent, which is not hashed like an empty one.
func optional(s string) string {
	if s == "" {
		return "\xff\xff\xff\xff"
	}
	return sized(s)
}

// is reports whether the export is the one that a manifest describes.
func (x *export) is(m manifest) bool {
	return m.Format == "jsonl" && m.SHA256 == hex.EncodeToString(x.sum.Sum(nil)) && m.Bytes == x.size &&
		m.Version == x.Version && m.Count == x.Lines && m.First == x.First && m.Last == x.Last && m.LastHash == x.last.Hash
}
