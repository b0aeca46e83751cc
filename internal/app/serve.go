package app

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/net/netutil"

	"takeed/internal/postgres/auditlog"
)

// drainTime is how long a shutdown waits for requests under way: longer than a
// callback may take, so that no exchange is cut off.
const drainTime = 15 * time.Second

// maxClients is how many connections of browsers a process holds at once; more wait to be
// accepted. It bounds the cost of clients that send nothing or read nothing: until the
// timeouts below end them, each holds a socket and a dozen kilobytes. How many of them one
// address may hold is said at partOfPeer.
const maxClients = 8192

func newServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second, // body included
		WriteTimeout:      20 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          log.New(io.Discard, "", 0), // what net/http reports is about misbehaving peers, and quotes them
	}
}

// Serve answers on the listener, sweeps, counts the audit log ahead, and keeps the transparency
// log, until the context ends. Then it reports itself not ready, lets requests under way finish, and returns.
func (a *App) Serve(ctx context.Context, listener net.Listener) error {
	server := newServer(a)
	server.ConnState = newPeers(a.browsers.most, a.browsers.proxies).changed
	sweeping, stop := context.WithCancel(context.WithoutCancel(ctx))
	var background sync.WaitGroup
	background.Go(func() { a.Confirm.Run(sweeping, sweepEvery) })
	background.Go(func() { auditlog.New(a.DB).KeepCounting(sweeping, a.log) })
	background.Go(func() { a.serveClients(sweeping) })
	if a.Translog != nil {
		background.Go(func() { a.Translog.Run(sweeping) })
	}
	defer background.Wait()
	defer stop()

	ended := make(chan error, 1)
	go func() { ended <- server.Serve(netutil.LimitListener(listener, a.browsers.most)) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	return a.drain(server, ended)
}

func (a *App) drain(server *http.Server, ended <-chan error) error {
	a.ready.drain()
	ctx, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	a.log.Info("shutting down: requests under way may finish")
	err := server.Shutdown(ctx)
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
