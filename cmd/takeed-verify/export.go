package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
)

// What an export has at most. Without these limits, a small archive could unfold without end.
const (
	maxLines  = 1_000_000
	maxLine   = 1 << 20 // bytes
	maxEvents = 8 << 30 // bytes of them all
)

// export is what an exported file of events shows.
type export struct {
	Version   int       `json:"version,omitempty"` // 0: a table that came without a manifest
	Format    string    `json:"format"`            // jsonl or csv
	Lines     int       `json:"lines"`             // that have an event
	Links     int       `json:"links"`             // lines that follow from the one before in their stream
	Erased    int       `json:"erased"`            // lines whose body was erased
	Unchecked int       `json:"unchecked"`         // erased lines of audit/v1, whose hash covered the body
	First     int64     `json:"first"`             // number of an event
	Last      int64     `json:"last"`              //
	Manifest  *manifest `json:"manifest,omitempty"`
	At        int       `json:"at,omitempty"`  // the line that failed, counted from 1
	Why       string    `json:"why,omitempty"` // line, hash, chain, file or limit, if the events failed

	ends     map[streamKey]end
	columns  int // of a table
	lastHash string
	sum      hash.Hash
	size     int64
}

// A million streams must fit into memory, and the author of a file chooses their names: half
// a hash stands for a name. end is the last line of a stream that was read.
type (
	streamKey [sha256.Size / 2]byte
	end       struct {
		position int64
		hash     [sha256.Size]byte
	}
)

// handed is what is given for one export: the file of events and, if there are, its manifest
// and the note that signs the manifest.
type handed struct {
	events         *bufio.Reader
	format         string // empty unless its name says it
	manifest, note []byte // nil: none
}

// verifyExport names the first step that fails. What came without a note may be consistent,
// but nothing shows who wrote it: it fails the last step, unsigned.
func verifyExport(h handed, t trust) (verdict, error) {
	x := &export{ends: map[streamKey]end{}, sum: sha256.New()}
	v := verdict{Kind: "export", Export: x}
	m, note, step := h.papers(t)
	if step == "" {
		x.tell(h, m)
		var err error
		if x.Why, err = x.read(h.events, m); err != nil {
			return v, err
		}
	}
	switch {
	case step != "":
		v.Step = step
	case x.Why == "file", x.Why == "limit":
		v.Step, x.At = "events", 0 // no line of it is to blame
	case x.Why != "":
		v.Step = "events"
	case note == nil:
		v.Step, x.At = "unsigned", 0
	default:
		v.OK, x.Manifest, x.At = true, m, 0
	}
	return v, nil
}

// papers reads the manifest and its note, and names the step that they fail.
func (h handed) papers(t trust) (m *manifest, n *manifestNote, step string) {
	if h.manifest == nil {
		return nil, nil, ""
	}
	m, ok := readManifest(h.manifest)
	if !ok || h.format != "" && h.format != m.Format {
		return nil, nil, "format"
	}
	if h.note != nil {
		if n, ok = readNote(h.note); !ok {
			return nil, nil, "format"
		}
	}
	switch {
	case !m.plausible(), n != nil && !n.isOf(m, h.manifest):
		step = "manifest"
	case n != nil && !t.vouches(n.origin, n.signedText):
		step = "signature"
	}
	return m, n, step
}

var byteOrderMark = []byte("\ufeff")

// isExport tells an export by how it begins.
func isExport(start []byte) bool {
	for _, form := range []string{`{"version":`, `{"id":`, string(tableHead1), string(tableHead2)} {
		if bytes.HasPrefix(start, []byte(form)) {
			return true
		}
	}
	return false
}

// tell decides how the events are to be read: as the manifest says or else as they look.
func (x *export) tell(h handed, m *manifest) {
	switch {
	case m != nil:
		x.Version, x.Format = m.version(), m.Format
	default:
		x.Format = "jsonl"
		if start, _ := h.events.Peek(len(byteOrderMark)); bytes.Equal(start, byteOrderMark) {
			x.Format = "csv"
		}
	}
}

// read checks each line, and that the manifest, if there is one, is about these.
func (x *export) read(in *bufio.Reader, m *manifest) (why string, err error) {
	most := int64(maxEvents)
	if m != nil {
		most = min(most, m.Bytes)
	}
	for {
		raw, err := in.ReadSlice('\n')
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
			return "", err
		}
		if len(raw) == 0 {
			break
		}
		if why := x.add(raw, m, most); why != "" {
			return why, nil
		}
	}
	if m != nil && !x.is(*m) {
		return "file", nil
	}
	return "", nil
}

// add checks a line. A longer one than the reader holds comes without its end, which is wrong.
func (x *export) add(raw []byte, m *manifest, most int64) (why string) {
	x.At++
	x.size += int64(len(raw))
	x.sum.Write(raw)
	switch {
	case x.Lines == maxLines || x.size > maxEvents:
		return "limit"
	case x.size > most:
		return "file"
	case x.Format == "csv":
		return x.addRow(raw, m)
	}
	return x.addLine(raw)
}

// place notes where a line stands, and whether it may stand there.
func (x *export) place(number int64, stream string, position int64, prev, hash string) (why string) {
	sum := sha256.Sum256([]byte(stream))
	key := streamKey(sum[:len(streamKey{})])
	before := x.ends[key]
	follows := position == before.position+1
	switch {
	case position <= before.position, follows && x.Format == "jsonl" && prev != before.name():
		return "chain"
	case follows:
		x.Links++
	}
	if x.Lines == 0 {
		x.First = number
	}
	x.Lines, x.Last, x.lastHash = x.Lines+1, number, hash
	last := end{position: position}
	copy(last.hash[:], unhex(hash))
	x.ends[key] = last
	return ""
}

// name is the hash that the next line of the stream must give; none if it is the first.
func (e end) name() string {
	if e.position == 0 {
		return ""
	}
	return hex.EncodeToString(e.hash[:])
}

// is reports whether the events are those that a manifest describes. A table has no hashes.
func (x *export) is(m manifest) bool {
	return m.SHA256 == hex.EncodeToString(x.sum.Sum(nil)) && m.Bytes == x.size && m.version() == x.Version &&
		m.Count == int64(x.Lines) && m.First == x.First && m.Last == x.Last && (m.Format == "csv" || m.LastHash == x.lastHash)
}
