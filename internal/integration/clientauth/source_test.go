package clientauth_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"takeed/internal/integration/clientauth"
)

// addresses that may not be fetched, and how the sentence about them goes on.
var addresses = map[string]string{
	"http://keys.bank.example/jwks":                          "must be https",
	"HTTPS://keys.bank.example/jwks":                         "must be https",
	"ftp://keys.bank.example/jwks":                           "is not an absolute web address",
	"file:///etc/passwd":                                     "is not an absolute web address",
	"keys.bank.example":                                      "is not an absolute web address",
	"https://":                                               "is not an absolute web address",
	"https://a:canary@keys.bank.example":                     "must have neither credentials",
	"https://keys.bank.example/#a":                           "must have neither credentials",
	"https://keys.bank.example/" + strings.Repeat("a", 2048): "is too long",
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// An address that is refused when a client is registered is not fetched either, should it have
// come into the store some other way.
//
//takeed:race
func TestAddressesThatAreRefused(t *testing.T) {
	t.Parallel()
	refused := map[string]clientauth.KeySource{"https://keys.bank.example": clients()["both"].(clientauth.KeySource)}
	for address, want := range addresses {
		refused[address] = clientauth.KeySource{URL: address}
		if err := refused[address].Check(); err == nil || !strings.HasPrefix(err.Error(), "the address of the key document "+want) || strings.Contains(err.Error(), "canary") {
			t.Errorf("%.60s: %v", address, err)
		}
	}
	for address, source := range refused {
		var fetched atomic.Bool
		v := verifierWith(t, clientauth.Config{Clients: register{"hub": source}, HTTP: &http.Client{Transport: transport(func(*http.Request) (*http.Response, error) {
			fetched.Store(true)
			return nil, http.ErrServerClosed
		})}})
		_, err := v.Verify(t.Context(), newTry(hub.ec, "es").values())
		if _, reason := refusal(t, err); reason != clientauth.KeysUnavailable || fetched.Load() {
			t.Errorf("%.60s: %s, fetched: %v", address, reason, fetched.Load())
		}
	}
}

func TestSourcesAreChecked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		source clientauth.KeySource
		want   string
	}{
		"a document":     {document(hub.ec.jwk("es")), ""},
		"an address":     {clientauth.KeySource{URL: "https://keys.bank.example:8443/jwks?v=1"}, ""},
		"both":           {clientauth.KeySource{URL: "https://keys.bank.example", Document: set(hub.ec.jwk("es"))}, "a client has a key document or the address of one, and not both"},
		"neither":        {clientauth.KeySource{}, "the key document is not JSON"},
		"a bad document": {document(), `the key document has no list "keys" with a key in it`},
	} {
		err := c.source.Check()
		if said := ""; err != nil {
			if said = err.Error(); said != c.want {
				t.Errorf("%s: %s", name, said)
			}
		} else if c.want != "" {
			t.Errorf("%s is taken", name)
		}
	}
}
