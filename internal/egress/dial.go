package egress

import (
	"context"
	"net"
	"net/netip"
	"strconv"
	"syscall"
	"time"
)

// maxAddresses of a name are tried, one after the other.
const maxAddresses = 4

func (c *Client) dial(ctx context.Context, _, address string) (net.Conn, error) {
	return c.dialChecked(ctx, address, c.permit)
}

// dialLoopback is for plain http: localhost is a name, too, and may mean another machine.
func (c *Client) dialLoopback(ctx context.Context, _, address string) (net.Conn, error) {
	return c.dialChecked(ctx, address, func(at netip.AddrPort) error {
		if !at.Addr().IsLoopback() {
			return errForbidden
		}
		return c.permit(at)
	})
}

// dialChecked resolves the name once, and asks permit about all its addresses.
func (c *Client) dialChecked(ctx context.Context, address string, permit func(netip.AddrPort) error) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, connectWithin)
	defer cancel()
	all, err := c.resolve(ctx, address)
	if err != nil {
		return nil, err
	}
	for _, at := range all {
		if permit(at) != nil {
			return nil, &Error{Forbidden, errForbiddenAddress}
		}
	}
	all = all[:min(len(all), maxAddresses)]
	dialer := net.Dialer{Timeout: connectWithin / time.Duration(len(all)), Control: control(permit)}
	var conn net.Conn
	for _, at := range all {
		if conn, err = dialer.DialContext(ctx, "tcp", at.String()); err == nil {
			return conn, nil
		}
	}
	return nil, err
}

// control asks about the address that the socket is about to connect to.
func control(permit func(netip.AddrPort) error) func(string, string, syscall.RawConn) error {
	return func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err == nil {
			err = permit(at)
		}
		return err
	}
}

// resolve returns at least one address. An IPv4-mapped one counts as the IPv4 address that it
// holds, for a hosts file gives no other.
func (c *Client) resolve(ctx context.Context, address string) (all []netip.AddrPort, err error) {
	host, portText, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := strconv.ParseUint(portText, 10, 16)
	if err != nil {
		return nil, err
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		return []netip.AddrPort{netip.AddrPortFrom(ip, uint16(port))}, nil
	}
	ips, err := c.resolver.LookupNetIP(ctx, "ip", host)
	if err != nil || len(ips) == 0 {
		return nil, &Error{Unresolved, errUnresolved}
	}
	for _, ip := range ips {
		all = append(all, netip.AddrPortFrom(ip.Unmap(), uint16(port)))
	}
	return all, nil
}
