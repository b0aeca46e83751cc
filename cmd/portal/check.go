package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/url"
	"time"

	"takeed/internal/keys"
)

// check is the preflight: everything that must hold before the portal serves, one line
// each. It goes on after a failure, so that one run finds every fault.
func check(ctx context.Context, getenv func(string) string, stdout io.Writer) error {
	c, err := read(getenv)
	if err != nil {
		return err
	}
	p := &preflight{out: stdout}
	p.line("configuration", nil, "complete, environment "+c.Env)
	p.keyset(c)
	p.line("kinds", nil, fmt.Sprintf("%d kinds of transaction", len(c.Catalogue.Kinds())))
	p.line("limits", nil, describeLimits(c.Limits))
	p.database(ctx, c)
	p.line("UAE PASS", reach(ctx, c.UAEPass.BaseURL), "reachable at "+c.UAEPass.BaseURL)
	p.staffProvider(ctx, c)
	if p.failed > 0 {
		return fmt.Errorf("%d checks failed: %w", p.failed, errFound)
	}
	return nil
}

// clockTolerance is how far this machine's clock may be from the database's. Beyond it,
// what the portal shows and what the database decides would drift apart.
const clockTolerance = 5 * time.Second

type preflight struct {
	out    io.Writer
	failed int
}

func (p *preflight) line(what string, err error, good string) {
	verdict, text := "ok  ", good
	if err != nil {
		verdict, text = "FAIL", err.Error()
		p.failed++
	}
	p.say(verdict, what, text)
}

func (p *preflight) say(verdict, what, text string) {
	fmt.Fprintf(p.out, "%s  %-14s %s\n", verdict, what, text)
}

// keyset warns of a keyset file that others may read; in production and in a sandbox it fails.
func (p *preflight) keyset(c Config) {
	err := roundTrip(c)
	switch {
	case err == nil && c.KeysExposed != nil && c.serious():
		err = c.KeysExposed
	case err == nil && c.KeysExposed != nil:
		p.say("warn", "keyset", c.KeysExposed.Error()+", which production demands")
		return
	}
	p.line("keyset", err, "seals and opens")
}

// checkPlace is a place where nothing is stored.
var checkPlace = keys.Place{Table: "check"}

func roundTrip(c Config) error {
	sealed, err := c.Keys.Seal(checkPlace, []byte("trial"))
	if err != nil {
		return err
	}
	_, err = c.Keys.Open(checkPlace, sealed)
	return err
}

// reach opens a connection to the provider, and for https completes the handshake: the
// certificate must be good from this very network.
func reach(ctx context.Context, base string) error {
	u, err := url.Parse(base)
	if err != nil {
		return err
	}
	address := u.Host
	if u.Port() == "" {
		address = net.JoinHostPort(u.Hostname(), map[string]string{"http": "80", "https": "443"}[u.Scheme])
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	var conn net.Conn
	if u.Scheme == "https" {
		conn, err = new(tls.Dialer).DialContext(ctx, "tcp", address)
	} else {
		conn, err = new(net.Dialer).DialContext(ctx, "tcp", address)
	}
	if err != nil {
		return fmt.Errorf("connect to %s: %w", u.Host, err)
	}
	return conn.Close()
}
