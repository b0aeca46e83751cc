package app_test

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/postgres/postgrestest"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

// crowd is a listener at which somebody always waits: each connection that is accepted
// is a client that says nothing.
type crowd struct {
	t       *testing.T
	mu      sync.Mutex
	changed *sync.Cond
	clients []net.Conn
	open    int
	most    int
	ended   bool
}

func newCrowd(t *testing.T) *crowd {
	c := &crowd{t: t}
	c.changed = sync.NewCond(&c.mu)
	return c
}

// Accept lets two more in than it should be asked for, and then nobody.
func (c *crowd) Accept() (net.Conn, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.open > maxClients+1 && !c.ended {
		c.changed.Wait()
	}
	if c.ended {
		return nil, net.ErrClosed
	}
	client, server := net.Pipe()
	c.clients = append(c.clients, client)
	c.open++
	c.most = max(c.most, c.open)
	c.changed.Broadcast()
	return &counted{Conn: server, crowd: c}, nil
}

func (c *crowd) Addr() net.Addr { return &net.TCPAddr{} }

func (c *crowd) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
	c.changed.Broadcast()
	return nil
}

// client is the connection that was accepted as number n, once it is.
func (c *crowd) client(n int) net.Conn {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.clients) < n {
		c.changed.Wait()
	}
	return c.clients[n-1]
}

// leave hangs up for everybody.
func (c *crowd) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, client := range c.clients {
		_ = client.Close()
	}
}

// counted tells when the server is done with it.
type counted struct {
	net.Conn
	crowd *crowd
	once  sync.Once
}

func (c *counted) Close() error {
	c.once.Do(func() {
		c.crowd.mu.Lock()
		defer c.crowd.mu.Unlock()
		c.crowd.open--
		c.crowd.changed.Broadcast()
	})
	return c.Conn.Close()
}

// status sends a request and returns the status of the answer.
func status(t *testing.T, conn net.Conn, request string) int {
	t.Helper()
	go func() { _, _ = conn.Write([]byte(request)) }() // the answer may come before the end of it
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}

const health = "GET /healthz HTTP/1.1\r\nHost: anybody\r\n"

// maxClients is little, so that none is sent away for its silence before the last is in.
const maxClients = 50

// However many clients hold connections and say nothing, a process has no more of them
// than it can bear, and whoever got one is served.
func TestConnectionsAreCapped(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{Portal: func(c *app.Config) { c.Clients = maxClients }})
	waiting := newCrowd(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Apps[0].Serve(ctx, waiting) }()

	last := waiting.client(maxClients)
	if got := status(t, last, health+"\r\n"); got != http.StatusOK {
		t.Errorf("the last one in was answered %d", got)
	}
	_ = last.Close()
	next := waiting.client(maxClients + 1)
	if got := status(t, next, health+"\r\n"); got != http.StatusOK {
		t.Errorf("who waited was answered %d", got)
	}
	waiting.leave()
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if waiting.most != maxClients {
		t.Errorf("%d connections at once, want %d", waiting.most, maxClients)
	}
}

// Headers are read up to a bound, whatever they are.
func TestHeadersAreReadUpToABound(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, apptest.Options{})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Apps[0].Serve(ctx, listener) }()
	for request, want := range map[string]int{
		health + "X: " + strings.Repeat("x", 12<<10) + "\r\n\r\n":   http.StatusOK,
		health + "X: " + strings.Repeat("x", 24<<10) + "\r\n\r\n":   http.StatusRequestHeaderFieldsTooLarge,
		health + strings.Repeat("Cookie: a=b\r\n", 2500) + "\r\n":   http.StatusRequestHeaderFieldsTooLarge,
		"GET /" + strings.Repeat("x", 24<<10) + " HTTP/1.1\r\n\r\n": http.StatusRequestHeaderFieldsTooLarge,
	} {
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if got := status(t, conn, request); got != want {
			t.Errorf("%.40q and so on: %d, want %d", request, got, want)
		}
		_ = conn.Close()
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
