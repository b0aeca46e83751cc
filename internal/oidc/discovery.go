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

// How long the metadata counts, and for how long after a failure nobody asks again.
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

// provider returns the metadata, fetched at most once an hour. If it cannot be had again
// the old one is kept: the keys that tokens are verified with are fetched anyway when
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
		// The browser that asks may leave; the answer is for all.
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

// atHand is the metadata for a callback, whose code does not wait for it to be fetched
// again: whoever began the sign-in has seen to that.
func (c *Client) atHand(ctx context.Context) (*provider, error) {
	if known := c.known.Load(); known != nil {
		return known, nil
	}
	return c.provider(ctx)
}

// metadata is what go-oidc does not look at.
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
	found, err := goidc.NewProvider(ctx, c.cfg.Issuer) // which compares the issuer
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

// algorithms are those that the provider names too. It has to name some, and RS256 is
// what a provider that does not may use.
func (m metadata) algorithms() []string {
	if len(m.Algorithms) == 0 {
		return []string{goidc.RS256}
	}
	return slices.DeleteFunc(slices.Clone(signingAlgorithms), func(a string) bool { return !slices.Contains(m.Algorithms, a) })
}

// usable reports whether the addresses may be sent to, and the client may show itself
// with HTTP Basic, which a provider has to take unless it says otherwise.
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
