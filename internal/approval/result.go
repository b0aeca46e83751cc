package approval

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Result is who confirmed and how, as it stood when they did: what a receipt says beside the
// document. Later sign-ins may bring another name; a receipt keeps this one. In SQL: result,
// sealed, with its salt.
type Result struct {
	Identifier string `json:"identifier"` // the Emirates ID, masked; empty for visitors
	Method     string `json:"method"`
	Name       Text   `json:"name"`
	Status     State  `json:"status"`
}

// ByFace is the one method by which a transaction is confirmed.
const ByFace = "uaepass.face"

func resultOf(who Identity) Result {
	return Result{maskedEmiratesID(who.EmiratesID), ByFace, Text{EN: who.NameEN, AR: who.NameAR}, Confirmed}
}

// maskedEmiratesID leaves the country and the year of birth.
func maskedEmiratesID(id string) string {
	if len(id) != 15 {
		return ""
	}
	return id[:3] + "-" + id[3:7] + "-XXXXXXX-X"
}

// Canonical returns the bytes that are committed to and sealed: JSON with its keys in order.
func (r Result) Canonical() []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(r); err != nil {
		panic("approval: encode a result: " + err.Error()) // no type in it can fail
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// Salt is 16 random bytes that keep what is committed to from being guessed.
type Salt [16]byte

// NewSalt returns a salt that nobody knows.
func NewSalt() (s Salt) {
	_, _ = rand.Read(s[:])
	return s
}

// SaltedResult is the canonical form of a result with its salt. Commitment is what the event
// of the confirmation says of it.
type SaltedResult struct {
	Salt Salt
	Text []byte
}

// Commitment is SHA-256 over "takeed.result/v1", the salt and the text.
func (r SaltedResult) Commitment() Digest {
	h := sha256.New()
	h.Write([]byte("takeed.result/v1"))
	h.Write(r.Salt[:])
	h.Write(r.Text)
	return Digest(h.Sum(nil))
}

func (s Salt) String() string { return hex.EncodeToString(s[:]) }
