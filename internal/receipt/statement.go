package receipt

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"takeed/internal/approval"
	"takeed/internal/translog"
)

// Statement is a signed statement that a digest was confirmed.
type Statement struct {
	Index     int64
	Digest    approval.Digest
	At        time.Time
	signature []byte // key id and signature
}

// text is what is signed.
func (s Statement) text(origin string) string {
	return fmt.Sprintf("takeed.statement/v1\n%s\n%d\n%s\nconfirmed\n%s\n", origin, s.Index, s.Digest, s.At.UTC().Format(timeFormat))
}

// Sign signs a statement with the first key of the log.
func Sign(k *translog.Keys, index int64, digest approval.Digest, at time.Time) (Statement, error) {
	s := Statement{Index: index, Digest: digest, At: at}
	signed, err := k.SignText(s.text(k.Origin()))
	if err != nil {
		return s, err
	}
	_, signatures, _ := strings.Cut(string(signed), "\n\n")
	first, _, _ := strings.Cut(signatures, "\n")
	encoded := strings.TrimPrefix(first, "— "+k.Origin()+" ")
	if s.signature, err = base64.StdEncoding.DecodeString(encoded); err != nil || len(s.signature) != 4+64 {
		return s, errors.New("the note has no signature that fits into a code")
	}
	return s, nil
}

// Code is the statement in the letters of a code on paper: base 32 of a byte 1, the key id (4
// bytes), the index (8), the digest (32), the time in microseconds since 1970 (8) and the
// signature (64).
func (s Statement) Code() string {
	if len(s.signature) != 4+64 {
		return ""
	}
	b := append([]byte{1}, s.signature[:4]...)
	b = binary.BigEndian.AppendUint64(b, uint64(s.Index))
	b = append(b, s.Digest[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(s.At.UnixMicro()))
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(append(b, s.signature[4:]...))
}
