package main

import (
	"fmt"
	"io"
	"strings"

	"takeed/internal/app"
	"takeed/internal/approval"
	rules "takeed/internal/office"
	"takeed/internal/oidc"
	"takeed/internal/simulator/pingone"
	"takeed/web/office"
)

// The registration of the portal at the simulated identity provider of the staff.
const (
	staffClient = "takeed_staff"
	staffSecret = "simulator_staff_secret"
)

func staffRegistration(portal string) *pingone.Client {
	c := &pingone.Client{
		ID: staffClient, Secret: staffSecret, Name: "Takeed Demo Bank", RedirectURIs: []string{portal + office.Callback},
	}
	for _, path := range office.SignedOut {
		c.SignOffURLs = append(c.SignOffURLs, portal+path)
	}
	return c
}

// staff is the portal's configuration for that provider. A person in several groups has the
// first role.
func staff(provider string) *app.Staff {
	return &app.Staff{
		Issuer: pingone.Issuer(provider), Client: app.Client{ID: staffClient, Secret: approval.SecretOf(staffSecret)},
		Roles: []oidc.RoleRule{
			{Role: rules.Admin, Value: pingone.GroupAdmins}, {Role: rules.Auditor, Value: pingone.GroupAuditors},
			{Role: rules.Operator, Value: pingone.GroupOperators},
		},
	}
}

// greetStaff says who may enter the back office, and who may not.
func greetStaff(out io.Writer, portal string) {
	fmt.Fprintf(out, "  Back office         %s/en/staff\n", portal)
	for _, p := range pingone.Personas() {
		name, _, _ := strings.Cut(p.Name.EN, " ")
		fmt.Fprintf(out, "                      %-6s %s\n", name, p.About.EN)
	}
}
