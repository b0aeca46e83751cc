package webhook

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"

	"takeed/internal/approval"
)

// The prefixes by which keys are recognised, by people and by scanners for leaked secrets.
const (
	secretPrefix  = "whsec_"
	signingPrefix = "whsk_"
	publicPrefix  = "whpk_"

	secretSize           = 32
	minSecret, maxSecret = 24, 64
)

// Key signs: a secret that the receiver holds, too (whsec_), or a signing key (whsk_), of which
// the receiver holds the public half. It does not print.
type Key struct{ text approval.Secret }

// NewSecret returns a fresh secret.
func NewSecret() Key {
	b := make([]byte, secretSize)
	_, _ = rand.Read(b) // never fails
	return encode(secretPrefix, b)
}

// NewSigningKey returns a fresh signing key.
func NewSigningKey() Key {
	_, private, _ := ed25519.GenerateKey(nil) // never fails
	return encode(signingPrefix, private)
}

func encode(prefix string, b []byte) Key {
	return Key{approval.SecretOf(prefix + base64.StdEncoding.EncodeToString(b))}
}

var errKey = errors.New("a key is whsec_ and 24 to 64 bytes in base64, or whsk_ and the 64 bytes of an Ed25519 key in base64")

// ParseKey reads what Reveal returned. The error does not quote it.
func ParseKey(text string) (Key, error) {
	k := Key{approval.SecretOf(text)}
	b := k.bytes()
	switch {
	case strings.HasPrefix(text, secretPrefix) && len(b) >= minSecret && len(b) <= maxSecret:
		return k, nil
	case k.isSigning() && len(b) == ed25519.PrivateKeySize && bytes.Equal(ed25519.NewKeyFromSeed(b[:ed25519.SeedSize]), b):
		return k, nil
	}
	return Key{}, errKey
}

// Reveal returns the key itself, for the receiver if it is a secret, and for storing.
func (k Key) Reveal() string { return k.text.Reveal() }

// Public is what the receiver of a signing key's signatures needs, whpk_…. It is empty for a
// secret.
func (k Key) Public() string {
	if !k.isSigning() {
		return ""
	}
	return publicPrefix + base64.StdEncoding.EncodeToString(k.bytes()[ed25519.SeedSize:])
}

// isSigning reports whether it is a signing key.
func (k Key) isSigning() bool { return strings.HasPrefix(k.Reveal(), signingPrefix) }

// bytes are nil if the base64 is not canonical.
func (k Key) bytes() []byte {
	_, text, _ := strings.Cut(k.Reveal(), "_")
	b, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || strings.ContainsAny(text, "\r\n") {
		return nil
	}
	return b
}

// Sign returns an entry of webhook-signature for bytes that are put together already; the
// function [Sign] does both.
func (k Key) Sign(message []byte) string {
	if k.isSigning() {
		return "v1a," + base64.StdEncoding.EncodeToString(ed25519.Sign(k.bytes(), message))
	}
	mac := hmac.New(sha256.New, k.bytes())
	mac.Write(message)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
