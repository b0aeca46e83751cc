package webhook

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"takeed/internal/approval"
)

// Keys are those of one endpoint: a secret and a signing key, and for a while after a rotation
// the two before. Marshalled, they are in clear text, for a store that seals them; nothing else
// prints them.
type Keys struct {
	Secret, Signing Key

	secretBefore, signingBefore Key
	until                       time.Time
}

// NewKeys returns fresh ones.
func NewKeys() Keys { return Keys{Secret: NewSecret(), Signing: NewSigningKey()} }

// Rotate returns fresh keys. The present ones go on signing until a moment: one that is past if
// they are in wrong hands.
func (k Keys) Rotate(until time.Time) Keys {
	fresh := NewKeys()
	fresh.secretBefore, fresh.signingBefore, fresh.until = k.Secret, k.Signing, until
	return fresh
}

// Public is the public half of the present signing key.
func (k Keys) Public() string { return k.Signing.Public() }

// At are the keys that sign at a moment.
func (k Keys) At(now time.Time) []Key {
	if now.Before(k.until) {
		return []Key{k.Signing, k.Secret, k.signingBefore, k.secretBefore}
	}
	return []Key{k.Signing, k.Secret}
}

// storedKeys is what the store seals.
type storedKeys struct {
	Secret        string    `json:"secret"`
	Signing       string    `json:"signing"`
	SecretBefore  string    `json:"secret_before,omitempty"`
	SigningBefore string    `json:"signing_before,omitempty"`
	Until         time.Time `json:"until,omitzero"`
}

func (k Keys) MarshalJSON() ([]byte, error) {
	if k.Secret.text.Empty() || k.Signing.text.Empty() {
		return nil, errors.New("the keys of an endpoint are missing")
	}
	return json.Marshal(storedKeys{k.Secret.Reveal(), k.Signing.Reveal(), k.secretBefore.Reveal(), k.signingBefore.Reveal(), k.until})
}

// UnmarshalJSON refuses keys of which one could not sign.
func (k *Keys) UnmarshalJSON(b []byte) error {
	var s storedKeys
	if err := json.Unmarshal(b, &s); err != nil {
		return errors.New("the keys of an endpoint are not JSON")
	}
	read := Keys{until: s.Until}
	var faults [4]error
	read.Secret, faults[0] = ParseKey(s.Secret)
	read.Signing, faults[1] = ParseKey(s.Signing)
	if !s.Until.IsZero() {
		read.secretBefore, faults[2] = ParseKey(s.SecretBefore)
		read.signingBefore, faults[3] = ParseKey(s.SigningBefore)
	}
	if err := errors.Join(faults[:]...); err != nil {
		return err
	}
	*k = read
	return nil
}

// Format and LogValue keep them out of texts and logs.
func (Keys) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, approval.Secret{}) }
func (Keys) LogValue() slog.Value       { return approval.Secret{}.LogValue() }
