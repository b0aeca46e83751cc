package app

import (
	"net"
	"net/http"
	"net/netip"
	"testing"
)

// fake is a connection from an address.
type fake struct {
	net.Conn
	address string
}

func (f *fake) RemoteAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(f.address))
}

// Before it has said a word, one client has half of all connections and no more; so has a
// network of IPv6, whichever of its addresses it comes from. When one ends there is room
// again. A proxy has what it likes.
func TestOneClientHasHalfOfAllConnections(t *testing.T) {
	for name, c := range map[string]struct {
		addresses []string
		held      int
	}{
		"IPv4":    {[]string{"203.0.113.7:1"}, 4},
		"IPv6":    {[]string{"[2001:db8:1:2::1]:1", "[2001:db8:1:2:ffff::1]:1"}, 4},
		"mapped":  {[]string{"203.0.113.7:1", "[::ffff:203.0.113.7]:1"}, 4},
		"several": {[]string{"203.0.113.7:1", "203.0.113.8:1"}, 8},
		"a proxy": {[]string{"10.0.0.1:1"}, 20},
	} {
		p := newPeers(8, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")})
		var held []*fake
		for i := range 20 {
			conn := &fake{address: c.addresses[i%len(c.addresses)]}
			if p.note(conn, http.StateNew) == conn {
				p.note(conn, http.StateClosed)
				continue
			}
			held = append(held, conn)
		}
		if len(held) != c.held {
			t.Errorf("%s holds %d", name, len(held))
		}
		p.note(held[0], http.StateClosed)
		if next := (&fake{address: held[0].address}); p.note(next, http.StateNew) == next {
			t.Errorf("%s: no room when one has ended", name)
		}
		for _, conn := range held[1:] {
			p.note(conn, http.StateClosed)
		}
		if p.total != 1 || len(p.open) > 1 || p.idle.Len() != 0 || len(p.at) != 0 || len(p.own) != 0 {
			t.Errorf("%s: the books are not closed: %+v", name, p)
		}
	}
}
