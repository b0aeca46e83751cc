package page

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// ClientAddr is the first address, read from the right of X-Forwarded-For, that is not one
// of our proxies: anything further left was written by the client itself. The header counts
// only if the connection comes from a configured proxy. Other headers that name a client are
// never believed: who may write them is not known.
//
// unread is the proxy whose entry could not be read, if there is one: all clients behind it
// then share its address, and the limits of one address.
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

// hopAddr reads one address of X-Forwarded-For, in the forms that proxies in use write: some
// add the port of the connection, some put IPv6 in brackets, some add the number of a
// routing domain to IPv4 ("203.0.113.9%2").
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

// StrayProxy reports whether a request seems to come through a proxy that is not configured:
// all clients behind it then share one address, and the limits of one address.
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
