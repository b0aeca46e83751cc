package main

import (
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// statement is what the code on a printed receipt says, by the word of the key's holder: that
// a document of this digest was confirmed then. It neither shows the document nor proves that
// the log has the event.
type statement struct {
	Digest    string `json:"digest"`
	CheckCode string `json:"check_code"`
	Time      string `json:"time"`
	Origin    string `json:"origin"`
	Index     int64  `json:"index"`
}

// paperCode is a code as it is printed. The log's name is not in it: that of the key is.
type paperCode struct {
	keyID     uint32
	index     uint64
	digest    []byte
	micros    uint64 // since 1970
	signature []byte
}

// verifyStatement takes a code. A policy about witnesses does not apply: none of them signs
// statements.
func verifyStatement(code string, t trust) verdict {
	c, ok := readCode(code)
	if !ok {
		return verdict{Kind: "statement", Step: "format"}
	}
	s := &statement{hex.EncodeToString(c.digest), checkCode(c.digest), timeOf(int64(c.micros)), t.keys[0].name, int64(c.index)}
	text := fmt.Sprintf("takeed.statement/v1\n%s\n%d\n%s\nconfirmed\n%s\n", s.Origin, s.Index, s.Digest, s.Time)
	if !t.vouches(s.Origin, signedText{text, []signature{{s.Origin, c.keyID, c.signature}}}) {
		return verdict{Kind: "statement", Step: "signature"}
	}
	return verdict{Kind: "statement", OK: true, Statement: s}
}

var codeForm = regexp.MustCompile(`^[A-Z2-7]{188}$`)

// lastMicros is the last microsecond of the year 9999: later times have no form.
const lastMicros = 253_402_300_799_999_999

// codeIn is the code in an input that may be the address that has it behind a #.
func codeIn(input string) string {
	code := strings.Trim(input, " \t\r\n")
	if _, behind, found := strings.Cut(code, "#"); found {
		return behind
	}
	return code
}

func readCode(code string) (c paperCode, ok bool) {
	b, ok := decode32(code)
	if !codeForm.MatchString(code) || !ok || b[0] != 1 {
		return c, false
	}
	c = paperCode{binary.BigEndian.Uint32(b[1:]), binary.BigEndian.Uint64(b[5:]), b[13:45], binary.BigEndian.Uint64(b[45:]), b[53:]}
	return c, c.index <= maxInteger && c.micros <= lastMicros
}

// decode32 accepts one spelling of each code.
func decode32(code string) ([]byte, bool) {
	base := base32.StdEncoding.WithPadding(base32.NoPadding)
	b, err := base.DecodeString(code)
	return b, err == nil && base.EncodeToString(b) == code
}

// timeOf is a time of so many microseconds since 1970.
func timeOf(micros int64) string { return time.UnixMicro(micros).UTC().Format(timeForm) }
