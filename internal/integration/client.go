package integration

import (
	"slices"
	"time"

	"takeed/internal/approval"
)

// Scope is one thing that a client may do, as a scope of OAuth.
type Scope string

const (
	ScopeCreate   Scope = "transactions:create"
	ScopeRead     Scope = "transactions:read"
	ScopeConsume  Scope = "transactions:consume"
	ScopeEvents   Scope = "events:read"
	ScopeWebhooks Scope = "webhooks:manage"
)

// Scopes lists every scope.
var Scopes = []Scope{ScopeCreate, ScopeRead, ScopeConsume, ScopeEvents, ScopeWebhooks}

// Client is a system of the institution. In SQL: clients, and client_id elsewhere.
type Client struct {
	ID          string
	Name        approval.Text
	KeyDocument string // a JWK set; empty if KeyURL is set
	KeyURL      string
	Scopes      []Scope
	Kinds       []string
	ReturnURLs  []string
	CreatedAt   time.Time
	DisabledAt  time.Time // zero if enabled
	LastUsedAt  time.Time // zero if never
}

// Enabled reports whether the client may do anything.
func (c Client) Enabled() bool { return c.DisabledAt.IsZero() }

// May reports whether the client has a scope.
func (c Client) May(s Scope) bool { return slices.Contains(c.Scopes, s) }

// Handles reports whether the client may ask for, and with the scope consume, a kind.
func (c Client) Handles(kind string) bool { return slices.Contains(c.Kinds, kind) }

// Caller is the client behind an access token, and what that token is good for: some of the
// client's scopes, or all.
type Caller struct {
	Client
	Granted []Scope
}

// Has reports whether both the token and the client have a scope.
func (c Caller) Has(s Scope) bool { return slices.Contains(c.Granted, s) && c.May(s) }

// Token is an access token about to be issued.
type Token struct {
	Client    string
	Hash      approval.Hash
	Scopes    []Scope
	Assertion approval.Hash // of its jti, which is taken once
	Until     time.Time     // when the assertion ends
}

// TokenTTL is how long an access token is good for.
const TokenTTL = 5 * time.Minute

// By is the source of what a client does.
func (c Client) By(o approval.Origin) approval.Source {
	return approval.Source{Actor: approval.Client(c.ID), Origin: o}
}
