package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
	"time"

	"takeed/internal/simulator"
	"takeed/internal/simulator/pingone"
)

// shutdownTime is how long requests may take to end once the program is told to stop. It is
// short, because browsers keep connections open on which they have sent no request yet.
const shutdownTime = time.Second

// serve answers until ctx ends. There is no write timeout: holding answers back is
// part of the work.
func serve(ctx context.Context, o options, s *simulator.Simulator, stdout io.Writer) error {
	listener, err := net.Listen("tcp", o.addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%s is in use by another program; stop it, or choose another address with -addr", o.addr)
	}
	if err != nil {
		return fmt.Errorf("listen on %s: %w", o.addr, err)
	}
	server := &http.Server{
		Handler: s, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, IdleTimeout: time.Minute,
		BaseContext: func(net.Listener) context.Context { return ctx }, // ends answers that scenarios hold back
	}
	announce(stdout, listener.Addr(), o)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	shutDown(server)
	return nil
}

// shutDown gives open requests a moment, and no more.
func shutDown(server *http.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTime)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		_ = server.Close()
	}
}

func announce(w io.Writer, addr net.Addr, o options) {
	fmt.Fprintf(w, "UAE PASS simulator (not UAE PASS): http://%s/\n", addr)
	for _, c := range []simulator.Client{o.signin, o.face} {
		fmt.Fprintf(w, "  client %s returns to %v\n", c.ID, c.RedirectURIs)
	}
	fmt.Fprintf(w, "Identity provider of the staff: %s\n", pingone.Issuer("http://"+addr.String()))
	fmt.Fprintf(w, "  client %s returns to %v\n", o.staff.ID, o.staff.RedirectURIs)
}
