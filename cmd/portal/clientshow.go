package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"takeed/internal/approval"
	"takeed/internal/integration"
	"takeed/internal/integration/clientauth"
	"takeed/internal/postgres"
)

// tellClient prints who a client is and what it may do.
func tellClient(stdout io.Writer, c integration.Client, keys clientKeys) {
	fmt.Fprintf(stdout, "  name     %s / %s\n", c.Name.EN, c.Name.AR)
	fmt.Fprintf(stdout, "  scopes   %s\n", joined(c.Scopes))
	fmt.Fprintf(stdout, "  kinds    %s\n", joined(c.Kinds))
	for _, url := range c.ReturnURLs {
		fmt.Fprintf(stdout, "  return   %s\n", url)
	}
	keys.tell(stdout, c.KeyURL)
}

// tellNext prints what the client needs to know.
func tellNext(stdout io.Writer, base string, c integration.Client) {
	if base == "" {
		base = "PORTAL_BASE_URL"
	}
	fmt.Fprintf(stdout, "next: it asks for access tokens at %s/api/oauth/token, with an assertion (RFC 7523) whose iss and sub are %s and whose aud is %s\n", base, c.ID, base)
	if c.May(integration.ScopeConsume) {
		fmt.Fprintf(stdout, "      transactions await it whose kind says so: consumer = %q in the file that PORTAL_KINDS names\n", c.ID)
	}
	if c.Both() {
		fmt.Fprintf(stdout, "note: it may ask for an approval and execute it: one system that is compromised is enough\n")
	}
}

func tellChanged(stdout io.Writer, id string, changed map[string]string) {
	if len(changed) == 0 {
		fmt.Fprintf(stdout, "client %s is so already\n", id)
		return
	}
	fmt.Fprintf(stdout, "client %s is changed; it counts at once, for access tokens that it has, too\n", id)
	for _, name := range slices.Sorted(maps.Keys(changed)) {
		fmt.Fprintf(stdout, "  %-11s  %s\n", name, orNone(changed[name]))
	}
}

func listClients(ctx context.Context, getenv func(string) string, stdout io.Writer) error {
	url, err := readDatabase(getenv)
	if err != nil {
		return err
	}
	list, err := postgres.ClientStandings(ctx, url.Reveal(), "")
	if err != nil {
		return err
	}
	for _, c := range list {
		fmt.Fprintf(stdout, "%s  %s  %s for %s\n", c.ID, standing(c.Client), joined(c.Scopes), joined(c.Kinds))
	}
	fmt.Fprintf(stdout, "%d clients\n", len(list))
	return nil
}

func standing(c integration.Client) string {
	switch {
	case !c.Enabled():
		return "disabled since " + c.DisabledAt.UTC().Format(time.RFC3339)
	case c.LastUsedAt.IsZero():
		return "never used"
	}
	return "last used " + c.LastUsedAt.UTC().Format(time.RFC3339)
}

func showClient(ctx context.Context, getenv func(string) string, id string, stdout io.Writer) error {
	url, err := readDatabase(getenv)
	if err != nil {
		return err
	}
	list, err := postgres.ClientStandings(ctx, url.Reveal(), id)
	if err != nil {
		return noClient(err, id)
	}
	c := list[0]
	keys, err := clientauth.ParseKeys([]byte(c.KeyDocument))
	fmt.Fprintf(stdout, "client %s, added %s, %s\n", c.ID, c.CreatedAt.UTC().Format(time.RFC3339), standing(c.Client))
	tellClient(stdout, c.Client, clientKeys(keys))
	if c.KeyURL == "" && err != nil {
		fmt.Fprintf(stdout, "  keys     none that it can use: %s\n", err)
	}
	for _, p := range c.Endpoints {
		fmt.Fprintf(stdout, "  endpoint %s  %s%s\n", p.ID, p.URL, endpointStanding(p))
	}
	fmt.Fprintf(stdout, "  now      %d access tokens, %d requests that wait for their person, %d transactions that await it\n", c.Tokens, c.Open, c.Awaiting)
	return nil
}

func endpointStanding(p integration.Endpoint) string {
	switch {
	case !p.DisabledAt.IsZero():
		return fmt.Sprintf("  disabled since %s (%s)", p.DisabledAt.UTC().Format(time.RFC3339), p.DisabledReason)
	case !p.FailingSince.IsZero():
		return "  fails since " + p.FailingSince.UTC().Format(time.RFC3339)
	}
	return ""
}

// testEndpoint sends a test to an endpoint, named by its UUID or as the API names it.
func testEndpoint(ctx context.Context, getenv func(string) string, name string, stdout io.Writer) error {
	id, ok := approval.ParseID(name)
	for _, sandbox := range []bool{false, true} {
		if named, is := (integration.Names{Sandbox: sandbox}).Read(integration.PrefixEndpoint, name); is {
			id, ok = named, true
		}
	}
	if !ok {
		return errClientUsage
	}
	url, err := readDatabase(getenv)
	if err != nil {
		return err
	}
	client, err := postgres.SendTest(ctx, url.Reveal(), id)
	switch {
	case errors.Is(err, approval.ErrNotFound):
		return fmt.Errorf("there is no endpoint %s", name)
	case errors.Is(err, integration.ErrFinal):
		return fmt.Errorf("the endpoint %s of client %s is disabled", name, client)
	case err == nil:
		fmt.Fprintf(stdout, "a test is on its way to the endpoint %s of client %s; portals that serve send it, and the back office shows what became of it\n", strings.TrimSpace(name), client)
	}
	return err
}
