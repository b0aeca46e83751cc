package postgrestest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Dump is the output of pg_dump, in lower case. Bytes appear as hex, so a value that was
// stored as bytes is found by its hex.
func (d *Database) Dump(t testing.TB) string {
	t.Helper()
	program, err := exec.LookPath("pg_dump")
	if err != nil && os.Getenv("CI") == "" {
		t.Skip("pg_dump is not installed")
	}
	must(t, err)
	text, err := exec.CommandContext(t.Context(), program, "--dbname", d.Owner).Output()
	must(t, err)
	return strings.ToLower(string(text))
}

// Spellings are the ways in which a value could lie in the dump: as it is, and in the
// encodings and the plain hash that a careless programmer would use; each as text and as
// bytes. A plain hash does not hide a value that can be guessed.
func Spellings(value string) map[string]string {
	hash := sha256.Sum256([]byte(value))
	spelled := map[string]string{
		"clear": value, "hex": hex.EncodeToString([]byte(value)),
		"base64":               strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(value)), "="),
		"base64url":            base64.RawURLEncoding.EncodeToString([]byte(value)),
		"SHA-256":              hex.EncodeToString(hash[:]),
		"SHA-256 in base64":    strings.TrimRight(base64.StdEncoding.EncodeToString(hash[:]), "="),
		"SHA-256 in base64url": base64.RawURLEncoding.EncodeToString(hash[:]),
	}
	for name, s := range spelled {
		spelled[name] = strings.ToLower(s)
		spelled[name+", as bytes"] = hex.EncodeToString([]byte(s))
	}
	return spelled
}

// HiddenIn fails if a value is in the dump. Secrets of 256 random bits may be there as
// their plain hash, by which they are looked up.
func HiddenIn(t testing.TB, dump, what, value string, mayHash bool) {
	t.Helper()
	for name, s := range Spellings(value) {
		if mayHash && strings.HasPrefix(name, "SHA-256") {
			continue
		}
		if strings.Contains(dump, s) {
			t.Errorf("%s is in the database: %s", what, name)
		}
	}
}
