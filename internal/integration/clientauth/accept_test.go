package clientauth_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"takeed/internal/integration/clientauth"
)

func TestWhatIsAccepted(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, clients())
	for name, change := range map[string]change{
		"as it is":               all(),
		"no typ":                 header("typ", ""),
		"the newer typ":          header("typ", `"client-authentication+jwt"`),
		"a thumbprint":           header("x5t#S256", `"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"`),
		"another Alg":            header("Alg", `"none"`),
		"another AUD":            claim("AUD", `["https://elsewhere.example"]`),
		"a claim nobody uses":    claim("version", `{"a":[1.5,null,"\ud800"]}`),
		"client_id":              form("client_id", "hub"),
		"an empty client_id":     form("client_id", ""),
		"an empty client_secret": form("client_secret", ""),
		"a parameter unused":     form("resource", "a", "b"),
		"120 seconds":            claim("exp", at(120)),
		"one second left":        all(claim("iat", at(-119)), claim("exp", at(1))),
		"10 seconds ahead":       all(claim("iat", at(10)), claim("nbf", at(10))),
		"nbf long ago":           claim("nbf", "0"),
		"a jti of 128":           claim("jti", quote(strings.Repeat("j", 128))),
	} {
		a := newTry(hub.ec, "es")
		change(a)
		if got, err := v.Verify(t.Context(), a.values()); err != nil || got.ClientID != "hub" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestWhatAnAssertionSays(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, clients())
	a := newTry(lone.ed, "")
	all(from("lone"), header("kid", ""), form("scope", "a b:c ~"))(a)
	got, err := v.Verify(t.Context(), a.values())
	if err != nil || got.ClientID != "lone" || got.JTI != "9b0e3c" || !got.Expires.Equal(noon.Add(time.Minute)) || !slices.Equal(got.Scopes, []string{"a", "b:c", "~"}) {
		t.Errorf("%+v, %v", got, err)
	}
	a.form.Set("scope", "")
	if got, err := v.Verify(t.Context(), a.values()); err != nil || got.Scopes != nil {
		t.Errorf("no scope: %+v, %v", got, err)
	}
}

// Each algorithm is accepted from two signers that share no code: the tests' own, and go-jose.
func TestEachAlgorithmOfTwoSigners(t *testing.T) {
	t.Parallel()
	v := newVerifier(t, clients())
	for kid, key := range map[string]signer{"ps": hub.rsa, "es": hub.ec, "ed": hub.ed} {
		byHand := newTry(key, kid)
		byJose := newTry(key, kid)
		byJose.text = joseSign(t, key, kid, byJose.claims.String())
		for _, a := range []*try{byHand, byJose} {
			if got, err := v.Verify(t.Context(), a.values()); err != nil || got.ClientID != "hub" {
				t.Errorf("%s: %v", key.algorithm, err)
			}
		}
	}
}

func joseSign(t *testing.T, key signer, kid, claims string) string {
	t.Helper()
	s, err := jose.NewSigner(jose.SigningKey{
		Algorithm: jose.SignatureAlgorithm(key.algorithm), Key: jose.JSONWebKey{Key: key.private, KeyID: kid},
	}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		t.Fatal(err)
	}
	signed, err := s.Sign([]byte(claims))
	if err != nil {
		t.Fatal(err)
	}
	return must(signed.CompactSerialize())
}

// A store that fails is no refusal: the client may be told to come again.
func TestAStoreThatFailsRefusesNobody(t *testing.T) {
	t.Parallel()
	a := newTry(hub.ec, "es")
	from("down")(a)
	got, err := newVerifier(t, clients()).Verify(t.Context(), a.values())
	var refused *clientauth.Error
	if err == nil || fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", clientauth.Assertion{}) || errors.As(err, &refused) || !errors.Is(err, errStore) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestAnIncompleteConfigurationIsRefused(t *testing.T) {
	t.Parallel()
	whole := func() clientauth.Config {
		return clientauth.Config{Issuer: issuer, Clients: clients(), HTTP: &http.Client{}, Now: time.Now, Log: discard}
	}
	if _, err := clientauth.New(whole()); err != nil {
		t.Fatal(err)
	}
	for name, leave := range map[string]func(*clientauth.Config){
		"issuer":  func(c *clientauth.Config) { c.Issuer = "" },
		"clients": func(c *clientauth.Config) { c.Clients = nil },
		"http":    func(c *clientauth.Config) { c.HTTP = nil },
		"now":     func(c *clientauth.Config) { c.Now = nil },
		"log":     func(c *clientauth.Config) { c.Log = nil },
	} {
		cfg := whole()
		leave(&cfg)
		if v, err := clientauth.New(cfg); v != nil || err == nil {
			t.Errorf("without %s: %v", name, err)
		}
	}
}
