package main

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"takeed/internal/app"
	"takeed/internal/approval"
	"takeed/internal/oidc"
)

// staffSettings are the settings of the back office. Without any of them there is none;
// with one of them the others are needed, as their faults say.
var staffSettings = []string{
	"OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_CLIENT_SECRET_FILE", "OIDC_SCOPE", "OIDC_ROLE_CLAIM", "OIDC_ROLES",
}

func (e *environment) staff() *app.Staff {
	if !slices.ContainsFunc(staffSettings, func(name string) bool { return e.get(name) != "" }) {
		return nil
	}
	s := &app.Staff{
		Issuer: e.required("OIDC_ISSUER", "https://auth.pingone.eu/{environment}/as"),
		Client: app.Client{
			ID:     e.required("OIDC_CLIENT_ID", "the id that the identity provider issued"),
			Secret: approval.SecretOf(e.requiredSecret("OIDC_CLIENT_SECRET")),
			Scope:  e.or("OIDC_SCOPE", oidc.DefaultScope),
		},
		RoleClaim: e.or("OIDC_ROLE_CLAIM", oidc.DefaultRoleClaim),
	}
	rules, err := oidc.ParseRoles(e.required("OIDC_ROLES", `"operator=Helpdesk; auditor=Internal Audit"`))
	if err != nil {
		e.fault("OIDC_ROLES %w", err)
	}
	s.Roles = rules
	e.acceptsStaff("OIDC_ISSUER", s.Issuer, func(c *oidc.Config) { c.Issuer = s.Issuer })
	e.acceptsStaff("OIDC_CLIENT_ID", s.Client.ID, func(c *oidc.Config) { c.ClientID = s.Client.ID })
	e.acceptsStaff("OIDC_CLIENT_SECRET", s.Client.Secret.Reveal(), func(c *oidc.Config) { c.ClientSecret = s.Client.Secret })
	e.acceptsStaff("OIDC_SCOPE", s.Client.Scope, func(c *oidc.Config) { c.Scope = s.Client.Scope })
	return s
}

// acceptsStaff asks the client of the identity provider about one setting that is there;
// see accepts.
func (e *environment) acceptsStaff(name, value string, set func(*oidc.Config)) {
	c := oidc.Config{
		Issuer: "https://id.example", ClientID: "id", ClientSecret: approval.SecretOf("secret"), RedirectURI: "https://portal.example.ae/",
		Roles: []oidc.RoleRule{{Role: approval.Operator, Value: "x"}},
	}
	set(&c)
	if _, err := oidc.New(c); err != nil && value != "" {
		e.fault("%s: %w", name, err)
	}
}

// rejectStaffTestSettings keeps a test identity provider out of production.
func (e *environment) rejectStaffTestSettings(s *app.Staff) {
	if s == nil {
		return
	}
	if u, err := url.Parse(s.Issuer); err == nil && s.Issuer != "" {
		if u.Scheme != "https" {
			e.fault("OIDC_ISSUER must be https in production")
		} else if !productionHost(u.Hostname()) {
			e.fault("OIDC_ISSUER %s is not a production host", u.Host)
		}
	}
	for _, test := range []string{"sandbox", "simulator"} {
		if strings.HasPrefix(s.Client.ID, test) || strings.HasPrefix(s.Client.Secret.Reveal(), test) {
			e.fault("OIDC_CLIENT_ID or its secret is a %s's: use your own", test)
		}
	}
}

// staffProvider checks that the identity provider of the staff answers, and says of itself
// what the portal needs.
func (p *preflight) staffProvider(ctx context.Context, c Config) {
	if c.Staff == nil {
		return
	}
	client, err := oidc.New(c.Staff.Config(c.BaseURL))
	if err == nil && client.Check(ctx) != nil {
		err = fmt.Errorf("no usable metadata below %s: it must answer, name this very issuer, sign with RS256, PS256 or ES256 and take client_secret_basic", c.Staff.Issuer)
	}
	p.line("staff sign-in", err, "metadata at "+c.Staff.Issuer)
}
