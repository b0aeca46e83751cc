package browsertest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// proxy is all that a browser context can reach: it is its proxy, and knows the
// handlers of a test by the hosts they stand for. Whatever else is asked for is refused.
type proxy struct {
	server *httptest.Server
	hosts  map[string]http.Handler

	mu    sync.Mutex
	sizes map[string]int // of the bodies sent, by address
}

func newProxy(t testing.TB, hosts map[string]http.Handler) *proxy {
	t.Helper()
	p := &proxy{hosts: hosts, sizes: map[string]int{}}
	p.server = httptest.NewServer(p)
	t.Cleanup(p.server.Close)
	return p
}

// ServeHTTP answers a request in the form that proxies get: with a whole address.
func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h, ok := p.hosts[r.URL.Host]
	if !ok || r.Method == http.MethodConnect {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	address := r.URL.String()
	r.URL.Scheme, r.URL.Host, r.RequestURI = "", "", r.URL.RequestURI()
	r.Header.Del("Proxy-Connection")
	counted := &counter{ResponseWriter: w}
	h.ServeHTTP(counted, r)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sizes[address] = counted.bytes
}

// knows reports whether an address is within reach, or is its own content: the browser
// draws parts of its inputs that way.
func (p *proxy) knows(address string) bool {
	if strings.HasPrefix(address, "data:") {
		return true
	}
	rest, ok := strings.CutPrefix(address, "http://")
	host, _, _ := strings.Cut(rest, "/")
	return ok && p.hosts[host] != nil
}

// sent is how many bytes each address sent.
func (p *proxy) sent() map[string]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	sizes := map[string]int{}
	for address, bytes := range p.sizes {
		sizes[address] = bytes
	}
	return sizes
}

type counter struct {
	http.ResponseWriter
	bytes int
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.ResponseWriter.Write(b)
	c.bytes += n
	return n, err
}

func (c *counter) Unwrap() http.ResponseWriter { return c.ResponseWriter }
