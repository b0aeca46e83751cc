package clientauth

import (
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Bounds of the times of an assertion.
const (
	maxLifetime = 120 * time.Second
	maxAhead    = 10 * time.Second // how far a client's clock may be ahead of ours
)

// algorithms are the ones that FAPI 2.0 allows.
var algorithms = []jose.SignatureAlgorithm{jose.PS256, jose.ES256, jose.EdDSA}

// signed is an assertion that was read and not yet verified. Nothing in it may be believed.
type signed struct {
	text      string
	algorithm string
	keyID     string // empty if the header has none
	claims    claims
}

type claims struct {
	client, jti string
	expires     time.Time
}

// readSigned reads an assertion and checks all that does not depend on the client's key.
func (v *Verifier) readSigned(text string) (signed, error) {
	s := signed{text: text}
	parts := strings.Split(text, ".")
	if len(parts) != 3 || parts[2] == "" {
		return s, refuse(AssertionForm)
	}
	header, headerOK := decode(parts[0])
	payload, payloadOK := decode(parts[1])
	if _, signatureOK := decode(parts[2]); !headerOK || !payloadOK || !signatureOK {
		return s, refuse(AssertionForm)
	}
	if err := s.readHeader(header); err != nil {
		return s, err
	}
	return s, v.readClaims(&s.claims, payload)
}

// refusedInHeader are members that bring a key along, or that change what the rest means.
var refusedInHeader = []string{"jwk", "jku", "x5c", "x5u", "crit", "b64", "enc", "zip", "cty"}

func (s *signed) readHeader(document []byte) error {
	header, err := readObject(document)
	if err != nil {
		return refuse(HeaderMalformed)
	}
	s.algorithm, s.keyID = header.text("alg"), header.identifier("kid")
	typ := header.text("typ")
	switch {
	case header.has(refusedInHeader...):
		return refuse(HeaderRefused)
	case !slices.Contains(algorithms, jose.SignatureAlgorithm(s.algorithm)):
		return refuse(Algorithm)
	case header.has("typ") && typ != "JWT" && typ != "client-authentication+jwt":
		return refuse(Type)
	case header.has("kid") && s.keyID == "":
		return refuse(KeyIDMalformed)
	}
	return nil
}

func (v *Verifier) readClaims(c *claims, document []byte) error {
	all, err := readObject(document)
	if err != nil {
		return refuse(ClaimsMalformed)
	}
	c.client, c.jti = all.identifier("sub"), all.identifier("jti")
	switch {
	case c.client == "" || all.text("iss") != c.client:
		return refuse(Subject)
	case all.text("aud") != v.issuer:
		return refuse(Audience)
	case c.jti == "":
		return refuse(AssertionID)
	}
	return v.readTimes(c, all)
}

func (v *Verifier) readTimes(c *claims, all object) error {
	expires, hasExpiry := all.seconds("exp")
	issued, hasIssue := all.seconds("iat")
	begins, hasBegin := all.seconds("nbf")
	now := v.now()
	c.expires = expires
	switch {
	case !hasExpiry || !hasIssue || all.has("nbf") && !hasBegin || expires.Before(issued):
		return refuse(TimesMalformed)
	case !now.Before(expires):
		return refuse(Expired)
	case issued.After(now.Add(maxAhead)) || begins.After(now.Add(maxAhead)):
		return refuse(NotYetValid)
	case expires.Sub(issued) > maxLifetime:
		return refuse(Lifetime)
	}
	return nil
}
