// Command sample-core is a small core banking system that asks for approvals over Takeed's API,
// learns of them by webhooks, and pays what was confirmed, once. How, is said in package core.
//
//	sample-core keys             prints our public key, for "portal client add core --jwks FILE"
//	sample-core                  serves
//
// Its settings are environment variables: CORE_ADDR, where it listens (localhost:8083); CORE_URL,
// where Takeed and browsers reach it (http:// and CORE_ADDR); CORE_DIR, where it keeps its files
// (./core-data); CORE_PORTAL, the portal's address (http://localhost:8080); CORE_CLIENT, the ID
// that it is registered by (core).
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"takeed/cmd/sample-core/core"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "sample-core:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	addr, dir := cmp.Or(os.Getenv("CORE_ADDR"), "localhost:8083"), cmp.Or(os.Getenv("CORE_DIR"), "core-data")
	if len(args) == 1 && args[0] == "keys" {
		return printKeys(dir)
	}
	if len(args) != 0 {
		return errors.New("usage: sample-core [keys]")
	}
	c, err := core.New(core.Config{
		Dir: dir, ClientID: cmp.Or(os.Getenv("CORE_CLIENT"), "core"), Portal: cmp.Or(os.Getenv("CORE_PORTAL"), "http://localhost:8080"),
		Address: cmp.Or(os.Getenv("CORE_URL"), "http://"+addr), Log: slog.Default(), HTTP: &http.Client{Timeout: 30 * time.Second},
	})
	if err != nil {
		return err
	}
	go c.Run(ctx)
	server := &http.Server{Addr: addr, Handler: c.Handler(), ReadTimeout: 10 * time.Second, WriteTimeout: 40 * time.Second}
	go func() { <-ctx.Done(); _ = server.Close() }()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func printKeys(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	key, err := core.OpenKey(dir)
	if err == nil {
		fmt.Println(key.JWKS())
	}
	return err
}
