package apptest

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"takeed/internal/integration"
)

// System is a system of the institution: a client of the API, with a key of its own. It may ask
// for, read and consume transfers, and listen.
type System struct {
	World  *World
	ID     string
	key    ed25519.PrivateKey
	client *http.Client
	token  string
}

// Reply is what the API answered.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
}

// System registers a client with an ID, which reaches the replica with a number.
func (w *World) System(id string, replica int) *System {
	w.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	w.must(err)
	s := &System{World: w, ID: id, key: key, client: &http.Client{Transport: &http.Transport{DialContext: w.dial(replica), MaxIdleConnsPerHost: 64}}}
	w.Cleanup(s.client.CloseIdleConnections)
	jwks := fmt.Sprintf(`{"keys":[{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","use":"sig","kid":"k","x":"%s"}]}`, encode(key.Public().(ed25519.PublicKey)))
	w.must(w.Database.ByOwner(`with added as (insert into clients (id, name_en, name_ar, jwks, scopes, kinds, return_urls)
			values ($1, 'Core Banking', 'النظام المصرفي', $2, $3, '{transfer}', '{https://bank.example/done}') returning id)
		insert into audit_events (stream, kind, actor, body) select 'sys:clients', 'client_added', 'system', jsonb_build_object('client_id', id)::text from added`,
		id, jwks, integration.Scopes))
	return s
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// Assertion is one that the portal takes once.
func (s *System) Assertion() string {
	now := time.Now()
	claims, _ := json.Marshal(map[string]any{"iss": s.ID, "sub": s.ID, "aud": Address, "jti": rand.Text(), "iat": now.Unix(), "exp": now.Unix() + 60})
	signed := encode([]byte(`{"alg":"EdDSA","kid":"k"}`)) + "." + encode(claims)
	return signed + "." + encode(ed25519.Sign(s.key, []byte(signed)))
}

// Login gets an access token, which Call uses from then on.
func (s *System) Login() {
	s.World.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "client_assertion": {s.Assertion()},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}}
	r, err := http.NewRequest(http.MethodPost, Address+"/api/oauth/token", bytes.NewBufferString(form.Encode()))
	s.World.must(err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	reply, err := s.send(r)
	s.World.must(err)
	var answer struct {
		Token string `json:"access_token"`
	}
	if s.World.must(json.Unmarshal(reply.Body, &answer)); answer.Token == "" {
		s.World.Fatalf("no token: %d %s", reply.Status, reply.Body)
	}
	s.token = answer.Token
}

// Try makes a call, with an idempotency key unless it is empty, and a body unless that is nil.
func (s *System) Try(method, path, key string, body any) (Reply, error) {
	content := &bytes.Buffer{}
	if body != nil {
		if err := json.NewEncoder(content).Encode(body); err != nil {
			return Reply{}, err
		}
	}
	r, err := http.NewRequest(method, Address+path, content)
	if err != nil {
		return Reply{}, err
	}
	r.Header.Set("Authorization", "Bearer "+s.token)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	return s.send(r)
}

func (s *System) send(r *http.Request) (Reply, error) {
	answer, err := s.client.Do(r)
	if err != nil {
		return Reply{}, err
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	return Reply{answer.StatusCode, answer.Header, body}, err
}

// Call is Try for an answer with a status, whose body it returns.
func (s *System) Call(method, path, key string, body any, want int) map[string]any {
	s.World.Helper()
	reply, err := s.Try(method, path, key, body)
	s.World.must(err)
	if reply.Status != want {
		s.World.Fatalf("%s %s: %d %s", method, path, reply.Status, reply.Body)
	}
	var answer map[string]any
	s.World.must(json.Unmarshal(reply.Body, &answer))
	return answer
}

// AskFor is the body of a call that asks a person, named by their Emirates ID, to approve a transfer.
func AskFor(emiratesID, reference string) map[string]any {
	return map[string]any{"kind": "transfer", "reference": reference, "language": "en", "expires_in": 900,
		"person":     map[string]any{"emirates_id": emiratesID},
		"return_url": "https://bank.example/done", "return_state": "s1",
		"fields": map[string]any{"amount": map[string]any{"value": "250.00", "currency": "AED"}, "payee_name": "Mariam Saeed",
			"iban": "AE070331234567890123456", "purpose": "family"}}
}
