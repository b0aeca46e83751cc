package api_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"takeed/internal/approval"
	"takeed/internal/catalogue"
	"takeed/internal/integration"
	"takeed/internal/integration/clientauth"
	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/postgres/sequencer"
	"takeed/internal/translog"
	"takeed/web"
	"takeed/web/api"
)

func TestMain(m *testing.M) { postgrestest.Main(m) }

const base = "http://portal.localhost"

// world is a portal with clients: hub asks, core consumes, and both may do everything else.
type world struct {
	*testing.T
	database *postgrestest.Database
	db       *postgres.DB
	store    *store
	log      *sequencer.Log
	lines    *lines
	server   *httptest.Server
	keys     map[string]ed25519.PrivateKey
	tokens   map[string]string // by client
	seen     map[string]bool   // what was answered: operation, status and code
	sandbox  bool
}

// lines is what the portal logs.
type lines struct {
	mu sync.Mutex
	bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Buffer.Write(b)
}

func (l *lines) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.String()
}

func newWorld(t *testing.T, change ...func(*api.Config)) *world {
	t.Helper()
	return newWorldOn(t, postgrestest.New(t), false, change...)
}

// newWorldOn is a world on a database, which is that of a sandbox or not.
func newWorldOn(t *testing.T, d *postgrestest.Database, sandbox bool, change ...func(*api.Config)) *world {
	t.Helper()
	w := &world{T: t, sandbox: sandbox, database: d, db: d.Open(t), lines: new(lines), keys: map[string]ed25519.PrivateKey{}, tokens: map[string]string{}, seen: map[string]bool{}}
	w.store = &store{DB: w.db}
	w.addClient("hub")
	w.addClient("core")
	w.log = sequencer.New(w.db, sequencer.Config{Keys: logKeys(t), Log: slog.New(slog.DiscardHandler)})
	w.serve(change...)
	t.Cleanup(w.tellFaults)
	return w
}

// tellFaults shows what the portal logged of its faults, for whoever looks for one.
func (w *world) tellFaults() {
	for line := range strings.Lines(w.lines.text()) {
		if w.Failed() && strings.Contains(line, `"ERROR"`) && strings.Contains(line, "internal") {
			w.Log(line)
		}
	}
}

// serve starts a portal on the world's database. Without a change its limits keep nobody.
func (w *world) serve(change ...func(*api.Config)) {
	w.Helper()
	kinds, err := catalogue.Builtin()
	w.must(err)
	log := slog.New(slog.NewJSONHandler(w.lines, nil))
	verifier, err := clientauth.New(clientauth.Config{Issuer: base, Clients: directory{w.db}, HTTP: http.DefaultClient, Now: time.Now, Log: log})
	w.must(err)
	c := api.Config{
		Catalogue: kinds, Verifier: verifier, Clients: w.store, Requests: w.store, Transactions: w.store, Receipts: w.log, Endpoints: w.store, Deliveries: w.store,
		Clock: w.store, Names: integration.Names{Sandbox: w.sandbox},
		CheckEndpoint: func(address string) error {
			if address == "https://10.0.0.1/hook" {
				return errors.New("private")
			}
			return nil
		},
		Limits: api.Limits{Create: 1e6, Read: 1e6, Consume: 1e6, Token: 1e6, Failures: 1e6},
	}
	for _, how := range change {
		how(&c)
	}
	portal, err := web.New(web.Config{BaseURL: base, Entity: approval.Text{EN: "Example Bank", AR: "بنك المثال"}, Log: log, API: &c})
	w.must(err)
	w.server = httptest.NewServer(portal)
	w.Cleanup(w.server.Close)
}

// refuseEveryAddress changes a portal so that no endpoint can be added.
func refuseEveryAddress(c *api.Config) {
	c.CheckEndpoint = func(string) error { return errors.New("no") }
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func logKeys(t *testing.T) *translog.Keys {
	t.Helper()
	secret, _, err := translog.GenerateKey("portal.example.ae/log")
	if err != nil {
		t.Fatal(err)
	}
	k, err := translog.ParseKeys(secret, "portal.example.ae/log")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// directory is as in package app.
type directory struct{ db *postgres.DB }

func (d directory) Client(ctx context.Context, id string) (clientauth.KeySource, error) {
	c, err := d.db.Client(ctx, id)
	switch {
	case errors.Is(err, approval.ErrNotFound):
		return clientauth.KeySource{}, clientauth.ErrUnknown
	case err == nil && !c.Enabled():
		return clientauth.KeySource{}, clientauth.ErrDisabled
	}
	return clientauth.KeySource{Document: []byte(c.KeyDocument)}, err
}

// addClient registers a client with a key.
func (w *world) addClient(id string) {
	w.Helper()
	w.database.AddClient(w, id)
	public, private, err := ed25519.GenerateKey(nil)
	w.must(err)
	w.keys[id] = private
	w.database.SetClient(w, id, fmt.Sprintf(`jwks = '{"keys":[{"kid":"1","kty":"OKP","crv":"Ed25519","x":"%s"}]}'`, base64.RawURLEncoding.EncodeToString(public)))
}

// token is an access token of a client with some scopes, or with all.
func (w *world) token(client string, scopes ...integration.Scope) string {
	w.Helper()
	if len(scopes) == 0 {
		scopes = integration.Scopes
	}
	secret := clientauth.NewToken()
	w.must(w.db.Issue(w.Context(), integration.Token{
		Client: client, Hash: secret.Hash(), Scopes: scopes, Assertion: approval.NewSecret().Hash(), Until: time.Now().Add(time.Minute),
	}))
	return secret.Reveal()
}

// as is a token of a client that is good for everything, the same each time.
func (w *world) as(client string) string {
	w.Helper()
	if w.tokens[client] == "" {
		w.tokens[client] = w.token(client)
	}
	return w.tokens[client]
}

// passes moves the portal's clock, and with it the end of every token.
func (w *world) passes(by time.Duration) {
	w.Helper()
	w.database.Advance(w, by)
	clear(w.tokens)
}
