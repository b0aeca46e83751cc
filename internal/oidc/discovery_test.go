package oidc_test

import (
	"context"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/office"
	"takeed/internal/oidc"
)

// clock is a time that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func TestMetadataIsFetchedWhenNeededAndKept(t *testing.T) {
	t.Parallel()
	f, watch := newFake(t, httptest.NewServer), &clock{now: now}
	c := f.client(t, func(cfg *oidc.Config) { cfg.Now = watch.Now })
	if n := f.asked.Load(); n != 0 {
		t.Errorf("asked %d times before anybody signs in", n)
	}
	wantAsked := func(what string, want int64, works bool) {
		t.Helper()
		if _, err := c.AuthorizeURL(t.Context(), approval.AuthorizationRequest{}); (err == nil) != works || f.asked.Load() != want {
			t.Errorf("%s: asked %d times, %v", what, f.asked.Load(), err)
		}
	}
	wantAsked("at first", 1, true)
	watch.advance(59 * time.Minute)
	wantAsked("within the hour", 1, true)
	watch.advance(time.Minute)
	wantAsked("after the hour", 2, true)
	f.set(func() { f.down = true })
	watch.advance(time.Hour)
	wantAsked("while it is down", 3, true) // the old one will do
	wantAsked("at once again", 3, true)
	watch.advance(5 * time.Second)
	wantAsked("a little later", 4, true)
}

// The portal starts without the provider, and finds it when it is there.
func TestAProviderThatIsDownIsAskedAgain(t *testing.T) {
	t.Parallel()
	f, watch := newFake(t, httptest.NewServer), &clock{now: now}
	f.down = true
	c := f.client(t, func(cfg *oidc.Config) { cfg.Now = watch.Now })
	for range 3 {
		if got := faultOf(t, c.Check(t.Context())); got != office.FaultDiscovery {
			t.Errorf("while it is down: %q", got)
		}
	}
	if n := f.asked.Load(); n != 1 {
		t.Errorf("asked %d times in one moment", n)
	}
	f.set(func() { f.down = false })
	watch.advance(5 * time.Second)
	if got := faultOf(t, c.Check(t.Context())); got != "" {
		t.Errorf("when it is up: %q", got)
	}
}

// Whoever waits for the metadata goes away at their own deadline, and does not take the
// answer with them.
//
//takeed:race
func TestNobodyWaitsForeverForTheMetadata(t *testing.T) {
	t.Parallel()
	f := newFake(t, httptest.NewServer)
	f.arrived, f.release = make(chan struct{}, 1), make(chan struct{})
	c := f.client(t)
	gone, leave := context.WithCancel(t.Context())
	first := make(chan error, 1)
	go func() { first <- c.Check(gone) }()
	<-f.arrived
	second, cancel := context.WithCancel(t.Context())
	cancel()
	if got := faultOf(t, c.Check(second)); got != office.FaultDiscovery {
		t.Errorf("the second: %q", got)
	}
	leave()
	close(f.release)
	if err := <-first; err != nil {
		t.Errorf("the first, who left: %v", err)
	}
	if got := faultOf(t, c.Check(t.Context())); got != "" || f.asked.Load() != 1 {
		t.Errorf("the third: %q, asked %d times", got, f.asked.Load())
	}
}

func TestMetadataThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	text := func(status int, body string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	for name, change := range map[string]func(*fake){
		"another issuer":      func(f *fake) { f.metadata["issuer"] = f.URL + "/" },
		"no token endpoint":   func(f *fake) { f.metadata["token_endpoint"] = nil },
		"no keys":             func(f *fake) { f.metadata["jwks_uri"] = nil },
		"no place to go":      func(f *fake) { f.metadata["authorization_endpoint"] = "" },
		"no web address":      func(f *fake) { f.metadata["authorization_endpoint"] = "javascript:alert(1)" },
		"no sign-out address": func(f *fake) { f.metadata["end_session_endpoint"] = "ldap://id.example" },
		"no algorithm that holds": func(f *fake) {
			f.metadata["id_token_signing_alg_values_supported"] = []string{"HS256", "none", "RS384"}
		},
		"no HTTP Basic": func(f *fake) {
			f.metadata["token_endpoint_auth_methods_supported"] = []string{"client_secret_post", "private_key_jwt"}
		},
		"odd types": func(f *fake) { f.metadata["token_endpoint_auth_methods_supported"] = 7 },
		"not found": func(f *fake) { f.body = text(http.StatusNotFound, "{}") },
		"no JSON":   func(f *fake) { f.body = text(http.StatusOK, "<html>") },
		"elsewhere": func(f *fake) {
			f.body = func(w http.ResponseWriter) {
				w.Header().Set("Location", f.URL+"/elsewhere")
				w.WriteHeader(http.StatusFound)
			}
		},
		"more than anybody reads": func(f *fake) {
			f.body = text(http.StatusOK, `{"issuer":"`+f.URL+`","x":"`+strings.Repeat("x", 300<<10)+`"}`)
		},
	} {
		f := newFake(t, httptest.NewServer)
		change(f)
		if got := faultOf(t, f.client(t).Check(t.Context())); got != office.FaultDiscovery {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestMetadataThatCanBeUsed(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*fake){
		"as little as may be": func(f *fake) { f.metadata["id_token_signing_alg_values_supported"] = nil },
		"Basic among others": func(f *fake) {
			f.metadata["token_endpoint_auth_methods_supported"] = []string{"private_key_jwt", "client_secret_basic"}
		},
		"with a sign-out": func(f *fake) { f.metadata["end_session_endpoint"] = f.URL + "/out" },
	} {
		f := newFake(t, httptest.NewServer)
		change(f)
		if got, fault := identify(t, f.client(t)); fault != "" || got.Role != office.Operator {
			t.Errorf("%s: %q, %+v", name, fault, got)
		}
	}
}

// From https there is no way to plain http, and no way at all to who cannot prove
// themselves.
func TestOverTLS(t *testing.T) {
	t.Parallel()
	trusting := func(f *fake) func(*oidc.Config) {
		return func(cfg *oidc.Config) {
			cfg.RootCAs = x509.NewCertPool()
			cfg.RootCAs.AddCert(f.Certificate())
		}
	}
	good := newFake(t, httptest.NewTLSServer)
	if _, fault := identify(t, good.client(t, trusting(good))); fault != "" {
		t.Errorf("a certificate that is trusted: %q", fault)
	}
	if _, fault := identify(t, good.client(t)); fault != office.FaultDiscovery {
		t.Errorf("a certificate that is not: %q", fault)
	}
	for _, endpoint := range []string{"authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint"} {
		f := newFake(t, httptest.NewTLSServer)
		f.metadata[endpoint] = "http" + strings.TrimPrefix(f.URL, "https") + "/x"
		if got := faultOf(t, f.client(t, trusting(f)).Check(t.Context())); got != office.FaultDiscovery {
			t.Errorf("%s over plain http: %q", endpoint, got)
		}
	}
}
