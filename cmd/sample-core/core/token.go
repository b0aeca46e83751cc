package core

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"takeed/cmd/sample-core/takeed"
)

// Key is our signing key. Takeed has its public half, and nobody has a password.
type Key struct{ private ed25519.PrivateKey }

// OpenKey reads the key of a folder, or makes it.
func OpenKey(dir string) (Key, error) {
	path := filepath.Join(dir, "key")
	seed, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		seed = make([]byte, ed25519.SeedSize)
		_, _ = rand.Read(seed)
		err = os.WriteFile(path, seed, 0o600)
	}
	if err == nil && len(seed) != ed25519.SeedSize {
		err = errors.New("it is no key of ours")
	}
	if err != nil {
		return Key{}, fmt.Errorf("the signing key %s: %w", path, err)
	}
	return Key{ed25519.NewKeyFromSeed(seed)}, nil
}

const keyID = "core-1"

func base64url(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// JWKS is the public half, for "portal client add --jwks".
func (k Key) JWKS() string {
	public := k.private.Public().(ed25519.PublicKey)
	return fmt.Sprintf(`{"keys":[{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","use":"sig","kid":%q,"x":%q}]}`, keyID, base64url(public))
}

// assertion says who we are, to Takeed alone, for a minute, once (RFC 7523).
func (k Key) assertion(client, audience string) string {
	now := time.Now()
	claims, _ := json.Marshal(map[string]any{
		"iss": client, "sub": client, "aud": audience, "jti": rand.Text(), "iat": now.Unix(), "exp": now.Add(time.Minute).Unix(),
	})
	signed := base64url([]byte(`{"alg":"EdDSA","typ":"JWT","kid":"`+keyID+`"}`)) + "." + base64url(claims)
	return signed + "." + base64url(ed25519.Sign(k.private, []byte(signed)))
}

// tokens gets access tokens, and keeps one as long as it is good.
type tokens struct {
	client, portal string
	key            Key
	api            *takeed.ClientWithResponses

	mu    sync.Mutex
	token string
	until time.Time
}

// authorize adds the token to a request.
func (t *tokens) authorize(ctx context.Context, r *http.Request) error {
	token, err := t.get(ctx)
	if err == nil {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return err
}

func (t *tokens) get(ctx context.Context) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if time.Now().Before(t.until) {
		return t.token, nil
	}
	answer, err := t.api.IssueTokenWithFormdataBodyWithResponse(ctx, takeed.TokenRequest{
		GrantType: "client_credentials", ClientAssertionType: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
		ClientAssertion: t.key.assertion(t.client, t.portal),
	})
	if err != nil {
		return "", err
	}
	if answer.JSON200 == nil {
		return "", fmt.Errorf("no access token: %s", answer.Status())
	}
	t.token = answer.JSON200.AccessToken
	t.until = time.Now().Add(time.Duration(answer.JSON200.ExpiresIn)*time.Second - 30*time.Second)
	return t.token, nil
}

// forget makes the next call get another token: this one was refused.
func (t *tokens) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.until = time.Time{}
}
