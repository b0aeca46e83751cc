package killtest

import (
	"context"
	"net"
	"sync"
)

// portal is what customers know of it: one address, whichever process is behind it.
type portal struct {
	mu   sync.Mutex
	addr string // of the process of the day; empty while there is none
}

func (p *portal) at(addr string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.addr = addr
}

func (p *portal) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	p.mu.Lock()
	addr := p.addr
	p.mu.Unlock()
	return new(net.Dialer).DialContext(ctx, network, addr)
}
