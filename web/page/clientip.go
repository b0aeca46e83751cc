package page

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// ClientAddr is the address of whoever is not one of our proxies, read from the right
// of X-Forwarded-For: what stands further left was written by the client itself. The
// header counts only if the connection comes from a proxy that was configured. Other
// headers that name a client are never believed: who may write them is not known.
//
// unread is the proxy whose word could not be read, if there is one: all who come through
// it share its address, and the limits of one.
func ClientAddr(r *http.Request, proxies []netip.Prefix) (client, unread netip.Addr) {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}, netip.Addr{}
	}
	addr := peer.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if hop = strings.TrimSpace(hop); hop == "" {
			continue // nothing was said
		}
		if !isTrusted(addr, proxies) {
			break
		}
		next, ok := hopAddr(hop)
		if !ok {
			return addr, addr
		}
		addr = next
	}
	return addr, netip.Addr{}
}

// hopAddr reads one address of X-Forwarded-For, as the proxies write it that are in use:
// some with the port of the connection, some IPv6 in brackets, some IPv4 with the number
// of a routing domain ("203.0.113.9%2").
func hopAddr(hop string) (netip.Addr, bool) {
	if withPort, err := netip.ParseAddrPort(hop); err == nil {
		return withPort.Addr().Unmap().WithZone(""), true
	}
	inside, bracketed := strings.CutPrefix(hop, "[")
	inside, closed := strings.CutSuffix(inside, "]")
	inside, _, _ = strings.Cut(inside, "%")
	addr, err := netip.ParseAddr(inside)
	if err != nil || bracketed != closed || bracketed && addr.Is4() {
		return netip.Addr{}, false
	}
	return addr.Unmap(), true
}

// StrayProxy reports whether a request seems to come through a proxy that nobody told
// us of: everybody behind it then shares one address, and the limits of one.
func StrayProxy(r *http.Request, proxies []netip.Prefix) bool {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || r.Header.Get("X-Forwarded-For") == "" {
		return false
	}
	addr := peer.Addr().Unmap()
	return (addr.IsPrivate() || addr.IsLoopback()) && !isTrusted(addr, proxies)
}

func isTrusted(addr netip.Addr, proxies []netip.Prefix) bool {
	return slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(addr) })
}
