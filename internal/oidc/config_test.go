package oidc_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/office"
	"takeed/internal/oidc"
)

func challengeOf(verifier approval.Secret) string {
	digest := sha256.Sum256([]byte(verifier.Reveal()))
	return base64.RawURLEncoding.EncodeToString(digest[:])
}

func good() oidc.Config {
	return oidc.Config{
		Issuer: "https://auth.pingone.eu/env/as", ClientID: "id", ClientSecret: approval.SecretOf("secret"), RedirectURI: portal + "/oidc/callback",
		Roles: []oidc.RoleRule{{Role: office.Admin, Value: "Admins"}},
	}
}

func TestFaultsOfTheConfiguration(t *testing.T) {
	t.Parallel()
	if _, err := oidc.New(good()); err != nil {
		t.Fatal(err)
	}
	const notWeb = "is not an absolute web address in plain ASCII"
	const notSeen = "has a space, a line break or a character outside ASCII"
	for _, c := range []struct {
		change func(*oidc.Config)
		want   string
	}{
		{func(c *oidc.Config) { c.Issuer = "" }, "the issuer is missing"},
		{func(c *oidc.Config) { c.Issuer = "auth.pingone.eu/env/as" }, "the issuer " + notWeb},
		{func(c *oidc.Config) { c.Issuer = "http://auth.pingone.eu/env/as" }, "the issuer must be https; plain http is for this machine only"},
		{func(c *oidc.Config) { c.Issuer = "https://u:canary@auth.pingone.eu/as" }, "the issuer must have neither credentials nor a fragment"},
		{func(c *oidc.Config) { c.Issuer += "/.well-known/openid-configuration" },
			"the issuer is not the address of its metadata: leave out /.well-known/ and what follows"},
		{func(c *oidc.Config) { c.RedirectURI = "" }, "the redirect URI is missing"},
		{func(c *oidc.Config) { c.RedirectURI = "/oidc/callback" }, "the redirect URI " + notWeb},
		{func(c *oidc.Config) { c.ClientID = "i d" }, "the client id " + notSeen},
		{func(c *oidc.Config) { c.ClientSecret = approval.Secret{} }, "the client secret is missing"},
		{func(c *oidc.Config) { c.ClientSecret = approval.SecretOf("canary\n") }, "the client secret " + notSeen},
		{func(c *oidc.Config) { c.Scope = "profile" }, "the scope must have openid in it"},
		{func(c *oidc.Config) { c.Roles = nil }, "no value of the role claim gives a role, so nobody could sign in"},
		{func(c *oidc.Config) { c.Issuer, c.ClientID = "", "" }, "the issuer is missing\nthe client id is missing"},
	} {
		config := good()
		c.change(&config)
		if _, err := oidc.New(config); err == nil || err.Error() != c.want {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
	local := good()
	local.Issuer = "http://localhost:8081/env/as"
	if _, err := oidc.New(local); err != nil {
		t.Errorf("this machine: %v", err)
	}
}

func TestParseRoles(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]oidc.RoleRule{
		"": nil, " ; ": nil,
		"operator=Helpdesk": {{Role: office.Operator, Value: "Helpdesk"}},
		"admin = IT ; operator=CN=Ops,OU=Bank;admin=المشرفون;": {
			{Role: office.Admin, Value: "IT"}, {Role: office.Operator, Value: "CN=Ops,OU=Bank"}, {Role: office.Admin, Value: "المشرفون"},
		},
	} {
		if got, err := oidc.ParseRoles(text); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"operator", "operator=", "=x", "root=x", "Operator=x", "operator=x;admin=x"} {
		if got, err := oidc.ParseRoles(text); err == nil || got != nil {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// Of several rules that fit the first counts, whatever the order of the claim.
func TestTheRoleOfSomebody(t *testing.T) {
	t.Parallel()
	rules := []oidc.RoleRule{
		{Role: office.Admin, Value: "Admins"}, {Role: office.Auditor, Value: "Audit"}, {Role: office.Operator, Value: "Ops"}, {Role: office.Operator, Value: "Night"},
	}
	for _, c := range []struct {
		value any
		want  office.Role
	}{
		{[]string{"Ops"}, office.Operator}, {[]string{"Night", "x"}, office.Operator}, {[]string{"Ops", "Audit"}, office.Auditor},
		{[]string{"Ops", "Admins", "Audit"}, office.Admin}, {"Audit", office.Auditor},
		{nil, ""}, {"", ""}, {[]string{}, ""}, {"audit", ""}, {"Audit ", ""}, {"Ops Audit", ""}, {"Ops,Audit", ""}, {7, ""}, {true, ""},
		{[]any{"Ops", 7}, ""}, {[]any{[]string{"Ops"}}, ""}, {map[string]any{"Ops": true}, ""},
	} {
		f := newFake(t, httptest.NewServer)
		f.claims = map[string]any{"groups": c.value, "roles": "Admins"}
		got, fault := identify(t, f.client(t, func(cfg *oidc.Config) { cfg.RoleClaim, cfg.Roles = "groups", rules }))
		if fault != "" || got.Role != c.want {
			t.Errorf("%v: %q, %q", c.value, got.Role, fault)
		}
	}
}

func TestTheNameOfSomebody(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		claims      map[string]any
		name, email string
	}{
		{map[string]any{"name": "سعيد المثالي", "email": "s@example.ae"}, "سعيد المثالي", "s@example.ae"},
		{map[string]any{"given_name": "Noura", "family_name": "Al Tajribi", "preferred_username": "noura"}, "Noura Al Tajribi", ""},
		{map[string]any{"family_name": "Al Tajribi"}, "Al Tajribi", ""},
		{map[string]any{"preferred_username": "noura", "name": "", "email": ""}, "noura", ""},
		{map[string]any{"name": "  No\u202eura\n\tAl  Tajribi\u2066 "}, "Noura Al Tajribi", ""},
		{map[string]any{"name": strings.Repeat("ن", 300)}, strings.Repeat("ن", 150), ""},
		{map[string]any{"name": 7, "email": []string{"a@b"}}, "", ""},
		{map[string]any{"email": "a\u202e@b.ae"}, "", ""},
		{map[string]any{"email": strings.Repeat("a", 255)}, "", ""},
		{nil, "", ""},
	} {
		f := newFake(t, httptest.NewServer)
		f.claims = c.claims
		if got, fault := identify(t, f.client(t)); fault != "" || got.Name != c.name || got.Email != c.email {
			t.Errorf("%v: %q, %q, %q", c.claims, got.Name, got.Email, fault)
		}
	}
}
