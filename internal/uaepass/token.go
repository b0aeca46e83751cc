package uaepass

import (
	"context"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"takeed/internal/approval"
	"takeed/internal/oauthclient"
)

// Exchange trades an authorization code for an access token. The code is spent
// whatever the outcome: UAE PASS revokes what it issued when it sees a code twice.
//
// There is one second try, and only if the first got no connection. After that a
// failure to connect is "unreachable", with nothing sent; a connection that was
// lost or silent leaves the outcome at UAE PASS unknown.
func (c *Client) Exchange(ctx context.Context, g approval.Grant) (approval.Secret, error) {
	switch {
	case g.Code.Empty():
		return approval.Secret{}, failure(approval.ReasonTokenRejected, 0)
	case c.cfg.PKCE && g.Verifier.Empty():
		return approval.Secret{}, failure(approval.ReasonVerifierRejected, 0)
	}
	ctx, cancel := context.WithTimeout(ctx, c.deadlines.token)
	defer cancel()
	a, f := c.callSoon(c.tokenRequest(ctx, g), c.deadlines.connect)
	if f == unreachable && c.pause(ctx) {
		a, f = c.call(c.tokenRequest(ctx, g))
	}
	return tokenFrom(a, f)
}

func tokenFrom(a answer, f fault) (approval.Secret, error) {
	switch f {
	case unreachable:
		return approval.Secret{}, failure(approval.ReasonTokenUnreachable, 0)
	case timedOut:
		return approval.Secret{}, failure(approval.ReasonTokenTimeout, a.status)
	case broken:
		return approval.Secret{}, failure(approval.ReasonTokenReset, a.status)
	}
	if a.status != http.StatusOK {
		return approval.Secret{}, failure(refusal(a), a.status)
	}
	token, ok := parseToken(a.body)
	if !ok {
		return approval.Secret{}, failure(approval.ReasonTokenMalformed, a.status)
	}
	return token, nil
}

func (c *Client) tokenRequest(ctx context.Context, g approval.Grant) *http.Request {
	params := url.Values{
		"grant_type":   {"authorization_code"},
		"redirect_uri": {c.cfg.RedirectURI},
		"code":         {g.Code.Reveal()},
	}
	if c.cfg.PKCE {
		params.Set("code_verifier", g.Verifier.Reveal())
	}
	to, contentType, body := c.cfg.Encoding.encode(c.endpoints.token, params)
	r := newRequest(ctx, http.MethodPost, to, contentType, body)
	c.authenticate(r)
	return r
}

// encode puts the parameters where the encoding has them. Query follows the sample in the
// documentation to the letter, which names multipart/form-data and has no body.
func (e TokenEncoding) encode(to *url.URL, params url.Values) (u *url.URL, contentType, body string) {
	switch e {
	case Query:
		return withQuery(to, params), "multipart/form-data", ""
	case Multipart:
		contentType, body = multipartForm(params)
		return to, contentType, body
	}
	return to, "application/x-www-form-urlencoded", params.Encode()
}

func multipartForm(params url.Values) (contentType, body string) {
	var b strings.Builder
	w := multipart.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(params)) {
		_ = w.WriteField(name, params.Get(name)) // a strings.Builder takes everything
	}
	_ = w.Close()
	return w.FormDataContentType(), b.String()
}

// parseToken reads a token answer. expires_in is not among the members it looks at:
// the documentation prints it in ways that are not JSON, and the token is used at
// once and forgotten.
func parseToken(body []byte) (approval.Secret, bool) {
	o := readObject(body, "access_token", "token_type")
	token, tokenType := o.text("access_token"), o.text("token_type")
	if !o.ok() || !strings.EqualFold(tokenType, "Bearer") || !usable(token) {
		return approval.Secret{}, false
	}
	return approval.SecretOf(token), true
}

// usable reports whether a token can safely be sent in a header. What is in it is the
// provider's business.
func usable(token string) bool {
	return token != "" && len(token) <= 4096 && oauthclient.VisibleASCII(token)
}
