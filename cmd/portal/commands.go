package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"time"

	"takeed/internal/app"
	"takeed/internal/approval"
	"takeed/internal/office"
	"takeed/internal/postgres"
)

func migrate(ctx context.Context, getenv func(string) string, stdout io.Writer) error {
	url, env, err := readMigrate(getenv)
	if err != nil {
		return err
	}
	applied, err := migrateFor(ctx, env, url.Reveal())
	for _, version := range applied {
		fmt.Fprintf(stdout, "applied %05d\n", version)
	}
	if err == nil {
		fmt.Fprintln(stdout, "the schema is up to date")
	}
	if err == nil && env == envSandbox {
		fmt.Fprintln(stdout, "this database is a sandbox's, for ever: its clock can be moved")
	}
	return err
}

// migrateFor keeps the databases of sandboxes and all others apart, before anything is changed.
func migrateFor(ctx context.Context, env, url string) ([]int64, error) {
	if env == envSandbox {
		return postgres.MigrateSandbox(ctx, url)
	}
	if err := postgres.MayMigrate(ctx, url); err != nil {
		return nil, err
	}
	return postgres.Migrate(ctx, url)
}

// prune removes the events that are older than the institution keeps them.
func prune(ctx context.Context, getenv func(string) string, stdout io.Writer) error {
	url, years, err := readPrune(getenv)
	if err != nil {
		return err
	}
	pruned, err := postgres.Prune(ctx, url.Reveal(), years)
	if pruned.Events > 0 || err == nil {
		fmt.Fprintf(stdout, "removed %d events of %d streams from before %s\n", pruned.Events, pruned.Streams, pruned.Before.UTC().Format(time.RFC3339))
	}
	return err
}

// app is the portal that the environment describes.
func (c Config) app(log *slog.Logger) app.Config {
	host, _ := os.Hostname()
	return app.Config{
		Production: c.serious(), Sandbox: c.Env == envSandbox, BaseURL: c.BaseURL, Entity: approval.Text{EN: c.EntityEN, AR: c.EntityAR}, Brand: c.Brand,
		DatabaseURL: c.DatabaseURL.Reveal(), Keys: c.Keys, Proxies: c.Proxies, Catalogue: c.Catalogue, UAEPass: c.UAEPass, Staff: c.Staff, Translog: c.Translog, Limits: c.Limits,
		EgressAllow: c.Egress, Replicated: c.Replicated, Instance: host + "-" + rand.Text()[:6], Log: log,
	}
}

func serve(ctx context.Context, getenv func(string) string, stdout io.Writer) error {
	c, err := read(getenv)
	if err != nil {
		return err
	}
	if c.serious() && c.KeysExposed != nil {
		return usageError{c.KeysExposed}
	}
	sink := newLossyLog(stdout, logRoom)
	defer sink.Close()
	log := slog.New(slog.NewJSONHandler(sink, nil))
	portal, err := app.New(ctx, c.app(log))
	if err != nil {
		return err
	}
	defer portal.Close()
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: the address is taken or not ours; set PORTAL_ADDR to another", c.Addr)
	}
	log.Info("serving", "addr", listener.Addr().String(), "base_url", c.BaseURL, "environment", c.Env)
	return portal.Serve(ctx, listener)
}

// open opens the database for a command other than serve.
func open(ctx context.Context, getenv func(string) string) (Config, *postgres.DB, error) {
	c, err := read(getenv)
	if err != nil {
		return c, nil, err
	}
	db, err := postgres.Open(ctx, postgres.Config{URL: c.DatabaseURL.Reveal(), Keys: c.Keys, Instance: "command", PageConns: 2, CallbackConns: 1})
	if err != nil {
		return c, nil, err
	}
	if err := cmp.Or(db.CheckSchema(ctx), db.CheckSandbox(ctx, c.Env == envSandbox)); err != nil {
		db.Close()
		return c, nil, err
	}
	return c, db, nil
}

// errFound says that the output above names what is wrong.
var errFound = errors.New("see above")

// boundsOfVerify says what does not follow from invariants that hold.
const boundsOfVerify = "This shows that the data and the audit log agree with each other. Nothing is signed, so it cannot show what an administrator of the database rewrote or removed together with its hashes."

// verify runs the invariants: one line each, and what they cannot show.
func verify(ctx context.Context, getenv func(string) string, stdout io.Writer) error {
	c, db, err := open(ctx, getenv)
	if err != nil {
		return err
	}
	defer db.Close()
	return verifyAll(ctx, c, db, stdout)
}

func verifyAll(ctx context.Context, c Config, db *postgres.DB, stdout io.Writer) error {
	broken := 0
	for _, inv := range postgres.Invariants {
		if c.Translog != nil && byTheLog[inv.ID] {
			fmt.Fprintf(stdout, "%s  %-20s %s\n", inv.ID, "see LOG below", inv.Meaning)
			continue
		}
		n, err := db.Violations(ctx, inv)
		verdict := "ok"
		if err != nil {
			verdict = err.Error()
		} else if n > 0 {
			verdict = fmt.Sprintf("VIOLATED %d times", n)
		}
		if verdict != "ok" {
			broken++
		}
		fmt.Fprintf(stdout, "%s  %-20s %s\n", inv.ID, verdict, inv.Meaning)
	}
	if ok, err := tellUnattested(ctx, db, stdout); err != nil {
		return err
	} else if !ok {
		broken++
	}
	wrong := tellLog(ctx, c, stdout)
	if err := tellDropped(ctx, db, stdout); err != nil {
		return err
	}
	if broken > 0 {
		return fmt.Errorf("%d of %d invariants do not hold: %w", broken, len(postgres.Invariants)+1, errFound)
	}
	return wrong
}

// tellUnattested says whether a portal with this keyset stands behind every confirmation.
func tellUnattested(ctx context.Context, db *postgres.DB, stdout io.Writer) (ok bool, err error) {
	u, err := db.Unattested(ctx)
	if err != nil {
		return false, fmt.Errorf("check the attestations: %w", err)
	}
	verdict := "ok"
	if u.Count > 0 {
		verdict = fmt.Sprintf("VIOLATED %d times", u.Count)
	}
	fmt.Fprintf(stdout, "INV-25  %-20s a confirmation was written by a portal that has the keyset\n", verdict)
	for _, number := range u.Events {
		fmt.Fprintf(stdout, "        event %d says that a transaction was confirmed, and no portal attests to it\n", number)
	}
	if u.Before > 0 {
		fmt.Fprintf(stdout, "note    %d confirmations without an attestation, of the day on which this release was rolled out: the release before attested to none\n", u.Before)
	}
	return u.Count == 0, nil
}

// tellDropped says how many events were dropped: the invariants hold without them.
func tellDropped(ctx context.Context, db *postgres.DB, stdout io.Writer) error {
	n, err := db.DroppedLately(ctx)
	if err != nil {
		return fmt.Errorf("count the events that were dropped: %w", err)
	}
	if n > 0 {
		fmt.Fprintf(stdout, "note    %d events of the last 24 hours were dropped, for there were too many like them; search for event:%s\n", n, approval.EventEventsDropped)
	}
	return nil
}

// errUnanswered is the error of a command that may have been carried out.
var errUnanswered = errors.New("whether it was done is not known: the database does not answer, or its standby does not; run the command again, which does no harm")

// settleOutcome looks up what became of a commit that was not answered, in a way that a
// fail-over cannot contradict.
func settleOutcome(err error, done func() (bool, error)) error {
	if !errors.Is(err, approval.ErrOutcomeUnknown) {
		return err
	}
	if yes, err := done(); err != nil || !yes {
		return errUnanswered
	}
	return nil
}

// revoke takes the role and every session of a member of staff.
func revoke(ctx context.Context, getenv func(string) string, name string, stdout io.Writer) error {
	id, ok := approval.ParseID(name)
	if !ok {
		return usageError{errors.New("usage: portal staff revoke ID, where ID is the UUID of a member of staff, as in staff:ID in the audit log")}
	}
	_, db, err := open(ctx, getenv)
	if err != nil {
		return err
	}
	defer db.Close()
	err = db.RevokeStaff(ctx, id, func(s office.Member) office.Entry {
		return s.Revoke(approval.Source{Actor: approval.System})
	})
	err = settleOutcome(err, func() (bool, error) {
		s, err := db.SurelyStaff(ctx, id)
		return s.ID == id && s.Role == "", err
	})
	if errors.Is(err, approval.ErrNotFound) {
		return fmt.Errorf("there is no member of staff %s", id)
	}
	if err == nil {
		fmt.Fprintf(stdout, "revoked the role and every session of %s; what the identity provider says counts again at the next sign-in\n", id)
	}
	return err
}

// person disables a person, or enables them again.
func person(ctx context.Context, getenv func(string) string, verb, name string, stdout io.Writer) error {
	id, ok := approval.ParseID(name)
	if !ok || (verb != "disable" && verb != "enable") {
		return usageError{errors.New("usage: portal person disable|enable ID, where ID is a person's UUID")}
	}
	_, db, err := open(ctx, getenv)
	if err != nil {
		return err
	}
	defer db.Close()
	err = db.Decide(ctx, approval.Lock{Person: id}, func(f approval.Facts) (approval.Change, error) {
		return f.Disable(verb == "disable", approval.Source{Actor: approval.System})
	})
	err = settleOutcome(err, func() (bool, error) {
		p, err := db.SurelyPerson(ctx, id)
		return p.ID == id && p.Disabled == (verb == "disable"), err
	})
	if errors.Is(err, approval.ErrNotFound) {
		return fmt.Errorf("there is no person %s", id)
	}
	if err == nil {
		fmt.Fprintf(stdout, "%sd %s\n", verb, id)
	}
	return err
}
