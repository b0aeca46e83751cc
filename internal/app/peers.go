package app

import (
	"container/list"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"
)

// The share of a process's connections that one address may hold: one part in this many. An
// address is an IPv4 address or an IPv6 /64. A mobile network puts thousands of customers
// behind one; they lose nothing when a connection that they do not use is closed. Our own
// proxies are not limited: their idle connections carry the next request of any customer.
const (
	partOfPeer = 2  // at once
	partOfIdle = 16 // waiting for the next request, which costs the client nothing
)

// peers counts the connections of strangers: peers that are not our proxies. Once more than
// half of all connections are in use, each new one, even a proxy's, closes the stranger's
// connection that has been idle for longest, so that idle connections keep neither
// customers nor health checks out.
type peers struct {
	most    int
	proxies []netip.Prefix

	mu    sync.Mutex
	total int // proxies included
	open  map[netip.Prefix]int
	idle  list.List // of *idler, in the order in which they became idle
	own   map[netip.Prefix]*list.List
	at    map[net.Conn]*idler
}

// idler is a connection that waits for a request.
type idler struct {
	conn      net.Conn
	peer      netip.Prefix
	all, mine *list.Element
}

func newPeers(most int, proxies []netip.Prefix) *peers {
	return &peers{most: most, proxies: proxies, open: map[netip.Prefix]int{}, own: map[netip.Prefix]*list.List{}, at: map[net.Conn]*idler{}}
}

// changed is called whenever a connection changes its state. A request that arrives just
// when its idle connection is closed is lost, as with any server's idle timeout; browsers
// send it again.
func (p *peers) changed(conn net.Conn, state http.ConnState) {
	if victim := p.note(conn, state); victim != nil {
		_ = victim.Close() // the server reports that change here, too
	}
}

// note records the change and returns the connection to close, if any.
func (p *peers) note(conn net.Conn, state http.ConnState) net.Conn {
	peer, stranger := p.stranger(conn)
	p.mu.Lock()
	defer p.mu.Unlock()
	switch state {
	case http.StateNew:
		return p.opened(conn, peer, stranger)
	case http.StateIdle:
		if stranger {
			return p.rests(conn, peer)
		}
	case http.StateActive:
		p.moves(conn)
	case http.StateClosed, http.StateHijacked:
		p.moves(conn)
		p.total--
		if p.open[peer]--; !stranger || p.open[peer] <= 0 {
			delete(p.open, peer)
		}
	}
	return nil
}

func (p *peers) opened(conn net.Conn, peer netip.Prefix, stranger bool) net.Conn {
	p.total++
	if stranger {
		if p.open[peer]++; p.open[peer] > max(1, p.most/partOfPeer) {
			return conn
		}
	}
	if oldest := p.idle.Front(); p.total > p.most/2 && oldest != nil {
		return p.moves(oldest.Value.(*idler).conn)
	}
	return nil
}

func (p *peers) rests(conn net.Conn, peer netip.Prefix) net.Conn {
	own := p.own[peer]
	if own == nil {
		own = list.New()
		p.own[peer] = own
	}
	i := &idler{conn: conn, peer: peer}
	i.all, i.mine = p.idle.PushBack(i), own.PushBack(i)
	p.at[conn] = i
	if own.Len() > max(1, p.most/partOfIdle) {
		return p.moves(own.Front().Value.(*idler).conn)
	}
	return nil
}

// moves removes a connection from the idle ones, and returns it if it was there.
func (p *peers) moves(conn net.Conn) net.Conn {
	i := p.at[conn]
	if i == nil {
		return nil
	}
	delete(p.at, conn)
	p.idle.Remove(i.all)
	own := p.own[i.peer]
	if own.Remove(i.mine); own.Len() == 0 {
		delete(p.own, i.peer)
	}
	return conn
}

// stranger is the address of a peer that is not one of our proxies. A peer without an
// address, such as a socket of this machine, is not counted.
func (p *peers) stranger(conn net.Conn) (netip.Prefix, bool) {
	at, ok := conn.RemoteAddr().(*net.TCPAddr)
	if !ok {
		return netip.Prefix{}, false
	}
	addr := at.AddrPort().Addr().Unmap().WithZone("")
	if slices.ContainsFunc(p.proxies, func(of netip.Prefix) bool { return of.Contains(addr) }) {
		return netip.Prefix{}, false
	}
	bits := addr.BitLen()
	if addr.Is6() {
		bits = 64
	}
	peer, err := addr.Prefix(bits)
	return peer, err == nil
}
