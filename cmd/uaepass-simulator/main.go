// Command uaepass-simulator stands in for UAE PASS on a developer's machine, and for the
// identity provider of the portal's staff: a portal that is configured for it can be tried,
// shown and made to fail without access to the real services. Package simulator says what
// it imitates, and how.
//
//	uaepass-simulator                          everything works
//	uaepass-simulator -list                    what can go wrong
//	uaepass-simulator -scenario token-500      it goes wrong at every confirmation
//
// Without flags it serves the demo's clients on localhost:8081. The portal's own
// environment variables name other clients, so that one set of variables configures
// both programs; see config.go. Secrets come from the environment only: flags can be
// seen by every user of the machine.
//
// Exit codes: 0 after an interrupt, 1 if it cannot serve, 2 if flags or variables are
// wrong.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"text/tabwriter"

	"takeed/internal/simulator"
	"takeed/internal/simulator/pingone"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// run is the program. It ends when ctx does.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) (exitCode int) {
	o, err := parse(args, getenv, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return 2 // parse has said why
	}
	if o.list {
		list(stdout, o.lang)
		return 0
	}
	s, err := simulator.New(o.config(stderr))
	if err != nil {
		fmt.Fprintf(stderr, "uaepass-simulator: %v\n", err)
		return 2
	}
	if err := serve(ctx, o, s, stdout); err != nil {
		fmt.Fprintf(stderr, "uaepass-simulator: %v\n", err)
		return 1
	}
	return 0
}

func list(w io.Writer, lang simulator.Lang) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, sc := range simulator.Scenarios() {
		fmt.Fprintf(table, "%s\t%s\t%s\n", sc.ID, sc.Where, sc.Says.In(lang))
	}
	for _, sc := range pingone.Scenarios() {
		fmt.Fprintf(table, "staff: %s\t%s\t%s\n", sc.ID, sc.Where, sc.Says.In(lang))
	}
	_ = table.Flush()
}
