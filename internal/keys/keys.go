// Package keys seals personal data and makes it findable without storing it.
//
// Two keysets of Tink live in one JSON file outside the database, so that a stolen
// dump holds neither the data nor anything to guess it with:
//
//   - "encryption" (AES-256-GCM) seals a value for one table, column and row. A
//     ciphertext moved to another row does not open there.
//   - "lookup" (an HKDF-based pseudo-random function) turns a value into 32 bytes
//     to search by. An Emirates ID has so few possible values that a plain hash of
//     it is no protection; without this key there is nothing to try candidates on.
//     Each purpose has its own function, so equal values of different columns do
//     not give themselves away.
//
// Keys of the encryption keyset may be rotated with tinkey: old ciphertexts open as
// long as their key is in the file. The lookup keyset must keep its primary key,
// since what it made is stored and unique.
package keys

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Keyset is the opened file. It is safe for concurrent use.
type Keyset struct {
	encryption tink.AEAD
	lookup     *prf.Set
}

// Place is where a sealed value lives.
type Place struct{ Table, Column, Row string }

func (p Place) associatedData() []byte {
	return []byte(strings.Join([]string{"takeed/v1", p.Table, p.Column, p.Row}, "\x00"))
}

// file is the form on disk: two Tink keysets in Tink's own JSON, in clear. Protect
// it as what it is; a wrapped form belongs to whoever mounts it.
type file struct {
	Encryption json.RawMessage `json:"encryption"`
	Lookup     json.RawMessage `json:"lookup"`
}

// Generate returns a new keyset file.
func Generate() ([]byte, error) {
	encryption, err1 := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	lookup, err2 := keyset.NewHandle(prf.HKDFSHA256PRFKeyTemplate())
	if err := errors.Join(err1, err2); err != nil {
		return nil, fmt.Errorf("generate keys: %w", err)
	}
	var f file
	for handle, field := range map[*keyset.Handle]*json.RawMessage{encryption: &f.Encryption, lookup: &f.Lookup} {
		var b bytes.Buffer
		if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&b)); err != nil {
			return nil, fmt.Errorf("write a keyset: %w", err)
		}
		*field = b.Bytes()
	}
	return json.MarshalIndent(f, "", "  ")
}

// errUnreadable says nothing of what was read: it was meant to be secret.
var errUnreadable = errors.New(`not a keyset file: run "portal keyset" to make one`)

// Parse opens a keyset file.
func Parse(content []byte) (*Keyset, error) {
	var f file
	dec := json.NewDecoder(bytes.NewReader(content))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return nil, errUnreadable
	}
	if _, err := dec.Token(); err != io.EOF { // two files in one: which is meant?
		return nil, errUnreadable
	}
	encryption, err1 := open(f.Encryption)
	lookup, err2 := open(f.Lookup)
	if err1 != nil || err2 != nil {
		return nil, errUnreadable
	}
	k := new(Keyset)
	k.encryption, err1 = aead.New(encryption)
	k.lookup, err2 = prf.NewPRFSet(lookup)
	if err1 != nil || err2 != nil {
		return nil, errUnreadable
	}
	return k, nil
}

func open(content json.RawMessage) (*keyset.Handle, error) {
	return insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(content)))
}

// Seal encrypts a value for one place.
func (k *Keyset) Seal(at Place, plain []byte) ([]byte, error) {
	sealed, err := k.encryption.Encrypt(plain, at.associatedData())
	if err != nil {
		return nil, fmt.Errorf("seal %s.%s: %w", at.Table, at.Column, err)
	}
	return sealed, nil
}

// Open decrypts what was sealed for the same place.
func (k *Keyset) Open(at Place, sealed []byte) ([]byte, error) {
	plain, err := k.encryption.Decrypt(sealed, at.associatedData())
	if err != nil {
		return nil, fmt.Errorf("open %s.%s: %w", at.Table, at.Column, err)
	}
	return plain, nil
}

// Lookup returns the 32 bytes that a value is found by, for one purpose. An empty
// value has none: nil, which a database column holds as NULL and which equals
// nothing.
func (k *Keyset) Lookup(purpose, value string) ([]byte, error) {
	if value == "" {
		return nil, nil
	}
	mac, err := k.lookup.ComputePrimaryPRF([]byte("takeed/v1\x00"+purpose+"\x00"+value), 32)
	if err != nil {
		return nil, fmt.Errorf("look-up hash for %s: %w", purpose, err)
	}
	return mac, nil
}
