package killtest

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"takeed/internal/postgres/postgrestest"
)

// gate stands before the simulator as the wire stands before PostgreSQL: a test judges
// each request of the portal's own before it is passed on.
type gate struct {
	URL string

	mu       sync.Mutex
	requests int64
	judge    func(number int64, path string) postgrestest.Verdict
}

func newGate(t testing.TB, provider http.Handler) *gate {
	t.Helper()
	g := &gate{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		content, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		// Whoever asked may be dead by now, and what they asked for is done nevertheless.
		r = r.WithContext(context.WithoutCancel(r.Context()))
		r.Body = io.NopCloser(bytes.NewReader(content))
		switch g.judged(r.URL.Path) {
		case postgrestest.CutBefore:
			panic(http.ErrAbortHandler)
		case postgrestest.CutAfter:
			provider.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
		provider.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	g.URL = server.URL
	return g
}

func (g *gate) judged(path string) postgrestest.Verdict {
	if !strings.HasSuffix(path, "/token") && !strings.HasSuffix(path, "/userinfo") {
		return postgrestest.Pass
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.requests++
	if g.judge == nil {
		return postgrestest.Pass
	}
	return g.judge(g.requests, path)
}

// judged by, from now on. Nil ends that.
func (g *gate) judgedBy(judge func(number int64, path string) postgrestest.Verdict) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.judge = judge
}

// count is how many requests there were so far.
func (g *gate) count() int64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.requests
}
