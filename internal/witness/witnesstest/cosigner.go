package witnesstest

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// Cosigner is the key of a witness. It signs whatever a test wants, and is written after
// https://c2sp.org/tlog-cosignature, not after the library that the programs use.
type Cosigner struct {
	Name, VKey, SKey string

	id      []byte
	private ed25519.PrivateKey
}

func NewCosigner(t testing.TB, name string) *Cosigner {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	material := append([]byte{0x04}, public...)
	id := sha256.Sum256(slices.Concat([]byte(name+"\n"), material))
	c := &Cosigner{Name: name, id: id[:4], private: private}
	c.VKey = fmt.Sprintf("%s+%x+%s", name, c.id, encode(material))
	c.SKey = fmt.Sprintf("PRIVATE+KEY+%s+%x+%s", name, c.id, encode(append([]byte{0x04}, private.Seed()...)))
	return c
}

// Cosign returns the line of a cosignature of a signed checkpoint.
func (c *Cosigner) Cosign(checkpoint string, at time.Time) string {
	text, _, _ := strings.Cut(checkpoint, "\n\n")
	return c.CosignText(text+"\n", at)
}

// CosignText signs any text.
func (c *Cosigner) CosignText(text string, at time.Time) string {
	signature := ed25519.Sign(c.private, fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", at.Unix(), text))
	blob := slices.Concat(c.id, binary.BigEndian.AppendUint64(nil, uint64(at.Unix())), signature)
	return fmt.Sprintf("— %s %s\n", c.Name, encode(blob))
}

func encode(b []byte) string { return base64.StdEncoding.EncodeToString(b) }
