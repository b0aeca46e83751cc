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

// staffSettings are the settings of the back office. If none of them is set there is no
// back office; if one of them is, the required ones must be, and a fault names each that is
// missing.
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
	e.blame(oidc.Config{Issuer: s.Issuer, ClientID: s.Client.ID, ClientSecret: s.Client.Secret, Scope: s.Client.Scope}.Faults(),
		map[string]string{"Issuer": "OIDC_ISSUER", "ClientID": "OIDC_CLIENT_ID", "ClientSecret": "OIDC_CLIENT_SECRET", "Scope": "OIDC_SCOPE"})
	return s
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

// staffProvider checks that the identity provider of the staff answers, and that its
// metadata has what the portal needs.
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
