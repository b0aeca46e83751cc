package clientauth

import (
	"crypto"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"

	"github.com/go-jose/go-jose/v4"
)

// private are the members of a JWK that only its owner may know.
var private = []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"}

func privateFault(o object) error {
	return fmt.Errorf("has the private member %q, and so is known to everybody who saw it. "+
		"The client must make a new key and hand over only the public one", o.first(private...))
}

// family is what keys of one type may be.
type family struct {
	algorithm jose.SignatureAlgorithm
	curve     string
	members   []string // the public key itself
}

var families = map[string]family{
	"RSA": {jose.PS256, "", []string{"n", "e"}},
	"EC":  {jose.ES256, "P-256", []string{"x", "y"}},
	"OKP": {jose.EdDSA, "Ed25519", []string{"x"}},
}

// readKey reads one key of a set. Its faults are the ends of sentences. The identifier is
// returned with them, so that it can be compared with those of the other keys.
func readKey(raw json.RawMessage) (Key, []error) {
	o, err := readObject(raw)
	if err != nil {
		return Key{}, []error{err}
	}
	key := Key{ID: o.identifier("kid")}
	kind, known := families[o.text("kty")]
	switch {
	case o.has(private...):
		return key, []error{privateFault(o)}
	case !known:
		return key, []error{errors.New("has a kty that is neither RSA, EC nor OKP")}
	case o.text("crv") != kind.curve:
		return key, []error{fmt.Errorf("has a crv that is not %s", kind.curve)}
	}
	faults := useFaults(o, kind)
	if err := key.readPublic(o, kind); err != nil {
		faults = append(faults, err)
	}
	return key, faults
}

// useFaults are what is wrong with what a key says of its use.
func useFaults(o object, kind family) (faults []error) {
	if o.has("kid") && o.identifier("kid") == "" {
		faults = append(faults, errors.New("has a kid that is not 1 to 128 visible ASCII characters"))
	}
	if o.has("use") && o.text("use") != "sig" {
		faults = append(faults, errors.New("has a use that is not sig"))
	}
	if o.has("key_ops") && !onlyVerifies(o["key_ops"]) {
		faults = append(faults, errors.New(`has key_ops that are not ["verify"]`))
	}
	if o.has("alg") && o.text("alg") != string(kind.algorithm) {
		faults = append(faults, fmt.Errorf("has an alg that is not %s, the one for keys of its type", kind.algorithm))
	}
	return faults
}

func onlyVerifies(raw json.RawMessage) bool {
	var operations []string
	return json.Unmarshal(raw, &operations) == nil && len(operations) == 1 && operations[0] == "verify"
}

// readPublic takes the members of the key itself and nothing else, so that no certificate and
// no other member has a say.
func (k *Key) readPublic(o object, kind family) error {
	plain := map[string]string{"kty": o.text("kty"), "crv": kind.curve}
	for _, name := range kind.members {
		value, ok := decode(o.text(name))
		if !ok || len(value) == 0 {
			return fmt.Errorf("has no %s in base64url", name)
		}
		if bits := new(big.Int).SetBytes(value).BitLen(); name == "n" && (bits < minRSABits || bits > maxRSABits) {
			return fmt.Errorf("has %d bits; an RSA key has %d to %d", bits, minRSABits, maxRSABits)
		}
		plain[name] = o.text(name)
	}
	text, err := json.Marshal(plain)
	if err != nil {
		return err
	}
	var jwk jose.JSONWebKey
	if jwk.UnmarshalJSON(text) != nil || isWeak(jwk.Key) {
		return errors.New("is not a usable public key of its type")
	}
	thumbprint, err := jwk.Thumbprint(crypto.SHA256)
	k.Algorithm, k.public = string(kind.algorithm), jwk.Key
	k.Thumbprint = base64.RawURLEncoding.EncodeToString(thumbprint)
	return err
}

// The sizes of RSA keys. go-jose has the same upper bound: what a client may make us compute
// has an end.
const (
	minRSABits = 2048
	maxRSABits = 4096
)

// isWeak reports RSA keys that go-jose takes and that no generator makes: with an exponent of 3,
// or an even one, or an even modulus.
func isWeak(public any) bool {
	key, isRSA := public.(*rsa.PublicKey)
	return isRSA && (key.N.Bit(0) == 0 || key.E < 65537 || key.E%2 == 0)
}
