package uaepass

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"takeed/internal/approval"
)

// What must never be seen again. The fake provider says providerText wherever it
// refuses something.
const (
	clientID     = "face-client"
	secretText   = "CANARY-client-secret"
	codeText     = "CANARY-code"
	verifierText = "CANARY-verifier"
	tokenText    = "CANARY-access-token"
	providerText = "CANARY-provider"
	redirectURI  = "https://portal.example.ae/uaepass/confirm/callback"
)

var grant = approval.Grant{Code: approval.SecretOf(codeText), Verifier: approval.SecretOf(verifierText)}

// provider is a UAE PASS whose every answer a test writes, and that counts.
type provider struct {
	*httptest.Server
	requests atomic.Int64
	conns    atomic.Int64
}

func newProvider(t *testing.T, answer http.HandlerFunc) *provider {
	t.Helper()
	p := unstartedProvider(t, answer)
	p.Start()
	return p
}

// unstartedProvider lets a test choose TLS or change the listener first.
func unstartedProvider(t *testing.T, answer http.HandlerFunc) *provider {
	t.Helper()
	p := &provider{}
	p.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.requests.Add(1)
		body, _ := io.ReadAll(r.Body) // else the server would not notice that the client goes away
		r.Body = io.NopCloser(bytes.NewReader(body))
		answer(w, r)
	}))
	p.Config.ErrorLog = log.New(io.Discard, "", 0)
	p.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			p.conns.Add(1)
		}
	}
	t.Cleanup(func() {
		p.CloseClientConnections()
		p.Close()
	})
	return p
}

func (p *provider) wantRequests(t *testing.T, want int64) {
	t.Helper()
	if got := p.requests.Load(); got != want {
		t.Errorf("the provider saw %d requests, want %d", got, want)
	}
}

// says answers every request alike.
func says(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func saysOK(body string) http.HandlerFunc { return says(200, "application/json", body) }

// inTurn answers the nth request with the nth handler, and the last for ever.
func inTurn(handlers ...http.HandlerFunc) http.HandlerFunc {
	var n atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) {
		i := min(int(n.Add(1)), len(handlers)) - 1
		handlers[i](w, r)
	}
}

// reset breaks the connection after the request has arrived.
func reset(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	_ = conn.(*net.TCPConn).SetLinger(0)
	_ = conn.Close()
}

// raw answers with bytes that need not be HTTP, and closes.
func raw(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = io.WriteString(conn, text)
		_ = conn.Close()
	}
}

// silent holds the request until the client goes away.
func silent(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// trickle sends a status and then a space at a time, for ever.
func trickle(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for r.Context().Err() == nil {
			_, _ = io.WriteString(w, " ")
			w.(http.Flusher).Flush()
			<-tick.C
		}
	}
}

// endless sends as much as is taken.
func endless(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"access_token":"`)
		for chunk := strings.Repeat("a", 4096); r.Context().Err() == nil; {
			if _, err := io.WriteString(w, chunk); err != nil {
				return
			}
		}
	}
}

// patient is what tests use that are not about time: nothing in it ends by itself,
// and a second try comes at once.
func patient() deadlines {
	const long = time.Minute
	return deadlines{token: long, userinfo: long, introspect: long, connect: long, try: long}
}

func config(baseURL string) Config {
	return Config{
		BaseURL: baseURL, ClientID: clientID, ClientSecret: approval.SecretOf(secretText),
		RedirectURI: redirectURI, PKCE: true, Now: func() time.Time { return time.Unix(1_800_000_000, 0) },
	}
}

func clientOf(t *testing.T, cfg Config, d deadlines) *Client {
	t.Helper()
	c, err := newClient(cfg, d)
	if err != nil {
		t.Fatalf("make a client: %v", err)
	}
	return c
}

func clientFor(t *testing.T, p *provider) *Client {
	t.Helper()
	cfg := config(p.URL)
	if p.TLS != nil {
		cfg.RootCAs = x509.NewCertPool()
		cfg.RootCAs.AddCert(p.Certificate())
	}
	return clientOf(t, cfg, patient())
}

// wantFailure checks the reason, and that the error tells nothing else however it
// is printed.
func wantFailure(t *testing.T, err error, want approval.Reason) {
	t.Helper()
	var failure *approval.ProviderFailure
	if !errors.As(err, &failure) {
		t.Fatalf("got %v, want a provider failure %s", err, want)
	}
	if failure.Reason != want {
		t.Errorf("reason %s, want %s", failure.Reason, want)
	}
	if !failure.Reason.Known() {
		t.Errorf("reason %s is in no table", failure.Reason)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		if text := fmt.Sprintf(verb, err); strings.Contains(text, "CANARY") || strings.Contains(text, "127.0.0.1") {
			t.Errorf("%s prints %s", verb, text)
		}
	}
}

func exchange(c *Client) error {
	_, err := c.Exchange(context.Background(), grant)
	return err
}

func userInfo(c *Client) error {
	_, err := c.UserInfo(context.Background(), approval.SecretOf(tokenText))
	return err
}

func introspect(c *Client) error {
	return c.Introspect(context.Background(), approval.SecretOf(tokenText))
}
