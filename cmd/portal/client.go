package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"strings"
	"time"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/postgres"
)

var errClientUsage = usageOf(`client list | client show|disable|enable ID | client add|set|keys ID [OPTIONS] | client endpoint test ENDPOINT | client conformance URL --secret WHSEC|--key WHSK, where ID is a small letter followed by small letters, digits and hyphens, and OPTIONS are:
  add   --name-en TEXT --name-ar TEXT --scopes A,B --kinds X,Y --jwks FILE|--jwks-url URL [--return URL]… [--both]
  set   [--name-en TEXT] [--name-ar TEXT] [--scopes A,B [--both]] [--kinds X,Y] [--return URL]… or [--return none]
  keys  --jwks FILE|--jwks-url URL`)

// client manages the systems of the institution that use the API, as the owner of the schema.
func client(ctx context.Context, getenv func(string) string, args []string, stdout io.Writer) error {
	verb := strings.Join(args[:min(len(args), 1)], "")
	switch {
	case verb == "list" && len(args) == 1:
		return listClients(ctx, getenv, stdout)
	case verb == "endpoint" && len(args) == 3 && args[1] == "test":
		return testEndpoint(ctx, getenv, args[2], stdout)
	case verb == "conformance" && len(args) > 1 && !strings.HasPrefix(args[1], "--"):
		return conform(ctx, getenv, args[1], args[2:], stdout)
	case len(args) < 2 || !integration.IsClientID(args[1]):
		return errClientUsage
	case verb == "add":
		return addClient(ctx, getenv, args[1], args[2:], stdout)
	case verb == "set":
		return setClient(ctx, getenv, args[1], args[2:], stdout)
	case verb == "keys":
		return changeKeys(ctx, getenv, args[1], args[2:], stdout)
	case verb == "show" && len(args) == 2:
		return showClient(ctx, getenv, args[1], stdout)
	case (verb == "disable" || verb == "enable") && len(args) == 2:
		return enableClient(ctx, getenv, args[1], verb == "enable", stdout)
	}
	return errClientUsage
}

// noClient says it in words that there is none.
func noClient(err error, id string) error {
	if errors.Is(err, approval.ErrNotFound) {
		return fmt.Errorf("there is no client %s", id)
	}
	return err
}

func addClient(ctx context.Context, getenv func(string) string, id string, args []string, stdout io.Writer) error {
	e := &environment{get: getenv}
	o := e.readOptions(args, map[string]optionKind{
		"--name-en": once, "--name-ar": once, "--scopes": once, "--kinds": once, "--jwks": once, "--jwks-url": once, "--return": many, "--both": bare,
	})
	c := integration.Client{ID: id}
	e.clientNames(o, &c, true)
	e.clientRights(o, &c, true)
	e.clientReturns(o, &c)
	keys := e.clientKeys(o, &c)
	url := e.ownerURL()
	if err := e.result(); err != nil {
		return err
	}
	now := c.Differences(integration.Client{})
	maps.Copy(now, keys.detail(c.KeyURL))
	err := postgres.AddClient(ctx, url.Reveal(), c, func(login string) approval.Event { return c.Managed(approval.EventClientAdded, login, now) })
	if errors.Is(err, postgres.ErrClientExists) {
		return fmt.Errorf("there is a client %s already; portal client set changes it", id)
	}
	if err == nil {
		fmt.Fprintf(stdout, "client %s is added\n", id)
		tellClient(stdout, c, keys)
		tellNext(stdout, getenv("PORTAL_BASE_URL"), c)
	}
	return err
}

// setClient changes what a client is called and may do; what no option names stays.
func setClient(ctx context.Context, getenv func(string) string, id string, args []string, stdout io.Writer) error {
	e := &environment{get: getenv}
	o := e.readOptions(args, map[string]optionKind{"--name-en": once, "--name-ar": once, "--scopes": once, "--kinds": once, "--return": many, "--both": bare})
	if len(o) == 0 && len(e.faults) == 0 {
		return errClientUsage
	}
	var wanted integration.Client
	e.clientNames(o, &wanted, false)
	e.clientRights(o, &wanted, false)
	e.clientReturns(o, &wanted)
	url := e.ownerURL()
	if err := e.result(); err != nil {
		return err
	}
	var changed map[string]string
	err := postgres.ChangeClient(ctx, url.Reveal(), id, func(c *integration.Client, login string) (approval.Event, bool) {
		before := *c
		o.apply(c, wanted)
		changed = c.Differences(before)
		return c.Managed(approval.EventClientChanged, login, changed), len(changed) > 0
	})
	if err == nil {
		tellChanged(stdout, id, changed)
	}
	return noClient(err, id)
}

// changeKeys puts other keys in the place of all that the client had.
func changeKeys(ctx context.Context, getenv func(string) string, id string, args []string, stdout io.Writer) error {
	e := &environment{get: getenv}
	o := e.readOptions(args, map[string]optionKind{"--jwks": once, "--jwks-url": once})
	var wanted integration.Client
	keys := e.clientKeys(o, &wanted)
	url := e.ownerURL()
	if err := e.result(); err != nil {
		return err
	}
	err := postgres.ChangeClient(ctx, url.Reveal(), id, func(c *integration.Client, login string) (approval.Event, bool) {
		c.KeyDocument, c.KeyURL = wanted.KeyDocument, wanted.KeyURL
		return c.Managed(approval.EventClientChanged, login, keys.detail(c.KeyURL)), true
	})
	if err == nil {
		fmt.Fprintf(stdout, "client %s has these keys and no others; assertions signed with another are refused from now on, and access tokens that it has end within five minutes\n", id)
		keys.tell(stdout, wanted.KeyURL)
	}
	return noClient(err, id)
}

func enableClient(ctx context.Context, getenv func(string) string, id string, enabled bool, stdout io.Writer) error {
	url, err := readDatabase(getenv)
	if err != nil {
		return err
	}
	code := map[bool]approval.EventCode{true: approval.EventClientEnabled, false: approval.EventClientDisabled}[enabled]
	before, err := postgres.EnableClient(ctx, url.Reveal(), id, enabled, func(c integration.Client, login string) approval.Event { return c.Managed(code, login, nil) })
	switch {
	case err != nil:
		return noClient(err, id)
	case before.Enabled() == enabled && enabled:
		fmt.Fprintf(stdout, "client %s was enabled already\n", id)
	case before.Enabled() == enabled:
		fmt.Fprintf(stdout, "client %s was disabled already, since %s\n", id, before.DisabledAt.UTC().Format(time.RFC3339))
	case enabled:
		fmt.Fprintf(stdout, "client %s is enabled; it needs a new access token\n", id)
	default:
		fmt.Fprintf(stdout, "client %s is disabled: it can do nothing, and its access tokens (%d) have ended; transactions that await it (%d) lapse, and requests that wait for their person (%d) go on until they expire\n",
			id, before.Tokens, before.Awaiting, before.Open)
	}
	return nil
}
