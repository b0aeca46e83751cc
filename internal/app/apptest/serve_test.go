package apptest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator/simulatortest"
)

// patience bounds what a test waits for.
const patience = time.Minute

// serving is a portal behind the very server that a program runs.
type serving struct {
	*World
	address string
	stop    context.CancelFunc
	ended   chan error
}

func serve(t *testing.T) *serving {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &serving{World: New(t, Options{}), address: listener.Addr().String(), stop: stop, ended: make(chan error, 1)}
	go func() { s.ended <- s.Apps[0].Serve(ctx, listener) }()
	t.Cleanup(stop)
	return s
}

// browser is one that reaches this server.
func (s *serving) browser() *Browser {
	b := s.Browser("en", 0)
	b.Client.Timeout = patience
	b.Client.Transport = &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		if address == "portal.localhost:80" {
			address = s.address
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	}}
	return b
}

// open sends the beginning of a request and leaves it at that.
func (s *serving) open(beginning string) net.Conn {
	s.Helper()
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { _ = conn.Close() })
	if _, err := conn.Write([]byte(beginning)); err != nil {
		s.Fatal(err)
	}
	return conn
}

const (
	halfAHeader = "GET /en/ HTTP/1.1\r\nHost: portal.localhost\r\nX-Slow: "
	halfABody   = "POST /en/profile HTTP/1.1\r\nHost: portal.localhost\r\nOrigin: http://portal.localhost\r\n" +
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nidentifier="
)

// Two thousand clients that never finish what they say keep nobody out, and are not
// waited for.
func TestClientsThatNeverFinishKeepNobodyOut(t *testing.T) {
	t.Parallel()
	s := serve(t)
	b := s.browser()
	b.SignIn("fatima")
	signedIn := strings.Replace(halfABody, "\r\n", "\r\nCookie: sid="+b.Cookie("sid")+"\r\n", 1)
	var slow []net.Conn
	for i := range 2000 {
		slow = append(slow, s.open([]string{halfAHeader, signedIn}[i%2]))
	}
	for range 3 {
		if page := b.Get("/en/transactions"); page.Status != http.StatusOK {
			t.Errorf("a page: %d", page.Status)
		}
		if page := b.Get("/readyz"); page.Status != http.StatusOK {
			t.Errorf("readiness: %d", page.Status)
		}
	}
	done := b.Confirm(b.Create("transfer", Transfer()), simulatortest.Decision{})
	if done.Find(".panel.tone-ok").Length() != 1 {
		t.Errorf("a confirmation led to %d %q", done.Status, done.Heading())
	}
	for _, conn := range slow[:2] { // one of each
		_ = conn.SetReadDeadline(time.Now().Add(patience))
		if _, err := io.Copy(io.Discard, conn); errors.Is(err, context.DeadlineExceeded) || isTimeout(err) {
			t.Errorf("a client that never finishes is waited for: %v", err)
		}
	}
}

func isTimeout(err error) bool {
	timeout := net.Error(nil)
	return errors.As(err, &timeout) && timeout.Timeout()
}

// fields is a valid form with n more fields than it needs.
func fields(n int) string {
	values := Transfer()
	values.Set("key", string(approval.NewID()))
	var b strings.Builder
	b.WriteString(values.Encode() + "&")
	for i := range n {
		_, _ = fmt.Fprintf(&b, "f%d=&", i)
	}
	return b.String()
}

// What is larger than anything real is refused before it is taken in, whoever sends it.
func TestWhatIsTooLargeIsRefused(t *testing.T) {
	t.Parallel()
	s := serve(t)
	b := s.browser()
	b.SignIn("fatima")
	for name, c := range map[string]struct {
		body   func() io.Reader
		header string
		status int
	}{
		"a body of a gigabyte":      {func() io.Reader { return io.LimitReader(letters{}, 1<<30) }, "", http.StatusRequestEntityTooLarge},
		"a million fields":          {func() io.Reader { return strings.NewReader(fields(1_000_000)) }, "", http.StatusRequestEntityTooLarge},
		"five thousand fields":      {func() io.Reader { return strings.NewReader(fields(5_000)) }, "", http.StatusBadRequest},
		"a cookie of a hundred KB":  {func() io.Reader { return strings.NewReader("") }, "Cookie", http.StatusRequestHeaderFieldsTooLarge},
		"a header of a hundred KB":  {func() io.Reader { return strings.NewReader("") }, "X-Long", http.StatusRequestHeaderFieldsTooLarge},
		"a field of a hundred KB":   {func() io.Reader { return strings.NewReader("note=" + strings.Repeat("x", 100<<10)) }, "", http.StatusRequestEntityTooLarge},
		"more fields than any form": {func() io.Reader { return strings.NewReader(fields(100)) }, "", http.StatusBadRequest},
		"some fields too many":      {func() io.Reader { return strings.NewReader(fields(10)) }, "", http.StatusSeeOther},
	} {
		r := b.Request(http.MethodPost, "/en/new/transfer", url.Values{})
		body := &counting{from: c.body()}
		r.Body, r.ContentLength, r.GetBody = io.NopCloser(body), -1, nil
		if c.header != "" {
			r.Header.Set(c.header, strings.Repeat("x", 100<<10))
		}
		page, err := b.Send(r)
		if c.header != "" && errors.Is(err, syscall.ECONNRESET) {
			continue // it was refused while it was still being sent
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if page.Status != c.status {
			t.Errorf("%s: %d, want %d", name, page.Status, c.status)
		}
		if n := body.read.Load(); n > 16<<20 {
			t.Errorf("%s: %d bytes were taken", name, n)
		}
	}
	if n := postgrestest.Query[int](t, s.Database, `select count(*) from transactions`); n != 1 {
		t.Errorf("%d transactions", n)
	}
}

type letters struct{}

func (letters) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'x'
	}
	return len(b), nil
}

// counting counts what is read from a body.
type counting struct {
	from io.Reader
	read atomic.Int64
}

func (c *counting) Read(b []byte) (int, error) {
	n, err := c.from.Read(b)
	c.read.Add(int64(n))
	return n, err
}

// From the moment that it is told to stop a portal says that it is not ready, while a
// browser that came back from UAE PASS is still being answered.
func TestAPortalThatStopsIsNotReady(t *testing.T) {
	t.Parallel()
	s := serve(t)
	b := s.browser()
	b.SignIn("fatima")
	review := b.Create("transfer", Transfer())
	callback := b.Callback(review, simulatortest.Decision{Scenario: "token-held"})
	answered := make(chan *Page, 1)
	go func() {
		page, err := b.Send(b.Request(http.MethodGet, callback, nil))
		if err != nil {
			t.Error("the callback was not answered")
		}
		answered <- page
	}()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := s.Simulator.AwaitHeld(ctx, 1); err != nil {
		t.Fatal(err)
	}
	if got := s.readiness(); got != http.StatusOK {
		t.Errorf("before it is told to stop: %d", got)
	}
	s.stop()
	for s.listens() {
	}
	if got := s.readiness(); got != http.StatusServiceUnavailable {
		t.Errorf("after that: %d", got)
	}
	s.Simulator.Release()
	if page := <-answered; page == nil || page.Header.Get("Location") != review.Path() {
		t.Error("the callback did not lead to the transaction")
	}
	if err := <-s.ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
	if n := postgrestest.Query[int](t, s.Database, `select count(*) from transactions where state = 'confirmed'`); n != 1 {
		t.Errorf("%d confirmations", n)
	}
	s.NoViolations()
}

// readiness asks without a connection: there are no new ones.
func (s *serving) readiness() int {
	w := httptest.NewRecorder()
	s.Apps[0].ServeHTTP(w, httptest.NewRequest(http.MethodGet, Address+"/readyz", nil))
	return w.Code
}

func (s *serving) listens() bool {
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}
