package uaepass

import (
	"context"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"takeed/internal/approval"
)

// Once a connection stood, there is no second request, whatever becomes of the first.
func TestATokenRequestIsNeverSentTwice(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		answer http.HandlerFunc
		want   approval.Reason
	}{
		{"reset", reset, approval.ReasonTokenReset},
		{"closed without an answer", raw(""), approval.ReasonTokenReset},
		{"half a header", raw("HTTP/1.1 200 OK\r\nContent-Ty"), approval.ReasonTokenReset},
		{"no HTTP", raw(providerText + "\r\n\r\n"), approval.ReasonTokenReset},
		{"endless header", raw("HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 2*maxBody) + "\r\n\r\n"), approval.ReasonTokenReset},
		{"half a body", raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{}"), approval.ReasonTokenReset},
		{"broken chunk", raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), approval.ReasonTokenReset},
		{"half a refusal", raw("HTTP/1.1 400 Bad\r\nContent-Length: 500\r\n\r\n{}"), approval.ReasonTokenRejected},
		{"half of an error page", raw("HTTP/1.1 502 Bad\r\nContent-Length: 500\r\n\r\n<"), approval.ReasonTokenHTTP},
		{"two lengths", raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"), approval.ReasonTokenReset},
		{"500", says(500, "", ""), approval.ReasonToken500},
		{"503", says(503, "", ""), approval.ReasonTokenHTTP},
		{"error page without end", trickle(500), approval.ReasonToken500},
		{"endless body", endless(200), approval.ReasonTokenMalformed},
		{"endless refusal", endless(400), approval.ReasonTokenRejected},
		{"gzip nobody asked for", gzipped, approval.ReasonTokenMalformed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newProvider(t, tt.answer)
			wantFailure(t, exchange(clientFor(t, p)), tt.want)
			p.wantRequests(t, 1)
		})
	}
}

func gzipped(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Encoding", "gzip")
	saysOK("\x1f\x8b\x08\x00\x00\x00\x00\x00")(w, r)
}

func TestNoRedirectIsFollowed(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			t.Parallel()
			elsewhere := newProvider(t, saysOK(goodToken))
			p := newProvider(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", elsewhere.URL+"/idshub/token")
				w.WriteHeader(status)
			})
			c := clientFor(t, p)
			wantFailure(t, exchange(c), approval.ReasonTokenHTTP)
			wantFailure(t, userInfo(c), approval.ReasonUserinfoUnavailable)
			wantFailure(t, introspect(c), approval.ReasonIntrospectionUnavailable)
			p.wantRequests(t, 3)
			elsewhere.wantRequests(t, 0)
		})
	}
}

// The caller's context ends the call wherever it stands: before the header, or after
// the first byte of the body.
func TestTheCallersContextEndsTheCall(t *testing.T) {
	t.Parallel()
	tests := map[string]func(cancel func()) http.HandlerFunc{
		"before the header": func(cancel func()) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				cancel()
				silent(w, r)
			}
		},
		"in the body": func(cancel func()) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				trickle(200)(&afterFlush{w, cancel}, r)
			}
		},
	}
	for name, answer := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			p := newProvider(t, answer(cancel))
			_, err := clientFor(t, p).Exchange(ctx, grant)
			wantFailure(t, err, approval.ReasonTokenTimeout)
			p.wantRequests(t, 1)
		})
	}
}

type afterFlush struct {
	http.ResponseWriter
	do func()
}

func (a *afterFlush) Flush() {
	a.ResponseWriter.(http.Flusher).Flush()
	a.do()
}

// The client's own deadlines end calls whose caller has all the time in the world.
func TestTheDeadlinesEndTheCall(t *testing.T) {
	t.Parallel()
	short := func(change func(*deadlines)) deadlines {
		d := patient()
		change(&d)
		return d
	}
	tests := []struct {
		name     string
		answer   http.HandlerFunc
		deadline deadlines
		want     approval.Reason
	}{
		{"no header", silent, short(func(d *deadlines) { d.token = time.Second }), approval.ReasonTokenTimeout},
		{"body without end", trickle(200), short(func(d *deadlines) { d.token = time.Second }), approval.ReasonTokenTimeout},
		{"refusal without end", trickle(400), short(func(d *deadlines) { d.token = time.Second }), approval.ReasonTokenRejected},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newProvider(t, tt.answer)
			wantFailure(t, exchange(clientOf(t, config(p.URL), tt.deadline)), tt.want)
			p.wantRequests(t, 1)
		})
	}
}

// droppingListener accepts and drops the first connections, before any TLS.
type droppingListener struct {
	net.Listener
	drop     int64
	accepted atomic.Int64
}

func (l *droppingListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil || l.accepted.Add(1) > l.drop {
			return conn, err
		}
		_ = conn.Close()
	}
}

func droppingProvider(t *testing.T, drop int64, answer http.HandlerFunc) (*provider, *droppingListener) {
	t.Helper()
	p := unstartedProvider(t, answer)
	l := &droppingListener{Listener: p.Listener, drop: drop}
	p.Listener = l
	p.StartTLS()
	return p, l
}

func TestASecondTryWhenTheFirstGotNoConnection(t *testing.T) {
	t.Parallel()
	p, l := droppingProvider(t, 1, saysOK(goodToken))
	if err := exchange(clientFor(t, p)); err != nil {
		t.Errorf("the second try did not save the code: %v", err)
	}
	p.wantRequests(t, 1)
	if n := l.accepted.Load(); n != 2 {
		t.Errorf("%d connections, want 2", n)
	}
}

func TestNoThirdTry(t *testing.T) {
	t.Parallel()
	p, l := droppingProvider(t, 1000, saysOK(goodToken))
	wantFailure(t, exchange(clientFor(t, p)), approval.ReasonTokenUnreachable)
	p.wantRequests(t, 0)
	if n := l.accepted.Load(); n != 2 {
		t.Errorf("%d connections, want 2", n)
	}
}

// The second try may meet anything that the first could have met, and is final.
func TestTheSecondTryIsTheLast(t *testing.T) {
	t.Parallel()
	p, l := droppingProvider(t, 1, raw("")) // under TLS there is no reset to be had from here
	wantFailure(t, exchange(clientFor(t, p)), approval.ReasonTokenReset)
	p.wantRequests(t, 1)
	if n := l.accepted.Load(); n != 2 {
		t.Errorf("%d connections, want 2", n)
	}
}

func TestNoSecondTryWithoutTime(t *testing.T) {
	t.Parallel()
	p, l := droppingProvider(t, 1000, saysOK(goodToken))
	c := clientFor(t, p)
	c.deadlines.token, c.deadlines.pause = time.Second, time.Hour
	wantFailure(t, exchange(c), approval.ReasonTokenUnreachable)
	if n := l.accepted.Load(); n != 1 {
		t.Errorf("%d connections, want 1", n)
	}
}

// A connection that stands but fails before the request was read may have carried
// it: no second try.
func TestAConnectionThatStoodIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	p := unstartedProvider(t, saysOK(goodToken))
	l := &droppingListener{Listener: p.Listener, drop: 1000}
	p.Listener = l
	p.Start() // plain http: the connection stands once it is accepted
	wantFailure(t, exchange(clientFor(t, p)), approval.ReasonTokenReset)
	if n := l.accepted.Load(); n != 1 {
		t.Errorf("%d connections, want 1", n)
	}
}

func TestNobodyListens(t *testing.T) {
	t.Parallel()
	p := newProvider(t, saysOK(goodToken))
	p.Close()
	c := clientFor(t, p)
	wantFailure(t, exchange(c), approval.ReasonTokenUnreachable)
	wantFailure(t, userInfo(c), approval.ReasonUserinfoUnavailable)
	wantFailure(t, introspect(c), approval.ReasonIntrospectionUnavailable)
}

// A label of a host name has at most 63 characters; the resolver refuses this one
// without asking the network.
func TestAHostThatDoesNotExist(t *testing.T) {
	t.Parallel()
	c := clientOf(t, config("https://"+strings.Repeat("a", 64)+".example"), patient())
	wantFailure(t, exchange(c), approval.ReasonTokenUnreachable)
}

// The server closes every connection as soon as it is idle. With kept connections
// some of these codes would be lost.
//
//takeed:race
func TestNoCodeIsLostToAnIdleConnection(t *testing.T) {
	t.Parallel()
	p := unstartedProvider(t, saysOK(goodToken))
	p.Config.IdleTimeout = time.Millisecond
	p.Start()
	c := clientFor(t, p)
	var done sync.WaitGroup
	for range 4 {
		done.Go(func() {
			for range 25 {
				if err := exchange(c); err != nil {
					t.Errorf("a code was lost: %v", err)
				}
			}
		})
	}
	done.Wait()
	p.wantRequests(t, 100)
	if n := p.conns.Load(); n != 100 {
		t.Errorf("%d connections for 100 exchanges", n)
	}
}
