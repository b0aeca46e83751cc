package clientauth_test

import (
	"crypto/elliptic"
	"fmt"
	"strings"
	"testing"

	"takeed/internal/integration/clientauth"
)

// with adds members to a key.
func with(jwk, more string) string { return jwk[:len(jwk)-1] + "," + more + "}" }

func TestKeysThatAreTaken(t *testing.T) {
	t.Parallel()
	sixteen := make([]string, 16)
	for i := range sixteen {
		sixteen[i] = hub.ed.jwk(fmt.Sprint("k", i))
	}
	for name, c := range map[string]struct {
		document []byte
		want     string
	}{
		"one of each":   {set(hub.rsa.jwk("a"), hub.ec.jwk("b"), hub.ed.jwk("c")), "a PS256 b ES256 c EdDSA"},
		"one, no kid":   {set(hub.ed.jwk("")), " EdDSA"},
		"alg and use":   {set(with(hub.rsa.jwk("a"), `"alg":"PS256","use":"sig","key_ops":["verify"]`)), "a PS256"},
		"unused":        {set(with(hub.ec.jwk("a"), `"x5t":7,"x5c":"MIIB","exp":1.5,"D":"x"`)), "a ES256"},
		"unused beside": {[]byte(`{"keys":[` + hub.ec.jwk("a") + `],"version":1}`), "a ES256"},
		"sixteen":       {set(sixteen...), "k0 EdDSA k1 EdDSA k2 EdDSA k3 EdDSA k4 EdDSA k5 EdDSA k6 EdDSA k7 EdDSA k8 EdDSA k9 EdDSA k10 EdDSA k11 EdDSA k12 EdDSA k13 EdDSA k14 EdDSA k15 EdDSA"},
	} {
		keys, err := clientauth.ParseKeys(c.document)
		var got []string
		for _, key := range keys {
			got = append(got, key.ID+" "+key.Algorithm)
		}
		if text := strings.Join(got, " "); err != nil || text != c.want {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
}

// The example of RFC 8037, appendix A.3, and of RFC 7638, section 3.1.
func TestThumbprints(t *testing.T) {
	t.Parallel()
	for want, jwk := range map[string]string{
		"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k": `{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`,
		"NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs": `{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"PS256","kid":"2011-04-29"}`,
	} {
		keys, err := clientauth.ParseKeys(set(jwk))
		if err != nil || len(keys) != 1 || keys[0].Thumbprint != want {
			t.Errorf("%+v, %v", keys, err)
		}
	}
}

const usable = "is not a usable public key of its type"

// A row is a document and the sentences about it.
var refusedKeys = map[string][]string{
	``:                         {"the key document is not JSON"},
	`[]`:                       {"the key document is not a JSON object"},
	`null`:                     {"the key document is not a JSON object"},
	`"keys"`:                   {"the key document is not a JSON object"},
	`{"keys":[]}`:              {`the key document has no list "keys" with a key in it`},
	`{"keys":null}`:            {`the key document has no list "keys" with a key in it`},
	`{"keys":{}}`:              {`the key document has no list "keys" with a key in it`},
	`{"Keys":[{}]}`:            {`the key document has no list "keys" with a key in it`},
	`{}`:                       {`the key document has no list "keys" with a key in it`},
	`{"keys":[],"keys":[]}`:    {"the key document has a member twice"},
	`{"keys":[]} {}`:           {"the key document is not JSON"},
	"{\"keys\":[\"\xff\"]}":    {"the key document is not JSON"},
	`<html><body>Sign in`:      {"the key document is not JSON"},
	`{"keys":[null]}`:          {"key 1 is not a JSON object"},
	`{"keys":["a"]}`:           {"key 1 is not a JSON object"},
	`{"keys":[{}]}`:            {"key 1 has a kty that is neither RSA, EC nor OKP"},
	`{"keys":[{"kty":"AKP"}]}`: {"key 1 has a kty that is neither RSA, EC nor OKP"},
	`{"keys":[{"kty":"rsa"}]}`: {"key 1 has a kty that is neither RSA, EC nor OKP"},
	`{"keys":` + strings.Repeat("[", 20) + strings.Repeat("]", 20) + `}`: {"the key document is nested too deeply"},
	`{"keys":[` + strings.Repeat(" ", 64<<10) + `]}`:                     {"the key document has more than 64 kB"},

	hub.ec.jwk("a"):                       {`the key document is a single key; a set is wanted: {"keys": [ … ]}`},
	with(hub.ec.jwk("a"), `"d":"canary"`): {`the key document has the private member "d", and so is known`},

	string(set(with(hub.ec.jwk("a"), `"d":"canary"`))):                  {`key 1 has the private member "d", and so is known`},
	string(set(with(hub.ec.jwk("a"), `"d":null`))):                      {`key 1 has the private member "d", and so is known`},
	string(set(with(hub.rsa.jwk("a"), `"p":"canary"`))):                 {`key 1 has the private member "p", and so is known`},
	string(set(with(hub.rsa.jwk("a"), `"q":"canary"`))):                 {`key 1 has the private member "q", and so is known`},
	string(set(with(hub.rsa.jwk("a"), `"dp":"canary"`))):                {`key 1 has the private member "dp", and so is known`},
	string(set(with(hub.rsa.jwk("a"), `"dq":"canary"`))):                {`key 1 has the private member "dq", and so is known`},
	string(set(with(hub.rsa.jwk("a"), `"qi":"canary"`))):                {`key 1 has the private member "qi", and so is known`},
	string(set(with(hub.rsa.jwk("a"), `"oth":[]`))):                     {`key 1 has the private member "oth", and so is known`},
	`{"keys":[{"kty":"oct","k":"canary"}]}`:                             {`key 1 has the private member "k", and so is known`},
	`{"keys":[{"kty":"AKP","priv":"canary"}]}`:                          {`key 1 has the private member "priv", and so is known`},
	string(set(hub.ed.jwk("a"), with(hub.ed.jwk("b"), `"d":"canary"`))): {`key 2 has the private member "d", and so is known`},

	string(set(hub.ec.jwk("a"), hub.ed.jwk(""))):      {"key 2 has no usable kid, and there are several keys"},
	string(set(hub.ec.jwk(""), hub.ed.jwk(""))):       {"key 1 has no usable kid", "key 2 has no usable kid"},
	string(set(hub.ec.jwk("a"), hub.ed.jwk("a"))):     {"key 2 has the same kid as key 1"},
	string(set(with(hub.ed.jwk(""), `"kid":""`))):     {"key 1 has a kid that is not 1 to 128 visible ASCII characters"},
	string(set(with(hub.ed.jwk(""), `"kid":7`))):      {"key 1 has a kid that is not 1 to 128 visible ASCII characters"},
	string(set(hub.ed.jwk(strings.Repeat("k", 129)))): {"key 1 has a kid that is not 1 to 128 visible ASCII characters"},
	string(set(hub.ed.jwk("a\n"))):                    {"key 1 has a kid that is not 1 to 128 visible ASCII characters"},
	string(set(with(hub.ed.jwk("a"), `"kid":"b"`))):   {"the key document has a member twice"},

	string(set(with(hub.ec.jwk("a"), `"use":"enc"`))):                 {"key 1 has a use that is not sig"},
	string(set(with(hub.ec.jwk("a"), `"use":null`))):                  {"key 1 has a use that is not sig"},
	string(set(with(hub.ec.jwk("a"), `"key_ops":["sign"]`))):          {`key 1 has key_ops that are not ["verify"]`},
	string(set(with(hub.ec.jwk("a"), `"key_ops":["verify","sign"]`))): {`key 1 has key_ops that are not ["verify"]`},
	string(set(with(hub.ec.jwk("a"), `"key_ops":[]`))):                {`key 1 has key_ops that are not ["verify"]`},
	string(set(with(hub.rsa.jwk("a"), `"alg":"RS256"`))):              {"key 1 has an alg that is not PS256, the one for keys of its type"},
	string(set(with(hub.ec.jwk("a"), `"alg":"PS256"`))):               {"key 1 has an alg that is not ES256, the one for keys of its type"},
	string(set(with(hub.ed.jwk("a"), `"alg":"none"`))):                {"key 1 has an alg that is not EdDSA, the one for keys of its type"},
	string(set(with(hub.ed.jwk("a"), `"alg":""`))):                    {"key 1 has an alg that is not EdDSA, the one for keys of its type"},
	string(set(with(hub.rsa.jwk("a"), `"crv":"P-256"`))):              {"key 1 has a crv that is not "},
	string(set(with(hub.ec.jwk("a"), `"alg":"HS256","use":"enc"`))):   {"key 1 has a use that is not sig", "key 1 has an alg that is not ES256"},
}

// badPublic are keys whose public members are wrong.
func badPublic() map[string][]string {
	n, e := `"n":"`+encode(modulus(hub.rsa))+`"`, `"e":"AQAB"`
	rsa := func(n, e string) string { return string(set(`{"kty":"RSA",` + n + `,` + e + `}`)) }
	ec := func(curve, x, y string) string {
		return string(set(fmt.Sprintf(`{"kty":"EC","crv":%q,"x":%q,"y":%q}`, curve, x, y)))
	}
	ed := func(curve, x string) string {
		return string(set(fmt.Sprintf(`{"kty":"OKP","crv":%q,"x":%q}`, curve, x)))
	}
	big := encode(strings.Repeat("\xff", 513))
	even := encode(modulus(hub.rsa)[:255] + "\x02")
	zeros, one := encode(make([]byte, 32)), encode("\x01"+strings.Repeat("\x00", 31))
	return map[string][]string{
		rsa(`"n":""`, e): {"key 1 has no n in base64url"}, rsa(n, `"e":""`): {"key 1 has no e in base64url"},
		rsa(`"n":7`, e): {"key 1 has no n in base64url"}, rsa(`"n":"AQ=="`, e): {"key 1 has no n in base64url"},
		rsa(`"n":"AQ\n"`, e): {"key 1 has no n in base64url"}, rsa(`"n":"+/+/"`, e): {"key 1 has no n in base64url"},
		string(set(newPS256(1024).jwk("a"))): {"key 1 has 1024 bits; an RSA key has 2048 to 4096"},
		rsa(`"n":"`+big+`"`, e):              {"key 1 has 4104 bits; an RSA key has 2048 to 4096"},
		rsa(n, `"e":"AQ"`):                   {"key 1 " + usable}, rsa(n, `"e":"Aw"`): {"key 1 " + usable},
		rsa(n, `"e":"AQAC"`): {"key 1 " + usable}, rsa(n, `"e":"`+encode(strings.Repeat("\x01", 9))+`"`): {"key 1 " + usable},
		rsa(`"n":"`+even+`"`, e):                        {"key 1 " + usable},
		string(set(newES256(elliptic.P384()).jwk("a"))): {"key 1 has a crv that is not P-256"},
		ec("secp256k1", zeros, zeros):                   {"key 1 has a crv that is not P-256"},
		ec("P-256", zeros, zeros):                       {"key 1 " + usable}, ec("P-256", one, one): {"key 1 " + usable},
		ec("P-256", "AQ", "AQ"): {"key 1 " + usable}, ec("P-256", "", one): {"key 1 has no x in base64url"}, ec("P-256", one, ""): {"key 1 has no y in base64url"},
		ed("Ed448", zeros): {"key 1 has a crv that is not Ed25519"}, ed("X25519", zeros): {"key 1 has a crv that is not Ed25519"},
		ed("Ed25519", encode("short")): {"key 1 " + usable}, ed("Ed25519", ""): {"key 1 has no x in base64url"},
		ed("Ed25519", one): {"key 1 " + usable}, ed("Ed25519", zeros): {"key 1 " + usable}, // anybody signs for these two points
	}
}

func TestKeysThatAreRefused(t *testing.T) {
	t.Parallel()
	for _, rows := range []map[string][]string{refusedKeys, badPublic()} {
		for document, sentences := range rows {
			keys, err := clientauth.ParseKeys([]byte(document))
			if err == nil || keys != nil {
				t.Errorf("%.300s is taken", document)
				continue
			}
			said := strings.Split(err.Error(), "\n")
			if len(said) != len(sentences) || strings.Contains(err.Error(), "canary") {
				t.Errorf("%.300s: %q, want %q", document, said, sentences)
				continue
			}
			for i, want := range sentences {
				if !strings.HasPrefix(said[i], want) {
					t.Errorf("%.300s: %q, want %q", document, said[i], want)
				}
			}
		}
	}
}

func TestSeventeenKeysAreTooMany(t *testing.T) {
	t.Parallel()
	_, err := clientauth.ParseKeys([]byte(`{"keys":[` + strings.Repeat("{},", 16) + `{}]}`))
	if err == nil || err.Error() != "the key document has 17 keys; 16 are allowed" {
		t.Error(err)
	}
}
