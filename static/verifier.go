package static

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
)

// Verifier is the page that checks receipts. It is one file that needs nothing else, so that
// it can be kept, read and opened from a disk.
//
//go:embed verify.html
var Verifier []byte

// VerifierPolicy is the content security policy of the page: its own script and style, by
// their hashes, and nothing else. It may connect to nobody.
func VerifierPolicy() string {
	return fmt.Sprintf("default-src 'none'; script-src %s; style-src %s; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
		hashOf("script"), hashOf("style"))
}

// hashOf is the hash of what stands in an element, as a policy names it.
func hashOf(element string) string {
	_, rest, _ := bytes.Cut(Verifier, []byte("<"+element+">"))
	content, _, _ := bytes.Cut(rest, []byte("</"+element+">"))
	sum := sha256.Sum256(content)
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
