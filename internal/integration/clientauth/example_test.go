package clientauth_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"takeed/internal/integration/clientauth"
)

// directory is a store with one client.
type directory struct{ keys []byte }

func (d directory) Client(_ context.Context, id string) (clientauth.KeySource, error) {
	if id != "core-banking" {
		return clientauth.KeySource{}, clientauth.ErrUnknown
	}
	return clientauth.KeySource{Document: d.keys}, nil
}

// A client makes its key once and hands over the public half; then it signs a new assertion for
// each token that it asks for. Here by hand, to show every byte: any JWT library does it.
func Example() {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	text := base64.RawURLEncoding.EncodeToString
	keys := fmt.Appendf(nil, `{"keys":[{"kid":"2026-12","kty":"OKP","crv":"Ed25519","x":%q}]}`, text(public))

	now := time.Now()
	header, _ := json.Marshal(map[string]any{"alg": "EdDSA", "kid": "2026-12", "typ": "client-authentication+jwt"})
	claims, _ := json.Marshal(map[string]any{
		"iss": "core-banking", "sub": "core-banking", // who we are, twice
		"aud": "https://portal.bank.example",      // the portal's address, as one string
		"iat": now.Unix(), "exp": now.Unix() + 60, // whole seconds, at most 120 apart
		"jti": rand.Text(), // never the same again
	})
	signed := text(header) + "." + text(claims)
	assertion := signed + "." + text(ed25519.Sign(private, []byte(signed)))

	// The body of POST /api/oauth/token.
	form := url.Values{
		"grant_type":            {"client_credentials"},
		"scope":                 {"transactions:create transactions:read"},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
		"client_assertion":      {assertion},
	}

	verifier, err := clientauth.New(clientauth.Config{
		Issuer: "https://portal.bank.example", Clients: directory{keys}, HTTP: http.DefaultClient, Now: time.Now, Log: slog.Default(),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	who, err := verifier.Verify(context.Background(), form)
	fmt.Println(who.ClientID, who.Scopes, err)
	form.Set("client_id", "somebody-else")
	_, err = verifier.Verify(context.Background(), form)
	fmt.Println(err)
	// Output:
	// core-banking [transactions:create transactions:read] <nil>
	// clientauth: invalid_client: client_id_differs
}
