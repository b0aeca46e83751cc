package oidc

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	goidc "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"takeed/internal/approval"
	"takeed/internal/office"
)

// Identify exchanges a code and returns who it was issued for. The code is spent whatever
// the outcome.
func (c *Client) Identify(ctx context.Context, g office.Grant) (office.Identity, error) {
	p, err := c.atHand(ctx)
	if err != nil {
		return office.Identity{}, err
	}
	// Another provider's callback must not bring our code or verifier to this one, nor
	// this one's to another (a mix-up).
	if g.Issuer != p.issuer && (g.Issuer != "" || p.sendsIss) {
		return office.Identity{}, failure(office.FaultIssuerParameter)
	}
	token, err := c.exchange(ctx, p, g.Grant)
	if err != nil {
		return office.Identity{}, err
	}
	raw, _ := token.Extra("id_token").(string)
	if raw == "" {
		return office.Identity{}, failure(office.FaultTokenMalformed)
	}
	verified, err := c.verify(ctx, p, raw, g.Nonce, token.AccessToken)
	if err != nil {
		return office.Identity{}, err
	}
	return c.identity(verified, raw)
}

func (c *Client) exchange(ctx context.Context, p *provider, g approval.Grant) (*oauth2.Token, error) {
	client := *c.http
	client.Transport = trimmingTransport{client.Transport}
	ctx = goidc.ClientContext(ctx, &client)
	token, err := p.oauth.Exchange(ctx, g.Code.Reveal(), oauth2.VerifierOption(g.Verifier.Reveal()))
	if err != nil {
		return nil, failure(exchangeFault(err))
	}
	return token, nil
}

// exchangeFault classifies an error of x/oauth2, whose text quotes the whole answer.
func exchangeFault(err error) office.Fault {
	refused := (*oauth2.RetrieveError)(nil)
	if !errors.As(err, &refused) {
		if lost := (*url.Error)(nil); errors.As(err, &lost) {
			return office.FaultTokenDown
		}
		return office.FaultTokenMalformed
	}
	switch status := refused.Response.StatusCode; {
	case status >= http.StatusInternalServerError:
		return office.FaultTokenDown
	case status == http.StatusUnauthorized, refused.ErrorCode == "invalid_client", refused.ErrorCode == "unauthorized_client":
		return office.FaultTokenClient
	}
	return office.FaultTokenRefused
}

// step is one verification, and the fault of a token that fails it after passing all steps
// before.
type step struct {
	verifier *goidc.IDTokenVerifier
	fault    office.Fault
}

// verification is go-oidc's own, split into steps: each demands what the one before did and
// something more, and the last demands everything. The first step to fail tells us what was
// wrong; the library's errors say so only in words that may not leave this package.
func verification(p *goidc.Provider, whole goidc.Config) []step {
	signature := whole
	signature.SkipIssuerCheck, signature.SkipClientIDCheck, signature.SkipExpiryCheck = true, true, true
	issuer := signature
	issuer.SkipIssuerCheck = false
	audience := issuer
	audience.SkipClientIDCheck = false
	return []step{
		{p.Verifier(&signature), office.FaultSignature},
		{p.Verifier(&issuer), office.FaultIssuer},
		{p.Verifier(&audience), office.FaultAudience},
		{p.Verifier(&whole), office.FaultExpired},
	}
}

// verify returns the claims of an ID token if it can be believed, or says why not.
func (c *Client) verify(ctx context.Context, p *provider, raw string, nonce approval.Secret, accessToken string) (*goidc.IDToken, error) {
	var token *goidc.IDToken
	for _, s := range p.verifiers {
		var err error
		if token, err = s.verifier.Verify(ctx, raw); err != nil {
			return nil, failure(s.fault)
		}
	}
	switch {
	case !c.askedForIt(token):
		return nil, failure(office.FaultAudience)
	case !nonce.HashesTo(approval.SecretOf(token.Nonce).Hash()):
		return nil, failure(office.FaultNonce)
	case token.AccessTokenHash != "" && token.VerifyAccessToken(accessToken) != nil:
		return nil, failure(office.FaultAccessToken)
	}
	return token, nil
}

// askedForIt reports whether the token was issued to us: one for another party, or one with
// several audiences that names no party, is not ours (OpenID Connect Core, 3.1.3.7, steps 3
// to 5).
func (c *Client) askedForIt(token *goidc.IDToken) bool {
	var claims struct {
		Party *string `json:"azp"`
	}
	if token.Claims(&claims) != nil {
		return false
	}
	if claims.Party == nil {
		return len(token.Audience) == 1
	}
	return *claims.Party == c.cfg.ClientID
}
