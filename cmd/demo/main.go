// Command demo is the whole of Takeed on one machine: a private PostgreSQL, a simulator
// of UAE PASS and the portal, with a few people and a little history, ready to click.
//
//	go run ./cmd/demo [--data DIR] [--fresh] [--events N]
//	go run ./cmd/demo --tamper [--data DIR]
//
// PORTAL_ADDR (default localhost:8080), SIMULATOR_ADDR (localhost:8081) and GALLERY_ADDR
// (localhost:8082, where every page is shown in every state) say where to listen;
// DATABASE_URL, if set, is used instead of a private PostgreSQL and must name a login that
// may create roles and databases. The data stays between runs in a folder that the demo
// prints. --events makes up a history, of a year if N is 100,000 or more and of a month
// otherwise, to see the back office with as much as a bank has. Ctrl-C ends everything.
// --tamper, in a second terminal, falsifies a confirmation in the database of the demo that
// runs, shows that the transparency log names it, and puts it back.
//
// The exit code is 1 if something on this machine prevents the demo from running, and 2 if
// the command line is wrong; both come with one sentence that says what to do.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout)
	stop()
	var usage usageError
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
	case errors.As(err, &usage):
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}
