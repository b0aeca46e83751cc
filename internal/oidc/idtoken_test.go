package oidc_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"takeed/internal/office"
)

func TestTheAlgorithmsOfAnIDToken(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		alg       string
		announced []string
		want      office.Fault
	}{
		{"RS256", []string{"RS256"}, ""}, {"PS256", []string{"RS256", "PS256"}, ""}, {"ES256", []string{"ES256"}, ""},
		{"ES256", []string{"RS256"}, office.FaultSignature}, {"RS256", []string{"ES256"}, office.FaultSignature},
		{"RS384", []string{"RS256", "RS384"}, office.FaultSignature}, {"none", []string{"RS256", "none"}, office.FaultSignature},
		{"HS256", []string{"RS256", "HS256"}, office.FaultSignature},
	} {
		f := newFake(t, httptest.NewServer)
		f.alg, f.metadata["id_token_signing_alg_values_supported"] = c.alg, c.announced
		if _, fault := identify(t, f.client(t)); fault != c.want {
			t.Errorf("%s of %v: %q", c.alg, c.announced, fault)
		}
	}
}

// A provider changes its key from time to time.
func TestANewKeyIsFetched(t *testing.T) {
	t.Parallel()
	f := newFake(t, httptest.NewServer)
	c := f.client(t)
	for _, kid := range []string{"1", "2", "3"} {
		f.set(func() { f.kid = kid })
		if _, fault := identify(t, c); fault != "" {
			t.Errorf("key %s: %q", kid, fault)
		}
	}
}

// Several parties: the token is ours only if it says so.
func TestThePartyOfAnIDToken(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		claims map[string]any
		want   office.Fault
	}{
		"ours in a list":       {map[string]any{"aud": []string{clientID}}, ""},
		"ours, said twice":     {map[string]any{"azp": clientID}, ""},
		"ours among others":    {map[string]any{"aud": []string{"x", clientID}, "azp": clientID}, ""},
		"somebody's":           {map[string]any{"aud": []string{"x", clientID}}, office.FaultAudience},
		"another's, for us":    {map[string]any{"azp": "x"}, office.FaultAudience},
		"nobody's, for us":     {map[string]any{"azp": ""}, office.FaultAudience},
		"an odd party":         {map[string]any{"azp": 7}, office.FaultAudience},
		"for nobody":           {map[string]any{"aud": nil}, office.FaultAudience},
		"for a prefix of ours": {map[string]any{"aud": clientID[:3]}, office.FaultAudience},
		"not yet":              {map[string]any{"nbf": now.Unix() + 3600}, office.FaultExpired},
		"just over":            {map[string]any{"exp": now.Unix() - 1}, office.FaultExpired},
		"a long subject":       {map[string]any{"sub": strings.Repeat("x", 256)}, office.FaultClaims},
		"a subject in lines":   {map[string]any{"sub": "a\nb"}, office.FaultClaims},
	} {
		f := newFake(t, httptest.NewServer)
		f.claims = c.claims
		if _, fault := identify(t, f.client(t)); fault != c.want {
			t.Errorf("%s: %q", name, fault)
		}
	}
}
