package main

import (
	"encoding/base64"
	"encoding/binary"
	"math/bits"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// proof says where a leaf is in the tree of a checkpoint (c2sp.org/tlog-proof).
type proof struct {
	index  int64
	hashes tlog.RecordProof
	checkpoint
}

// checkpoint is a signed root (c2sp.org/tlog-checkpoint), without extension lines.
type checkpoint struct {
	origin string
	size   int64
	root   tlog.Hash
	signedText
}

// signedText is a note: a text, and signatures of it.
type signedText struct {
	text       string
	signatures []signature
}

type signature struct {
	name  string
	id    uint32
	bytes []byte
}

// parseProof accepts one spelling of each proof. Only the line "extra", which nothing
// vouches for, may be there or not.
func parseProof(s string) (p proof, ok bool) {
	head, note, _ := strings.Cut(s, "\n\n")
	lines := strings.Split(head, "\n")
	if p.checkpoint, ok = parseCheckpoint(note); !ok || lines[0] != "c2sp.org/tlog-proof@v1" {
		return p, false
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		if _, ok = decode64(lines[0][len("extra "):]); !ok {
			return p, false
		}
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return p, false
	}
	p.index, ok = decimal(lines[0][len("index "):])
	return p, ok && p.index < p.size && p.readHashes(lines[1:])
}

func (p *proof) readHashes(lines []string) bool {
	if len(lines) != pathLength(uint64(p.index), uint64(p.size)) {
		return false
	}
	for _, line := range lines {
		hash, ok := decodeHash(line)
		if !ok {
			return false
		}
		p.hashes = append(p.hashes, hash)
	}
	return true
}

// pathLength is how many hashes lead from a leaf to the root (RFC 6962, 2.1.1): one for
// each level below the point where the leaf's path leaves the right edge, and above it
// one for each complete tree on the left.
func pathLength(index, size uint64) int {
	inner := bits.Len64(index ^ (size - 1))
	return inner + bits.OnesCount64(index>>inner)
}

// names of keys have no space in them, as a note has it between name and signature, and no plus.
var signatureForm = regexp.MustCompile(`^— ([^+\x00-\x20\x7f\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+) ([A-Za-z0-9+/=]+)$`)

const maxSignatures = 100

func parseCheckpoint(note string) (c checkpoint, ok bool) {
	body, signed, found := strings.Cut(note, "\n\n")
	lines := strings.Split(body, "\n")
	if !found || len(lines) != 3 || !nameForm.MatchString(lines[0]) || !strings.HasSuffix(signed, "\n") {
		return c, false
	}
	size, ok1 := decimal(lines[1])
	root, ok2 := decodeHash(lines[2])
	all, ok3 := readSignatures(strings.TrimSuffix(signed, "\n"))
	return checkpoint{lines[0], size, root, signedText{body + "\n", all}}, ok1 && ok2 && ok3
}

// readSignatures reads the lines under the text of a note, the last without its end.
func readSignatures(lines string) (all []signature, ok bool) {
	for line := range strings.SplitSeq(lines, "\n") {
		m := signatureForm.FindStringSubmatch(line)
		if m == nil || len(all) == maxSignatures {
			return nil, false
		}
		raw, ok := decode64(m[2])
		if !ok || len(raw) < 5 {
			return nil, false
		}
		all = append(all, signature{m[1], binary.BigEndian.Uint32(raw), raw[4:]})
	}
	return all, true
}

var decimalForm = regexp.MustCompile(`^(0|[1-9][0-9]{0,15})$`)

func decimal(s string) (int64, bool) {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n, decimalForm.MatchString(s) && n <= maxInteger
}

// decode64 reads base64 in its one canonical spelling.
func decode64(s string) ([]byte, bool) {
	raw, err := base64.StdEncoding.DecodeString(s)
	return raw, err == nil && base64.StdEncoding.EncodeToString(raw) == s
}

func decodeHash(s string) (h tlog.Hash, ok bool) {
	raw, ok := decode64(s)
	copy(h[:], raw)
	return h, ok && len(raw) == len(h)
}
