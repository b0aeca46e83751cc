package translog

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Keys are the signing keys of a log: one, or several while they are being changed. All sign,
// and a note is ours if one of them signed it.
type Keys struct {
	origin    string
	signers   []note.Signer
	verifiers note.Verifiers
	public    []string
}

const (
	maxKeys = 8
	maxNote = 64 << 10
)

var (
	errNoKey     = errors.New(`there is no key ("portal log key" prints a new one)`)
	errForeign   = errors.New("a key is of another log: its name must be the origin")
	errManyKeys  = fmt.Errorf("there are more than %d keys", maxKeys)
	errTwice     = errors.New("the same key is there twice")
	errKeyFormat = errors.New("a line is no key: PRIVATE+KEY+ORIGIN+…")
	errNote      = errors.New("this is no signed checkpoint of this log")
)

// GenerateKey makes a signing key, and the public key to verify with.
func GenerateKey(origin string) (secret, public string, err error) {
	if err := CheckOrigin(origin); err != nil {
		return "", "", err
	}
	return note.GenerateKey(rand.Reader, origin)
}

// ParseKeys reads signing keys, one a line. The errors quote none of them.
func ParseKeys(text, origin string) (*Keys, error) {
	if text == "" {
		return nil, errNoKey
	}
	k := &Keys{origin: origin}
	var verifiers []note.Verifier
	for line := range strings.SplitSeq(strings.TrimRight(text, "\r\n"), "\n") {
		signer, public, err := parseKey(strings.TrimSuffix(line, "\r"))
		switch {
		case err != nil:
			return nil, err
		case signer.Name() != origin:
			return nil, errForeign
		case slices.Contains(k.public, public):
			return nil, errTwice
		case len(k.public) == maxKeys:
			return nil, errManyKeys
		}
		verifier, err := note.NewVerifier(public)
		if err != nil {
			return nil, errKeyFormat
		}
		k.signers, k.public, verifiers = append(k.signers, signer), append(k.public, public), append(verifiers, verifier)
	}
	k.verifiers = note.VerifierList(verifiers...)
	return k, nil
}

// parseKey reads one key, in the form that golang.org/x/mod/sumdb/note writes:
// PRIVATE+KEY+name+id+base64(0x01, seed).
func parseKey(line string) (signer note.Signer, public string, err error) {
	signer, err = note.NewSigner(line)
	parts := strings.SplitN(line, "+", 5)
	if err != nil || len(parts) != 5 {
		return nil, "", errKeyFormat
	}
	seed, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(seed) != 1+ed25519.SeedSize {
		return nil, "", errKeyFormat
	}
	key := ed25519.NewKeyFromSeed(seed[1:]).Public().(ed25519.PublicKey)
	public, err = note.NewEd25519VerifierKey(signer.Name(), key)
	return signer, public, err
}

// Origin names the log.
func (k *Keys) Origin() string { return k.origin }

// Public are the keys to verify with ("vkeys"), in the order of the signing keys.
func (k *Keys) Public() []string { return slices.Clone(k.public) }

// Note says which keys the log has, and is signed by all of them: whoever knows an older one
// learns the newer ones from it. Its lines are takeed.keys/v1, the origin, and each key.
func (k *Keys) Note() ([]byte, error) {
	return k.SignText("takeed.keys/v1\n" + k.origin + "\n" + strings.Join(k.public, "\n") + "\n")
}

// Sign signs a checkpoint with every key.
func (k *Keys) Sign(c Checkpoint) ([]byte, error) {
	if c.Origin != k.origin {
		return nil, errForeign
	}
	return k.SignText(c.Text())
}

// SignText signs a text of lines, each with its newline, with every key.
func (k *Keys) SignText(text string) ([]byte, error) {
	signed, err := note.Sign(&note.Note{Text: text}, k.signers...)
	if err != nil {
		return nil, fmt.Errorf("sign for the log: %w", err)
	}
	return signed, nil
}

// Open verifies a signed checkpoint of this log: at least one of the keys signed it, and no
// signature by one of them is wrong.
func (k *Keys) Open(signed []byte) (Checkpoint, error) {
	if len(signed) > maxNote {
		return Checkpoint{}, errNote
	}
	n, err := note.Open(signed, k.verifiers)
	if err != nil {
		return Checkpoint{}, errNote
	}
	c, err := ParseCheckpoint(n.Text)
	if err != nil || c.Origin != k.origin {
		return Checkpoint{}, errNote
	}
	return c, nil
}
