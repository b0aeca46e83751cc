package oidc

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	goidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"takeed/internal/office"
)

// How long the metadata is used, and how long after a failure it is not asked for again.
const (
	keepMetadata = time.Hour
	pauseAfter   = 5 * time.Second
)

// provider is what the metadata says, in a form that can be used.
type provider struct {
	oauth      *oauth2.Config
	issuer     string
	verifiers  []step
	sendsIss   bool     // every callback has "iss"
	endSession *url.URL // nil if there is none
}

// provider returns the metadata, fetched at most once an hour. If it cannot be fetched again
// the old metadata is kept: the keys that tokens are verified with are fetched anyway when
// they change.
func (c *Client) provider(ctx context.Context) (*provider, error) {
	select {
	case c.looking <- struct{}{}:
		defer func() { <-c.looking }()
	case <-ctx.Done():
		return nil, failure(office.FaultDiscovery)
	}
	now := c.cfg.Now()
	fresh := c.known.Load() != nil && now.Sub(c.knownAt) < keepMetadata
	if !fresh && now.Sub(c.failedAt) >= pauseAfter {
		// The browser that asks may disconnect; the answer serves all others too.
		found, err := c.discover(context.WithoutCancel(ctx))
		if err == nil {
			c.known.Store(found)
			c.knownAt = now
		} else {
			c.failedAt = now
		}
	}
	if known := c.known.Load(); known != nil {
		return known, nil
	}
	return nil, failure(office.FaultDiscovery)
}

// atHand is the metadata for a callback, whose code cannot wait until it is fetched again:
// it was fetched when the sign-in began.
func (c *Client) atHand(ctx context.Context) (*provider, error) {
	if known := c.known.Load(); known != nil {
		return known, nil
	}
	return c.provider(ctx)
}

// metadata is the part of the provider's metadata that we check or use ourselves.
type metadata struct {
	Authorization string   `json:"authorization_endpoint"`
	Token         string   `json:"token_endpoint"`
	Keys          string   `json:"jwks_uri"`
	EndSession    string   `json:"end_session_endpoint"`
	Algorithms    []string `json:"id_token_signing_alg_values_supported"`
	TokenAuth     []string `json:"token_endpoint_auth_methods_supported"`
	SendsIss      bool     `json:"authorization_response_iss_parameter_supported"`
}

func (c *Client) discover(ctx context.Context) (*provider, error) {
	ctx = goidc.ClientContext(ctx, c.http)
	found, err := goidc.NewProvider(ctx, c.cfg.Issuer) // compares the issuer too
	var m metadata
	if err != nil || found.Claims(&m) != nil {
		return nil, failure(office.FaultDiscovery)
	}
	algorithms := m.algorithms()
	if !m.usable(c.cfg.Issuer) || len(algorithms) == 0 {
		return nil, failure(office.FaultDiscovery)
	}
	p := &provider{
		issuer: c.cfg.Issuer, sendsIss: m.SendsIss,
		verifiers: verification(found, goidc.Config{ClientID: c.cfg.ClientID, SupportedSigningAlgs: algorithms, Now: c.cfg.Now}),
		oauth: &oauth2.Config{
			ClientID: c.cfg.ClientID, ClientSecret: c.cfg.ClientSecret.Reveal(), RedirectURL: c.cfg.RedirectURI, Scopes: strings.Fields(c.cfg.Scope),
			Endpoint: oauth2.Endpoint{AuthURL: m.Authorization, TokenURL: m.Token, AuthStyle: oauth2.AuthStyleInHeader},
		},
	}
	if m.EndSession != "" {
		p.endSession, _ = url.Parse(m.EndSession) // usable has parsed it
	}
	return p, nil
}

// signingAlgorithms are the algorithms that an ID token may be signed with.
var signingAlgorithms = []string{goidc.RS256, goidc.PS256, goidc.ES256}

// algorithms are those of signingAlgorithms that the provider names too. A provider has to
// name some; one that does not may use RS256.
func (m metadata) algorithms() []string {
	if len(m.Algorithms) == 0 {
		return []string{goidc.RS256}
	}
	return slices.DeleteFunc(slices.Clone(signingAlgorithms), func(a string) bool { return !slices.Contains(m.Algorithms, a) })
}

// usable reports whether requests may be sent to the endpoints, and the client may
// authenticate with HTTP Basic, which a provider has to accept unless it says otherwise.
func (m metadata) usable(issuer string) bool {
	addresses := []string{m.Authorization, m.Token, m.Keys}
	if m.EndSession != "" {
		addresses = append(addresses, m.EndSession)
	}
	for _, address := range addresses {
		if checkURL("an endpoint", address) != nil || strings.HasPrefix(issuer, "https:") && !strings.HasPrefix(address, "https:") {
			return false
		}
	}
	return len(m.TokenAuth) == 0 || slices.Contains(m.TokenAuth, "client_secret_basic")
}
