package postgres_test

import (
	"context"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"takeed/internal/postgres"
	"takeed/internal/postgres/postgrestest"
)

// opened is a database whose URL names other hosts, in this order.
func opened(t *testing.T, d *postgrestest.Database, hosts string) *postgres.DB {
	t.Helper()
	u, err := url.Parse(d.URL)
	if err != nil {
		t.Fatal(err)
	}
	c := d.Config("test")
	u.Host, u.RawQuery = hosts, "sslmode=disable"
	c.URL = u.String()
	db, err := postgres.Open(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

// deaf is a server that takes connections and says nothing.
func deaf(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	return listener.Addr().String()
}

// Whoever has all the time in the world gets an answer soon all the same, and the next
// host of the URL is tried.
func TestAServerThatSaysNothingIsGivenUp(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	patient, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := opened(t, d, deaf(t)).Ready(patient); err == nil || patient.Err() != nil {
		t.Errorf("a server that says nothing: %v", err)
	}
	wire, err := url.Parse(d.Wire(t).URL)
	if err != nil {
		t.Fatal(err)
	}
	if err := opened(t, d, deaf(t)+","+wire.Host).Ready(t.Context()); err != nil {
		t.Errorf("the next host was not tried: %v", err)
	}
}

// After a failover the old primary is a standby: what it says may be old, and it takes
// nothing. The portal does not speak to it.
func TestAServerThatOnlyReadsIsRefused(t *testing.T) {
	t.Parallel()
	d := postgrestest.New(t)
	db := d.Open(t)
	alter := func(to string) {
		t.Helper()
		u, err := url.Parse(d.URL)
		if err != nil {
			t.Fatal(err)
		}
		sql := "alter role " + u.User.Username() + " in database " + strings.TrimPrefix(u.Path, "/") + " set default_transaction_read_only = " + to
		if err := postgrestest.Exec(t.Context(), d.Admin, sql); err != nil {
			t.Fatal(err)
		}
	}
	alter("on")
	if err := db.Ready(t.Context()); err == nil {
		t.Error("a server that only reads is ready")
	}
	alter("off")
	if err := db.Ready(t.Context()); err != nil {
		t.Errorf("a server that writes again: %v", err)
	}
}
