package main

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"strings"
	"time"

	f_proof "github.com/transparency-dev/formats/proof"
)

// This file makes large codes of receipts, and shares nothing with the program but the
// description of the form.

// large is what is in a large code.
type large struct {
	ids                            [][]byte // transaction, attempt, customer
	position, micros               uint64
	salt, resultSalt, prev, hash   []byte
	index, size                    uint64
	root                           []byte
	hashes                         [][32]byte
	origin                         string
	signatures                     [][2]string // name and bytes
	values                         [][]byte
	texts                          []string
	instead, behind                []byte // of what is compressed, and after it
	moreHashes, moreSigned, moreOf int    // than there are, as the code says
}

// paperReceipt is what a code has of a file.
type paperReceipt struct {
	Document, Result string
	ResultSalt       string `json:"result_salt"`
	Event            struct {
		Position                                                                  uint64
		Transaction, Attempt, Actor, Time, Body, Salt, Stream, Event, State, Hash string
		Prev                                                                      string `json:"prev_hash"`
	}
	Proof string
}

var hex64 = regexp.MustCompile(`[0-9a-f]{64}`)

// largeOf takes a receipt to pieces. It is not ok if one has no place in a code.
func largeOf(file []byte) (l large, ok bool) {
	var r paperReceipt
	if json.Unmarshal(file, &r) != nil {
		return l, false
	}
	e := r.Event
	at, err := time.Parse(time.RFC3339Nano, e.Time)
	l.position, l.micros, ok = e.Position, uint64(at.UnixMicro()), err == nil
	for _, id := range []string{e.Transaction, e.Attempt, strings.TrimPrefix(e.Actor, "customer:")} {
		l.ids = append(l.ids, unhexTo(&ok, 16, strings.ReplaceAll(id, "-", "")))
	}
	l.salt, l.resultSalt, l.hash = unhexTo(&ok, 16, e.Salt), unhexTo(&ok, 16, r.ResultSalt), unhexTo(&ok, 32, e.Hash)
	l.prev = unhexTo(&ok, len(e.Prev)/2, e.Prev)
	for _, v := range hex64.FindAllString(e.Body, -1) {
		l.values = append(l.values, unhexTo(&ok, 32, v))
	}
	l.texts = []string{r.Document, r.Result, hex64.ReplaceAllString(e.Body, "\x01")}
	return l, l.takeProof(r.Proof) && ok
}

func unhexTo(ok *bool, size int, s string) []byte {
	b, err := hex.DecodeString(s)
	*ok = *ok && err == nil && len(b) == size
	return b
}

func (l *large) takeProof(text string) bool {
	var p f_proof.TLogProof
	if p.Unmarshal([]byte(text)) != nil {
		return false
	}
	note, signed, found := strings.Cut(string(p.Checkpoint), "\n\n")
	lines := strings.Split(note, "\n")
	if !found || len(lines) != 3 {
		return false
	}
	size, ok1 := decimal(lines[1])
	root, ok2 := decode64(lines[2])
	l.index, l.size, l.root, l.hashes, l.origin = p.Index, uint64(size), root, p.Hashes, lines[0]
	for line := range strings.Lines(signed) {
		words := strings.Split(strings.TrimSpace(line), " ")
		raw, err := base64.StdEncoding.DecodeString(words[len(words)-1])
		if len(words) != 3 || err != nil {
			return false
		}
		l.signatures = append(l.signatures, [2]string{strings.Replace(words[1], l.origin, "", 1), string(raw)})
	}
	return ok1 && ok2
}

func (l large) bytes() []byte {
	b := []byte{2}
	u64 := func(n uint64) { b = binary.BigEndian.AppendUint64(b, n) }
	sized := func(s string) { b = append(append(b, byte(len(s))), s...) }
	b = append(b, bytes.Join(l.ids, nil)...)
	u64(l.position)
	u64(l.micros)
	b = append(append(b, l.salt...), l.resultSalt...)
	sized(string(l.prev))
	b = append(b, l.hash...)
	u64(l.index)
	u64(l.size)
	b = append(append(b, l.root...), byte(len(l.hashes)+l.moreHashes))
	for _, h := range l.hashes {
		b = append(b, h[:]...)
	}
	sized(l.origin)
	b = append(b, byte(len(l.signatures)+l.moreSigned))
	for _, s := range l.signatures {
		sized(s[0])
		sized(s[1])
	}
	b = append(append(b, byte(len(l.values)+l.moreOf)), bytes.Join(l.values, nil)...)
	if l.instead != nil {
		return append(b, l.instead...)
	}
	return append(append(b, deflated(strings.Join(l.texts, "\x00"), flate.BestCompression)...), l.behind...)
}

func deflated(text string, level int) []byte {
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, level)
	check(err)
	_, err = w.Write([]byte(text))
	check(err)
	check(w.Close())
	return out.Bytes()
}

func (l large) code() string { return in32(l.bytes()) }

// withCode is the evidence of a specimen in a code instead of a file.
func (s *specimen) withCode(code string) evidence {
	return evidence{keys: s.keys, policy: s.policy, code: code}
}

// onCode puts a file into a code, if the code gives the same file back, but for the number
// that nobody vouches for.
func onCode(e evidence) (evidence, bool) {
	l, ok := largeOf(e.file)
	if !ok {
		return e, false
	}
	again, ok := unpack(l.code())
	if !ok || string(again) != numberMember.ReplaceAllString(string(e.file), `"number":0,`) {
		return e, false
	}
	return evidence{keys: e.keys, policy: e.policy, code: l.code()}, true
}
