package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"takeed/internal/approval"
	"takeed/internal/guard"
	"takeed/internal/integration"
	"takeed/internal/integration/clientauth"
)

// ownerURL is the database as its owner reaches it.
func (e *environment) ownerURL() approval.Secret {
	before := len(e.faults)
	url := e.database("DATABASE_MIGRATE_URL", e.secret)
	if url.Empty() && len(e.faults) == before {
		url = e.database("DATABASE_URL", e.requiredSecret)
	}
	return url
}

// clientNames reads what customers read of a client.
func (e *environment) clientNames(o options, c *integration.Client, required bool) {
	for _, option := range []string{"--name-en", "--name-ar"} {
		name, refusal := guard.Text(o.value(option))
		switch {
		case refusal != nil:
			e.fault("%s has the character %s where no page may show it", option, guard.Describe(refusal.Character))
		case name == "" && (required || o.has(option)):
			e.fault("%s is missing: customers read who asks, in both languages", option)
		case len(name) > 200:
			e.fault("%s has more than 200 bytes", option)
		}
		*map[string]*string{"--name-en": &c.Name.EN, "--name-ar": &c.Name.AR}[option] = name
	}
}

// clientRights reads what a client may do, and with which kinds.
func (e *environment) clientRights(o options, c *integration.Client, required bool) {
	for _, name := range o.list("--scopes") {
		if !slices.Contains(integration.Scopes, integration.Scope(name)) {
			e.fault("--scopes: there is no %s; there are %s", name, joined(integration.Scopes))
		}
		c.Scopes = append(c.Scopes, integration.Scope(name))
	}
	if len(c.Scopes) == 0 && (required || o.has("--scopes")) {
		e.fault("--scopes is missing: some of %s", joined(integration.Scopes))
	}
	if c.Both() && !o.has("--both") {
		e.fault("--scopes: %s and %s together need --both: a system that asks for an approval and executes it is enough, once it is compromised, and two systems are not", integration.ScopeCreate, integration.ScopeConsume)
	}
	if c.Kinds = o.list("--kinds"); len(c.Kinds) == 0 && (required || o.has("--kinds")) {
		e.fault("--kinds is missing: the kinds of transaction that it may ask for or consume")
	}
	e.knownKinds(c.Kinds)
}

func (e *environment) knownKinds(names []string) {
	if len(names) == 0 {
		return
	}
	known := e.kinds()
	if known == nil {
		return
	}
	for _, name := range names {
		if _, ok := known.Kind(name); !ok {
			var all []string
			for _, k := range known.Kinds() {
				all = append(all, k.ID)
			}
			e.fault("--kinds: there is no %s; there are %s", name, strings.Join(all, ", "))
		}
	}
}

// noReturn in the place of addresses takes those that there are away.
const noReturn = "none"

func (e *environment) clientReturns(o options, c *integration.Client) {
	if c.ReturnURLs = slices.Compact(slices.Sorted(slices.Values(o["--return"]))); slices.Equal(c.ReturnURLs, []string{noReturn}) {
		c.ReturnURLs = nil
	}
	for _, url := range c.ReturnURLs {
		if err := integration.CheckReturnURL(url, e.env() == envDevelopment); err != nil {
			e.fault("--return %s %w", url, err)
		}
	}
	if len(c.ReturnURLs) > integration.MaxReturnURLs {
		e.fault("--return: %d addresses are too many; %d are allowed", len(c.ReturnURLs), integration.MaxReturnURLs)
	}
}

// apply takes over what the options name.
func (o options) apply(c *integration.Client, wanted integration.Client) {
	for option, take := range map[string]func(){
		"--name-en": func() { c.Name.EN = wanted.Name.EN }, "--name-ar": func() { c.Name.AR = wanted.Name.AR }, "--scopes": func() { c.Scopes = wanted.Scopes },
		"--kinds": func() { c.Kinds = wanted.Kinds }, "--return": func() { c.ReturnURLs = wanted.ReturnURLs },
	} {
		if o.has(option) {
			take()
		}
	}
}

// clientKeys are the public keys of a client as far as they are known here: those of a document,
// and none of an address.
type clientKeys clientauth.Keys

func (e *environment) clientKeys(o options, c *integration.Client) clientKeys {
	c.KeyURL = o.value("--jwks-url")
	if o.has("--jwks") == o.has("--jwks-url") {
		e.fault("--jwks FILE or --jwks-url URL is needed, and not both: the public keys of the client, as a JWK set (RFC 7517)")
		return nil
	}
	if c.KeyURL != "" {
		if err := (clientauth.KeySource{URL: c.KeyURL}).Check(); err != nil {
			e.fault("--jwks-url: %w", err)
		}
		return nil
	}
	document, err := os.ReadFile(o.value("--jwks"))
	if err != nil {
		e.fault("--jwks names a file that cannot be read")
		return nil
	}
	keys, err := clientauth.ParseKeys(document)
	if err != nil {
		e.fault("--jwks: %w", err)
	}
	c.KeyDocument = string(document)
	return clientKeys(keys)
}

// detail is what the log says of the keys: where they are, or their thumbprints.
func (k clientKeys) detail(url string) map[string]string {
	if url != "" {
		return map[string]string{"jwks_url": url}
	}
	var all []string
	for _, key := range k {
		all = append(all, key.Thumbprint)
	}
	return map[string]string{"keys": strings.Join(all, " ")}
}

// tell prints what the owner of the client compares with what they have.
func (k clientKeys) tell(stdout io.Writer, url string) {
	if url != "" {
		fmt.Fprintf(stdout, "  keys     read from %s, at the next token\n", url)
	}
	for _, key := range k {
		fmt.Fprintf(stdout, "  key      %s  %s  thumbprint %s\n", orNone(key.ID), key.Algorithm, key.Thumbprint)
	}
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

func joined[T ~string](list []T) string {
	var all []string
	for _, one := range list {
		all = append(all, string(one))
	}
	return strings.Join(all, ", ")
}
