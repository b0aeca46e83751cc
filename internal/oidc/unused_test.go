package oidc_test

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"takeed/internal/guard"
	"takeed/internal/office"
)

// oddClaim draws any value, of any kind.
func oddClaim(depth int) *rapid.Generator[any] {
	texts := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"\u202e", "\x00", "\r\n", "فاطمة", "<script>", "a@b.ae", "a@b.ae\r\nBcc: x", ",,,", "ops", strings.Repeat("x", 3000), strings.Repeat("ف\u0301", 500),
	}))
	leaves := []*rapid.Generator[any]{
		rapid.Just[any](true), rapid.Just[any](map[string]any{}), rapid.Just[any](""), rapid.Map(rapid.Float64Range(-1e300, 1e300), func(f float64) any { return f }),
		rapid.Map(texts, func(s string) any { return s }),
	}
	if depth > 0 {
		deeper := oddClaim(depth - 1)
		leaves = append(leaves, rapid.Map(rapid.SliceOfN(deeper, 0, 4), func(list []any) any { return list }),
			rapid.Map(deeper, func(v any) any { return map[string]any{"sub": v, "SUB": v, "roles": v} }))
	}
	return rapid.OneOf(leaves...)
}

// read are the claims that the library looks at too.
var read = []string{"iss", "sub", "aud", "azp", "exp", "iat", "nbf", "nonce", "at_hash", "roles", "_claim_names", "_claim_sources"}

// Whatever a directory says about the names and the address of somebody, and whatever
// else it says, they come in with their role.
func TestAClaimThatInformsOrThatNobodyUsesStopsNobody(t *testing.T) {
	f := newFake(t, httptest.NewServer)
	c := f.client(t)
	names := rapid.OneOf(
		rapid.SampledFrom([]string{"name", "given_name", "family_name", "preferred_username", "email"}),
		rapid.SampledFrom([]string{"groups", "acr", "amr", "auth_time", "picture", "phone_number", "https://example.ae/x", "sub ", "role", ""}),
		rapid.String(),
	).Filter(func(name string) bool {
		return !slices.ContainsFunc(read, func(r string) bool { return strings.EqualFold(r, name) })
	})
	rapid.Check(t, func(rt *rapid.T) {
		claims := rapid.MapOfN(names, oddClaim(2), 0, 8).Draw(rt, "claims")
		f.set(func() { f.claims = claims })
		got, fault := identify(t, c)
		if fault != "" || got.Subject != "1" || got.Role != office.Operator {
			rt.Fatalf("%q %+v", fault, got)
		}
		if got.Name != guard.CleanName(got.Name) || strings.ContainsFunc(got.Email, func(r rune) bool { return !guard.Visible(r) }) {
			rt.Fatalf("%q %q", got.Name, got.Email)
		}
	})
}

// Nor does anything that a provider puts beside the tokens.
func TestAMemberOfATokenAnswerThatNobodyUsesIsIgnored(t *testing.T) {
	f := newFake(t, httptest.NewServer)
	c := f.client(t)
	names := rapid.OneOf(
		rapid.SampledFrom([]string{"expires_in", "refresh_token", "scope", "not_before", "ext_expires_in", "session_state", "error_description", "Expires_In", "Access_Token", "ID_TOKEN"}),
		rapid.String(),
	).Filter(func(name string) bool {
		return !slices.Contains([]string{"access_token", "token_type", "id_token", "error"}, name)
	})
	rapid.Check(t, func(rt *rapid.T) {
		more := rapid.MapOfN(names, oddClaim(2), 0, 6).Draw(rt, "members")
		f.set(func() { f.token = more })
		if got, fault := identify(t, c); fault != "" || got.Subject != "1" {
			rt.Fatalf("%q %+v", fault, got)
		}
	})
}

// What decides is said once, under its exact name, or nobody comes in.
func TestAClaimThatLooksLikeOneThatDecidesIsRefused(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"SUB", "Sub", "\u017fub", "ISS", "Nonce", "ROLES", "Azp", "AUD", "Exp"} {
		f := newFake(t, httptest.NewServer)
		f.claims = map[string]any{name: "x"}
		got, fault := identify(t, f.client(t))
		if fault == "" || got != (office.Identity{}) {
			t.Errorf("%s: %q %+v", name, fault, got)
		}
	}
}

func TestWhatCannotBeUsedIsNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		claims map[string]any
		want   string
	}{
		{nil, ""}, {map[string]any{"name": "Noura", "email": "n@example.ae"}, ""}, {map[string]any{"name": 7, "preferred_username": "noura"}, ""},
		{map[string]any{"name": 7, "email": []string{"n@example.ae"}}, "name email"}, {map[string]any{"email": "a\nb"}, "email"}, {map[string]any{"name": "", "email": ""}, ""},
	} {
		f := newFake(t, httptest.NewServer)
		f.claims = c.claims
		if got, fault := identify(t, f.client(t)); fault != "" || got.Unusable != c.want {
			t.Errorf("%v: %q, %q", c.claims, got.Unusable, fault)
		}
	}
}
