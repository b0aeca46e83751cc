package oidc

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	goidc "github.com/coreos/go-oidc/v3/oidc"

	"takeed/internal/approval"
	"takeed/internal/guard"
	"takeed/internal/office"
)

// Bounds of what is kept of a claim. A subject has at most 255 characters by the
// standard.
const (
	maxSubject = 255
	maxEmail   = 254
)

// identity reads a verified token.
func (c *Client) identity(token *goidc.IDToken, raw string) (office.Identity, error) {
	var payload json.RawMessage
	var all map[string]json.RawMessage
	if token.Claims(&payload) != nil || token.Claims(&all) != nil || !c.sole(payload) || token.Subject == "" || len(token.Subject) > maxSubject || strings.ContainsFunc(token.Subject, isInvisible) {
		return office.Identity{}, failure(office.FaultClaims)
	}
	claims := claims(all)
	who := office.Identity{
		Issuer: token.Issuer, Subject: token.Subject, Token: approval.SecretOf(raw),
		Name: claims.name(), Email: claims.email(), Role: c.role(claims),
	}
	who.Unusable = claims.unusable(who)
	return who, nil
}

// sole reports whether every claim that decides occurs at most once, and under its exact
// name: encoding/json, which go-oidc uses, takes the last of two, and "SUB" for "sub". Other
// claims are ignored, whatever is in them.
func (c *Client) sole(payload []byte) bool {
	decides := []string{"iss", "sub", "aud", "azp", "exp", "nbf", "nonce", "at_hash", c.cfg.RoleClaim}
	seen := map[string]bool{}
	dec := json.NewDecoder(bytes.NewReader(payload))
	_, err := dec.Token()
	for err == nil && dec.More() {
		var key json.Token
		var value json.RawMessage
		if key, err = dec.Token(); err == nil {
			err = dec.Decode(&value)
		}
		name, _ := key.(string)
		like := slices.ContainsFunc(decides, func(d string) bool { return strings.EqualFold(d, name) })
		if like && (seen[name] || !slices.Contains(decides, name)) {
			return false
		}
		seen[name] = true
	}
	return err == nil
}

// claims are what a token says, not yet decoded. A claim of the wrong type counts as absent.
type claims map[string]json.RawMessage

func (c claims) text(name string) string {
	var s string
	_ = json.Unmarshal(c[name], &s)
	return s
}

// texts reads a claim that is a text or a list of texts.
func (c claims) texts(name string) []string {
	if one := c.text(name); one != "" {
		return []string{one}
	}
	var list []string
	if json.Unmarshal(c[name], &list) != nil {
		return nil
	}
	return list
}

// name is the name of the person, for display.
func (c claims) name() string {
	for _, name := range []string{c.text("name"), c.text("given_name") + " " + c.text("family_name"), c.text("preferred_username")} {
		if clean := guard.CleanName(name); clean != "" {
			return clean
		}
	}
	return ""
}

// unusable lists which of name and email the token has but with a value that cannot be used.
// That does not stop a sign-in.
func (c claims) unusable(who office.Identity) string {
	says := func(name string) bool {
		return c[name] != nil && !slices.Contains([]string{"null", `""`}, string(c[name]))
	}
	var list []string
	if who.Name == "" && (says("name") || says("given_name") || says("family_name") || says("preferred_username")) {
		list = append(list, "name")
	}
	if who.Email == "" && says("email") {
		list = append(list, "email")
	}
	return strings.Join(list, " ")
}

func (c claims) email() string {
	email := c.text("email")
	if len(email) > maxEmail || strings.ContainsFunc(email, isInvisible) {
		return ""
	}
	return email
}

// isInvisible reports a character that shows nothing: neither a subject nor an e-mail address
// may have one.
func isInvisible(r rune) bool { return !guard.Visible(r) }

// role is the role of the first rule that matches; empty if none does.
func (c *Client) role(all claims) office.Role {
	has := map[string]bool{}
	for _, value := range all.texts(c.cfg.RoleClaim) {
		has[value] = true
	}
	for _, rule := range c.cfg.Roles {
		if has[rule.Value] {
			return rule.Role
		}
	}
	return ""
}
