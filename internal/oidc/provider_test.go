package oidc_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/office"
	"takeed/internal/oidc"
)

// fake is a provider that says what a test wants, where the simulator is too honest:
// about itself.
type fake struct {
	*httptest.Server
	mu       sync.Mutex
	metadata map[string]any // over what it says of itself; nil removes
	claims   map[string]any // over what it says of the person; nil removes
	token    map[string]any // over what it answers to a code; nil removes
	alg      string
	kid      string
	down     bool
	asked    atomic.Int64  // for the metadata
	arrived  chan struct{} // if not nil, whoever asks for it is told of here, and held back
	release  chan struct{} // until this is closed
	body     func(http.ResponseWriter)
}

var keyPair = sync.OnceValues(func() (*rsa.PrivateKey, *ecdsa.PrivateKey) {
	r, err1 := rsa.GenerateKey(rand.Reader, 2048)
	e, err2 := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err := errors.Join(err1, err2); err != nil {
		panic(err)
	}
	return r, e
})

func newFake(t *testing.T, start func(http.Handler) *httptest.Server) *fake {
	t.Helper()
	f := &fake{alg: "RS256", kid: "1", metadata: map[string]any{}, claims: map[string]any{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", f.serveMetadata)
	mux.HandleFunc("GET /elsewhere", func(w http.ResponseWriter, _ *http.Request) { answer(w, f.honest()) })
	mux.HandleFunc("POST /token", f.serveToken)
	mux.HandleFunc("GET /jwks", f.serveKeys)
	f.Server = start(mux)
	t.Cleanup(f.Close)
	return f
}

func (f *fake) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

func over(base, changes map[string]any) map[string]any {
	all := maps.Clone(base)
	for name, value := range changes {
		if all[name] = value; value == nil {
			delete(all, name)
		}
	}
	return all
}

func (f *fake) serveMetadata(w http.ResponseWriter, _ *http.Request) {
	f.asked.Add(1)
	if f.arrived != nil {
		f.arrived <- struct{}{}
		<-f.release
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.down:
		http.Error(w, "down", http.StatusServiceUnavailable)
	case f.body != nil:
		f.body(w)
	default:
		answer(w, over(f.honest(), f.metadata))
	}
}

func (f *fake) honest() map[string]any {
	return map[string]any{
		"issuer": f.URL, "authorization_endpoint": f.URL + "/authorize", "token_endpoint": f.URL + "/token", "jwks_uri": f.URL + "/jwks",
		"id_token_signing_alg_values_supported": []string{"RS256", "RS384", "PS256", "ES256", "HS256", "none"},
	}
}

func answer(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value)
}

func (f *fake) serveToken(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	// The code is the nonce: this provider needs no memory.
	claims := over(map[string]any{
		"iss": f.URL, "aud": clientID, "sub": "1", "exp": now.Add(time.Minute).Unix(), "iat": now.Unix(), "nonce": r.PostFormValue("code"), "roles": "ops",
	}, f.claims)
	answer(w, over(map[string]any{"access_token": "at", "token_type": "Bearer", "id_token": f.sign(claims)}, f.token))
}

func (f *fake) sign(claims map[string]any) string {
	signed := part(map[string]string{"alg": f.alg, "kid": f.kid}) + "." + part(claims)
	digest := sha256.Sum256([]byte(signed))
	forRSA, forEC := keyPair()
	var signature []byte
	switch f.alg {
	case "PS256":
		signature, _ = rsa.SignPSS(rand.Reader, forRSA, crypto.SHA256, digest[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	case "ES256":
		r, s, _ := ecdsa.Sign(rand.Reader, forEC, digest[:])
		signature = append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
	case "RS384":
		h := crypto.SHA384.New()
		h.Write([]byte(signed))
		signature, _ = rsa.SignPKCS1v15(rand.Reader, forRSA, crypto.SHA384, h.Sum(nil))
	default:
		signature, _ = rsa.SignPKCS1v15(rand.Reader, forRSA, crypto.SHA256, digest[:])
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func part(value any) string {
	content, _ := json.Marshal(value)
	return base64.RawURLEncoding.EncodeToString(content)
}

func (f *fake) serveKeys(w http.ResponseWriter, _ *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	forRSA, forEC := keyPair()
	number := func(n *big.Int) string { return base64.RawURLEncoding.EncodeToString(n.Bytes()) }
	point, _ := forEC.PublicKey.Bytes()
	answer(w, map[string]any{"keys": []any{
		map[string]any{"kty": "RSA", "kid": f.kid, "n": number(forRSA.N), "e": number(big.NewInt(int64(forRSA.E)))},
		map[string]any{"kty": "EC", "crv": "P-256", "kid": f.kid,
			"x": base64.RawURLEncoding.EncodeToString(point[1:33]), "y": base64.RawURLEncoding.EncodeToString(point[33:])},
	}})
}

const clientID = "takeed"

var now = time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)

func (f *fake) config() oidc.Config {
	return oidc.Config{
		Issuer: f.URL, ClientID: clientID, ClientSecret: approval.SecretOf("canary-secret"), RedirectURI: "https://portal.example/oidc/callback",
		Roles: []oidc.RoleRule{{Role: office.Operator, Value: "ops"}}, Now: func() time.Time { return now },
	}
}

func (f *fake) client(t *testing.T, changes ...func(*oidc.Config)) *oidc.Client {
	t.Helper()
	config := f.config()
	for _, change := range changes {
		change(&config)
	}
	c, err := oidc.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// identify is a sign-in in which nothing is wrong but the provider.
func identify(t *testing.T, c *oidc.Client) (office.Identity, office.Fault) {
	t.Helper()
	nonce := approval.NewSecret()
	got, err := c.Identify(t.Context(), office.Grant{Grant: approval.Grant{Code: nonce, Verifier: approval.NewSecret()}, Nonce: nonce})
	return got, faultOf(t, err)
}

// faultOf wants an error of this package, or none.
func faultOf(t *testing.T, err error) office.Fault {
	t.Helper()
	failure := (*office.Failure)(nil)
	if err != nil && (!errors.As(err, &failure) || err.Error() != "identity provider: "+string(failure.Why)) {
		t.Errorf("the error says more than it may: %v", err)
	}
	if failure == nil {
		return ""
	}
	return failure.Why
}
