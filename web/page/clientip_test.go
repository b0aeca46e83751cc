package page

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

const v6 = "[2001:db8::7]:4711"

// hops are roads that a request can take, and who is its client.
var hops = []struct {
	name    string
	peer    string
	headers []string
	proxies []string
	want    string
}{
	{"nobody in between", "203.0.113.9:5000", nil, nil, "203.0.113.9"},
	{"a header without a proxy", "203.0.113.9:5000", []string{"198.51.100.1"}, nil, "203.0.113.9"},
	{"a header not from our proxy", "203.0.113.9:5000", []string{"198.51.100.1"}, []string{"10.0.0.0/8"}, "203.0.113.9"},
	{"one proxy", "10.0.0.1:5000", []string{"203.0.113.9"}, []string{"10.0.0.0/8"}, "203.0.113.9"},
	{"a forged hop", "10.0.0.1:5000", []string{"198.51.100.1, 203.0.113.9"}, []string{"10.0.0.0/8"}, "203.0.113.9"},
	{"many forged hops", "10.0.0.1:5000", []string{"10.0.0.2, 127.0.0.1, 1.1.1.1,203.0.113.9"}, []string{"10.0.0.0/8"}, "203.0.113.9"},
	{"two proxies", "10.0.0.1:5000", []string{"203.0.113.9, 10.0.0.2"}, []string{"10.0.0.0/8"}, "203.0.113.9"},
	{"two headers", "10.0.0.1:5000", []string{"198.51.100.1", "203.0.113.9"}, []string{"10.0.0.0/8"}, "203.0.113.9"},
	{"proxies of two networks", "10.0.0.1:5000", []string{"203.0.113.9, 192.0.2.5"}, []string{"10.0.0.0/8", "192.0.2.0/24"}, "203.0.113.9"},
	{"a proxy that says nothing", "10.0.0.1:5000", nil, []string{"10.0.0.0/8"}, "10.0.0.1"},
	{"an empty header", "10.0.0.1:5000", []string{""}, []string{"10.0.0.0/8"}, "10.0.0.1"},
	{"not an address", "10.0.0.1:5000", []string{"203.0.113.9, unknown"}, []string{"10.0.0.0/8"}, "10.0.0.1"},
	{"an address with a port", "10.0.0.1:5000", []string{"203.0.113.9:80"}, []string{"10.0.0.0/8"}, "203.0.113.9"},
	{"IPv6 with a port", "10.0.0.1:5000", []string{"[2001:db8::7]:443"}, []string{"10.0.0.0/8"}, "2001:db8::7"},
	{"IPv6 in brackets", "10.0.0.1:5000", []string{"[2001:db8::7]"}, []string{"10.0.0.0/8"}, "2001:db8::7"},
	{"Azure Application Gateway", "10.0.0.1:5000", []string{"203.0.113.9:51234, 10.0.0.2:4711"}, []string{"10.0.0.0/8"}, "203.0.113.9"},
	{"Azure App Service behind it", "10.0.0.1:5000", []string{"203.0.113.9, 10.0.0.2:4711"}, []string{"10.0.0.0/8"}, "203.0.113.9"},
	{"Azure Front Door", "10.0.0.1:5000", []string{"2001:db8::7, 147.243.0.9:2048"}, []string{"10.0.0.0/8", "147.243.0.0/16"}, "2001:db8::7"},
	{"AWS load balancer", "10.0.0.1:5000", []string{"203.0.113.9"}, []string{"10.0.0.0/8"}, "203.0.113.9"},
	{"AWS load balancer that keeps ports", "10.0.0.1:5000", []string{"[2001:db8::7]:51234"}, []string{"10.0.0.0/8"}, "2001:db8::7"},
	{"AWS CloudFront before it", "10.0.0.1:5000", []string{"203.0.113.9, 130.176.1.1"}, []string{"10.0.0.0/8", "130.176.0.0/16"}, "203.0.113.9"},
	{"F5 that inserts a header of its own", "10.0.0.1:5000", []string{"198.51.100.1", "203.0.113.9"}, []string{"10.0.0.0/8"}, "203.0.113.9"},
	{"F5 with a route domain", "10.0.0.1:5000", []string{"203.0.113.9%2"}, []string{"10.0.0.0/8"}, "203.0.113.9"},
	{"HAProxy", "10.0.0.1:5000", []string{"198.51.100.1", "::ffff:203.0.113.9"}, []string{"10.0.0.0/8"}, "203.0.113.9"},
	{"nginx", "10.0.0.1:5000", []string{"198.51.100.1, 203.0.113.9"}, []string{"10.0.0.0/8"}, "203.0.113.9"},
	{"an empty hop", "10.0.0.1:5000", []string{"203.0.113.9, , 10.0.0.2,"}, []string{"10.0.0.0/8"}, "203.0.113.9"},
	{"a forged hop that is none", "10.0.0.1:5000", []string{"<script>, 203.0.113.9"}, []string{"10.0.0.0/8"}, "203.0.113.9"},
	{"a port that is none", "10.0.0.1:5000", []string{"203.0.113.9:99999"}, []string{"10.0.0.0/8"}, "10.0.0.1"},
	{"half a pair of brackets", "10.0.0.1:5000", []string{"[2001:db8::7"}, []string{"10.0.0.0/8"}, "10.0.0.1"},
	{"IPv4 in brackets", "10.0.0.1:5000", []string{"[203.0.113.9]"}, []string{"10.0.0.0/8"}, "10.0.0.1"},
	{"a name in brackets", "10.0.0.1:5000", []string{"[unknown]"}, []string{"10.0.0.0/8"}, "10.0.0.1"},
	{"proxies only", "10.0.0.1:5000", []string{"10.0.0.3, 10.0.0.2"}, []string{"10.0.0.0/8"}, "10.0.0.3"},
	{"IPv6", v6, nil, nil, "2001:db8::7"},
	{"IPv6 behind a proxy", v6, []string{"2001:db8:1::9"}, []string{"2001:db8::/64"}, "2001:db8:1::9"},
	{"IPv4 in IPv6 at the door", "[::ffff:10.0.0.1]:5000", []string{"203.0.113.9"}, []string{"10.0.0.0/8"}, "203.0.113.9"},
	{"IPv4 in IPv6 in the header", "10.0.0.1:5000", []string{"203.0.113.9, ::ffff:10.0.0.2"}, []string{"10.0.0.0/8"}, "203.0.113.9"},
	{"a zone", "10.0.0.1:5000", []string{"fe80::1%eth0"}, []string{"10.0.0.0/8"}, "fe80::1"},
	{"no address at the door", "@", []string{"203.0.113.9"}, []string{"10.0.0.0/8"}, "invalid IP"},
}

func TestTheClientIsTheRightmostUntrustedHop(t *testing.T) {
	t.Parallel()
	for _, tt := range hops {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = tt.peer
		r.Header["X-Forwarded-For"] = tt.headers
		r.Header.Set("X-Real-Ip", "198.51.100.66")
		r.Header.Set("Forwarded", "for=198.51.100.67")
		r.Header["X_Forwarded_For"] = []string{"198.51.100.68"}
		var proxies []netip.Prefix
		for _, p := range tt.proxies {
			proxies = append(proxies, netip.MustParsePrefix(p))
		}
		got, unread := ClientAddr(r, proxies)
		if got.String() != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		if said := strings.Join(tt.headers, "") != ""; unread.IsValid() != (said && tt.want == "10.0.0.1") {
			t.Errorf("%s: read %t", tt.name, !unread.IsValid())
		}
	}
}
