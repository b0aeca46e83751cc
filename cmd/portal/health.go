package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// healthTime is how long a portal may take to say that it is alive.
const healthTime = 3 * time.Second

// health asks the portal of this machine, at its own address, whether it is alive. It is
// for an image that has no other program that could ask. It needs no setting but
// PORTAL_ADDR.
func health(ctx context.Context, getenv func(string) string) error {
	e := &environment{get: getenv}
	addr := e.or("PORTAL_ADDR", defaultAddr)
	e.addr(addr)
	if err := e.result(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, healthTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+reachable(addr)+"/healthz", nil)
	if err != nil {
		return fmt.Errorf("ask %s: %w", addr, err)
	}
	// No proxy of the environment is used to reach this machine, and no redirect is
	// followed.
	answer, err := (&http.Transport{DisableKeepAlives: true, ResponseHeaderTimeout: healthTime}).RoundTrip(request)
	if err != nil {
		return fmt.Errorf("nobody answers at %s within %s", addr, healthTime)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return errors.New("the answer is " + answer.Status)
	}
	return nil
}

// reachable is the address at which to call a portal that listens on addr: this machine's
// own if it listens on every address.
func reachable(addr string) string {
	host, port, _ := net.SplitHostPort(addr)
	switch ip := net.ParseIP(host); {
	case host == "" || ip != nil && ip.IsUnspecified() && ip.To4() != nil:
		host = "127.0.0.1"
	case ip != nil && ip.IsUnspecified():
		host = "localhost" // ::, which may or may not accept IPv4
	}
	return net.JoinHostPort(host, port)
}
