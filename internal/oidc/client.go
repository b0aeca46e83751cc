package oidc

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"

	"golang.org/x/oauth2"

	"takeed/internal/approval"
	"takeed/internal/oauthclient"
	"takeed/internal/office"
)

// Client speaks to the identity provider for one registered client. It is safe for
// concurrent use.
type Client struct {
	cfg  Config
	http *http.Client

	known atomic.Pointer[provider]

	// One goroutine at a time looks for the metadata; only the one that holds the token may
	// touch the fields below.
	looking  chan struct{}
	knownAt  time.Time
	failedAt time.Time
}

// New checks the configuration and reports all its faults at once, as sentences joined
// by line breaks. It connects to nothing.
func New(cfg Config) (*Client, error) {
	cfg = cfg.withDefaults()
	if err := oauthclient.Join(cfg.Faults()); err != nil {
		return nil, err
	}
	return &Client{cfg: cfg, http: newHTTPClient(cfg.RootCAs), looking: make(chan struct{}, 1)}, nil
}

// Check reports whether the provider can be used now: for a preflight.
func (c *Client) Check(ctx context.Context) error {
	_, err := c.provider(ctx)
	return err
}

// AuthorizeURL is where the browser goes with the authorization request.
func (c *Client) AuthorizeURL(ctx context.Context, r approval.AuthorizationRequest) (string, error) {
	p, err := c.provider(ctx)
	if err != nil {
		return "", err
	}
	return p.oauth.AuthCodeURL(r.State.Reveal(),
		oauth2.SetAuthURLParam("nonce", r.Nonce.Reveal()),
		oauth2.SetAuthURLParam("ui_locales", string(r.Lang)),
		oauth2.S256ChallengeOption(r.Verifier.Reveal())), nil
}

// maxLogoutURL is how long the logout URL may be. A proxy keeps the whole head of an answer in
// one buffer, of 4 kB with nginx by default, and the rest of our head may take half of it. An
// answer that does not fit becomes a 502, after the session here has ended.
const maxLogoutURL = 2048

// LogoutURL is where the browser ends its session at the provider (RP-initiated logout);
// empty if the provider has no such place. token is the ID token of the session, and
// returnTo must be registered.
//
// The token is a hint, and large for a member of staff who is in many groups. If it makes
// the URL too long it is left out: the provider then learns from its own cookie who wants to
// sign out, and can check returnTo by the client ID.
func (c *Client) LogoutURL(ctx context.Context, token approval.Secret, returnTo string) (string, error) {
	p, err := c.provider(ctx)
	if err != nil || p.endSession == nil {
		return "", err
	}
	u := *p.endSession
	q := u.Query()
	q.Set("id_token_hint", token.Reveal())
	q.Set("client_id", c.cfg.ClientID)
	q.Set("post_logout_redirect_uri", returnTo)
	if u.RawQuery = q.Encode(); len(u.String()) > maxLogoutURL {
		q.Del("id_token_hint")
		u.RawQuery = q.Encode()
	}
	return u.String(), nil
}

// failure makes every error of this package except those of New.
func failure(why office.Fault) error { return &office.Failure{Why: why} }
