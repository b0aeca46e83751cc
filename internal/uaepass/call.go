package uaepass

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"takeed/internal/approval"
)

// deadlines bound a call; the caller's context may end it earlier. approval.ClaimBy shows
// what they add up to.
type deadlines struct {
	token, userinfo, introspect time.Duration // of a whole call: all tries, to the last byte of the answer

	connect time.Duration // after this long without a connection the exchange gives its first try up for a second
	try     time.Duration // after this long userinfo gives its first try up for a second
	pause   time.Duration // before a second try
}

func standardDeadlines() deadlines {
	return deadlines{
		token: approval.TokenTime, userinfo: approval.ExchangeBy, introspect: 3 * time.Second,

		connect: 2 * time.Second, // TCP sends a lost packet again after one second
		try:     4 * time.Second,
		pause:   500 * time.Millisecond,
	}
}

// newTransport makes a transport that opens a connection for every request. The
// standard library does not repeat a POST that was lost because the server had just
// closed an idle connection, which costs the customer their code; and it silently
// repeats a GET in the same case, which makes tries uncountable.
//
// An attempt to connect that no call waits for any more ends by itself; its timeout is no
// shorter than that of any call. No connection lives long enough to need TCP keep-alive.
//
// So that a new connection is not a whole TLS handshake each time, which would cost more
// than everything else in a call, sessions are resumed: the certificate is still checked
// for its name and its age.
//
// Proxy and HTTP/2 are off: the fields that would enable them are not set.
func newTransport(roots *x509.CertPool) *http.Transport {
	return &http.Transport{
		DialContext: (&net.Dialer{Timeout: approval.AnswerBy, KeepAlive: -1}).DialContext,
		TLSClientConfig: &tls.Config{
			MinVersion: tls.VersionTLS12, RootCAs: roots, ClientSessionCache: tls.NewLRUClientSessionCache(1),
		},
		TLSHandshakeTimeout:    approval.AnswerBy,
		MaxResponseHeaderBytes: maxBody,
		DisableKeepAlives:      true,
		DisableCompression:     true,
	}
}

// maxBody bounds what is read of an answer. The longest seen has about two kilobytes, but a
// photograph and a signature, which this program does not use, may come along.
const maxBody = 256 << 10

// answer is what came back. Its body is left empty when it is of no use: it is too long, is
// not JSON where it should be, or comes with a status that says everything.
type answer struct {
	status int
	body   []byte
}

// fault is why there is no answer.
type fault int

const (
	noFault     fault = iota
	unreachable       // there was no connection: nothing was sent
	timedOut          // something was sent, and the time ran out
	broken            // something was sent, and the connection broke or spoke no HTTP
)

// newRequest makes a request that even the transport cannot send twice: it has no GetBody.
func newRequest(ctx context.Context, method string, to *url.URL, contentType string, body string) *http.Request {
	r := &http.Request{Method: method, URL: to, Header: http.Header{}}
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Content-Type", contentType)
	if body != "" {
		r.Body = io.NopCloser(strings.NewReader(body))
		r.ContentLength = int64(len(body))
	}
	return r.WithContext(ctx)
}

// authenticate adds the credentials of the client, encoded as RFC 6749, section 2.3.1, asks;
// that leaves ordinary ones unchanged.
func (c *Client) authenticate(r *http.Request) {
	r.SetBasicAuth(url.QueryEscape(c.cfg.ClientID), url.QueryEscape(c.cfg.ClientSecret.Reveal()))
}

// call sends a request and reads the answer to its end, or says why it could not.
// It uses the transport without an http.Client around it, since a client follows redirects,
// keeps cookies and puts the URL into errors.
func (c *Client) call(r *http.Request) (answer, fault) { return c.callSoon(r, approval.AnswerBy) }

// callSoon is call, but gives up if there is no connection within connect.
func (c *Client) callSoon(r *http.Request, connect time.Duration) (answer, fault) {
	ctx, giveUp := context.WithCancel(r.Context())
	defer giveUp()
	late := time.AfterFunc(connect, giveUp)
	defer late.Stop()
	var connected atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { // after the TLS handshake, before the request
			connected.Store(true)
			late.Stop()
		},
	})
	resp, err := c.transport.RoundTrip(r.WithContext(ctx))
	if err != nil {
		return answer{}, faultOf(ctx, err, connected.Load())
	}
	defer resp.Body.Close()
	a := answer{status: resp.StatusCode}
	a.body, err = readBody(resp)
	if err != nil {
		return a, faultOf(ctx, err, true)
	}
	return a, noFault
}

func faultOf(ctx context.Context, err error, connected bool) fault {
	timeout, ok := errors.AsType[net.Error](err)
	switch {
	case !connected:
		return unreachable
	case ctx.Err() != nil, ok && timeout.Timeout():
		return timedOut
	}
	return broken
}

// readBody returns the body if it is worth anything. It fails only where the body
// matters: a refusal stays a refusal even if its text is lost.
func readBody(resp *http.Response) ([]byte, error) {
	success := resp.StatusCode == http.StatusOK
	if success && !saysJSON(resp.Header) || !success && resp.StatusCode != http.StatusBadRequest {
		return nil, nil
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	switch {
	case len(body) > maxBody:
		return nil, nil
	case success:
		return body, err
	}
	return body, nil
}

// saysJSON accepts application/json and application/…+json with any parameters: the
// text must be UTF-8 in any case.
func saysJSON(h http.Header) bool {
	mediaType, _, _ := strings.Cut(strings.ToLower(h.Get("Content-Type")), ";")
	kind, sub, _ := strings.Cut(strings.TrimSpace(mediaType), "/")
	return kind == "application" && (sub == "json" || strings.HasSuffix(sub, "+json"))
}

// pause waits before a second try. It reports whether there is time for one.
func (c *Client) pause(ctx context.Context) bool {
	select {
	case <-time.After(c.deadlines.pause):
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
