package egress

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// Allow is what an operator permits besides public addresses at port 443.
type Allow struct {
	Networks []netip.Prefix // of the institution; any port
	Ports    []uint16       // of public addresses
}

// A network wider than these is a slip or an attempt to switch the guard off. fc00::/7 is the
// widest one that an institution can have.
const (
	widestIPv4 = 8
	widestIPv6 = 7
)

// never is not called, whatever is permitted.
var never = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("169.254.0.0/16"),     // link-local, and the metadata service of most clouds
	netip.MustParsePrefix("168.63.129.16/32"),   // of Azure: a public address
	netip.MustParsePrefix("100.100.100.200/32"), // of Alibaba
	netip.MustParsePrefix("192.0.0.192/32"),     // of Oracle
	netip.MustParsePrefix("224.0.0.0/4"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("::/128"),
	netip.MustParsePrefix("::ffff:0:0/96"),  // IPv4-mapped
	netip.MustParsePrefix("64:ff9b::/96"),   // NAT64 holds an IPv4 address
	netip.MustParsePrefix("64:ff9b:1::/48"), // the same
	netip.MustParsePrefix("2002::/16"),      // 6to4, too
	netip.MustParsePrefix("fe80::/10"),
	netip.MustParsePrefix("ff00::/8"),
	netip.MustParsePrefix("fd00:ec2::/32"),          // of Amazon
	netip.MustParsePrefix("fd20:ce::254/128"),       // of Google
	netip.MustParsePrefix("fd00:c1::a9fe:a9fe/128"), // of Oracle
}

// ParseAllow reads the setting PORTAL_EGRESS_ALLOW: networks such as 10.20.0.0/16, single
// addresses such as 10.1.2.3, and ports of public addresses such as :8443, separated by
// commas. The error tells every fault.
func ParseAllow(text string) (Allow, error) {
	var a Allow
	var faults []error
	for entry := range strings.SplitSeq(text, ",") {
		entry = strings.TrimSpace(entry)
		var err error
		switch port, isPort := strings.CutPrefix(entry, ":"); {
		case entry == "" && strings.TrimSpace(text) == "":
		case isPort && !strings.HasPrefix(port, ":"): // which ::1 is not
			err = a.addPort(port)
		default:
			err = a.addNetwork(entry)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("%q %w", entry, err))
		}
	}
	if len(faults) > 0 {
		return Allow{}, errors.Join(faults...)
	}
	return a, nil
}

func (a *Allow) addPort(text string) error {
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil || port == 0 || strconv.FormatUint(port, 10) != text {
		return errors.New("is not a port: write :8443")
	}
	a.Ports = append(a.Ports, uint16(port))
	return nil
}

func (a *Allow) addNetwork(text string) error {
	network, err := netip.ParsePrefix(text)
	if !strings.Contains(text, "/") {
		var single netip.Addr
		single, err = netip.ParseAddr(text)
		network = netip.PrefixFrom(single, single.BitLen())
	}
	widest := widestIPv4
	if network.Addr().Is6() {
		widest = widestIPv6
	}
	switch {
	case err != nil || network.Addr().Zone() != "":
		return errors.New("is neither a network such as 10.20.0.0/16, nor an address, nor a port such as :8443")
	case network != network.Masked():
		return fmt.Errorf("has bits after its length: write %s", network.Masked())
	case network.Bits() < widest:
		return fmt.Errorf("is too wide: at least /%d", widest)
	case slices.ContainsFunc(never, func(n netip.Prefix) bool { return n.Contains(network.Addr()) && n.Bits() <= network.Bits() }):
		return errors.New("can never be called: it is link-local, multicast, a metadata service, or holds an IPv4 address in an IPv6 one")
	}
	a.Networks = append(a.Networks, network)
	return nil
}

// loopback reports whether a loopback address is permitted.
func (a Allow) loopback() bool {
	return slices.ContainsFunc(a.Networks, func(n netip.Prefix) bool { return n.Addr().IsLoopback() })
}
