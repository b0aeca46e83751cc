package oidc

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"

	"takeed/internal/approval"
)

// maxBody bounds an answer. A provider with many keys and certificates has metadata of
// some twenty kilobytes.
const maxBody = 256 << 10

// newHTTPClient makes a client that opens a connection for every request: the standard
// library would otherwise repeat one that was lost with an idle connection, and a code must
// be sent only once. It follows no redirect. Proxy and HTTP/2 are off: the fields that would
// enable them are not set.
func newHTTPClient(roots *x509.CertPool) *http.Client {
	return &http.Client{
		Timeout: approval.TokenTime, // to the last byte of the body; see approval.ClaimBy
		Transport: boundedTransport{&http.Transport{
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

// trimmingTransport reduces the answer to a code exchange to the members that are used.
// x/oauth2 refuses an answer whose expires_in or refresh_token has an unexpected type, and
// neither is used here. An answer that is not an object stays as it is, for x/oauth2 to refuse.
type trimmingTransport struct{ next http.RoundTripper }

func (u trimmingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := u.next.RoundTrip(r)
	if err != nil || resp.StatusCode != http.StatusOK {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil {
		body = nil // half an answer is none
	}
	var all map[string]json.RawMessage
	if json.Unmarshal(body, &all) == nil && all != nil {
		maps.DeleteFunc(all, func(name string, _ json.RawMessage) bool {
			return !slices.Contains([]string{"access_token", "token_type", "id_token", "error"}, name)
		})
		body, _ = json.Marshal(all) // of valid JSON
	}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return resp, nil
}

// boundedTransport makes reading a body that is too long an error.
type boundedTransport struct{ next http.RoundTripper }

func (b boundedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := b.next.RoundTrip(r)
	if err == nil {
		resp.Body = http.MaxBytesReader(nil, resp.Body, maxBody)
	}
	return resp, err
}
