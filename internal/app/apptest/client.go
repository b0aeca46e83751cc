package apptest

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"takeed/internal/postgres/postgrestest"
)

// Client is a system of the institution that calls the API over HTTP, with a key of its own.
type Client struct {
	ID   string
	HTTP *http.Client
	key  ed25519.PrivateKey

	mu    sync.Mutex
	token string
}

// NewClient registers a client that may do everything with transfers.
func NewClient(t testing.TB, d *postgrestest.Database, id string, portal *http.Client) *Client {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &Client{ID: id, HTTP: portal, key: key}
	d.Register(t, id, fmt.Sprintf(`{"keys":[{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","use":"sig","kid":"k","x":%q}]}`, base64url(key[ed25519.SeedSize:])), "https://bank.example/done")
	return c
}

// On is the same client, which reaches the portal in another way.
func (c *Client) On(portal *http.Client) *Client { return &Client{ID: c.ID, HTTP: portal, key: c.key} }

func base64url(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// assertion is good for one token.
func (c *Client) assertion() string {
	now := time.Now()
	claims := fmt.Sprintf(`{"iss":%q,"sub":%q,"aud":%q,"jti":%q,"iat":%d,"exp":%d}`, c.ID, c.ID, Address, rand.Text(), now.Unix(), now.Add(time.Minute).Unix())
	signed := base64url([]byte(`{"alg":"EdDSA","typ":"JWT","kid":"k"}`)) + "." + base64url([]byte(claims))
	return signed + "." + base64url(ed25519.Sign(c.key, []byte(signed)))
}

// Answer is what the API answered.
type Answer struct {
	Status int
	Header http.Header
	Text   string
}

// Member is a member of an answer, or empty: "id", or "consumption.execution_reference".
func (a Answer) Member(path string) string {
	var v any
	if json.Unmarshal([]byte(a.Text), &v) != nil {
		return ""
	}
	for name := range strings.SplitSeq(path, ".") {
		object, _ := v.(map[string]any)
		v = object[name]
	}
	text, _ := v.(string)
	return text
}

// Call calls the API. Without a key a call has no Idempotency-Key; without a body it is a GET,
// and "" is a POST of nothing. A token that has ended is replaced. An error means that there was no whole
// answer: what was asked for may have happened, or may yet.
func (c *Client) Call(ctx context.Context, path, key string, body *string) (Answer, error) {
	for again := false; ; again = true {
		token, err := c.access(ctx, again)
		if err != nil {
			return Answer{}, err
		}
		r, err := request(ctx, path, key, body)
		if err != nil {
			return Answer{}, err
		}
		r.Header.Set("Authorization", "Bearer "+token)
		a, err := c.send(r)
		if err != nil || a.Status != http.StatusUnauthorized || again {
			return a, err
		}
	}
}

func request(ctx context.Context, path, key string, body *string) (*http.Request, error) {
	if body == nil {
		return http.NewRequestWithContext(ctx, http.MethodGet, Address+"/api/v1/"+path, nil)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, Address+"/api/v1/"+path, strings.NewReader(*body))
	if err != nil {
		return nil, err
	}
	if *body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	return r, nil
}

// access is the present token, or a fresh one.
func (c *Client) access(ctx context.Context, fresh bool) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.token != "" && !fresh {
		return c.token, nil
	}
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}, "client_assertion": {c.assertion()},
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, Address+"/api/oauth/token", bytes.NewBufferString(form.Encode()))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	a, err := c.send(r)
	if err == nil && a.Status != http.StatusOK {
		err = fmt.Errorf("no token: %d %s", a.Status, a.Text)
	}
	c.token = a.Member("access_token")
	return c.token, err
}

func (c *Client) send(r *http.Request) (Answer, error) {
	resp, err := c.HTTP.Do(r)
	if err != nil {
		return Answer{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	return Answer{resp.StatusCode, resp.Header, string(text)}, err
}

// Get reads.
func (c *Client) Get(ctx context.Context, path string) (Answer, error) {
	return c.Call(ctx, path, "", nil)
}

// Ask asks for the approval of a person, whom it names by their Emirates ID.
func (c *Client) Ask(ctx context.Context, key, reference, emiratesID string) (Answer, error) {
	body := fmt.Sprintf(`{"kind":"transfer","reference":%q,"person":{"emirates_id":%q},"language":"en",
		"fields":{"amount":{"value":"25000.00","currency":"AED"},"payee_name":"Mariam Saeed","iban":"AE070331234567890123456","purpose":"family"}}`, reference, emiratesID)
	return c.Call(ctx, "transactions", key, &body)
}

// Consume presents what it is about to execute.
func (c *Client) Consume(ctx context.Context, key, id, digest, execution string) (Answer, error) {
	body := fmt.Sprintf(`{"digest":%q,"version":1,"execution_reference":%q}`, digest, execution)
	return c.Call(ctx, "transactions/"+id+"/consume", key, &body)
}

// Cancel withdraws what it asked for.
func (c *Client) Cancel(ctx context.Context, id string) (Answer, error) {
	return c.Call(ctx, "transactions/"+id+"/cancel", "", new(string))
}

// Listen adds an endpoint.
func (c *Client) Listen(t testing.TB, address string) (id string) {
	t.Helper()
	body := fmt.Sprintf(`{"url":%q}`, address)
	a, err := c.Call(t.Context(), "webhook-endpoints", rand.Text(), &body)
	if err != nil || a.Status != http.StatusCreated {
		t.Fatalf("add an endpoint: %d %s %v", a.Status, a.Text, err)
	}
	return a.Member("id")
}

// Direct is how a client reaches a replica.
func (w *World) Direct(replica int) *http.Client {
	return &http.Client{Timeout: time.Minute, Transport: &http.Transport{DialContext: w.dial(replica), DisableKeepAlives: true}}
}
