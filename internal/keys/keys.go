// Package keys seals personal data and makes it findable without storing it.
//
// Two keysets of Tink live in one JSON file outside the database, so that a stolen
// dump holds neither the data nor anything to guess it with:
//
//   - "encryption" (AES-256-GCM) seals a value for one table, column and row. A
//     ciphertext moved to another row does not open there.
//   - "lookup" (an HKDF-based pseudo-random function) turns a value into 32 bytes
//     to search by. An Emirates ID has so few possible values that a plain hash of
//     it is no protection; without this key an attacker cannot try them out.
//     Each purpose has its own function, so equal values of different columns do
//     not give themselves away.
//
// The sealing keys change while portals serve, in steps. Each step is rolled out to every
// portal before the next, so that no portal meets a key that it does not have:
//
//  1. [Add] ("portal keyset add"): a new key, which opens and does not seal yet.
//  2. [Rotate] ("portal keyset rotate"): the new key seals from now on.
//  3. "portal reseal": what the old keys sealed is sealed anew, until nothing is left.
//  4. [Drop] ("portal keyset drop"): the old keys go. A portal that starts with such a file
//     too early refuses to serve, and is not ready: the mark that the database keeps of its
//     keyset is resealed last of all.
//
// The lookup key does not change: what it made is stored, unique and compared by the
// database, and a portal with another one is refused by the mark. There is no command for
// it. This is the plan, in versions of the program, each rolled out before the next:
//
//  1. The file gets a member "lookup_next", which older versions refuse to read, so the
//     version that knows it goes first and the file second. Every table with a hash gets a
//     second column beside it (sub_mac_next and so on), empty, with the same unique
//     indexes. All code that writes a hash writes both; all code that searches uses the old
//     one, so portals of this version and of the one before find the same people.
//  2. A command like reseal opens each profile and fills the second column, in batches, until
//     none is empty; then it becomes NOT NULL. Attempts are not opened: their hashes compare
//     an answer with what was enrolled minutes before, so those of attempts that have ended
//     stay under the old key, with the number of the key beside them, and INV-03 compares
//     within one key. Codes live ten seconds and counts of addresses minutes: a day with both
//     is enough. Members of staff are found by issuer and subject, which no profile holds:
//     their column is filled at their next sign-in, and a member who has not signed in before
//     step 4 becomes a new member then.
//  3. The next version searches by the second column and still writes both, so that it and
//     the one before can serve side by side. The mark gets the second hash.
//  4. The last version writes the second column only; the first columns and the old key go.
//
// Neither a person nor a session is lost on the way, and every step but the last can be
// undone.
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
	prefix     []byte // of what the primary key has sealed
	lookup     *prf.Set
}

// Place is where a sealed value lives.
type Place struct{ Table, Column, Row string }

func (p Place) associatedData() []byte {
	return []byte(strings.Join([]string{"takeed/v1", p.Table, p.Column, p.Row}, "\x00"))
}

// file is the form on disk: two Tink keysets in Tink's own JSON, in clear. Protect it
// accordingly; encrypting it at rest is up to the operator who mounts it.
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

// errUnreadable quotes nothing of what was read, which may be secret.
var errUnreadable = errors.New(`not a keyset file: run "portal keyset" to make one`)

// Parse opens a keyset file.
func Parse(content []byte) (*Keyset, error) {
	var f file
	dec := json.NewDecoder(bytes.NewReader(content))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return nil, errUnreadable
	}
	if _, err := dec.Token(); err != io.EOF { // two files in one: which is meant is not known
		return nil, errUnreadable
	}
	encryption, err1 := open(f.Encryption)
	lookup, err2 := open(f.Lookup)
	if err1 != nil || err2 != nil {
		return nil, errUnreadable
	}
	k := &Keyset{prefix: prefixOf(encryption)}
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

// Lookup returns the 32 bytes that a value is found by, for one purpose. For an empty
// value it returns nil, which a database column holds as NULL and which equals nothing.
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
