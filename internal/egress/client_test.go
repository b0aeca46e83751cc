package egress_test

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"takeed/internal/egress"
)

// A name that means a permitted address when it is checked and our own machine a moment
// later: 127.0.0.2 stands for the permitted one.
func TestAReboundNameGainsNothing(t *testing.T) {
	t.Parallel()
	good := serve(t, "127.0.0.2:0", fine)
	internal := serve(t, "127.0.0.1:"+good.port, fine)
	dns := newHostileDNS(t, map[string][][]string{"example.com": {{"127.0.0.2"}, {"127.0.0.1"}}})
	c := client(t, good, "127.0.0.2", egress.Config{Resolver: dns.Resolver})
	url := "https://example.com:" + good.port
	if a, err := get(t, c, url); err != nil || a.Status != 200 || string(a.Body) != "fine" || !a.Complete {
		t.Fatal(a, err)
	}
	if n := dns.count("example.com"); n != 1 {
		t.Errorf("one call looked %d times", n)
	}
	if a, err := get(t, c, url); egress.ReasonOf(err) != egress.Forbidden {
		t.Error(a, err)
	}
	if good.hits.Load() != 1 || internal.hits.Load() != 0 {
		t.Error(good.hits.Load(), internal.hits.Load())
	}
}

func TestNoForbiddenAddressOfANameIsCalled(t *testing.T) {
	t.Parallel()
	internal := serve(t, "127.0.0.1:0", fine)
	answers := map[string][][]string{}
	for name, addresses := range map[string]string{
		"loopback": "127.0.0.1", "loopback6": "::1", "this": "0.0.0.0", "unspecified6": "::",
		"private10": "10.1.2.3", "private172": "172.16.0.1", "private192": "192.168.1.1", "shared": "100.64.0.1",
		"link-local": "169.254.1.1", "link-local6": "fe80::1", "unique-local": "fd12:3456::1", "site-local": "fec0::1",
		"multicast": "224.0.0.1", "multicast6": "ff02::1", "reserved": "240.0.0.1", "broadcast": "255.255.255.255",
		"metadata": "169.254.169.254", "metadata-amazon6": "fd00:ec2::254", "metadata-azure": "168.63.129.16", "metadata-alibaba": "100.100.100.200",
		"mapped": "::ffff:127.0.0.1", "mapped-own": "::ffff:8.8.8.8", "mapped-metadata": "::ffff:169.254.169.254", "compatible": "::7f00:1", "nat64": "64:ff9b::7f00:1", "6to4": "2002:7f00:1::", "teredo": "2001::1",
		"documentation": "192.0.2.1", "own": "8.8.8.8", "own6": "2606:4700::1111",
		"public-first": "8.8.4.4 127.0.0.1", "public-last": "127.0.0.1 8.8.4.4", "public6-beside": "127.0.0.1 2606:4700::1", "private6-beside": "8.8.4.4 fd12::1",
	} {
		answers[name+".example"] = [][]string{strings.Fields(addresses)}
	}
	dns := newHostileDNS(t, answers)
	c := client(t, internal, ":"+internal.port, egress.Config{Resolver: dns.Resolver, Own: addresses("::ffff:8.8.8.8", "2606:4700::1111")})
	for name := range answers {
		a, err := get(t, c, "https://"+name+":"+internal.port)
		if egress.ReasonOf(err) != egress.Forbidden {
			t.Errorf("%s: %v, %v", name, a.Status, err)
		}
		for _, address := range answers[name][0] {
			if err != nil && strings.Contains(err.Error(), address) {
				t.Errorf("%s tells how a network looks: %v", name, err)
			}
		}
	}
	if internal.hits.Load() != 0 {
		t.Error("somebody was called")
	}
}

func TestAPermittedNetworkIsCalled(t *testing.T) {
	t.Parallel()
	s := serve(t, "127.0.0.3:0", fine)
	dns := newHostileDNS(t, map[string][][]string{
		"example.com": {{"127.0.0.3"}}, "other.example": {{"127.0.0.3"}}, "metadata.example": {{"169.254.169.254"}}, "mapped.example": {{"::ffff:127.0.0.3"}},
	})
	for name, c := range map[string]struct {
		allow, host string
		want        egress.Reason
		own         []string
	}{
		"its network":                   {allow: "127.0.0.0/24", host: "example.com"},
		"its address":                   {allow: "127.0.0.3", host: "example.com"},
		"as a literal":                  {allow: "127.0.0.0/24", host: "127.0.0.3", want: egress.Untrusted},
		"another network":               {allow: "127.0.1.0/24", host: "example.com", want: egress.Forbidden},
		"its port alone":                {allow: ":" + s.port, host: "example.com", want: egress.Forbidden},
		"another name":                  {allow: "127.0.0.0/24", host: "other.example", want: egress.Untrusted},
		"no name":                       {allow: "127.0.0.0/24", host: "nowhere.example", want: egress.Unresolved},
		"what cannot be permitted":      {allow: "127.0.0.0/24", host: "metadata.example", want: egress.Forbidden},
		"another spelling":              {allow: "127.0.0.0/24", host: "mapped.example", want: egress.Untrusted},
		"another spelling of another":   {allow: "127.0.1.0/24", host: "mapped.example", want: egress.Forbidden},
		"our own in a permitted one":    {allow: "127.0.0.0/24", host: "example.com", own: []string{"127.0.0.3"}, want: egress.Forbidden},
		"our own, which has been named": {allow: "127.0.0.0/24,127.0.0.3", host: "example.com", own: []string{"127.0.0.3"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, err := get(t, client(t, s, c.allow, egress.Config{Resolver: dns.Resolver, Own: addresses(c.own...)}), "https://"+c.host+":"+s.port)
			if c.want == "" && (err != nil || a.Status != 200) || c.want != "" && (err == nil || egress.ReasonOf(err) != c.want) {
				t.Errorf("%+v, %v", a, err)
			}
		})
	}
}

// What the other side may try once it is called.
func TestAHostileServer(t *testing.T) {
	t.Parallel()
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	_, _ = z.Write(make([]byte, 10<<20))
	_ = z.Close()
	next := serve(t, "127.0.0.1:0", fine)
	var sent atomic.Int64
	for name, c := range map[string]struct {
		answer   http.HandlerFunc
		reason   egress.Reason
		status   int
		length   int
		complete bool
	}{
		"a redirect to metadata":    {redirect("http://169.254.169.254/latest"), "", 302, 0, true},
		"a redirect to a neighbour": {redirect(next.URL), "", 302, 0, true},
		"slow headers": {func(_ http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
			panic(http.ErrAbortHandler) // else its answer may come while the client hangs up
		}, egress.TimedOut, 0, 0, false},
		"slow body": {func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write([]byte("some"))
			w.(http.Flusher).Flush()
			<-r.Context().Done()
			panic(http.ErrAbortHandler) // else its end may come while the client hangs up
		}, "", 200, 4, false},
		"endless body": {func(w http.ResponseWriter, _ *http.Request) {
			for piece := make([]byte, 1<<10); ; {
				if n, err := w.Write(piece); err != nil || sent.Add(int64(n)) > 64<<20 {
					return
				}
			}
		}, "", 200, 64 << 10, false},
		"a full body": {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 64<<10)) }, "", 200, 64 << 10, true},
		"gzip bomb": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb.Bytes())
		}, "", 200, bomb.Len(), true},
		"endless headers": {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", strings.Repeat("x", 64<<10)) }, egress.Unusable, 0, 0, false},
		"hanging up":      {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, egress.Unusable, 0, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, "127.0.0.1:0", c.answer)
			dns := newHostileDNS(t, map[string][][]string{"example.com": {{"127.0.0.1"}}})
			config := egress.Config{Resolver: dns.Resolver}
			if strings.HasPrefix(name, "slow") {
				config.Within = 200 * time.Millisecond
			}
			a, err := get(t, client(t, s, "127.0.0.1", config), "https://example.com:"+s.port)
			if c.reason == "" && err != nil || c.reason != "" && (err == nil || egress.ReasonOf(err) != c.reason) ||
				a.Status != c.status || len(a.Body) != c.length || a.Complete != c.complete {
				t.Errorf("%d, %d bytes, %v, %v", a.Status, len(a.Body), a.Complete, err)
			}
		})
	}
	t.Cleanup(func() {
		if next.hits.Load() != 0 {
			t.Error("a redirect was followed")
		}
		if sent.Load() > 32<<20 {
			t.Error("of an endless body everything was read")
		}
	})
}

func redirect(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusFound)
	}
}
