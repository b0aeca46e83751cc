package postgrestest

import (
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"sync/atomic"
	"testing"
)

// Wire stands between a portal and PostgreSQL and counts round trips: each Sync or
// simple Query that the portal sends is one time that it waits.
type Wire struct {
	URL      string
	listener net.Listener
	server   func() (net.Conn, error)
	trips    atomic.Int64
}

// Wire starts a wire to the database's login of the portal.
func (d *Database) Wire(t testing.TB) *Wire {
	t.Helper()
	u, err := url.Parse(d.URL)
	if err != nil {
		t.Fatal(err)
	}
	network, address := serverAddress(u)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &Wire{listener: listener, server: func() (net.Conn, error) { return net.Dial(network, address) }}
	q := u.Query()
	q.Del("host")
	q.Del("port")
	q.Set("sslmode", "disable")
	u.Host, u.RawQuery = listener.Addr().String(), q.Encode()
	w.URL = u.String()
	t.Cleanup(func() { _ = listener.Close() })
	go w.accept()
	return w
}

// serverAddress finds the server as a connection URL names it.
func serverAddress(u *url.URL) (network, address string) {
	host, port := u.Query().Get("host"), u.Query().Get("port")
	if host == "" {
		host = u.Hostname()
	}
	if port == "" {
		port = u.Port()
	}
	if port == "" {
		port = "5432"
	}
	if len(host) > 0 && host[0] == '/' {
		return "unix", host + "/.s.PGSQL." + port
	}
	return "tcp", net.JoinHostPort(host, port)
}

// RoundTrips is how many there were so far.
func (w *Wire) RoundTrips() int64 { return w.trips.Load() }

func (w *Wire) accept() {
	for {
		client, err := w.listener.Accept()
		if err != nil {
			return
		}
		server, err := w.server()
		if err != nil {
			_ = client.Close()
			continue
		}
		go w.forward(client, server)
		go func() {
			_, _ = io.Copy(client, server)
			_ = client.Close()
		}()
	}
}

// forward reads the portal's messages one by one. The first has no type byte.
func (w *Wire) forward(client, server net.Conn) {
	defer func() { _ = server.Close() }()
	header := make([]byte, 4)
	if !pass(server, client, header, 4) {
		return
	}
	header = make([]byte, 5)
	for pass(server, client, header, 5) {
		if header[0] == 'S' || header[0] == 'Q' {
			w.trips.Add(1)
		}
	}
}

// pass forwards one message whose length stands in the last four bytes of its header.
func pass(server io.Writer, client io.Reader, header []byte, size int) bool {
	if _, err := io.ReadFull(client, header); err != nil {
		return false
	}
	length := binary.BigEndian.Uint32(header[size-4:])
	if _, err := server.Write(header); err != nil {
		return false
	}
	_, err := io.CopyN(server, client, int64(length)-4)
	return err == nil
}
