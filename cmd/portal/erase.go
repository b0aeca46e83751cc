package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"takeed/internal/approval"
	"takeed/internal/audit"
	"takeed/internal/office"
	"takeed/internal/postgres"
)

var (
	errEraseUsage = usageError{errors.New("usage: portal person erase ID --reason PURPOSE:CASE, where ID is a person's UUID, PURPOSE one of " + purposes() +
		", and CASE a number of your own system such as CRM-2026/00417")}
	errHoldUsage = usageError{errors.New("usage: portal hold list | hold add PERSON --reason PURPOSE:CASE | hold remove HOLD --reason PURPOSE:CASE, where PERSON and HOLD are UUIDs, PURPOSE is one of " + purposes() +
		", and CASE a number of your own system such as CRM-2026/00417")}
)

func purposes() string {
	var all []string
	for _, p := range audit.Purposes {
		all = append(all, string(p))
	}
	return strings.Join(all, ", ")
}

// about reads an ID and a reason from the arguments of a command.
func about(args []string) (id approval.ID, why audit.RevealReason, ok bool) {
	if len(args) != 3 || args[1] != "--reason" {
		return "", why, false
	}
	purpose, number, _ := strings.Cut(args[2], ":")
	why, err := audit.CheckReason(purpose, number)
	id, ok = approval.ParseID(args[0])
	return id, why, ok && err == nil
}

// erase forgets a person.
func erase(ctx context.Context, getenv func(string) string, args []string, stdout io.Writer) error {
	id, why, ok := about(args)
	if !ok {
		return errEraseUsage
	}
	url, err := readDatabase(getenv)
	if err != nil {
		return err
	}
	gone, err := postgres.Erase(ctx, url.Reveal(), office.Erasure{Person: id, Why: why})
	if errors.Is(err, approval.ErrNotFound) {
		return fmt.Errorf("there is no person %s", id)
	}
	switch {
	case gone != office.Gone{}:
		fmt.Fprintf(stdout, "erased %s: the content of %d transactions, %d attempts, %d requests of clients, %d events about them and %d of nobody from their addresses\n",
			id, gone.Transactions, gone.Attempts, gone.Requests, gone.Bodies, gone.Anonymous)
	case err == nil:
		fmt.Fprintf(stdout, "%s is erased, and nothing was left\n", id)
	}
	if err != nil && gone != (office.Gone{}) {
		return fmt.Errorf("%w; run the command again, which goes on", err)
	}
	return err
}

// hold lists, places or lifts legal holds.
func hold(ctx context.Context, getenv func(string) string, args []string, stdout io.Writer) error {
	list := len(args) == 1 && args[0] == "list"
	var id approval.ID
	var why audit.RevealReason
	if !list {
		ok := false
		if len(args) > 0 {
			id, why, ok = about(args[1:])
		}
		if !ok || args[0] != "add" && args[0] != "remove" {
			return errHoldUsage
		}
	}
	url, err := readDatabase(getenv)
	switch {
	case err != nil:
		return err
	case list:
		return listHolds(ctx, url.Reveal(), stdout)
	case args[0] == "add":
		return placeHold(ctx, url.Reveal(), office.Hold{ID: approval.NewID(), Person: id, Why: why}, stdout)
	}
	return liftHold(ctx, url.Reveal(), id, why, stdout)
}

func listHolds(ctx context.Context, url string, stdout io.Writer) error {
	holds, err := postgres.Holds(ctx, url)
	for _, h := range holds {
		fmt.Fprintf(stdout, "%s  person %s  since %s  %s %s\n", h.ID, h.Person, h.PlacedAt.UTC().Format(time.RFC3339), h.Why.Purpose, h.Why.Case)
	}
	if err == nil {
		fmt.Fprintf(stdout, "%d holds\n", len(holds))
	}
	return err
}

func placeHold(ctx context.Context, url string, h office.Hold, stdout io.Writer) error {
	err := postgres.PlaceHold(ctx, url, h)
	if errors.Is(err, approval.ErrNotFound) {
		return fmt.Errorf("there is no person %s", h.Person)
	}
	if err == nil {
		fmt.Fprintf(stdout, "hold %s is placed on %s\n", h.ID, h.Person)
	}
	return err
}

func liftHold(ctx context.Context, url string, id approval.ID, why audit.RevealReason, stdout io.Writer) error {
	h, err := postgres.LiftHold(ctx, url, id, func(h office.Hold, login string) approval.Event { return h.Lifted(why, login) })
	if errors.Is(err, approval.ErrNotFound) {
		return fmt.Errorf("there is no hold %s", id)
	}
	if err == nil {
		fmt.Fprintf(stdout, "hold %s on %s is lifted\n", h.ID, h.Person)
	}
	return err
}
