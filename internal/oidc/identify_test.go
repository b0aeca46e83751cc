package oidc_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/oidc"
	"takeed/internal/simulator/pingone"
	"takeed/internal/simulator/simulatortest"
)

const portal = "https://portal.example"

// relyingParty is a client of a simulator.
func relyingParty(t *testing.T, sim *simulatortest.Provider, changes ...func(*oidc.Config)) *oidc.Client {
	t.Helper()
	config := oidc.Config{
		Issuer: sim.Issuer, ClientID: sim.Staff.ID, ClientSecret: approval.SecretOf(sim.Staff.Secret), RedirectURI: sim.Staff.RedirectURIs[0],
		Roles: []oidc.RoleRule{
			{Role: approval.Admin, Value: pingone.GroupAdmins}, {Role: approval.Operator, Value: pingone.GroupOperators},
			{Role: approval.Auditor, Value: pingone.GroupAuditors},
		},
	}
	for _, change := range changes {
		change(&config)
	}
	c, err := oidc.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func newRequest() approval.AuthorizationRequest {
	return approval.AuthorizationRequest{State: approval.NewSecret(), Verifier: approval.NewSecret(), Nonce: approval.NewSecret(), Lang: approval.AR}
}

// returned is somebody who went to the provider and came back.
func returned(t *testing.T, c *oidc.Client, r approval.AuthorizationRequest, d simulatortest.Decision) approval.StaffGrant {
	t.Helper()
	location, err := c.AuthorizeURL(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	callback, err := simulatortest.Answer(&http.Client{}, location, d)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(callback)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	return approval.StaffGrant{
		Grant: approval.Grant{Code: approval.SecretOf(q.Get("code")), Verifier: r.Verifier}, Nonce: r.Nonce, Issuer: q.Get("iss"),
	}
}

func TestWhoSignsInIsKnown(t *testing.T) {
	t.Parallel()
	sim := simulatortest.Start(t, portal)
	c := relyingParty(t, sim)
	roles := map[string]approval.Role{"noura": approval.Operator, "saeed": approval.Auditor, "hessa": approval.Admin, "omar": ""}
	for _, p := range pingone.Personas() {
		got, err := c.Identify(t.Context(), returned(t, c, newRequest(), simulatortest.Decision{Persona: p.ID}))
		if err != nil {
			t.Fatalf("%s: %v", p.ID, err)
		}
		if strings.Count(got.Token.Reveal(), ".") != 2 {
			t.Errorf("%s: no ID token is kept", p.ID)
		}
		got.Token = approval.Secret{}
		want := approval.StaffIdentity{Issuer: sim.Issuer, Subject: p.Subject, Name: p.Listed, Email: p.Email, Role: roles[p.ID]}
		if got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
}

func TestTheAuthorizationRequest(t *testing.T) {
	t.Parallel()
	sim := simulatortest.Start(t, portal)
	r := newRequest()
	location, err := relyingParty(t, sim, func(c *oidc.Config) { c.Scope = "openid email" }).AuthorizeURL(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	address, query, _ := strings.Cut(location, "?")
	got, _ := url.ParseQuery(query)
	want := url.Values{
		"response_type": {"code"}, "client_id": {sim.Staff.ID}, "redirect_uri": {portal + "/oidc/callback"}, "scope": {"openid email"},
		"state": {r.State.Reveal()}, "nonce": {r.Nonce.Reveal()}, "ui_locales": {"ar"},
		"code_challenge": {challengeOf(r.Verifier)}, "code_challenge_method": {"S256"},
	}
	if address != sim.Issuer+"/authorize" || got.Encode() != want.Encode() {
		t.Errorf("%s\n%s\nwant\n%s", address, got.Encode(), want.Encode())
	}
	if strings.Contains(location, r.Verifier.Reveal()) || strings.Contains(location, url.QueryEscape(sim.Staff.Secret)) {
		t.Error("the browser is shown a secret")
	}
}

// faults is what becomes of each thing that can go wrong at the provider.
var faults = map[string]approval.StaffFault{
	"none": "", "no-at-hash": "", "no-roles": "", "odd-roles": "", "one-role": "", "many-groups": "", "bare": "",
	"other-state": "", "no-state": "", // the flow's business, before anything is exchanged

	"other-iss": approval.FaultIssuerParameter, "no-iss": approval.FaultIssuerParameter,
	"old-code": approval.FaultTokenRefused, "token-400": approval.FaultTokenRefused, "token-redirect": approval.FaultTokenRefused,
	"token-401": approval.FaultTokenClient, "token-500": approval.FaultTokenDown, "token-reset": approval.FaultTokenDown,
	"token-malformed": approval.FaultTokenMalformed, "token-huge": approval.FaultTokenMalformed,
	"no-id-token": approval.FaultTokenMalformed, "no-access-token": approval.FaultTokenMalformed,

	"unsigned": approval.FaultSignature, "symmetric": approval.FaultSignature, "confused": approval.FaultSignature,
	"other-key": approval.FaultSignature, "unknown-key": approval.FaultSignature, "tampered": approval.FaultSignature,
	"other-issuer": approval.FaultIssuer, "other-audience": approval.FaultAudience, "more-audiences": approval.FaultAudience, "other-azp": approval.FaultAudience,
	"expired": approval.FaultExpired, "no-expiry": approval.FaultExpired, "other-nonce": approval.FaultNonce, "no-nonce": approval.FaultNonce,
	"other-at-hash": approval.FaultAccessToken, "no-subject": approval.FaultClaims,
}

// notHere are told in other tests: the flow's, since the provider is not asked, and one
// of its own.
var notHere = map[string]bool{"access-denied": true, "server-error": true, "token-held": true}

func TestEverythingThatCanGoWrongAtTheProvider(t *testing.T) {
	t.Parallel()
	sim := simulatortest.Start(t, portal)
	c := relyingParty(t, sim)
	for _, sc := range pingone.Scenarios() {
		want, listed := faults[sc.ID]
		if notHere[sc.ID] {
			continue
		}
		grant := returned(t, c, newRequest(), simulatortest.Decision{Persona: "noura", Scenario: sc.ID})
		got, err := c.Identify(t.Context(), grant)
		if fault := faultOf(t, err); !listed || fault != want {
			t.Errorf("%s: %q, want %q", sc.ID, fault, want)
		}
		if err != nil && got != (approval.StaffIdentity{}) {
			t.Errorf("%s: an identity comes with the error", sc.ID)
		}
		if n := sim.Exchanges(grant.Code.Reveal()); n > 1 || n == 0 && want != approval.FaultIssuerParameter {
			t.Errorf("%s: the code was sent %d times", sc.ID, n)
		}
	}
	if len(faults)+len(notHere) != len(pingone.Scenarios()) {
		t.Error("the test knows a scenario that is not there")
	}
}

// A provider that does not answer is left at the caller's deadline.
//
//takeed:race
func TestAnAnswerThatNeverComes(t *testing.T) {
	t.Parallel()
	sim := simulatortest.Start(t, portal)
	c := relyingParty(t, sim)
	grant := returned(t, c, newRequest(), simulatortest.Decision{Persona: "noura", Scenario: "token-held"})
	ctx, leave := context.WithCancel(t.Context())
	go func() {
		_ = sim.AwaitHeld(ctx, 1)
		leave()
	}()
	if _, err := c.Identify(ctx, grant); faultOf(t, err) != approval.FaultTokenDown {
		t.Errorf("%v", err)
	}
	if n := sim.Exchanges(grant.Code.Reveal()); n != 1 {
		t.Errorf("the code was sent %d times", n)
	}
}

// What the browser began with and what comes back must be of one request.
func TestAnotherRequestsAnswerIsRefused(t *testing.T) {
	t.Parallel()
	sim := simulatortest.Start(t, portal)
	c := relyingParty(t, sim)
	for name, change := range map[string]struct {
		do   func(*approval.StaffGrant)
		want approval.StaffFault
	}{
		"another nonce":    {func(g *approval.StaffGrant) { g.Nonce = approval.NewSecret() }, approval.FaultNonce},
		"no nonce":         {func(g *approval.StaffGrant) { g.Nonce = approval.Secret{} }, approval.FaultNonce},
		"another verifier": {func(g *approval.StaffGrant) { g.Verifier = approval.NewSecret() }, approval.FaultTokenRefused},
		"no verifier":      {func(g *approval.StaffGrant) { g.Verifier = approval.Secret{} }, approval.FaultTokenRefused},
		"another code":     {func(g *approval.StaffGrant) { g.Code = approval.NewSecret() }, approval.FaultTokenRefused},
		"no code":          {func(g *approval.StaffGrant) { g.Code = approval.Secret{} }, approval.FaultTokenRefused},
	} {
		grant := returned(t, c, newRequest(), simulatortest.Decision{Persona: "noura"})
		change.do(&grant)
		if _, err := c.Identify(t.Context(), grant); faultOf(t, err) != change.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A nonce that nobody sent and that does not come back are not the same nonce.
func TestNoNonceEqualsNothing(t *testing.T) {
	t.Parallel()
	f := newFake(t, httptest.NewServer)
	f.claims["nonce"] = nil
	_, err := f.client(t).Identify(t.Context(), approval.StaffGrant{Grant: approval.Grant{Code: approval.NewSecret(), Verifier: approval.NewSecret()}})
	if faultOf(t, err) != approval.FaultNonce {
		t.Errorf("%v", err)
	}
}

// Who does not promise to name the issuer need not, but must not name another.
func TestTheIssuerOfACallback(t *testing.T) {
	t.Parallel()
	f := newFake(t, httptest.NewServer)
	c := f.client(t)
	for issuer, want := range map[string]approval.StaffFault{
		"": "", f.URL: "", f.URL + "/": approval.FaultIssuerParameter, "https://id.example": approval.FaultIssuerParameter,
	} {
		nonce := approval.NewSecret()
		grant := approval.StaffGrant{Grant: approval.Grant{Code: nonce, Verifier: approval.NewSecret()}, Nonce: nonce, Issuer: issuer}
		if _, err := c.Identify(t.Context(), grant); faultOf(t, err) != want {
			t.Errorf("%q: %v", issuer, err)
		}
	}
}

func TestAClientThatIsPrintedShowsNoSecret(t *testing.T) {
	t.Parallel()
	f := newFake(t, httptest.NewServer)
	c := f.client(t)
	if err := c.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if text := fmt.Sprintf(verb+verb, c, f.config()); strings.Contains(text, "canary-secret") {
			t.Errorf("%s shows it", verb)
		}
	}
}
