package egress

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"code.dny.dev/ssrf"
)

const (
	connectWithin = 5 * time.Second // for the name and the connection; TLS has as long again
	headerWithin  = 10 * time.Second
	answerWithin  = 15 * time.Second // for everything

	maxAnswer = 64 << 10
	maxHeader = 16 << 10
)

// Config says what the portal may call.
type Config struct {
	Allow       Allow          // what the operator permits
	Own         []netip.Addr   // the addresses of the portal, its database and its proxies
	Development bool           // permits plain http on this machine, if Allow has the loopback network
	Resolver    *net.Resolver  // default the system's
	Roots       *x509.CertPool // default the system's
	Within      time.Duration  // for a whole call; default and maximum fifteen seconds
}

// Client makes calls. Nothing is kept between two of them.
type Client struct {
	allow       Allow
	own         []netip.Addr
	ports       []uint16
	development bool
	public      *ssrf.Guardian
	resolver    *net.Resolver
	within      time.Duration
	https, http *http.Client
}

// New connects to nothing.
func New(config Config) *Client {
	c := &Client{
		allow:       config.Allow,
		ports:       append([]uint16{defaultPort}, config.Allow.Ports...),
		development: config.Development,
		resolver:    cmp.Or(config.Resolver, net.DefaultResolver),
		within:      min(cmp.Or(config.Within, answerWithin), answerWithin),
	}
	for _, ip := range config.Own {
		c.own = append(c.own, ip.Unmap())
	}
	c.public = newGuard(c.ports)
	c.https = newHTTP(c.dial, config.Roots)
	c.http = newHTTP(c.dialLoopback, nil)
	return c
}

type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// newHTTP sets no Proxy, so none is used.
func newHTTP(dial dialFunc, roots *x509.CertPool) *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			DialContext:            dial,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
			TLSHandshakeTimeout:    connectWithin,
			ResponseHeaderTimeout:  headerWithin,
			MaxResponseHeaderBytes: maxHeader,
			DisableCompression:     true,
			DisableKeepAlives:      true, // an attempt checks its address itself
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Answer is what the other side said.
type Answer struct {
	Status   int
	Header   http.Header
	Body     []byte // at most 64 kB
	Complete bool   // whether Body is all of it
}

// Do sends a request. The error is an [*Error]. An answer whose body does not end, or not in
// time, is an answer all the same, since its status says what became of the request.
func (c *Client) Do(req *http.Request) (Answer, error) {
	if err := c.CheckURL(req.URL.String()); err != nil {
		return Answer{}, &Error{Forbidden, err}
	}
	ctx, cancel := context.WithTimeout(req.Context(), c.within)
	defer cancel()
	client := c.https
	if req.URL.Scheme == "http" {
		client = c.http
	}
	res, err := client.Do(req.WithContext(ctx))
	if err != nil {
		return Answer{}, failure(ctx, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	a := Answer{res.StatusCode, res.Header, body, err == nil && len(body) <= maxAnswer}
	a.Body = slices.Clip(body[:min(len(body), maxAnswer)])
	return a, nil
}
