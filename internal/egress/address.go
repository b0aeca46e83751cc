package egress

import (
	"errors"
	"net/netip"
	"slices"

	"code.dny.dev/ssrf"
)

const defaultPort = 443

// newGuard knows which addresses are public, from the registries of IANA.
func newGuard(ports []uint16) *ssrf.Guardian { return ssrf.New(ssrf.WithPorts(ports...)) }

var errForbidden = errors.New("forbidden")

// permit decides about one address, before it is dialled and again by the socket that is
// about to connect.
func (c *Client) permit(at netip.AddrPort) error {
	ip := at.Addr()
	switch {
	case ip.Zone() != "" || ip.Is4In6() || contains(never, ip):
		return errForbidden
	case c.allowed(ip):
		return nil
	case slices.Contains(c.own, ip):
		return errForbidden
	}
	return c.public.SafeAddrPort(at)
}

// allowed reports whether the operator permits an address. A network that happens to include
// one of our own addresses does not permit that one: it has to be named.
func (c *Client) allowed(ip netip.Addr) bool {
	own := slices.Contains(c.own, ip)
	return slices.ContainsFunc(c.allow.Networks, func(n netip.Prefix) bool {
		return n.Contains(ip) && (!own || n.IsSingleIP())
	})
}

func contains(networks []netip.Prefix, ip netip.Addr) bool {
	return slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Contains(ip) })
}
