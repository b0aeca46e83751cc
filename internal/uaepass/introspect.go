package uaepass

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"takeed/internal/approval"
)

// Introspect asks UAE PASS whether a token is active and was issued to this client:
// a second line of defence, for clients that may use the endpoint. It returns nil
// only for a clear yes.
//
// It says nothing about the person. In the documented sample "sub" and "username"
// name the client, so neither is read.
func (c *Client) Introspect(ctx context.Context, token approval.Secret) error {
	ctx, cancel := context.WithTimeout(ctx, c.deadlines.introspect)
	defer cancel()
	form := url.Values{"token": {token.Reveal()}}
	r := newRequest(ctx, http.MethodPost, c.endpoints.introspect,
		"application/x-www-form-urlencoded; charset=UTF-8", form.Encode())
	c.authenticate(r)
	a, f := c.call(r)
	return c.verdict(a, f)
}

// verdict tells "no" from "no answer". An inactive token is documented as a 400 with
// JSON that does not parse, and other servers of the kind send a 200: both are "no".
func (c *Client) verdict(a answer, f fault) error {
	switch {
	case f != noFault, a.status != http.StatusOK && a.status != http.StatusBadRequest:
		return failure(approval.ReasonIntrospectionUnavailable, a.status)
	case a.status != http.StatusOK, !active(a.body, c.cfg.ClientID, c.cfg.Now()):
		return failure(approval.ReasonTokenInactive, a.status)
	}
	return nil
}

// leeway allows for clocks that differ.
const leeway = time.Minute

func active(body []byte, clientID string, now time.Time) bool {
	o := readObject(body, "active", "client_id", "exp")
	issuedTo, expires := o.value("client_id"), o.integer("exp")
	return o.ok() && o.isTrue("active") && issuedTo == clientID && expires >= now.Add(-leeway).Unix()
}
