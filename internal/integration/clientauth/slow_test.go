package clientauth_test

import (
	"context"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"takeed/internal/integration/clientauth"
)

// pipes is a listener within this process: with it the time of a test is that of its bubble.
type pipes struct {
	calls chan net.Conn
	ended chan struct{}
	once  sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.calls:
		return c, nil
	case <-p.ended:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.ended) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.calls <- there:
		return here, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// A publisher that does not answer, or sends its document byte by byte, is given up after five
// seconds. The next request does not wait for it again.
//
//takeed:race
func TestASlowPublisherIsGivenUp(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"silent": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"byte by byte": func(w http.ResponseWriter, r *http.Request) {
			for _, b := range set(hub.ec.jwk("es")) {
				_, _ = w.Write([]byte{b})
				_ = http.NewResponseController(w).Flush()
				select {
				case <-time.After(time.Second):
				case <-r.Context().Done():
					return
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { givesUp(t, answer) })
		})
	}
}

func givesUp(t *testing.T, answer http.HandlerFunc) {
	listener := &pipes{calls: make(chan net.Conn), ended: make(chan struct{})}
	server := &http.Server{Handler: answer}
	go func() { _ = server.Serve(listener) }()
	transport := &http.Transport{DialTLSContext: listener.dial}
	defer func() {
		transport.CloseIdleConnections()
		_ = server.Close()
	}()
	v := verifierWith(t, clientauth.Config{
		Clients: register{"hub": clientauth.KeySource{URL: "https://keys.bank.example"}}, HTTP: &http.Client{Transport: transport},
	})
	for _, want := range []time.Duration{5 * time.Second, 0} {
		began := time.Now()
		_, err := v.Verify(t.Context(), newTry(hub.ec, "es").values())
		if _, reason := refusal(t, err); reason != clientauth.KeysUnavailable || time.Since(began) != want {
			t.Errorf("%s after %v, want %v", reason, time.Since(began), want)
		}
	}
}
