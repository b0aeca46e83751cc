package main

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// The large code on paper is a whole receipt, packed: a file is made of it again, and that is
// verified. What is wrong with the packing is a wrong format.

// packedForm tells a packed receipt by the byte 2 at its beginning.
var packedForm = regexp.MustCompile(`^A[I-L]`)

// maxCode is how many letters the largest QR code holds.
const maxCode = 4296

// verifyCode takes a code from paper, or the address that has it behind a #: a receipt or a
// statement.
func verifyCode(input string, t trust) verdict {
	code := codeIn(input)
	if !packedForm.MatchString(code) {
		return verifyStatement(code, t)
	}
	file, ok := unpack(code)
	if !ok {
		return verdict{Kind: "receipt", Step: "format"}
	}
	return verifyReceipt(file, t)
}

// unpack makes the file of a receipt from a code. It checks only what the file would not
// show.
func unpack(code string) (file []byte, ok bool) {
	b, ok := decode32(code)
	if !ok || len(code) > maxCode {
		return nil, false
	}
	u := &unpacker{rest: b[1:]}
	r := receipt{Format: "takeed.receipt/v1", Event: event{Version: 2, Event: "transaction_confirmed", State: "confirmed"}}
	u.event(&r)
	r.Proof = u.proof()
	u.texts(&r)
	return r.canonical(), !u.failed
}

// unpacker reads from the front of rest. After a failure, what it returns means nothing.
type unpacker struct {
	rest   []byte
	failed bool
}

func (u *unpacker) take(n int) (b []byte) {
	if n > len(u.rest) {
		u.failed = true
		return make([]byte, n)
	}
	b, u.rest = u.rest[:n], u.rest[n:]
	return b
}

func (u *unpacker) count() int { return int(u.take(1)[0]) }

// sized is a text after a byte with its length.
func (u *unpacker) sized() string { return string(u.take(u.count())) }

func (u *unpacker) hex(n int) string { return hex.EncodeToString(u.take(n)) }

func (u *unpacker) number(most uint64) int64 {
	n := binary.BigEndian.Uint64(u.take(8))
	u.failed = u.failed || n > most
	return int64(n)
}

func (u *unpacker) id() string {
	h := u.hex(16)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

func (u *unpacker) event(r *receipt) {
	e := &r.Event
	e.Transaction, e.Attempt, e.Actor = u.id(), u.id(), "customer:"+u.id()
	e.Stream = "txn:" + e.Transaction
	e.Position = u.number(maxInteger)
	e.Time = timeOf(u.number(lastMicros))
	e.Salt, r.ResultSalt = u.hex(16), u.hex(16)
	e.PrevHash, e.Hash = hex.EncodeToString([]byte(u.sized())), u.hex(32)
}

// proof writes the proof as the file has it (c2sp.org/tlog-proof).
func (u *unpacker) proof() string {
	var b strings.Builder
	fmt.Fprintf(&b, "c2sp.org/tlog-proof@v1\nindex %d\n", u.number(maxInteger))
	size, root := u.number(maxInteger), u.take(32)
	for range u.count() {
		b.WriteString(base64.StdEncoding.EncodeToString(u.take(32)) + "\n")
	}
	origin := u.sized()
	fmt.Fprintf(&b, "\n%s\n%d\n%s\n\n", origin, size, base64.StdEncoding.EncodeToString(root))
	for range u.count() {
		name := u.sized()
		if name == "" {
			name = origin
		}
		fmt.Fprintf(&b, "— %s %s\n", name, base64.StdEncoding.EncodeToString([]byte(u.sized())))
	}
	return b.String()
}

// texts reads the values that the body has in hex, and then the texts, in which a byte 1
// stands for the next of these values.
func (u *unpacker) texts(r *receipt) {
	var values []string
	for range u.count() {
		values = append(values, u.hex(32))
	}
	texts := strings.Split(u.inflate(), "\x00")
	if u.failed || len(texts) != 3 || strings.Count(texts[2], "\x01") != len(values) {
		u.failed = true
		return
	}
	r.Document, r.Result = texts[0], texts[1]
	parts := strings.Split(texts[2], "\x01")
	for i, v := range values {
		parts[i] += v
	}
	r.Event.Body = strings.Join(parts, "")
}

// inflate reads all that is left, which must end where what was compressed ends.
func (u *unpacker) inflate() string {
	in := bytes.NewReader(u.rest)
	text, err := io.ReadAll(io.LimitReader(flate.NewReader(in), maxReceipt+1))
	u.failed = u.failed || err != nil || len(text) > maxReceipt || in.Len() > 0
	return string(text)
}
