//takeed:race
package egress_test

import (
	"context"
	"crypto/x509"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"takeed/internal/egress"
)

// hostileDNS answers what the test likes, and something else each time.
type hostileDNS struct {
	mu      sync.Mutex
	answers map[string][][]string // by name: what the first lookup gets, what the next, …
	lookups map[string]int
	*net.Resolver
}

func newHostileDNS(t *testing.T, answers map[string][][]string) *hostileDNS {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d := &hostileDNS{answers: answers, lookups: map[string]int{}}
	d.Resolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
	var served sync.WaitGroup
	served.Go(func() { d.serve(conn) })
	t.Cleanup(func() { _ = conn.Close(); served.Wait() })
	return d
}

func (d *hostileDNS) serve(conn net.PacketConn) {
	buffer := make([]byte, 1500)
	for {
		n, from, err := conn.ReadFrom(buffer)
		if err != nil {
			return
		}
		var query dnsmessage.Message
		if query.Unpack(buffer[:n]) == nil && len(query.Questions) == 1 {
			if reply, err := d.reply(query); err == nil {
				_, _ = conn.WriteTo(reply, from)
			}
		}
	}
}

// reply counts a lookup by its question for IPv4. That of IPv6 comes beside it and gets the
// addresses of the same lookup, or of the one before; tests keep to one kind where it counts.
func (d *hostileDNS) reply(query dnsmessage.Message) ([]byte, error) {
	q := query.Questions[0]
	name := strings.TrimSuffix(q.Name.String(), ".")
	d.mu.Lock()
	defer d.mu.Unlock()
	all := d.answers[name]
	query.Header = dnsmessage.Header{ID: query.ID, Response: true, Authoritative: true}
	query.Additionals = nil
	if len(all) == 0 {
		query.RCode = dnsmessage.RCodeNameError
		return query.Pack()
	}
	answer := all[min(d.lookups[name], len(all)-1)]
	if q.Type == dnsmessage.TypeA {
		d.lookups[name]++
	}
	header := dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}
	for _, text := range answer {
		switch ip := netip.MustParseAddr(text); {
		case ip.Is4() && q.Type == dnsmessage.TypeA:
			query.Answers = append(query.Answers, dnsmessage.Resource{Header: header, Body: &dnsmessage.AResource{A: ip.As4()}})
		case ip.Is6() && q.Type == dnsmessage.TypeAAAA:
			query.Answers = append(query.Answers, dnsmessage.Resource{Header: header, Body: &dnsmessage.AAAAResource{AAAA: ip.As16()}})
		}
	}
	return query.Pack()
}

func (d *hostileDNS) count(name string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.lookups[name]
}

// server is a real one, at an address of the loopback network.
type server struct {
	*httptest.Server
	port string
	hits atomic.Int32
}

func serve(t *testing.T, address string, answer http.HandlerFunc) *server {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{}
	s.Server = &httptest.Server{Listener: listener, Config: &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.hits.Add(1)
		answer(w, r)
	})}}
	s.StartTLS()
	t.Cleanup(s.Close)
	_, s.port, _ = net.SplitHostPort(listener.Addr().String())
	return s
}

func fine(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("fine")) }

// client permits what allow says, and trusts the server's certificate, which is of
// example.com.
func client(t *testing.T, s *server, allow string, config egress.Config) *egress.Client {
	t.Helper()
	var err error
	if config.Allow, err = egress.ParseAllow(allow); err != nil {
		t.Fatal(err)
	}
	if s != nil {
		config.Roots = x509.NewCertPool()
		config.Roots.AddCert(s.Certificate())
	}
	return egress.New(config)
}

func get(t *testing.T, c *egress.Client, url string) (egress.Answer, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c.Do(req)
}
