package oidc

import (
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"takeed/internal/approval"
	"takeed/internal/oauthclient"
	"takeed/internal/office"
)

// The defaults of what is asked for.
const (
	DefaultScope     = "openid profile email"
	DefaultRoleClaim = "roles"
)

// Config describes one client that is registered at an identity provider.
type Config struct {
	Issuer       string // exactly as the provider writes it: "https://auth.pingone.eu/{environment}/as"
	ClientID     string
	ClientSecret approval.Secret
	RedirectURI  string // sent byte for byte as it stands here; must be the registered one

	Scope     string // default DefaultScope
	RoleClaim string // the claim that roles are read from; default DefaultRoleClaim
	Roles     []RoleRule

	RootCAs *x509.CertPool   // whom to trust instead of the system's authorities
	Now     func() time.Time // default time.Now; judges the expiry of tokens and the age of metadata
}

// RoleRule gives a role to every person whose role claim has a value. If several rules match,
// the first counts.
type RoleRule struct {
	Role  office.Role
	Value string
}

// ParseRoles reads rules as an operator writes them, "admin=Administrators; auditor=Audit":
// pairs with semicolons between, since values may have commas (names of groups in a
// directory do). A role may have several values; a value has one role.
func ParseRoles(text string) ([]RoleRule, error) {
	var rules []RoleRule
	for part := range strings.SplitSeq(text, ";") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		role, known := office.ParseRole(strings.TrimSpace(name))
		value = strings.TrimSpace(value)
		switch {
		case !known || value == "":
			return nil, errors.New("must be pairs of a role (operator, auditor, admin) and a value of the role claim, such as operator=Helpdesk; auditor=Internal Audit")
		case slices.ContainsFunc(rules, func(r RoleRule) bool { return r.Value == value }):
			return nil, fmt.Errorf("gives %q twice: a value has one role", value)
		}
		rules = append(rules, RoleRule{role, value})
	}
	return rules, nil
}

func (cfg Config) withDefaults() Config {
	if cfg.Scope == "" {
		cfg.Scope = DefaultScope
	}
	if cfg.RoleClaim == "" {
		cfg.RoleClaim = DefaultRoleClaim
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	cfg.Roles = slices.Clone(cfg.Roles)
	return cfg
}

// Faults returns everything that is wrong with the configuration, by field. No fault quotes a
// value: a URL may hold a password.
func (cfg Config) Faults() []oauthclient.Fault {
	cfg = cfg.withDefaults()
	faults := oauthclient.AppendFault(nil, "Issuer", checkIssuer(cfg.Issuer))
	faults = oauthclient.AppendFault(faults, "RedirectURI", checkURL("the redirect URI", cfg.RedirectURI))
	faults = oauthclient.AppendFault(faults, "ClientID", oauthclient.CheckCredential("the client id", cfg.ClientID))
	faults = oauthclient.AppendFault(faults, "ClientSecret", oauthclient.CheckCredential("the client secret", cfg.ClientSecret.Reveal()))
	if !slices.Contains(strings.Fields(cfg.Scope), "openid") {
		faults = append(faults, oauthclient.Fault{Field: "Scope", Err: errors.New("the scope must have openid in it")})
	}
	if len(cfg.Roles) == 0 {
		faults = append(faults, oauthclient.Fault{Field: "Roles", Err: errors.New("no value of the role claim gives a role, so nobody could sign in")})
	}
	return faults
}

// checkIssuer demands a URL to which secrets may be sent.
func checkIssuer(raw string) error {
	if err := oauthclient.CheckProvider("the issuer", raw); err != nil {
		return err
	}
	if strings.Contains(raw, "?") || strings.Contains(raw, "/.well-known/") {
		return errors.New("the issuer is not the address of its metadata: leave out /.well-known/ and what follows")
	}
	return nil
}

func checkURL(what, raw string) error {
	_, err := oauthclient.CheckURL(what, raw)
	return err
}
