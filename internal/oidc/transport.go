package oidc

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"

	"takeed/internal/approval"
)

// maxBody bounds an answer. A provider with many keys and certificates has metadata of
// some twenty kilobytes.
const maxBody = 256 << 10

// newHTTPClient makes a client that opens a connection for every request: the standard
// library would otherwise repeat one that was lost with an idle connection, and a code
// is sent once. It follows no redirect. Proxy and HTTP/2 are off because they are not
// mentioned.
func newHTTPClient(roots *x509.CertPool) *http.Client {
	return &http.Client{
		Timeout: approval.TokenTime, // to the last byte of the body; see approval.ClaimBy
		Transport: bounded{&http.Transport{
			DialContext:            (&net.Dialer{Timeout: approval.TokenTime}).DialContext,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
			TLSHandshakeTimeout:    approval.TokenTime,
			MaxResponseHeaderBytes: 64 << 10,
			DisableKeepAlives:      true,
			DisableCompression:     true,
		}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// bounded makes a body that is too long an error for whoever reads it.
type bounded struct{ next http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := b.next.RoundTrip(r)
	if err == nil {
		resp.Body = http.MaxBytesReader(nil, resp.Body, maxBody)
	}
	return resp, err
}
