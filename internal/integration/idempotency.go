package integration

import (
	"crypto/sha256"
	"encoding/binary"
	"time"
)

// Call is a call that a client may repeat without repeating its effect
// (draft-ietf-httpapi-idempotency-key-header-07).
type Call struct {
	Client      string
	Key         string // 1 to 64 printable characters of ASCII
	Fingerprint [sha256.Size]byte
}

// Fingerprint is of everything that makes two calls the same.
func Fingerprint(client, method, path string, body []byte) [sha256.Size]byte {
	h := sha256.New()
	for _, part := range [][]byte{[]byte(method), []byte(path), []byte(client), body} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		h.Write(part)
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// Answer is what was answered to the first call, and is to each repetition.
type Answer struct {
	Status   int
	Body     []byte
	Replayed bool
}

// KeepKeys is how long a key is remembered.
const KeepKeys = 7 * 24 * time.Hour
