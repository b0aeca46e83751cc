package journeytest

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"takeed/internal/app/apptest"
)

// system is a program of the institution that calls the API, from another machine: it has a
// key, and no cookie.
type system struct {
	*apptest.World
	id    string
	key   ed25519.PrivateKey
	token string
}

// newSystem registers a client with a key of its own, and gets it a token.
func newSystem(w *apptest.World, id string) *system {
	w.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		w.Fatal(err)
	}
	w.Database.AddClient(w, id)
	w.Database.SetClient(w, id, fmt.Sprintf(`jwks = '{"keys":[{"kid":"1","kty":"OKP","crv":"Ed25519","x":"%s"}]}'`, base64.RawURLEncoding.EncodeToString(public)))
	s := &system{World: w, id: id, key: private}
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}, "client_assertion": {s.assertion()},
	}
	page := s.call(http.MethodPost, "/api/oauth/token", form.Encode(), "Content-Type", "application/x-www-form-urlencoded")
	s.token = s.member(page, "access_token")
	return s
}

func (s *system) assertion() string {
	now, part := time.Now().Unix(), func(v map[string]any) string {
		text, _ := json.Marshal(v)
		return base64.RawURLEncoding.EncodeToString(text)
	}
	signed := part(map[string]any{"alg": "EdDSA", "kid": "1"}) + "." +
		part(map[string]any{"iss": s.id, "sub": s.id, "aud": apptest.Address, "iat": now, "exp": now + 60, "jti": rand.Text()})
	return signed + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(s.key, []byte(signed)))
}

// call sends a request as a program does; headers come in pairs.
func (s *system) call(method, path, body string, headers ...string) *apptest.Page {
	s.Helper()
	b := s.Browser("en", 0)
	return b.Once(s.request(b, method, path, body, headers...))
}

// secretly is call for an answer that may have the token of a link: the canary of the world,
// which looks for those, does not see it.
func (s *system) secretly(method, path, body string) *apptest.Page {
	s.Helper()
	b := s.Browser("en", 0)
	r := s.request(b, method, path, body)
	resp, err := b.Client.Do(r)
	if err != nil {
		s.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		s.Fatal(err)
	}
	return &apptest.Page{Status: resp.StatusCode, URL: r.URL, Header: resp.Header, Body: string(text)}
}

func (s *system) request(b *apptest.Browser, method, path, body string, headers ...string) *http.Request {
	s.Helper()
	r := b.Request(http.MethodGet, path, nil)
	r.Method, r.Body, r.ContentLength = method, io.NopCloser(strings.NewReader(body)), int64(len(body))
	if s.token != "" {
		r.Header.Set("Authorization", "Bearer "+s.token)
	}
	r.Header.Set("Idempotency-Key", rand.Text())
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

// member is a member of an answer in JSON that is a string.
func (s *system) member(p *apptest.Page, name string) (text string) {
	s.Helper()
	var all map[string]json.RawMessage
	if err := json.Unmarshal([]byte(p.Body), &all); err != nil || json.Unmarshal(all[name], &text) != nil {
		s.Fatalf("%s answers %d without %s: %s", p.Path(), p.Status, name, p.Body)
	}
	return text
}

func (s *system) answers(p *apptest.Page, status int, code string) {
	s.Helper()
	if p.Status != status || status >= 400 && s.member(p, "code") != code {
		s.Fatalf("%s answers %d, want %d %s: %s", p.Path(), p.Status, status, code, p.Body)
	}
}

// The whole life of an approval: a system asks, the person opens the link and confirms with
// their face, another system consumes it, and has the receipt.
func TestASystemAsksAndAnotherConsumes(t *testing.T) {
	t.Parallel()
	w := open(t)
	hub, core := newSystem(w, "hub"), newSystem(w, "core")
	asked := hub.secretly(http.MethodPost, "/api/v1/transactions", `{"kind":"transfer","reference":"HUB-1","language":"en","person":{"emirates_id":"`+person(w, "fatima").EmiratesID+`"},
		"fields":{"amount":{"value":"1250.50","currency":"AED"},"payee_name":"Mariam Al Namouthaji","iban":"AE070331234567890123456","purpose":"family"}}`)
	hub.answers(asked, http.StatusCreated, "")
	at := asked.Header.Get("Location")

	b := w.Browser("en", 0)
	link := strings.TrimPrefix(hub.member(asked, "approval_url"), apptest.Address)
	review := b.SignInFrom(follows(w, b, link), "fatima")
	want(w, b.Confirm(review, approve), http.StatusOK, in("en", kind(w, "transfer").Done))

	hub.answers(core.call(http.MethodGet, at+"/receipt", ""), http.StatusNotFound, "receipt_follows")
	execution := `{"digest":"` + hub.member(asked, "digest") + `","version":1,"execution_reference":"CORE-1"}`
	core.answers(core.call(http.MethodPost, at+"/consume", execution), http.StatusOK, "")
	core.answers(core.call(http.MethodPost, at+"/consume", execution), http.StatusConflict, "already_consumed")
	mustBe(w, review, "status", hub.member(hub.call(http.MethodGet, at, ""), "status"), "consumed")
	w.Sequenced()
	mustBe(w, review, "format", hub.member(hub.call(http.MethodGet, at+"/receipt", ""), "format"), "takeed.receipt/v1")
	if proof := hub.call(http.MethodGet, at+"/receipt", "", "Accept", "text/plain"); !strings.HasPrefix(proof.Body, "c2sp.org/tlog-proof@v1\n") {
		t.Errorf("the proof is %s", proof.Body)
	}
	w.NoViolations()
}

// The API has no cookies, so a page of somebody else gains nothing by calling it; and what
// guards forms does not guard it, for whoever has a token may call from anywhere.
func TestTheAPIKnowsNoCookieAndNoOrigin(t *testing.T) {
	t.Parallel()
	w := open(t)
	hub, b := newSystem(w, "hub"), w.Browser("en", 0)
	b.SignIn("fatima")
	r := b.Request(http.MethodPost, "/api/v1/transactions", url.Values{})
	hub.answers(b.Once(r), http.StatusUnauthorized, "invalid_token")
	foreign := hub.call(http.MethodGet, "/api/v1/kinds", "", "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site", "Accept-Language", "ar")
	hub.answers(foreign, http.StatusOK, "")
	for _, name := range []string{"Set-Cookie", "Access-Control-Allow-Origin", "Vary"} {
		mustBe(w, foreign, name, foreign.Header.Get(name), "")
	}
	for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Cross-Origin-Resource-Policy"} {
		if foreign.Header.Get(name) == "" {
			t.Errorf("no %s", name)
		}
	}
	elsewhere := hub.call(http.MethodGet, "/en/api/v1/kinds", "")
	want(w, elsewhere, http.StatusNotFound, say("en", "error.not_found.title"))
}
