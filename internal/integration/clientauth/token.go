package clientauth

import (
	"strings"

	"takeed/internal/approval"
)

// tokenPrefix tells a token from other secrets, for people and for scanners of repositories.
const tokenPrefix = "tat_"

// NewToken returns an access token: 256 random bits in base64url behind the prefix. Store its
// [approval.Secret.Hash], which covers the prefix too, and never the token.
func NewToken() approval.Secret {
	return approval.SecretOf(tokenPrefix + approval.NewSecret().Reveal())
}

// ReadToken takes what came in a request. Anything that NewToken cannot have made is not worth
// a look-up.
func ReadToken(text string) (approval.Secret, bool) {
	bits, ok := strings.CutPrefix(text, tokenPrefix)
	if !ok || !approval.SecretOf(bits).WellFormed() {
		return approval.Secret{}, false
	}
	return approval.SecretOf(text), true
}
