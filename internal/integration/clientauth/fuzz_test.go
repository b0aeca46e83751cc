package clientauth_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"takeed/internal/integration/clientauth"
)

// Whatever is sent, it is one of the texts that a client signed, or it is refused with a code
// of RFC 6749. The client has the same key in every process, so that the workers of the fuzzer
// accept what the first process signed.
func FuzzVerify(f *testing.F) {
	key := edDSA(make([]byte, 32))
	known := clients()
	known["hub"] = document(key.jwk("ed"), hub.ec.jwk("es"))
	var honest []string
	for _, change := range []change{all(), header("typ", ""), claim("nbf", "0"), claim("exp", at(120))} {
		a := newTry(key, "ed")
		change(a)
		honest = append(honest, a.assertion())
		f.Add(a.assertion(), "", "transactions:create")
	}
	for _, row := range append(slices.Clone(headerAttacks), shapeAttacks[2:]...) {
		a := newTry(key, "ed")
		row.change(a)
		f.Add(a.values().Get("client_assertion"), "hub", "a b")
	}
	v := newVerifier(f, known)
	f.Fuzz(func(t *testing.T, assertion, clientID, scope string) {
		got, err := v.Verify(t.Context(), url.Values{
			"grant_type": {"client_credentials"}, "client_assertion_type": {bearer},
			"client_assertion": {assertion}, "client_id": {clientID}, "scope": {scope},
		})
		if errors.Is(err, errStore) {
			return // it named the client whose look-up fails
		}
		if err != nil {
			refusal(t, err)
			return
		}
		if !slices.Contains(honest, assertion) || got.ClientID != "hub" || clientID != "" && clientID != "hub" {
			t.Fatalf("accepted %q as %+v", assertion, got)
		}
	})
}

// What is taken is a set of public keys to a reader that knows nothing of ours, too.
func FuzzParseKeys(f *testing.F) {
	f.Add(set(hub.rsa.jwk("a"), hub.ec.jwk("b"), hub.ed.jwk("c")))
	f.Add(set(hub.ed.jwk("")))
	for document := range refusedKeys {
		f.Add([]byte(document))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		keys, err := clientauth.ParseKeys(document)
		if err != nil {
			if keys != nil || err.Error() == "" {
				t.Fatalf("%d keys came with %v", len(keys), err)
			}
			return
		}
		var set jose.JSONWebKeySet
		var plain struct{ Keys []map[string]any }
		if json.Unmarshal(document, &set) != nil || json.Unmarshal(document, &plain) != nil || len(set.Keys) != len(keys) {
			return // a member that nobody uses is malformed to that reader
		}
		for i, key := range set.Keys {
			if !key.Valid() || !key.IsPublic() || key.KeyID != keys[i].ID || key.Use != "" && key.Use != "sig" {
				t.Fatalf("took key %d of %q", i, document)
			}
			for _, member := range []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k"} {
				if _, has := plain.Keys[i][member]; has {
					t.Fatalf("took a key with %s", member)
				}
			}
		}
	})
}
