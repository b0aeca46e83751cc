package audit

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
)

// Verdict is what VerifyExport found.
type Verdict struct {
	Lines  int64 // that it read
	Links  int64 // how many of them were found to follow from the line before in their stream
	Erased int64 // how many have no body any more

	// Unchecked is how many of these are from before audit/v2: their hash covered the body,
	// so nothing of them can be checked but their place.
	Unchecked int64
	Faults    []string
}

// maxFaults is how many faults are reported. More would tell the reader nothing new.
const maxFaults = 20

// VerifyExport reads an exported JSONL file, of any version so far, and checks, with nothing
// but the file and its manifest:
//
//   - all lines are of one version;
//   - each is byte for byte what [Writer] wrote in that version, so that it means the same to
//     every other program, and has the hash of its parts;
//   - neighbours in a stream are linked, where the file has both;
//   - the file is the one that the manifest describes, if there is one.
//
// It cannot check what the query left out. The hashes have no key: a file that was made up
// as a whole is as consistent as a true one. An error says that the file is not an export
// that this program can check; anything wrong within an export is a fault in the Verdict.
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
			if err := v.line(raw); err != nil {
				return v.Verdict, err
			}
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
// read. Half a hash is enough of each: the author of a forged file chooses the names, and a
// million of them must fit into memory.
type (
	streamName [sha256.Size / 2]byte
	end        struct {
		position int64
		hash     [sha256.Size / 2]byte
	}
)

type verifier struct {
	Verdict
	version int // of the first line that has one
	ends    map[streamName]end
	first   int64
	last    Line
}

func (v *verifier) fault(format string, args ...any) {
	if len(v.Faults) < maxFaults {
		v.Faults = append(v.Faults, fmt.Sprintf("line %d: ", v.Lines)+fmt.Sprintf(format, args...))
	}
}

// line checks one line. An error ends the check of the whole file: its lines are not all of
// one version, or of a version that this program does not know.
func (v *verifier) line(raw []byte) error {
	v.Lines++
	version := lineVersion(raw)
	switch {
	case version == 0:
		v.fault("cannot be read")
		return nil
	case version < 0, version > Version:
		return fmt.Errorf("line %d is %w", v.Lines, errVersion(version))
	case v.version == 0:
		v.version = version
	case v.version != version:
		return fmt.Errorf("line %d is of version %d, and those before it of version %d: this is not one export", v.Lines, version, v.version)
	}
	v.check(raw)
	return nil
}

func (v *verifier) check(raw []byte) {
	l, err := decodeLine(raw, v.version)
	switch {
	case err != nil:
		v.fault("cannot be read")
		return
	case !bytes.Equal(raw, encodeLine(l, v.version)):
		v.fault("event %d is not written as an export writes it, and may say something else to other readers", l.Number)
	}
	if v.Lines == 1 {
		v.first = l.Number
	}
	v.last = l
	v.countErased(l)
	if !l.Intact() {
		v.fault("event %d does not have its hash: something in it was changed", l.Number)
	}
	v.link(l)
}

// countErased counts a line without a body, which there was none of before version 3.
func (v *verifier) countErased(l Line) {
	switch {
	case !l.Erased():
		return
	case v.version < 3:
		v.fault("event %d has no body, and in this version every event had one", l.Number)
	case l.Commitment == nil:
		v.Unchecked++
	}
	v.Erased++
}

// link compares a line with the one read before it in its stream.
func (v *verifier) link(l Line) {
	sum := sha256.Sum256([]byte(l.Stream))
	name := streamName(sum[:len(streamName{})])
	before, known := v.ends[name]
	switch {
	case known && l.Position <= before.position:
		v.fault("event %d is number %d of its stream and comes after number %d", l.Number, l.Position, before.position)
	case l.Position == before.position+1 && !follows(l, before):
		v.fault("event %d does not follow from the one before it in its stream", l.Number)
	case l.Position == before.position+1:
		v.Links++
	}
	last := end{position: l.Position}
	copy(last.hash[:], l.Hash)
	v.ends[name] = last
}

// follows reports whether a line names the hash of the one before it, or none if it is the
// first of its stream.
func follows(l Line, before end) bool {
	if before.position == 0 {
		return len(l.Prev) == 0
	}
	return len(l.Prev) == sha256.Size && bytes.Equal(l.Prev[:len(before.hash)], before.hash[:])
}

func (v *verifier) manifest(m *Manifest, size int64, sum string) {
	switch {
	case m.SHA256 != sum || m.Bytes != size:
		v.fault("the file is not the one that the manifest is about")
	case v.version != 0 && m.version() != v.version, m.Count != v.Lines || m.First != v.first || m.Last != v.last.Number || m.LastHash != hex.EncodeToString(v.last.Hash):
		v.fault("the manifest says something else of the file than it is")
	}
}
