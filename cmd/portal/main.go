// Command portal is Takeed: the web application, and what its operators run beside it.
//
//	portal serve                     answer requests
//	portal migrate                   bring the database schema up to date
//	portal check                     preflight: configuration, keys, database, clock, UAE PASS
//	portal health                    ask the portal of this machine whether it lives
//	portal keyset                    print a new keyset; --out FILE writes it to a new file
//	portal keyset add|rotate|drop    print the keyset after a change of its sealing keys
//	portal reseal                    seal everything under the primary key, beside serving portals
//	portal person disable|enable ID  end every session of a person, or let them in again
//	portal person erase ID --reason R  forget a person; R is a purpose and a case, customer:CRM-2026/00417
//	portal hold add ID --reason R    keep a person from being erased; list, remove HOLD --reason R
//	portal client list|show|add|set|keys|disable|enable  manage the systems that use the API
//	portal client endpoint test ENDPOINT  send a test to a webhook
//	portal client conformance URL    try how a receiver of webhooks behaves
//	portal staff revoke ID           take the role and every session of a member of staff
//	portal log key|rotate            print a new signing key of the transparency log, or add one to the present ones
//	portal log status|explain        how the log is doing; what differs between the database and the file outside
//	portal log adopt                 go on with the log on another server, or without the file
//	portal log checkpoints           print every signed checkpoint
//	portal audit prune               remove events that are older than PORTAL_AUDIT_YEARS
//	portal verify                    run the invariants against the live database, and compute the transparency log again
//	portal verify --since FILE       compute the log again from the checkpoint in FILE, and keep the newest one there
//	portal verify FILE [MANIFEST]    check an export of the audit log, with nothing but the file
//
// The exit code is 0 when all is well, 1 when something failed or was found wrong, and
// 2 when the command line or the configuration cannot be used.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	tuneMemory(os.Getenv)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	os.Exit(exitCode(err, os.Stderr))
}

// usageError is the error of a command line or a configuration that cannot be used.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func exitCode(err error, stderr io.Writer) int {
	usage := usageError{}
	switch {
	case err == nil:
		return 0
	case errors.As(err, &usage):
		fmt.Fprintln(stderr, err)
		return 2
	}
	fmt.Fprintln(stderr, "portal:", err)
	return 1
}

var errUsage = errors.New("usage: portal serve | migrate | check | health | keyset [add|rotate|drop] [--out FILE] | reseal | person disable|enable ID | person erase ID --reason PURPOSE:CASE | hold list | hold add|remove ID --reason PURPOSE:CASE | client list | client show|disable|enable ID | client add|set|keys ID [OPTIONS] | client endpoint test ENDPOINT | client conformance URL [OPTIONS] | staff revoke ID | audit prune | log key|rotate [--out FILE] | log status|explain|adopt|checkpoints | verify [FILE [MANIFEST]] | verify --since FILE; settings come from the environment, see .github/OPERATING.md")

// run is the program without the process around it.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) error {
	command := ""
	if len(args) > 0 {
		command = args[0]
	}
	switch {
	case command == "keyset":
		return keyset(getenv, args[1:], stdout)
	case command == "log":
		return logCommand(ctx, getenv, args[1:], stdout, stderr)
	case command == "reseal" && len(args) == 1:
		return reseal(ctx, getenv, stdout)
	case command == "health" && len(args) == 1:
		return health(ctx, getenv)
	case command == "migrate" && len(args) == 1:
		return migrate(ctx, getenv, stdout)
	case command == "serve" && len(args) == 1:
		return serve(ctx, getenv, stdout)
	case command == "check" && len(args) == 1:
		return check(ctx, getenv, stdout)
	case command == "audit" && len(args) == 2 && args[1] == "prune":
		return prune(ctx, getenv, stdout)
	case command == "verify" && len(args) == 1:
		return verify(ctx, getenv, stdout)
	case command == "verify" && len(args) == 3 && args[1] == "--since":
		return verifySince(ctx, getenv, args[2], stdout)
	case command == "verify" && len(args) <= 3:
		return verifyFile(args[1], args[2:], stdout)
	case command == "person" && len(args) > 1 && args[1] == "erase":
		return erase(ctx, getenv, args[2:], stdout)
	case command == "person" && len(args) == 3:
		return person(ctx, getenv, args[1], args[2], stdout)
	case command == "hold":
		return hold(ctx, getenv, args[1:], stdout)
	case command == "client":
		return client(ctx, getenv, args[1:], stdout)
	case command == "staff" && len(args) == 3 && args[1] == "revoke":
		return revoke(ctx, getenv, args[2], stdout)
	}
	return unknownCommand(args)
}
