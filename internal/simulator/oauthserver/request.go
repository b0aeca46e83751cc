package oauthserver

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
)

// The longest query and body that are read.
const (
	MaxQuery = 8192
	MaxBody  = 64 << 10
)

// Only returns the value of a parameter that occurs exactly once, and "" otherwise.
func Only(q url.Values, name string) string {
	if len(q[name]) != 1 {
		return ""
	}
	return q[name][0]
}

// AcceptableChallenge allows no PKCE, or PKCE with S256 (RFC 7636).
func AcceptableChallenge(q url.Values) bool {
	challenge, method := q.Get("code_challenge"), q.Get("code_challenge_method")
	if challenge == "" && method == "" {
		return true
	}
	digest, err := base64.RawURLEncoding.Strict().DecodeString(challenge)
	return method == "S256" && err == nil && len(digest) == 32
}

// Verifies reports whether a verifier belongs to a challenge.
func Verifies(challenge, verifier string) bool {
	digest := sha256.Sum256([]byte(verifier))
	shown := base64.RawURLEncoding.EncodeToString(digest[:])
	return subtle.ConstantTimeCompare([]byte(shown), []byte(challenge)) == 1
}

// Bearer is the access token of a request, empty if it has none.
func Bearer(r *http.Request) string {
	scheme, value, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return value
}
