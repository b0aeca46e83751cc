package postgres

import (
	"encoding/json"
	"fmt"

	"takeed/internal/approval"
	"takeed/internal/keys"
	"takeed/internal/reading"
)

// The purposes of look-up hashes. They are part of what is stored: never change one.
const (
	purposeSubject    = "users.sub"
	PurposeEmiratesID = "users.idn"
	PurposeMobile     = "users.mobile"
	PurposeEmail      = "users.email"
	purposeCode       = "attempts.code"
	purposeClient     = "client"
	PurposeAccount    = "transactions.account"
	purposeStaff      = "staff.sub"
	purposeAttest     = "attestation"
)

func profileOf(person approval.ID) keys.Place {
	return keys.Place{Table: "users", Column: "profile", Row: string(person)}
}

func documentOf(transaction approval.ID) keys.Place {
	return keys.Place{Table: "transactions", Column: "document", Row: string(transaction)}
}

func handoverOf(attempt approval.ID) keys.Place {
	return keys.Place{Table: "attempts", Column: "handover", Row: string(attempt)}
}

// SealIdentity is the profile of a person as it is stored.
func SealIdentity(k *keys.Keyset, person approval.ID, i approval.Identity) ([]byte, error) {
	plain, err := json.Marshal(i)
	if err != nil {
		return nil, fmt.Errorf("write a profile: %w", err)
	}
	return k.Seal(profileOf(person), plain)
}

// AccountHashes are the hashes by which the accounts of a document are found; nil if it has
// none.
func AccountHashes(k *keys.Keyset, d approval.Document) ([][]byte, error) {
	var all [][]byte
	for _, iban := range d.Accounts() {
		mac, err := k.Lookup(PurposeAccount, iban)
		if err != nil {
			return nil, err
		}
		all = append(all, mac)
	}
	return all, nil
}

// SealDocument is the document of a transaction as it is stored.
func SealDocument(k *keys.Keyset, d approval.Document) ([]byte, error) {
	return k.Seal(documentOf(d.ID), d.Canonical())
}

func resultOf(transaction approval.ID) keys.Place {
	return keys.Place{Table: "transactions", Column: "result", Row: string(transaction)}
}

// SealResult is the result of a confirmed transaction as it is stored: the salt and the text.
func SealResult(k *keys.Keyset, transaction approval.ID, r approval.SaltedResult) ([]byte, error) {
	return k.Seal(resultOf(transaction), append(r.Salt[:], r.Text...))
}

// OpenConfirmed opens what a confirmed transaction keeps for its receipt. The document is the
// one that the digest is of.
func (db *DB) OpenConfirmed(transaction approval.ID, document []byte, digest approval.Digest, result []byte) (canonical []byte, r approval.SaltedResult, err error) {
	if canonical, _, err = db.openCanonical(transaction, document, digest); err != nil {
		return nil, r, err
	}
	plain, err := db.keys.Open(resultOf(transaction), result)
	if err != nil {
		return nil, r, err
	}
	r.Text = plain[copy(r.Salt[:], plain):]
	return canonical, r, nil
}

// OpenIdentity opens the profile of a person, as [SealIdentity] made it.
func (db *DB) OpenIdentity(person approval.ID, sealed []byte) (approval.Identity, error) {
	var i approval.Identity
	plain, err := db.keys.Open(profileOf(person), sealed)
	if err != nil {
		return i, err
	}
	if err := json.Unmarshal(plain, &i); err != nil {
		return i, fmt.Errorf("read a profile: %w", err)
	}
	return i, nil
}

// secrets are those of a hand-over, needed until the browser has come back.
type secrets struct{ state, verifier, nonce approval.Secret }

// sealedSecrets is the form in which they are sealed.
type sealedSecrets struct {
	State, Verifier string
	Nonce           string `json:",omitempty"`
}

func (db *DB) sealSecrets(at keys.Place, s secrets) ([]byte, error) {
	plain, err := json.Marshal(sealedSecrets{s.state.Reveal(), s.verifier.Reveal(), s.nonce.Reveal()})
	if err != nil {
		return nil, fmt.Errorf("write hand-over secrets: %w", err)
	}
	return db.keys.Seal(at, plain)
}

func (db *DB) openSecrets(at keys.Place, sealed []byte) (secrets, error) {
	plain, err := db.keys.Open(at, sealed)
	if err != nil {
		return secrets{}, err
	}
	var r sealedSecrets
	if err := json.Unmarshal(plain, &r); err != nil {
		return secrets{}, fmt.Errorf("read hand-over secrets: %w", err)
	}
	return secrets{approval.SecretOf(r.State), approval.SecretOf(r.Verifier), approval.SecretOf(r.Nonce)}, nil
}

// Hashes are the look-up hashes of an identity; a missing value has none. Mobile number
// and e-mail address are hashed in their normal forms, as they are searched for; subject
// and Emirates ID are hashed as they came.
type Hashes struct{ Subject, EmiratesID, Mobile, Email []byte }

// HashIdentity makes the look-up hashes of an identity.
func HashIdentity(k *keys.Keyset, i approval.Identity) (h Hashes, err error) {
	mobile, email := i.Mobile, i.Email
	if normal, ok := reading.Mobile(mobile); ok {
		mobile = normal
	}
	if normal, ok := reading.Email(email); ok {
		email = normal
	}
	for _, one := range []struct {
		into           *[]byte
		purpose, value string
	}{
		{&h.Subject, purposeSubject, i.Subject},
		{&h.EmiratesID, PurposeEmiratesID, i.EmiratesID},
		{&h.Mobile, PurposeMobile, mobile},
		{&h.Email, PurposeEmail, email},
	} {
		if *one.into, err = k.Lookup(one.purpose, one.value); err != nil {
			return Hashes{}, err
		}
	}
	return h, nil
}
