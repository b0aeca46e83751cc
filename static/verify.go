package static

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"net/http"
	"time"
)

//go:embed verify.html
var verifyPage []byte

// verifyPolicy lets the page run its one script and use its one style, which it names by
// their hashes, and nothing else: what is typed there cannot be sent anywhere.
var verifyPolicy = "default-src 'none'; script-src " + hashOf("script") + "; style-src " + hashOf("style") + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// hashOf is the source expression for the content of an element of the page.
func hashOf(element string) string {
	_, rest, _ := bytes.Cut(verifyPage, []byte("<"+element+">"))
	content, _, _ := bytes.Cut(rest, []byte("</"+element+">"))
	sum := sha256.Sum256(content)
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// Verifier is the page that verifies receipts, as a file to hand out.
func Verifier() []byte { return bytes.Clone(verifyPage) }

// ServeVerify serves the page that verifies receipts in the browser: the same bytes as the
// file, in every language, so that the saved page can be compared with the source.
func ServeVerify(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", verifyPolicy)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(verifyPage))
}
