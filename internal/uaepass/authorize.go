package uaepass

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strings"

	"takeed/internal/approval"
)

// AuthorizeURL is where the browser goes to ask for an authorization code. It holds
// the state and the identifier of a person: redirect to it, and write it nowhere.
//
// The person can edit it on the way, so what comes back proves nothing until the identity
// has been compared.
func (c *Client) AuthorizeURL(r approval.AuthorizationRequest) string {
	params := url.Values{
		"response_type": {"code"},
		"client_id":     {c.cfg.ClientID},
		"redirect_uri":  {c.cfg.RedirectURI},
		"scope":         {c.cfg.Scope},
		"acr_values":    {c.cfg.ACRValues},
		"state":         {r.State.Reveal()},
	}
	if lang, ok := approval.ParseLang(string(r.Lang)); ok {
		params.Set("ui_locales", string(lang))
	}
	if r.Username != "" {
		params.Set("username", r.Username)
	}
	if c.cfg.PKCE {
		params.Set("code_challenge", challenge(r.Verifier))
		params.Set("code_challenge_method", "S256")
	}
	for name, values := range c.cfg.Extra {
		params[name] = values
	}
	if r.Simulate != "" { // a sandbox sends it, and UAE PASS would ignore it
		params.Set("simulate", r.Simulate)
	}
	return withQuery(c.endpoints.authorize, params).String()
}

// LogoutURL is where the browser goes to end the session at UAE PASS; from there it
// is sent on to returnTo.
func (c *Client) LogoutURL(returnTo string) string {
	return withQuery(c.endpoints.logout, url.Values{"redirect_uri": {returnTo}}).String()
}

// challenge derives the code challenge from its verifier (RFC 7636, section 4.2).
func challenge(verifier approval.Secret) string {
	sum := sha256.Sum256([]byte(verifier.Reveal()))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// withQuery returns a copy of u with a query. A space becomes %20: unlike "+", which
// the standard library writes, it means a space to every reader of a URL.
func withQuery(u *url.URL, params url.Values) *url.URL {
	withParams := *u
	withParams.RawQuery = strings.ReplaceAll(params.Encode(), "+", "%20")
	return &withParams
}
