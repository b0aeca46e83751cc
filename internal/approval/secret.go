package approval

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"log/slog"
)

// Secret is a value that must never be printed: a state, an authorization code,
// a code verifier, an access token, the secret of a cookie. Its text comes out by
// [Secret.Reveal] alone; every printing verb, log handler and encoder sees a
// placeholder. It is held by pointer because package fmt looks through unexported
// fields of others without asking for methods, but not through pointers in them.
type Secret struct{ text *string }

// Hash is SHA-256 of a secret of at least 256 random bits. For such input a plain
// hash is enough: there is nothing to guess.
type Hash [sha256.Size]byte

// NewSecret returns 256 random bits as 43 characters of base64url.
func NewSecret() Secret {
	var b [32]byte
	_, _ = rand.Read(b[:])
	return SecretOf(base64.RawURLEncoding.EncodeToString(b[:]))
}

// SecretOf wraps a value that came from outside.
func SecretOf(text string) Secret { return Secret{&text} }

// Reveal returns the text itself. Call it where the value leaves the program.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Empty reports whether there is no value at all.
func (s Secret) Empty() bool { return s.Reveal() == "" }

// Hash is what is stored and looked up instead of the secret.
func (s Secret) Hash() Hash { return sha256.Sum256([]byte(s.Reveal())) }

// HashesTo reports in constant time whether s is the secret behind h. An empty
// secret is behind nothing.
func (s Secret) HashesTo(h Hash) bool {
	got := s.Hash()
	return !s.Empty() && subtle.ConstantTimeCompare(got[:], h[:]) == 1
}

// WellFormed reports whether s has the shape of NewSecret's result; anything else
// that claims to be one of ours need not be looked up.
func (s Secret) WellFormed() bool {
	b, err := base64.RawURLEncoding.Strict().DecodeString(s.Reveal())
	return err == nil && len(s.Reveal()) == 43 && len(b) == 32
}

const redactedText = "[secret]"

// Format implements fmt.Formatter for every verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redactedText)) }

// String, LogValue and MarshalText are for callers that do not go through Format.
func (Secret) String() string               { return redactedText }
func (Secret) LogValue() slog.Value         { return slog.StringValue(redactedText) }
func (Secret) MarshalText() ([]byte, error) { return []byte(redactedText), nil }
