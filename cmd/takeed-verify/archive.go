package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"slices"
	"strings"
)

// isArchive tells an archive by how it begins: with a member.
func isArchive(start []byte) bool { return bytes.HasPrefix(start, []byte("PK\x03\x04")) }

// openArchive opens an archive as the back office hands it out: a file of events, a manifest
// and perhaps a note, in this order, one behind the other, and nothing else. Programs differ
// in what they find in other archives, so what we verified might not be what another unpacks.
func openArchive(f io.ReaderAt, size int64) (h handed, ok bool) {
	directory, ok := readEnd(f, size)
	if !ok {
		return h, false
	}
	z, err := zip.NewReader(f, size)
	if err != nil || len(z.File) < 2 || len(z.File) > 3 || !areContiguous(f, z.File, directory) {
		return h, false
	}
	h.format, ok = strings.CutPrefix(z.File[0].Name, "events.")
	events, err := z.File[0].Open()
	if !ok || err != nil {
		return h, false
	}
	h.events = bufio.NewReaderSize(archived{events}, maxLine)
	if h.manifest, ok = member(z.File[1], "manifest.json"); ok && len(z.File) == 3 {
		h.note, ok = member(z.File[2], "manifest.note")
	}
	return h, ok && (h.format == "jsonl" || h.format == "csv")
}

// archived is a member of an archive. What cannot be unpacked ends in characters that no
// export has: the archive is wrong, and not the disk.
type archived struct{ io.Reader }

func (a archived) Read(b []byte) (int, error) {
	n, err := a.Reader.Read(b)
	if err != nil && err != io.EOF && n < len(b) {
		b[n] = 0
		return n + 1, io.EOF
	}
	return n, err
}

func member(f *zip.File, name string) ([]byte, bool) {
	in, err := f.Open()
	if err != nil || f.Name != name {
		return nil, false
	}
	content, err := io.ReadAll(io.LimitReader(in, maxPaper+1))
	return content, err == nil && len(content) <= maxPaper
}

const (
	endLength    = 22
	headLength   = 30
	maxDirectory = 1024 // bytes; that of three members has some 200
)

// readEnd finds the directory, which must lie directly before the end, and be small: the
// library reads all of it at once. It sorts out archives of 4 GB or more, too.
func readEnd(f io.ReaderAt, size int64) (directory int64, ok bool) {
	var b [endLength]byte
	if size < endLength {
		return 0, false
	}
	if _, err := f.ReadAt(b[:], size-endLength); err != nil || string(b[:8]) != "PK\x05\x06\x00\x00\x00\x00" {
		return 0, false
	}
	length, directory := int64(binary.LittleEndian.Uint32(b[12:])), int64(binary.LittleEndian.Uint32(b[16:]))
	return directory, length <= maxDirectory && directory+length == size-endLength
}

// areContiguous reports whether the members lie one behind the other from the beginning of
// the archive to its directory, and have there the names that the directory gives them.
func areContiguous(f io.ReaderAt, members []*zip.File, directory int64) bool {
	at := int64(0)
	for _, m := range members {
		length, ok := headOf(f, at, m)
		data, err := m.DataOffset()
		if !ok || err != nil || data != at+length || m.CompressedSize64 > math.MaxUint32 {
			return false
		}
		at = data + int64(m.CompressedSize64) + 16 // what follows the data, as the sizes come behind it
		if m.UncompressedSize64 >= math.MaxUint32 {
			at += 8
		}
	}
	return at == directory
}

// headOf reads what stands before the data of a member, and compares it with the directory.
func headOf(f io.ReaderAt, at int64, m *zip.File) (length int64, ok bool) {
	var b [headLength]byte
	if _, err := f.ReadAt(b[:], at); err != nil {
		return 0, false
	}
	name, extra := binary.LittleEndian.Uint16(b[26:]), binary.LittleEndian.Uint16(b[28:])
	rest := make([]byte, int(name)+int(extra))
	if _, err := f.ReadAt(rest, at+headLength); err != nil {
		return 0, false
	}
	flags, method := binary.LittleEndian.Uint16(b[6:]), binary.LittleEndian.Uint16(b[8:])
	return headLength + int64(len(rest)), isArchive(b[:]) && string(rest[:name]) == m.Name && flags == m.Flags && flags == 8 && method == m.Method && method == zip.Deflate &&
		!slices.ContainsFunc(b[14:26], func(c byte) bool { return c != 0 }) && isTimes(rest[name:]) && len(m.Extra) >= int(extra) && isTimes(m.Extra[:extra])
}

// isTimes reports whether an extra field is empty or has a time. Others could have a name.
func isTimes(extra []byte) bool {
	return len(extra) == 0 || len(extra) == 9 && bytes.HasPrefix(extra, []byte("UT\x05\x00"))
}
