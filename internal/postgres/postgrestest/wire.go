package postgrestest

import (
	"bytes"
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
	lose     atomic.Bool
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

// LoseNextAnswer lets the next round trip reach the server, which does what it says,
// and cuts the connection instead of handing back the answer.
func (w *Wire) LoseNextAnswer() { w.lose.Store(true) }

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
		lost := new(atomic.Bool)
		go w.forward(client, server, lost)
		go answer(client, server, lost)
	}
}

// forward reads the portal's messages one by one. The first has no type byte.
func (w *Wire) forward(client, server net.Conn, lost *atomic.Bool) {
	defer func() { _ = server.Close() }()
	first := make([]byte, 4)
	if _, err := io.ReadFull(client, first); err != nil || !pass(server, client, first) {
		return
	}
	header := make([]byte, 5)
	for {
		if _, err := io.ReadFull(client, header); err != nil {
			return
		}
		if header[0] == 'S' || header[0] == 'Q' {
			w.trips.Add(1)
			if w.lose.Swap(false) {
				lost.Store(true)
			}
		}
		if !pass(server, client, header) {
			return
		}
	}
}

// ready is the last message of an answer, outside a database transaction.
var ready = []byte{'Z', 0, 0, 0, 5, 'I'}

// answer hands back what the server says, or, once it is to be lost, waits until the
// server has said it all and hangs up.
func answer(client, server net.Conn, lost *atomic.Bool) {
	defer func() { _ = client.Close() }()
	buffer := make([]byte, 64<<10)
	for {
		n, err := server.Read(buffer)
		if err != nil || lost.Load() && bytes.HasSuffix(buffer[:n], ready) {
			return
		}
		if !lost.Load() {
			if _, err := client.Write(buffer[:n]); err != nil {
				return
			}
		}
	}
}

// pass forwards a message whose length stands in the last four bytes of its header,
// which was read.
func pass(server io.Writer, client io.Reader, header []byte) bool {
	length := binary.BigEndian.Uint32(header[len(header)-4:])
	if _, err := server.Write(header); err != nil {
		return false
	}
	_, err := io.CopyN(server, client, int64(length)-4)
	return err == nil
}
