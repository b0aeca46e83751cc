package clientauth_test

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"strings"

	"takeed/internal/integration/clientauth"
)

// rawHeader replaces the whole header.
func rawHeader(text string) change { return func(a *try) { a.headerText = text } }

var headerAttacks = []attack{
	{"a header that is a list", rawHeader(`["ES256"]`), badClient, clientauth.HeaderMalformed},
	{"a header that is null", rawHeader(`null`), badClient, clientauth.HeaderMalformed},
	{"a header with a tail", rawHeader(`{"alg":"ES256","kid":"es"} {}`), badClient, clientauth.HeaderMalformed},
	{"a header with a mark before it", rawHeader("\ufeff" + `{"alg":"ES256","kid":"es"}`), badClient, clientauth.HeaderMalformed},
	{"a header that is not UTF-8", rawHeader(`{"alg":"ES256","kid":"es","x":"` + "\xff" + `"}`), badClient, clientauth.HeaderMalformed},
	{"two algorithms", rawHeader(`{"alg":"none","alg":"ES256","kid":"es"}`), badClient, clientauth.HeaderMalformed},
	{"two kids, one escaped", rawHeader(`{"alg":"ES256","kid":"ed","\u006bid":"es"}`), badClient, clientauth.HeaderMalformed},
	{"a header that nests", rawHeader(`{"alg":"ES256","kid":"es","x":` + strings.Repeat("[", 16) + strings.Repeat("]", 16) + `}`), badClient, clientauth.HeaderMalformed},
	{"an own key", func(a *try) { a.key = other.ec; a.header["jwk"] = other.ec.jwk("es") }, badClient, clientauth.HeaderRefused},
	{"an own key, and no kid", func(a *try) { a.key = other.ec; a.header["jwk"] = other.ec.jwk(""); delete(a.header, "kid") }, badClient, clientauth.HeaderRefused},
	{"our key, embedded", func(a *try) { a.header["jwk"] = hub.ec.jwk("es") }, badClient, clientauth.HeaderRefused},
	{"an own key set", header("jku", `"https://evil.example/jwks"`), badClient, clientauth.HeaderRefused},
	{"an own certificate", header("x5c", `["MIIB"]`), badClient, clientauth.HeaderRefused},
	{"an own certificate elsewhere", header("x5u", `"https://evil.example/c.pem"`), badClient, clientauth.HeaderRefused},
	{"x5u that is null", header("x5u", `null`), badClient, clientauth.HeaderRefused},
	{"a critical extension", header("crit", `["exp"]`), badClient, clientauth.HeaderRefused},
	{"no critical extension", header("crit", `[]`), badClient, clientauth.HeaderRefused},
	{"an unencoded payload", all(header("b64", `false`), header("crit", `["b64"]`)), badClient, clientauth.HeaderRefused},
	{"b64 that changes nothing", header("b64", `true`), badClient, clientauth.HeaderRefused},
	{"compressed", header("zip", `"DEF"`), badClient, clientauth.HeaderRefused},
	{"encrypted by its header", header("enc", `"A256GCM"`), badClient, clientauth.HeaderRefused},
	{"nested", header("cty", `"JWT"`), badClient, clientauth.HeaderRefused},
	{"an access token", header("typ", `"at+jwt"`), badClient, clientauth.Type},
	{"a proof of possession", header("typ", `"dpop+jwt"`), badClient, clientauth.Type},
	{"typ in small letters", header("typ", `"jwt"`), badClient, clientauth.Type},
	{"typ that is a number", header("typ", `1`), badClient, clientauth.Type},
	{"typ that is null", header("typ", `null`), badClient, clientauth.Type},
	{"typ that is empty", header("typ", `""`), badClient, clientauth.Type},
	{"kid that is a number", header("kid", `1`), badClient, clientauth.KeyIDMalformed},
	{"kid that is null", header("kid", `null`), badClient, clientauth.KeyIDMalformed},
	{"kid that is empty", header("kid", `""`), badClient, clientauth.KeyIDMalformed},
	{"kid that is a list", header("kid", `["es"]`), badClient, clientauth.KeyIDMalformed},
	{"kid with a NUL", header("kid", `"es\u0000"`), badClient, clientauth.KeyIDMalformed},
	{"kid of 129", header("kid", quote(strings.Repeat("k", 129))), badClient, clientauth.KeyIDMalformed},
	{"kid that is a statement", header("kid", `"x' union select 'key"`), badClient, clientauth.KeyIDMalformed},
	{"kid that is a file", header("kid", `"../../../../dev/null"`), badClient, clientauth.KeyUnknown},
	{"kid that is an address", header("kid", `"https://evil.example/jwks"`), badClient, clientauth.KeyUnknown},
	{"kid in capitals", header("kid", `"ES"`), badClient, clientauth.KeyUnknown},
	{"kid that another begins with", header("kid", `"e"`), badClient, clientauth.KeyUnknown},
	{"no kid, of several keys", header("kid", ""), badClient, clientauth.KeyUnknown},
}

// alg names another algorithm, and signs with key.
func alg(name string, key signer) change { return all(header("alg", quote(name)), by(key)) }

// publicPEM is the file in which most people keep an RSA key: the classic secret of an attacker
// who makes a verifier take a public key for a shared one.
func publicPEM(s signer) string {
	key := s.private.(*rsa.PrivateKey)
	der := must(x509.MarshalPKIXPublicKey(&key.PublicKey))
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

func modulus(s signer) string { return string(s.private.(*rsa.PrivateKey).N.Bytes()) }

var algorithmAttacks = []attack{
	{"alg none", alg("none", withBytes([]byte{0})), badClient, clientauth.Algorithm},
	{"alg None", alg("None", withBytes([]byte{0})), badClient, clientauth.Algorithm},
	{"alg NONE", alg("NONE", hub.ec), badClient, clientauth.Algorithm},
	{"no alg", header("alg", ""), badClient, clientauth.Algorithm},
	{"an empty alg", header("alg", `""`), badClient, clientauth.Algorithm},
	{"alg that is null", header("alg", `null`), badClient, clientauth.Algorithm},
	{"alg that is a number", header("alg", `256`), badClient, clientauth.Algorithm},
	{"alg that is a list", header("alg", `["ES256"]`), badClient, clientauth.Algorithm},
	{"alg in small letters", header("alg", `"es256"`), badClient, clientauth.Algorithm},
	{"alg with a space", header("alg", `"ES256 "`), badClient, clientauth.Algorithm},
	{"the RSA key as a secret", all(header("kid", `"ps"`), alg("HS256", withSecret(publicPEM(hub.rsa)))), badClient, clientauth.Algorithm},
	{"the modulus as a secret", all(header("kid", `"ps"`), alg("HS256", withSecret(modulus(hub.rsa)))), badClient, clientauth.Algorithm},
	{"the JWK as a secret", alg("HS256", withSecret(hub.ec.jwk("es"))), badClient, clientauth.Algorithm},
	{"an empty secret", alg("HS256", withSecret("")), badClient, clientauth.Algorithm},
	{"HS384", alg("HS384", withSecret("x")), badClient, clientauth.Algorithm},
	{"HS512", alg("HS512", withSecret("x")), badClient, clientauth.Algorithm},
	{"the RSA key as a secret of PS256", all(header("kid", `"ps"`), alg("PS256", withSecret(publicPEM(hub.rsa)))), badClient, clientauth.SignatureWrong},
	{"RS256 of the right key", all(header("kid", `"ps"`), alg("RS256", pkcs1(hub.rsa))), badClient, clientauth.Algorithm},
	{"RS256 that is called PS256", all(header("kid", `"ps"`), alg("PS256", pkcs1(hub.rsa))), badClient, clientauth.SignatureWrong},
	{"PS384", all(header("kid", `"ps"`), alg("PS384", hub.rsa)), badClient, clientauth.Algorithm},
	{"ES384", alg("ES384", hub.ec), badClient, clientauth.Algorithm},
	{"ES256K", alg("ES256K", hub.ec), badClient, clientauth.Algorithm},
	{"Ed25519 by its other name", all(header("kid", `"ed"`), alg("Ed25519", hub.ed)), badClient, clientauth.Algorithm},
	{"an encryption algorithm", alg("RSA-OAEP", hub.rsa), badClient, clientauth.Algorithm},
	{"PS256 with the kid of the EC key", alg("PS256", hub.rsa), badClient, clientauth.KeyDiffers},
	{"ES256 with the kid of the RSA key", header("kid", `"ps"`), badClient, clientauth.KeyDiffers},
	{"ES256 with the kid of the Ed25519 key", header("kid", `"ed"`), badClient, clientauth.KeyDiffers},
	{"EdDSA with the kid of the EC key", alg("EdDSA", hub.ed), badClient, clientauth.KeyDiffers},
}
