package api

import (
	"net/http"
	"net/netip"
	"strconv"
	"testing"

	"golang.org/x/time/rate"

	"takeed/static"
	"takeed/web/page"
)

func site(t *testing.T) *page.Site {
	t.Helper()
	assets, err := static.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &page.Site{BaseURL: "https://portal.example.ae", Assets: assets}
}

func TestTheClientChoosesTheForm(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"": mediaJSON, " ": mediaJSON, "*/*": mediaJSON, "application/json": mediaJSON, "text/plain": mediaText, "text/*": mediaText, "application/*": mediaJSON,
		"text/plain, application/json": mediaJSON, "text/plain, application/json;q=0.9": mediaText, "*/*, application/json;q=0": mediaText, "TEXT/PLAIN;Q=1": mediaText,
		"application/json;q=0.2, text/plain;q=0.1": mediaJSON, "*/*;q=0": "", "image/png": "", "application/json;q=0": "", "application/json;q=2": "", "application/json;q=NaN": "",
		"application/problem+json": "", ",": "", "application/xml, */*;q=0.1": mediaJSON, "json": "",
	} {
		r := &http.Request{Header: http.Header{"Accept": {header}}}
		if got, err := accepted(r, mediaJSON, mediaText); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", header, got, err)
		}
	}
}

// However many strangers there are, their buckets take no more memory than they may, and those
// that are full again make room.
func TestBucketsAreBounded(t *testing.T) {
	t.Parallel()
	b := newBuckets[string](1, 10)
	for i := range 1000 {
		b.bucket(strconv.Itoa(i))
	}
	if n := len(b.of); n > 10 {
		t.Errorf("%d buckets", n)
	}
	b = newBuckets[string](1e-6, 10)
	for i := range 10 {
		if err := b.take(strconv.Itoa(i)); err != nil {
			t.Error(err)
		}
	}
	if b.bucket("one more") != b.shared || b.take("one more") != nil || b.take("another") == nil {
		t.Error("those beyond the bound do not share a bucket")
	}
	if err := b.left("1"); seconds(err, 0) < 999_000 || !is(err, errRate) {
		t.Errorf("%v", err)
	}
}

func TestANetworkIsWhatOneStrangerHas(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{"192.0.2.7": "192.0.2.7/32", "2001:db8::1:2:3:4": "2001:db8::/64"} {
		if got := network(netip.MustParseAddr(address)).String(); got != want {
			t.Errorf("%s: %s", address, got)
		}
	}
	if network(netip.Addr{}).IsValid() {
		t.Error("no address has a network")
	}
	if l := (Limits{Read: 7}).orDefault(); l.Read != 7 || l.Create != rate.Limit(20) || l.Consume != 50 || l.Token != 5 || l.Waiting != 256 {
		t.Errorf("%+v", l)
	}
}
