package audit

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// Verdict is what VerifyExport found.
type Verdict struct {
	Lines  int64 // that it read
	Links  int64 // of them that follow from a line before them in the file
	Faults []string
}

// maxFaults is how many faults are told. More say nothing more.
const maxFaults = 20

// VerifyExport reads an exported file of JSONL and checks, with nothing but the file:
// that every line is byte for byte what [Writer] writes, so that it says the same to every
// other reader; that it has the hash that its parts make; that lines of one stream which
// the file has one after the other are linked; and that the file is the one that the
// manifest is about, if there is one. What was left out by the query cannot be checked by a
// file that does not have it. The hashes have no key: a file that was made up as a whole
// is as consistent as a true one.
func VerifyExport(file io.Reader, m *Manifest) (Verdict, error) {
	sum := sha256.New()
	size := new(counter)
	v := verifier{ends: map[streamName]end{}}
	in := bufio.NewReaderSize(io.TeeReader(file, io.MultiWriter(sum, size)), 1<<20)
	for {
		raw, err := in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			return v.Verdict, errors.New("not an export: a line of more than a megabyte")
		}
		if len(raw) > 0 {
			v.line(raw)
		}
		if v.Lines > MaxExport {
			return v.Verdict, fmt.Errorf("not an export: it has more than %d lines, which no export has", MaxExport)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return v.Verdict, fmt.Errorf("read the export: %w", err)
		}
	}
	if m != nil {
		v.manifest(m, int64(*size), hex.EncodeToString(sum.Sum(nil)))
	}
	return v.Verdict, nil
}

// streamName stands for the name of a stream, and end for the last line of it that was
// read. Half a hash is enough of each: whoever makes files up may choose the names, and a
// million of them must fit into memory.
type (
	streamName [sha256.Size / 2]byte
	end        struct {
		seq  int64
		hash [sha256.Size / 2]byte
	}
)

type verifier struct {
	Verdict
	ends  map[streamName]end
	first int64
	last  Line
}

func (v *verifier) fault(format string, args ...any) {
	if len(v.Faults) < maxFaults {
		v.Faults = append(v.Faults, fmt.Sprintf("line %d: ", v.Lines)+fmt.Sprintf(format, args...))
	}
}

func (v *verifier) line(raw []byte) {
	v.Lines++
	l, err := readExported(raw)
	switch {
	case err != nil:
		v.fault("cannot be read")
		return
	case !bytes.Equal(raw, encoded(l)):
		v.fault("event %d is not written as an export writes it, and may say something else to other readers", l.Number)
	}
	if v.Lines == 1 {
		v.first = l.Number
	}
	v.last = l
	if sum := l.Sum(); !bytes.Equal(sum[:], l.Hash) {
		v.fault("event %d does not have its hash: something in it was changed", l.Number)
	}
	v.link(l)
}

// link compares a line with the one before it in its stream.
func (v *verifier) link(l Line) {
	sum := sha256.Sum256([]byte(l.Stream))
	name := streamName(sum[:len(streamName{})])
	before, known := v.ends[name]
	switch {
	case known && l.Position <= before.seq:
		v.fault("event %d is number %d of its stream and comes after number %d", l.Number, l.Position, before.seq)
	case l.Position == before.seq+1 && !follows(l, before):
		v.fault("event %d does not follow from the one before it in its stream", l.Number)
	case l.Position == before.seq+1:
		v.Links++
	}
	last := end{seq: l.Position}
	copy(last.hash[:], l.Hash)
	v.ends[name] = last
}

// follows reports whether a line names the hash of the one before it, or none if it is the
// first of its stream.
func follows(l Line, before end) bool {
	if before.seq == 0 {
		return len(l.Prev) == 0
	}
	return len(l.Prev) == sha256.Size && bytes.Equal(l.Prev[:len(before.hash)], before.hash[:])
}

func (v *verifier) manifest(m *Manifest, size int64, sum string) {
	switch {
	case m.SHA256 != sum || m.Bytes != size:
		v.fault("the file is not the one that the manifest is about")
	case m.Count != v.Lines || m.First != v.first || m.Last != v.last.Number || m.LastHash != hex.EncodeToString(v.last.Hash):
		v.fault("the manifest says something else of the file than it is")
	}
}

func readExported(raw []byte) (Line, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	var e exported
	if err := dec.Decode(&e); err != nil {
		return Line{}, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return Line{}, errors.New("more than one value")
	}
	at, err1 := time.Parse(timeFormat, e.At)
	prev, err2 := hex.DecodeString(e.PrevHash)
	hash, err3 := hex.DecodeString(e.Hash)
	return Line{e.ID, e.Stream, e.Seq, e.TxID, e.AttemptID, e.Kind, e.ToState, e.Actor, at, e.Body, prev, hash}, errors.Join(err1, err2, err3)
}
