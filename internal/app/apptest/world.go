// Package apptest runs whole portals for tests: a real database, a simulator of UAE
// PASS and of the staff's identity provider, one or more replicas behind one public address, and browsers that keep
// cookies. Everything that the portals print or serve is scanned at the end of each
// test for secrets and personal data, so every test of a journey is also a test that
// nothing leaks.
//
//takeed:race
package apptest

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"takeed/internal/app"
	"takeed/internal/approval"
	"takeed/internal/catalogue"
	"takeed/internal/office"
	"takeed/internal/oidc"
	"takeed/internal/postgres/postgrestest"
	"takeed/internal/simulator"
	"takeed/internal/simulator/pingone"
	"takeed/internal/simulator/simulatortest"
	"takeed/internal/translog"
	"takeed/internal/uaepass"
)

// Address is the public address of the portal, whichever replica answers.
const Address = "http://portal.localhost"

// World is everything a journey needs.
type World struct {
	testing.TB
	Database  *postgrestest.Database
	Simulator *simulatortest.Provider
	Apps      []*app.App
	replicas  []*httptest.Server
	options   Options
	trail     *trail
	requests  atomic.Int64
	left      chan struct{}
	log       *translog.Keys
}

// Options change a world before it starts.
type Options struct {
	Replicas  int // 0 means 1
	Database  *postgrestest.Database
	Simulator []func(*simulator.Config)
	Portal    func(*app.Config)
	Silent    bool // keeps no trail: for benchmarks
}

// New starts a world that ends with the test.
func New(t testing.TB, o Options) *World {
	t.Helper()
	w := &World{TB: t, Database: o.Database, options: o, trail: &trail{off: o.Silent}, left: make(chan struct{}, 100), log: newLogKeys(t)}
	if w.Database == nil {
		w.Database = postgrestest.New(t)
	}
	scanner := func(c *simulator.Config) {
		c.Scanner = &http.Transport{DialContext: w.dial(0), DisableKeepAlives: true}
	}
	w.Simulator = simulatortest.Start(t, Address, append(o.Simulator, scanner)...)
	t.Cleanup(func() {
		for i := range w.Apps {
			w.stopReplica(i)
		}
	})
	for i := range max(o.Replicas, 1) {
		portal, server := w.startReplica(i)
		w.Apps, w.replicas = append(w.Apps, portal), append(w.replicas, server)
	}
	t.Cleanup(w.checkTrail)
	return w
}

// Restart puts a new replica in the place of one whose process has ended. Requests to
// the old one must have been answered.
func (w *World) Restart(replica int) {
	w.Helper()
	w.stopReplica(replica)
	w.Apps[replica], w.replicas[replica] = w.startReplica(replica)
}

func (w *World) stopReplica(i int) {
	w.replicas[i].Close()
	w.Apps[i].Close()
}

const scopes = uaepass.DefaultScope + " " + uaepass.DefaultScope + ":profileType " + uaepass.DefaultScope + ":unifiedId"

// roles are the roles that the groups of the staff's directory give. A person in several
// groups has the first role.
var roles = []oidc.RoleRule{
	{Role: office.Admin, Value: pingone.GroupAdmins}, {Role: office.Auditor, Value: pingone.GroupAuditors},
	{Role: office.Operator, Value: pingone.GroupOperators},
}

func (w *World) startReplica(i int) (*app.App, *httptest.Server) {
	w.Helper()
	kinds, err := catalogue.Builtin()
	if err != nil {
		w.Fatal(err)
	}
	c := app.Config{
		BaseURL: Address, Entity: approval.Text{EN: "Example Bank", AR: "بنك المثال"},
		DatabaseURL: w.Database.URL, Keys: w.Database.Keys, Catalogue: kinds, Instance: fmt.Sprintf("replica-%d", i+1),
		Log: slog.New(slog.NewJSONHandler(w.trail, &slog.HandlerOptions{Level: slog.LevelDebug})),
		UAEPass: app.UAEPass{
			BaseURL: w.Simulator.URL, PKCE: true, Encoding: uaepass.Form, ACRValues: uaepass.DefaultACRValues,
			Signin:  app.Client{ID: w.Simulator.Signin.ID, Secret: approval.SecretOf(w.Simulator.Signin.Secret), Scope: scopes},
			Confirm: app.Client{ID: w.Simulator.Face.ID, Secret: approval.SecretOf(w.Simulator.Face.Secret), Scope: uaepass.DefaultScope},
		},
		Staff: &app.Staff{
			Issuer: w.Simulator.Issuer, Client: app.Client{ID: w.Simulator.Staff.ID, Secret: approval.SecretOf(w.Simulator.Staff.Secret)}, Roles: roles,
		},
		PageConns: 8, Callbacks: 8, Translog: &app.Translog{Keys: w.log},
	}
	if w.options.Portal != nil {
		w.options.Portal(&c)
	}
	portal, err := app.New(context.Background(), c)
	if err != nil {
		w.Fatal(err)
	}
	return portal, httptest.NewServer(w.noticing(portal))
}

// newLogKeys makes the keys of the transparency log, which all replicas share.
func newLogKeys(t testing.TB) *translog.Keys {
	t.Helper()
	secret, _, err := translog.GenerateKey(LogOrigin)
	if err != nil {
		t.Fatal(err)
	}
	k, err := translog.ParseKeys(secret, LogOrigin)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// LogOrigin is the name of the transparency log.
const LogOrigin = "portal.example.ae/log"

// Sequenced lets the log take in everything that has happened. Nothing here does it by itself.
func (w *World) Sequenced() {
	w.Helper()
	for {
		if _, err := w.Apps[0].Translog.Round(w.Context()); err != nil {
			w.Fatal(err)
		}
		if s, err := w.Apps[0].Translog.Status(w.Context()); err != nil || s.Lag == 0 {
			w.must(err)
			return
		}
	}
}

func (w *World) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// noticing tells AwaitLeft when a browser leaves before its answer.
func (w *World) noticing(portal http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		stop := context.AfterFunc(r.Context(), func() { w.left <- struct{}{} })
		defer stop()
		portal.ServeHTTP(rw, r)
	})
}

// AwaitLeft returns when a portal has noticed that a browser left before its answer.
func (w *World) AwaitLeft() { <-w.left }

// dial connects the public address to one replica, and any other address as usual.
func (w *World) dial(replica int) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if address == "portal.localhost:80" {
			address = w.replicas[replica].Listener.Addr().String()
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	}
}

// Requests is how many requests browsers sent to the portal.
func (w *World) Requests() int64 { return w.requests.Load() }

// Sweep runs the sweep of the first replica once.
func (w *World) Sweep() {
	w.Helper()
	if _, err := w.Apps[0].Confirm.Sweep(context.Background()); err != nil {
		w.Fatal(err)
	}
}

// NoViolations checks every invariant.
func (w *World) NoViolations() {
	w.Helper()
	w.Database.NoViolations(w)
}
