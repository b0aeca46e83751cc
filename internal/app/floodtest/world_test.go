package floodtest

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"takeed/internal/app"
	"takeed/internal/app/apptest"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

// starts is the limit per address, low enough to be reached by a sample.
const starts = 100

// flooded is a portal behind a proxy, and its log.
type flooded struct {
	*apptest.World
	log *lines
}

func open(t *testing.T) flooded {
	t.Helper()
	log := new(lines)
	return flooded{apptest.New(t, apptest.Options{
		Simulator: []func(*simulator.Config){apptest.People(8)},
		Portal: func(c *app.Config) {
			c.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
			c.Limits.Address = starts
			c.PageConns, c.Callbacks = 0, 0 // as many as in production
			c.Log = slog.New(slog.NewTextHandler(log, nil))
		},
	}), log}
}

// lines is what the portal logged.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *lines) with(text string) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range strings.Lines(l.text.String()) {
		if strings.Contains(line, text) {
			n++
		}
	}
	return n
}

// at writes what the proxy writes.
type at struct {
	http.RoundTripper
	address string
}

func (a at) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("X-Forwarded-For", a.address)
	return a.RoundTripper.RoundTrip(r)
}

func (w flooded) browser(address string) *apptest.Browser {
	b := w.Browser("en", 0)
	b.Client.Transport = at{b.Client.Transport, address}
	return b
}

// aged puts rows there whose time was over days ago.
func (w flooded) aged() {
	w.Helper()
	if err := postgrestest.Exec(w.Context(), w.Database.Owner, fmt.Sprintf(`
		insert into sessions (token_hash, data, expires_at)
			select sha256(('old' || g)::bytea), '', takeed_now() - interval '3 days' from generate_series(1, %[1]d) g;
		insert into signins (state_hash, browser_hash, handover, lang, expires_at, realm)
			select sha256(('old' || g)::bytea), sha256('b'), '', 'en', takeed_now() - interval '3 days', 'customer' from generate_series(1, %[1]d) g`, *old)); err != nil {
		w.Fatal(err)
	}
}

func (w flooded) count(sql string, args ...any) int {
	w.Helper()
	return postgrestest.Query[int](w, w.Database, sql, args...)
}
