package uaepass

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"net/http"
	"slices"
	"testing"
	"time"

	"takeed/internal/approval"
)

func TestCertificatesAreVerified(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		prepare func(p *provider, cfg *Config)
	}{
		{"unknown authority", func(p *provider, cfg *Config) { p.StartTLS() }},
		{"other name", func(p *provider, cfg *Config) {
			p.StartTLS()
			cfg.RootCAs = trusting(p)
			_, port, _ := net.SplitHostPort(p.Listener.Addr().String())
			cfg.BaseURL = "https://localhost:" + port // the certificate says 127.0.0.1 and example.com
		}},
		{"expired", func(p *provider, cfg *Config) {
			p.TLS = &tls.Config{Certificates: []tls.Certificate{expiredCertificate(t)}}
			p.StartTLS()
			cfg.RootCAs = trusting(p)
		}},
		{"TLS 1.1", func(p *provider, cfg *Config) {
			p.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
			p.StartTLS()
			cfg.RootCAs = trusting(p)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := unstartedProvider(t, saysOK(goodToken))
			cfg := config("")
			tt.prepare(p, &cfg)
			if cfg.BaseURL == "" {
				cfg.BaseURL = p.URL
			}
			c := clientOf(t, cfg, patient())
			wantFailure(t, exchange(c), approval.ReasonTokenUnreachable)
			wantFailure(t, userInfo(c), approval.ReasonUserinfoUnavailable)
			wantFailure(t, introspect(c), approval.ReasonIntrospectionUnavailable)
			p.wantRequests(t, 0)
		})
	}
}

// The counterpart: with the right certificate the same client gets through, over
// TLS, without a proxy and without HTTP/2.
func TestAGoodCertificate(t *testing.T) {
	t.Parallel()
	p := unstartedProvider(t, func(w http.ResponseWriter, r *http.Request) {
		if r.TLS == nil || r.ProtoMajor != 1 {
			t.Errorf("spoke %s", r.Proto)
		}
		saysOK(goodToken)(w, r)
	})
	p.EnableHTTP2 = true
	p.StartTLS()
	c := clientFor(t, p)
	if err := exchange(c); err != nil {
		t.Errorf("exchange a code: %v", err)
	}
	if c.transport.Proxy != nil {
		t.Error("a proxy could be used")
	}
}

// Each call has a connection of its own, but only the first pays for a whole handshake.
func TestTheTLSSessionIsResumed(t *testing.T) {
	t.Parallel()
	var resumed []bool
	p := unstartedProvider(t, func(w http.ResponseWriter, r *http.Request) {
		resumed = append(resumed, r.TLS.DidResume)
		saysOK(goodToken)(w, r)
	})
	p.StartTLS()
	c := clientFor(t, p)
	for range 3 {
		if err := exchange(c); err != nil {
			t.Errorf("exchange a code: %v", err)
		}
	}
	if !slices.Equal(resumed, []bool{false, true, true}) || p.conns.Load() != 3 {
		t.Errorf("%d connections, resumed: %t", p.conns.Load(), resumed)
	}
}

// trusting returns a pool with the certificate of a started TLS provider.
func trusting(p *provider) *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(p.Certificate())
	return pool
}

// expiredCertificate is right in everything but its time.
func expiredCertificate(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatalf("make a key: %v", err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		NotBefore:    time.Now().Add(-48 * time.Hour),
		NotAfter:     time.Now().Add(-24 * time.Hour),
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA:         true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatalf("make a certificate: %v", err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
