package app_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"testing"
	"time"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
)

// listening is a portal that has so many connections at once, on real sockets.
func listening(t *testing.T, clients int, proxies ...netip.Prefix) (address string) {
	t.Helper()
	w := apptest.New(t, apptest.Options{Portal: func(c *app.Config) { c.Clients, c.Proxies = clients, proxies }})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.Apps[0].Serve(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return listener.Addr().String()
}

// patience bounds what a test waits for; the server's own idle time is a minute.
const patience = 20 * time.Second

// from connects from an address of this machine.
func from(t *testing.T, local, address string) net.Conn {
	t.Helper()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(local)}}
	conn, err := dialer.Dial("tcp", address)
	if err != nil {
		if os.Getenv("CI") == "" {
			t.Skipf("this machine has no address %s", local)
		}
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(patience))
	return conn
}

// healthy asks for the health and leaves the connection open.
func healthy(t *testing.T, conn net.Conn) {
	t.Helper()
	if got := status(t, conn, health+"\r\n"); got != http.StatusOK {
		t.Errorf("health: %d", got)
	}
}

// gone reports whether the server hung up.
func gone(conn net.Conn) bool {
	_, err := conn.Read(make([]byte, 1))
	return errors.Is(err, io.EOF)
}

// One client that holds more idle connections than a process can have keeps nobody out:
// others are served, the health check too, and it is served itself.
func TestIdleConnectionsOfOneClientKeepNobodyOut(t *testing.T) {
	t.Parallel()
	const clients = 160
	address := listening(t, clients)
	var held []net.Conn
	for range 2 * clients {
		conn := from(t, "127.0.0.1", address)
		healthy(t, conn)
		held = append(held, conn)
	}
	healthy(t, from(t, "127.0.0.2", address))
	healthy(t, from(t, "127.0.0.1", address))
	if !gone(held[0]) {
		t.Error("its oldest connection is still open")
	}
	healthy(t, held[len(held)-1])
}

// Neither do those of clients from everywhere, each of which has one.
func TestIdleConnectionsOfManyClientsKeepNobodyOut(t *testing.T) {
	t.Parallel()
	const clients = 60
	address := listening(t, clients)
	var held []net.Conn
	for i := range 2 * clients {
		conn := from(t, fmt.Sprintf("127.0.%d.1", i+1), address)
		healthy(t, conn)
		held = append(held, conn)
	}
	healthy(t, from(t, "127.0.0.2", address))
	if !gone(held[0]) {
		t.Error("the oldest connection is still open")
	}
	healthy(t, held[len(held)-1])
}

// The connections of a proxy of ours carry everybody's next request: they stay, however
// many strangers there are.
func TestIdleConnectionsOfAProxyStay(t *testing.T) {
	t.Parallel()
	const clients = 64
	address := listening(t, clients, netip.MustParsePrefix("127.0.0.3/32"))
	var ofProxy []net.Conn
	for range 3 * clients / 4 {
		conn := from(t, "127.0.0.3", address)
		healthy(t, conn)
		ofProxy = append(ofProxy, conn)
	}
	for range clients {
		healthy(t, from(t, "127.0.0.1", address))
	}
	for i, conn := range ofProxy {
		_ = conn.SetDeadline(time.Now().Add(patience))
		if healthy(t, conn); t.Failed() {
			t.Fatalf("connection %d of the proxy", i)
		}
	}
}
