package egress_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"takeed/internal/egress"
)

func TestTheSetting(t *testing.T) {
	t.Parallel()
	a, err := egress.ParseAllow(" 10.20.0.0/16 , fd12::/16,10.1.2.3, ::1, :8443")
	want := []netip.Prefix{netip.MustParsePrefix("10.20.0.0/16"), netip.MustParsePrefix("fd12::/16"), netip.MustParsePrefix("10.1.2.3/32"), netip.MustParsePrefix("::1/128")}
	if err != nil || !slices.Equal(a.Networks, want) || !slices.Equal(a.Ports, []uint16{8443}) {
		t.Error(a, err)
	}
	for _, empty := range []string{"", "  "} {
		if a, err := egress.ParseAllow(empty); err != nil || len(a.Networks)+len(a.Ports) != 0 {
			t.Error(a, err)
		}
	}
}

func TestFaultsOfTheSetting(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		",", "10.0.0.0/8,", "ten", "10.0.0.0/33", "10.1.2.3/8", "10.0.0.0/7", "0.0.0.0/0", "::/0", "fc00::/6", ":0", ":65536", ":08443", ":https", ":",
		"169.254.169.254", "169.254.0.0/16", "169.254.169.0/24", "224.0.0.0/8", "240.0.0.0/8", "0.0.0.0/8", "fe80::/64", "fe80::1%eth0", "::ffff:10.0.0.0/104", "::ffff:10.0.0.1", "2002::/16", "64:ff9b::/96", "168.63.129.16",
	} {
		if a, err := egress.ParseAllow(text); err == nil || len(a.Networks)+len(a.Ports) != 0 {
			t.Errorf("%q is taken: %v", text, a)
		}
	}
	_, err := egress.ParseAllow("ten,10.0.0.0/8,:0,0.0.0.0/0")
	if err == nil || strings.Count(err.Error(), "\n") != 2 {
		t.Error(err)
	}
}
