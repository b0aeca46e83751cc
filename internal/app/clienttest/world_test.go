package clienttest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"takeed/internal/app/apptest"
	"takeed/internal/approval"
	"takeed/internal/keys"
	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
)

// world is a database, portals that come and go, and the gate before them.
type world struct {
	testing.TB
	database *postgrestest.Database
	db       *postgres.DB // of the people
	env      []string
	portals  []*portal
	gate     *gate
	people   atomic.Int64
}

// portal is a replica: one process after another, on a wire of its own.
type portal struct {
	world *world
	wire  *postgrestest.Wire

	mu      sync.Mutex
	process *apptest.Process
	address string // once it is known to serve
}

func newWorld(t testing.TB, portals int) *world {
	t.Helper()
	d := postgrestest.New(t)
	w := &world{TB: t, database: d}
	w.env = []string{
		"PORTAL_ENV=development", "PORTAL_BASE_URL=" + apptest.Address, "PORTAL_ADDR=127.0.0.1:0", "PORTAL_EGRESS_ALLOW=127.0.0.1",
		"PORTAL_ENTITY_NAME_EN=Example Bank", "PORTAL_ENTITY_NAME_AR=بنك المثال", "PORTAL_KEYSET=" + newKeyset(t, d), "UAEPASS_BASE_URL=http://127.0.0.1:9",
		"UAEPASS_SIGNIN_CLIENT_ID=signin", "UAEPASS_SIGNIN_CLIENT_SECRET=signin-secret", "UAEPASS_CONFIRM_CLIENT_ID=face", "UAEPASS_CONFIRM_CLIENT_SECRET=face-secret",
	}
	w.db = d.Open(t)
	w.gate = newGate(t)
	for range portals {
		p := &portal{world: w, wire: d.Wire(t)}
		w.portals = append(w.portals, p)
		t.Cleanup(p.last)
		p.begin()
	}
	for _, p := range w.portals {
		p.serving()
	}
	w.gate.lead(w.portals...)
	return w
}

// newKeyset makes the file that all processes of a world seal personal data with.
func newKeyset(t testing.TB, d *postgrestest.Database) (path string) {
	t.Helper()
	content, err := keys.Generate()
	must(t, err)
	d.Keys, err = keys.Parse(content)
	must(t, err)
	path = filepath.Join(t.TempDir(), "keyset")
	must(t, os.WriteFile(path, content, 0o600))
	return path
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// begin starts a process, and does not wait until it serves.
func (p *portal) begin() {
	p.wire.Judge(nil)
	p.wire.Mend()
	process := apptest.StartPortal(p.world, append(p.world.env, "DATABASE_URL="+p.wire.URL))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.process, p.address = process, ""
}

// serving waits until it serves.
func (p *portal) serving() {
	p.mu.Lock()
	process := p.process
	p.mu.Unlock()
	address := process.Serving(p.world)
	if address == "" && !process.Killed.Load() {
		p.world.Errorf("the portal ended by itself:\n%s", process.Log)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.process == process {
		p.address = address
	}
}

// living is where it serves; empty if it is not known to, or was killed.
func (p *portal) living() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.process.Killed.Load() {
		return ""
	}
	return p.address
}

// die is kill -9.
func (p *portal) die() {
	p.mu.Lock()
	process := p.process
	p.mu.Unlock()
	process.Kill()
	if process.Log.Panicked() {
		p.world.Errorf("the portal panicked:\n%s", process.Log)
	}
}

// last is the end of a world. If something failed, what the portal had to say may help.
func (p *portal) last() {
	p.die()
	if said := p.process.Log.String(); p.world.Failed() {
		p.world.Log(said[max(0, len(said)-4000):])
	}
}

// reborn puts a new process in the place of one that died.
func (p *portal) reborn() {
	p.die()
	p.wire.Cut()
	p.begin()
}

// gate is what clients know as the portal. It leads each call to one of some portals.
type gate struct {
	server *httptest.Server

	mu     sync.Mutex
	to     []*portal
	meddle func(*http.Response) error
}

func newGate(t testing.TB) *gate {
	t.Helper()
	g := &gate{}
	proxy := &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(g.next()); r.Out.Host = r.In.Host },
		Transport: &http.Transport{DisableKeepAlives: true}, // or net/http would send a call with a key again by itself
		ModifyResponse: func(r *http.Response) error {
			g.mu.Lock()
			meddle := g.meddle
			g.mu.Unlock()
			if meddle == nil {
				return nil
			}
			return meddle(r)
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	g.server = httptest.NewServer(proxy)
	t.Cleanup(g.server.Close)
	return g
}

// next is one of the portals that live; if none does, the call comes to nothing.
func (g *gate) next() *url.URL {
	g.mu.Lock()
	defer g.mu.Unlock()
	first := rand.IntN(len(g.to))
	for i := range g.to {
		if address := g.to[(first+i)%len(g.to)].living(); address != "" {
			return &url.URL{Scheme: "http", Host: address}
		}
	}
	return &url.URL{Scheme: "http", Host: "127.0.0.1:9"}
}

// lead leads calls to these portals from now on.
func (g *gate) lead(to ...*portal) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.to = to
}

// meddles has something done to every answer from now on; an error loses it. Nil ends that.
func (g *gate) meddles(meddle func(*http.Response) error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.meddle = meddle
}

var errSwallowed = errors.New("the answer is lost on its way")

// client is how programs reach the gate.
func (w *world) client() *http.Client {
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		if address == "portal.localhost:80" {
			address = w.gate.server.Listener.Addr().String()
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	}
	return &http.Client{Timeout: time.Minute, Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}
}

// customer is somebody who has signed in.
type customer struct {
	approval.Person
	session approval.Secret
}

func (w *world) customer() customer {
	w.Helper()
	n := w.people.Add(1)
	id := fmt.Sprintf("%08d", n)
	p, session := postgrestest.SignedIn(w, w.db, approval.Identity{
		Subject: "UAEPASS/" + id, UUID: id, EmiratesID: "7841990" + id, Level: approval.SOP3, Mobile: "9715" + id, NameEN: "Somebody",
	})
	return customer{p, session}
}

// confirms has the customer open the link that an answer has, and confirm with their face.
func (w *world) confirms(c customer, link string) {
	w.Helper()
	postgrestest.ConfirmsLink(w, w.db, c.Person, c.session, approval.SecretOf(link[len(link)-26:]))
}
