package egress_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"takeed/internal/egress"
)

func addresses(texts ...string) (all []netip.Addr) {
	for _, text := range texts {
		all = append(all, netip.MustParseAddr(text))
	}
	return all
}

func TestAddressesThatMayBeConfigured(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ url, allow string }{
		{"https://hooks.bank.example", ""},
		{"https://hooks.bank.example:443/path?query=1", ""},
		{"HTTPS://Hooks.Bank.Example/", ""},
		{"https://xn--mgbaakc7dvf.example/", ""},
		{"https://8.8.8.8/", ""},
		{"https://[2606:4700::1111]/", ""},
		{"https://hooks.bank.example:8443/", ":8443"},
		{"https://8.8.8.8:8443/", ":8443"},
		{"https://hooks:9000/", "10.0.0.0/8"},
		{"https://10.1.2.3:9000/", "10.0.0.0/8"},
		{"https://[fd12::1]:9000/", "fd12::/16"},
		{"https://localhost:9000/", "127.0.0.0/8"},
	} {
		if err := client(t, nil, c.allow, egress.Config{}).CheckURL(c.url); err != nil {
			t.Errorf("%s with %q: %v", c.url, c.allow, err)
		}
	}
}

func TestAddressesThatMayNotBeConfigured(t *testing.T) {
	t.Parallel()
	const https, user, fragment, odd, domain, forbidden, port, visible, absolute = "begin with https", "password", "#", "usual spelling", "domain", "reserved", "443", "ASCII", "host name"
	for _, c := range []struct {
		url, allow string
		want       []string
	}{
		{"", "", []string{absolute}}, {"hooks.bank.example", "", []string{absolute}}, {"https://", "", []string{absolute}}, {"https://:443", "", []string{absolute}}, {"https:hooks.bank.example", "", []string{absolute}},
		{"//hooks.bank.example", "", []string{https}},
		{"http://hooks.bank.example", "", []string{https, port}}, {"ftp://hooks.bank.example", "", []string{https}}, {"file:///etc/passwd", "", []string{absolute}},
		{"http://localhost:1", "127.0.0.0/8", []string{https}},
		{"https://me:secret@hooks.bank.example", "", []string{user}}, {"https://@hooks.bank.example", "", []string{user}},
		{"https://hooks.bank.example/#", "", []string{fragment}}, {"https://hooks.bank.example/#x", "", []string{fragment}},
		{"https://hooks.bank.example:8443", "", []string{port}}, {"https://hooks.bank.example:8444", ":8443", []string{port}},
		{"https://hooks.bank.example:0", "10.0.0.0/8", []string{port}}, {"https://hooks.bank.example:", "", []string{port}}, {"https://hooks.bank.example:99999", "", []string{port}}, {"https://hooks.bank.example:99999", "10.0.0.0/8", []string{port}},
		{"https://8.8.8.8:8443", "", []string{port}}, {"https://8.8.8.8:", "", []string{port}}, {"https://8.8.8.8:8443", "10.0.0.0/8", []string{port}},
		{"https://localhost", "", []string{domain}}, {"https://x.localhost", "", []string{domain}}, {"https://LOCALHOST", "10.0.0.0/8", []string{domain}}, {"https://intranet", "", []string{domain}},
		{"https://127.0.0.1", "", []string{forbidden}}, {"https://[::1]", "", []string{forbidden}}, {"https://10.0.0.1", "", []string{forbidden}}, {"https://10.0.0.1:8443", "", []string{forbidden, port}},
		{"https://169.254.169.254", "", []string{forbidden}}, {"https://[fd00:ec2::254]", "fd00::/8", []string{forbidden}}, {"https://192.168.0.1", "10.0.0.0/8", []string{forbidden}},
		{"https://[::ffff:8.8.8.8]", "", []string{forbidden}}, {"https://[::ffff:10.0.0.1]", "10.0.0.0/8", []string{forbidden}}, {"https://[fe80::1%25eth0]", "", []string{forbidden}}, {"https://[64:ff9b::808:808]", "", []string{forbidden}},
		{"https://2130706433", "", []string{odd}}, {"https://0x7f000001", "", []string{odd}}, {"https://0x7f.1", "", []string{odd}}, {"https://127.1", "", []string{odd}}, {"https://0177.0.0.1", "", []string{odd}},
		{"https://017700000001", "127.0.0.0/8", []string{odd}}, {"https://127.0.0.1.", "127.0.0.0/8", []string{odd}}, {"https://127.0.0.0x1", "", []string{odd}}, {"https://0x", "10.0.0.0/8", []string{odd}},
		{"https://hooks.bank.example./", "", []string{odd}}, {"https://-a.example", "", []string{odd}}, {"https://a..example", "", []string{odd}}, {"https://" + strings.Repeat("a.", 130) + "example", "", []string{odd}},
		{"https://%31%32%37.0.0.1", "", []string{absolute}}, {"https://a.example%2f@b.example", "", []string{user}},
		{"https://hooks.bank.example/ x", "", []string{visible}}, {"https://hooks.bank.example\\@evil.example", "", []string{visible}}, {"https://１２７.0.0.1", "", []string{visible}}, {"https://بنك.example", "", []string{visible}}, {"https://a.example\r\n", "", []string{visible}},
		{"https://a.example/" + strings.Repeat("x", 2000), "", []string{"2,000"}},
		{"http://me:secret@10.0.0.1:8443/#x", "", []string{https, user, fragment, forbidden, port}},
	} {
		err := client(t, nil, c.allow, egress.Config{}).CheckURL(c.url)
		if err == nil {
			t.Errorf("%s with %q is taken", c.url, c.allow)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s with %q: %q does not say %q", c.url, c.allow, err, want)
			}
		}
		if n := strings.Count(err.Error(), "must"); n != len(c.want) || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "10.0.0.1") {
			t.Errorf("%s with %q: %v", c.url, c.allow, err)
		}
		if req, bad := http.NewRequest(http.MethodGet, c.url, nil); bad == nil && !strings.HasSuffix(c.url, ":") && !strings.ContainsAny(c.url, "# ") { // which net/http mends
			if _, err := client(t, nil, c.allow, egress.Config{}).Do(req.WithContext(t.Context())); egress.ReasonOf(err) != egress.Forbidden {
				t.Errorf("%s is called: %v", c.url, err)
			}
		}
	}
}

func TestPlainHTTPIsForThisMachineInDevelopment(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(fine))
	t.Cleanup(s.Close)
	port := s.URL[strings.LastIndex(s.URL, ":")+1:]
	dns := newHostileDNS(t, map[string][][]string{"x.localhost": {{"10.0.0.1"}}})
	for _, c := range []struct {
		url, allow  string
		development bool
		want        egress.Reason
	}{
		{s.URL, "127.0.0.0/8", true, ""},
		{"http://localhost:" + port, "127.0.0.0/8,::1", true, ""},
		{s.URL, "127.0.0.0/8", false, egress.Forbidden},
		{s.URL, "", true, egress.Forbidden},
		{s.URL, "10.0.0.0/8", true, egress.Forbidden},
		{"http://10.0.0.1:" + port, "10.0.0.0/8,127.0.0.0/8", true, egress.Forbidden},
		{"http://hooks.bank.example:" + port, "10.0.0.0/8,127.0.0.0/8", true, egress.Forbidden},
		{"http://x.localhost:" + port, "10.0.0.0/8,127.0.0.0/8", true, egress.Forbidden},
	} {
		config := egress.Config{Development: c.development}
		if strings.Contains(c.url, "x.localhost") {
			config.Resolver = dns.Resolver
		}
		if a, err := get(t, client(t, nil, c.allow, config), c.url); c.want == "" && err != nil || c.want != "" && (err == nil || egress.ReasonOf(err) != c.want) {
			t.Errorf("%+v: %d, %v", c, a.Status, err)
		}
	}
}
