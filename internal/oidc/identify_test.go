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
	"takeed/internal/office"
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
			{Role: office.Admin, Value: pingone.GroupAdmins}, {Role: office.Operator, Value: pingone.GroupOperators},
			{Role: office.Auditor, Value: pingone.GroupAuditors},
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
func returned(t *testing.T, c *oidc.Client, r approval.AuthorizationRequest, d simulatortest.Decision) office.Grant {
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
	return office.Grant{
		Grant: approval.Grant{Code: approval.SecretOf(q.Get("code")), Verifier: r.Verifier}, Nonce: r.Nonce, Issuer: q.Get("iss"),
	}
}

func TestWhoSignsInIsKnown(t *testing.T) {
	t.Parallel()
	sim := simulatortest.Start(t, portal)
	c := relyingParty(t, sim)
	roles := map[string]office.Role{"noura": office.Operator, "saeed": office.Auditor, "hessa": office.Admin, "omar": ""}
	for _, p := range pingone.Personas() {
		got, err := c.Identify(t.Context(), returned(t, c, newRequest(), simulatortest.Decision{Persona: p.ID}))
		if err != nil {
			t.Fatalf("%s: %v", p.ID, err)
		}
		if strings.Count(got.Token.Reveal(), ".") != 2 {
			t.Errorf("%s: no ID token is kept", p.ID)
		}
		got.Token = approval.Secret{}
		want := office.Identity{Issuer: sim.Issuer, Subject: p.Subject, Name: p.Listed, Email: p.Email, Role: roles[p.ID]}
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
var faults = map[string]office.Fault{
	"none": "", "no-at-hash": "", "no-roles": "", "odd-roles": "", "one-role": "", "many-groups": "", "bare": "",
	"other-state": "", "no-state": "", // the flow's business, before anything is exchanged

	"other-iss": office.FaultIssuerParameter, "no-iss": office.FaultIssuerParameter,
	"old-code": office.FaultTokenRefused, "token-400": office.FaultTokenRefused, "token-redirect": office.FaultTokenRefused,
	"token-401": office.FaultTokenClient, "token-500": office.FaultTokenDown, "token-reset": office.FaultTokenDown,
	"token-malformed": office.FaultTokenMalformed, "token-huge": office.FaultTokenMalformed,
	"no-id-token": office.FaultTokenMalformed, "no-access-token": office.FaultTokenMalformed,

	"unsigned": office.FaultSignature, "symmetric": office.FaultSignature, "confused": office.FaultSignature,
	"other-key": office.FaultSignature, "unknown-key": office.FaultSignature, "tampered": office.FaultSignature,
	"other-issuer": office.FaultIssuer, "other-audience": office.FaultAudience, "more-audiences": office.FaultAudience, "other-azp": office.FaultAudience,
	"expired": office.FaultExpired, "no-expiry": office.FaultExpired, "other-nonce": office.FaultNonce, "no-nonce": office.FaultNonce,
	"other-at-hash": office.FaultAccessToken, "no-subject": office.FaultClaims,
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
		if err != nil && got != (office.Identity{}) {
			t.Errorf("%s: an identity comes with the error", sc.ID)
		}
		if n := sim.Exchanges(grant.Code.Reveal()); n > 1 || n == 0 && want != office.FaultIssuerParameter {
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
	if _, err := c.Identify(ctx, grant); faultOf(t, err) != office.FaultTokenDown {
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
		do   func(*office.Grant)
		want office.Fault
	}{
		"another nonce":    {func(g *office.Grant) { g.Nonce = approval.NewSecret() }, office.FaultNonce},
		"no nonce":         {func(g *office.Grant) { g.Nonce = approval.Secret{} }, office.FaultNonce},
		"another verifier": {func(g *office.Grant) { g.Verifier = approval.NewSecret() }, office.FaultTokenRefused},
		"no verifier":      {func(g *office.Grant) { g.Verifier = approval.Secret{} }, office.FaultTokenRefused},
		"another code":     {func(g *office.Grant) { g.Code = approval.NewSecret() }, office.FaultTokenRefused},
		"no code":          {func(g *office.Grant) { g.Code = approval.Secret{} }, office.FaultTokenRefused},
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
	_, err := f.client(t).Identify(t.Context(), office.Grant{Grant: approval.Grant{Code: approval.NewSecret(), Verifier: approval.NewSecret()}})
	if faultOf(t, err) != office.FaultNonce {
		t.Errorf("%v", err)
	}
}

// Who does not promise to name the issuer need not, but must not name another.
func TestTheIssuerOfACallback(t *testing.T) {
	t.Parallel()
	f := newFake(t, httptest.NewServer)
	c := f.client(t)
	for issuer, want := range map[string]office.Fault{
		"": "", f.URL: "", f.URL + "/": office.FaultIssuerParameter, "https://id.example": office.FaultIssuerParameter,
	} {
		nonce := approval.NewSecret()
		grant := office.Grant{Grant: approval.Grant{Code: nonce, Verifier: approval.NewSecret()}, Nonce: nonce, Issuer: issuer}
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
