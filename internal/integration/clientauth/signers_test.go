package clientauth_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
)

// signer makes signatures by the text of RFC 7518 and RFC 8037, without a library that knows
// them.
type signer struct {
	algorithm string
	sign      func(input []byte) []byte
	public    string // the members of the public key
	private   any    // for the library that the product uses
}

// jwk is the public key as JSON; without kid if that is empty.
func (s signer) jwk(kid string) string {
	if kid == "" {
		return "{" + s.public + "}"
	}
	return fmt.Sprintf(`{"kid":%q,%s}`, kid, s.public)
}

// owner has a key of each type.
type owner struct{ rsa, ec, ed signer }

func newOwner() owner { return owner{newPS256(2048), newES256(elliptic.P256()), newEdDSA()} }

var (
	hub   = newOwner()
	other = newOwner()
	lone  = owner{ed: newEdDSA()}
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func digest(input []byte) []byte {
	sum := sha256.Sum256(input)
	return sum[:]
}

func newPS256(bits int) signer {
	key := must(rsa.GenerateKey(rand.Reader, bits))
	return signer{
		algorithm: "PS256",
		public:    fmt.Sprintf(`"kty":"RSA","n":%q,"e":"AQAB"`, encode(key.N.Bytes())),
		private:   key,
		sign: func(input []byte) []byte {
			return must(rsa.SignPSS(rand.Reader, key, crypto.SHA256, digest(input), &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}))
		},
	}
}

func newES256(curve elliptic.Curve) signer {
	key := must(ecdsa.GenerateKey(curve, rand.Reader))
	size := (curve.Params().BitSize + 7) / 8
	x, y := key.X.FillBytes(make([]byte, size)), key.Y.FillBytes(make([]byte, size))
	return signer{
		algorithm: "ES256",
		public:    fmt.Sprintf(`"kty":"EC","crv":%q,"x":%q,"y":%q`, curve.Params().Name, encode(x), encode(y)),
		private:   key,
		sign: func(input []byte) []byte {
			r, s, err := ecdsa.Sign(rand.Reader, key, digest(input))
			return append(must(r, err).FillBytes(make([]byte, size)), s.FillBytes(make([]byte, size))...)
		},
	}
}

func newEdDSA() signer {
	seed := make([]byte, ed25519.SeedSize)
	_, _ = rand.Read(seed)
	return edDSA(seed)
}

func edDSA(seed []byte) signer {
	key := ed25519.NewKeyFromSeed(seed)
	return signer{
		algorithm: "EdDSA",
		public:    fmt.Sprintf(`"kty":"OKP","crv":"Ed25519","x":%q`, encode(key.Public().(ed25519.PublicKey))),
		private:   key,
		sign:      func(input []byte) []byte { return ed25519.Sign(key, input) },
	}
}

// The forgers below hold what an attacker may hold, or sign as another algorithm does.

// withSecret makes an HMAC with a text that is public.
func withSecret(secret string) signer {
	return signer{sign: func(input []byte) []byte {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write(input)
		return mac.Sum(nil)
	}}
}

func withBytes(signature []byte) signer {
	return signer{sign: func([]byte) []byte { return signature }}
}

// pkcs1 signs with the RSA key as RS256 does.
func pkcs1(s signer) signer {
	return signer{sign: func(input []byte) []byte {
		return must(rsa.SignPKCS1v15(nil, s.private.(*rsa.PrivateKey), crypto.SHA256, digest(input)))
	}}
}

// der signs with the EC key in the encoding of certificates.
func der(s signer) signer {
	return signer{sign: func(input []byte) []byte {
		return must(ecdsa.SignASN1(rand.Reader, s.private.(*ecdsa.PrivateKey), digest(input)))
	}}
}

// ofOther signs another text than the one that is sent.
func ofOther(s signer) signer {
	return signer{sign: func(input []byte) []byte { return s.sign(append(input, 'A')) }}
}

// order is that of P-256.
var order = elliptic.P256().Params().N
