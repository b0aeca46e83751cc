package clientauth

import (
	"encoding/json"
	"errors"
	"fmt"
)

// Bounds of a key document.
const (
	maxDocument = 64 << 10
	maxKeys     = 16
)

// Keys are the public keys of one client.
type Keys []Key

// Key is one of them.
type Key struct {
	ID         string // "kid"; empty if the only key has none
	Algorithm  string // the one that it verifies: PS256, ES256 or EdDSA
	Thumbprint string // RFC 7638 with SHA-256, in base64url: to compare with what the client says

	public any // *rsa.PublicKey, *ecdsa.PublicKey or ed25519.PublicKey
}

// ParseKeys reads a JWK set. It reports all faults at once, as sentences joined by line breaks
// for whoever registers the client. They quote no value of a key.
func ParseKeys(document []byte) (Keys, error) {
	if len(document) > maxDocument {
		return nil, errors.New("the key document has more than 64 kB")
	}
	set, err := readObject(document)
	if err != nil {
		return nil, fmt.Errorf("the key document %w", err)
	}
	list, err := keyList(set)
	if err != nil {
		return nil, err
	}
	var keys Keys
	var faults []error
	for i, raw := range list {
		key, wrong := readKey(raw)
		for _, err := range wrong {
			faults = append(faults, fmt.Errorf("key %d %w", i+1, err))
		}
		keys = append(keys, key)
	}
	if faults = append(faults, keys.idFaults()...); len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return keys, nil
}

// keyList returns the keys of a set, not yet read.
func keyList(set object) ([]json.RawMessage, error) {
	var list []json.RawMessage
	switch {
	case set.has(private...):
		return nil, fmt.Errorf("the key document %w", privateFault(set))
	case set.has("kty"):
		return nil, errors.New(`the key document is a single key; a set is wanted: {"keys": [ … ]}`)
	case json.Unmarshal(set["keys"], &list) != nil || len(list) == 0:
		return nil, errors.New(`the key document has no list "keys" with a key in it`)
	case len(list) > maxKeys:
		return nil, fmt.Errorf("the key document has %d keys; %d are allowed", len(list), maxKeys)
	}
	return list, nil
}

// idFaults are what is wrong with the identifiers together. One key needs none; of several each
// needs its own, or a signature would be tried with one after the other. One that is malformed
// counts as absent, which is reported beside its own fault.
func (k Keys) idFaults() (faults []error) {
	seen := map[string]int{}
	for i, key := range k {
		switch first := seen[key.ID]; {
		case key.ID == "" && len(k) > 1:
			faults = append(faults, fmt.Errorf("key %d has no usable kid, and there are several keys", i+1))
		case first > 0:
			faults = append(faults, fmt.Errorf("key %d has the same kid as key %d", i+1, first))
		default:
			seen[key.ID] = i + 1
		}
	}
	return faults
}

// named returns the key with exactly this identifier. No identifier means the only key.
func (k Keys) named(id string) (Key, bool) {
	if id == "" && len(k) == 1 {
		return k[0], true
	}
	for _, key := range k {
		if id != "" && key.ID == id {
			return key, true
		}
	}
	return Key{}, false
}
