package clientauth_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"takeed/internal/integration/clientauth"
)

// publisher is an institution that publishes its keys over https, and a verifier that knows it
// by the address. Both see the same clock.
type publisher struct {
	t        *testing.T
	server   *httptest.Server
	register register
	verifier *clientauth.Verifier
	fetches  atomic.Int32
	log      journal

	mu     sync.Mutex
	now    time.Time
	answer http.HandlerFunc
}

// journal is what was logged.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

func newPublisher(t *testing.T, keys ...string) *publisher {
	t.Helper()
	p := &publisher{t: t, now: noon, register: register{}}
	p.publish(keys...)
	p.server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.fetches.Add(1)
		p.mu.Lock()
		answer := p.answer
		p.mu.Unlock()
		answer(w, r)
	}))
	p.server.Config.SetKeepAlivesEnabled(false) // or a request that breaks off is sent again by net/http
	t.Cleanup(p.server.Close)
	p.register["hub"] = clientauth.KeySource{URL: p.server.URL + "/keys?token=canary"}
	p.verifier = verifierWith(t, clientauth.Config{
		Clients: p.register, HTTP: p.server.Client(), Now: p.clock, Log: slog.New(slog.NewTextHandler(&p.log, nil)),
	})
	return p
}

func (p *publisher) clock() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

func (p *publisher) pass(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = p.now.Add(d)
}

func (p *publisher) publish(keys ...string) { p.says(http.StatusOK, string(set(keys...))) }

func (p *publisher) says(status int, body string) {
	p.handle(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	})
}

func (p *publisher) handle(answer http.HandlerFunc) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer = answer
}

// request is one of the client hub at the time that it is now.
func (p *publisher) request(key signer, kid string, changes ...change) *try {
	ahead := int64(p.clock().Sub(noon) / time.Second)
	a := newTry(key, kid)
	all(claim("iat", at(ahead)), claim("exp", at(ahead+60)), all(changes...))(a)
	return a
}

// accepts demands that a key is known, and that so many fetches were made since the beginning.
func (p *publisher) accepts(key signer, kid string, fetches int32) {
	p.t.Helper()
	_, err := p.verifier.Verify(p.t.Context(), p.request(key, kid).values())
	if err != nil || p.fetches.Load() != fetches {
		p.t.Errorf("%s: %v after %d fetches, want %d", kid, err, p.fetches.Load(), fetches)
	}
}

func (p *publisher) refuses(key signer, kid string, why clientauth.Reason, fetches int32) {
	p.t.Helper()
	_, err := p.verifier.Verify(p.t.Context(), p.request(key, kid).values())
	if _, reason := refusal(p.t, err); reason != why || p.fetches.Load() != fetches {
		p.t.Errorf("%s: %s after %d fetches, want %s after %d", kid, reason, p.fetches.Load(), why, fetches)
	}
}
