package clientauth_test

import (
	"bytes"
	"strings"

	"takeed/internal/integration/clientauth"
)

// swapped keeps the signature of the honest request and changes what was signed.
func swapped(c change) change {
	return func(a *try) {
		honest := a.assertion()
		c(a)
		part(2, replaced(honest[strings.LastIndex(honest, ".")+1:]))(a)
	}
}

func zeros(n int) signer { return withBytes(make([]byte, n)) }

func ones(n int) signer {
	signature := make([]byte, n)
	signature[n/2-1], signature[n-1] = 1, 1
	return withBytes(signature)
}

var keyAttacks = []attack{
	{"a client that is unknown", from("nobody"), badClient, clientauth.ClientUnknown},
	{"a client that is disabled", from("gone"), badClient, clientauth.ClientDisabled},
	{"a client whose document is torn", from("torn"), badClient, clientauth.KeysUnavailable},
	{"a client with a document and an address", from("both"), badClient, clientauth.KeysUnavailable},
	{"a key that nobody has", by(newOwner().ec), badClient, clientauth.SignatureWrong},
	{"the key of another client", by(other.ec), badClient, clientauth.SignatureWrong},
	{"for another client with the same kid", from("other"), badClient, clientauth.SignatureWrong},
	{"the kid of another client", all(header("kid", `"other"`), alg("EdDSA", other.ed)), badClient, clientauth.KeyUnknown},
	{"a kid for a client whose key has none", all(from("lone"), header("kid", `"x"`), alg("EdDSA", lone.ed)), badClient, clientauth.KeyUnknown},
	{"another's key for a client with one key", all(from("lone"), header("kid", ""), alg("EdDSA", hub.ed)), badClient, clientauth.SignatureWrong},
	{"another algorithm for a client with one key", all(from("lone"), header("kid", "")), badClient, clientauth.KeyDiffers},
	{"the kid of a stand-in", all(from("nobody"), header("kid", `"2"`)), badClient, clientauth.ClientUnknown},
	{"the kid of a stand-in, of a client", header("kid", `"2"`), badClient, clientauth.KeyUnknown},
	{"a signature of other claims", swapped(claim("jti", `"another"`)), badClient, clientauth.SignatureWrong},
	{"a signature of another header", swapped(header("typ", "")), badClient, clientauth.SignatureWrong},
	{"a signature of a longer text", by(ofOther(hub.ec)), badClient, clientauth.SignatureWrong},
	{"a signature as in a certificate", by(der(hub.ec)), badClient, clientauth.SignatureWrong},
	{"a signature of zeros", by(zeros(64)), badClient, clientauth.SignatureWrong},
	{"a signature of ones", by(ones(64)), badClient, clientauth.SignatureWrong},
	{"a signature that is short", by(zeros(63)), badClient, clientauth.SignatureWrong},
	{"a signature that is long", by(zeros(65)), badClient, clientauth.SignatureWrong},
	{"a signature of r and n", by(withBytes(append(make([]byte, 32), order.Bytes()...))), badClient, clientauth.SignatureWrong},
	{"an Ed25519 signature of zeros", all(header("kid", `"ed"`), alg("EdDSA", zeros(64))), badClient, clientauth.SignatureWrong},
	{"an RSA signature of zeros", all(header("kid", `"ps"`), alg("PS256", zeros(256))), badClient, clientauth.SignatureWrong},
	{"an RSA signature of one", all(header("kid", `"ps"`), alg("PS256", ones(256))), badClient, clientauth.SignatureWrong},
	{"an RSA signature above the modulus", all(header("kid", `"ps"`), alg("PS256", withBytes(bytes.Repeat([]byte{0xff}, 256)))), badClient, clientauth.SignatureWrong},
}
