package uaepass

import (
	"net/url"
	"reflect"
	"strings"
	"testing"

	"takeed/internal/approval"
	"takeed/internal/oauthclient"
)

func query(t *testing.T, raw string) url.Values {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatalf("read a URL: %v", err)
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		t.Fatalf("read a query: %v", err)
	}
	return q
}

func TestAuthorizeURLOfAFaceConfirmation(t *testing.T) {
	t.Parallel()
	c := clientOf(t, config("https://stg-id.uaepass.ae/"), patient())
	// The verifier and its challenge are those of RFC 7636, appendix B.
	got := c.AuthorizeURL(approval.AuthorizationRequest{
		State:    approval.SecretOf("a+b/c=="),
		Verifier: approval.SecretOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
		Lang:     approval.AR,
		Username: "784199012345678",
	})
	if !strings.HasPrefix(got, "https://stg-id.uaepass.ae/idshub/authorize?") {
		t.Errorf("wrong address: %s", got)
	}
	want := url.Values{
		"response_type":         {"code"},
		"client_id":             {clientID},
		"redirect_uri":          {redirectURI},
		"scope":                 {"urn:uae:digitalid:profile:general"},
		"acr_values":            {"urn:safelayer:tws:policies:authentication:level:low"},
		"state":                 {"a+b/c=="},
		"ui_locales":            {"ar"},
		"username":              {"784199012345678"},
		"code_challenge":        {"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"},
		"code_challenge_method": {"S256"},
	}
	if q := query(t, got); !reflect.DeepEqual(q, want) {
		t.Errorf("got %v\nwant %v", q, want)
	}
}

func TestAuthorizeURLOfASignInWithoutPKCE(t *testing.T) {
	t.Parallel()
	cfg := config("https://gateway.example.ae/uaepass")
	cfg.PKCE, cfg.Scope, cfg.ACRValues = false, "urn:a urn:b", "urn:acr"
	cfg.Extra = url.Values{"verificationType": {"face"}}
	got := clientOf(t, cfg, patient()).AuthorizeURL(approval.AuthorizationRequest{
		State: approval.SecretOf("s"), Verifier: approval.SecretOf(verifierText), Lang: "fr", Simulate: "token_500",
	})
	if !strings.HasPrefix(got, "https://gateway.example.ae/uaepass/idshub/authorize?") || !strings.Contains(got, "scope=urn%3Aa%20urn%3Ab") {
		t.Errorf("wrong address or encoding: %s", got)
	}
	want := url.Values{
		"response_type": {"code"}, "client_id": {clientID}, "redirect_uri": {redirectURI}, "scope": {"urn:a urn:b"},
		"acr_values": {"urn:acr"}, "state": {"s"}, "verificationType": {"face"}, "simulate": {"token_500"},
	}
	if q := query(t, got); !reflect.DeepEqual(q, want) {
		t.Errorf("got %v\nwant %v", q, want)
	}
}

// A user name is data: nothing in it may become a parameter of its own.
func TestAuthorizeURLEncodesTheUserName(t *testing.T) {
	t.Parallel()
	c := clientOf(t, config("https://stg-id.uaepass.ae"), patient())
	for _, name := range []string{"a+b@example.ae", "x&client_id=evil", "x#y", "100% sure", "سالم@example.ae", "a\r\nb"} {
		raw := c.AuthorizeURL(approval.AuthorizationRequest{Username: name})
		q := query(t, raw)
		if q.Get("username") != name || len(q["client_id"]) != 1 {
			t.Errorf("%q came out as %v", name, q)
		}
		if !oauthclient.VisibleASCII(raw) {
			t.Errorf("%q leaves the URL unencoded: %q", name, raw)
		}
	}
}

// The endpoints are shared by all requests: what one person's request adds must not
// be in the next one's.
func TestAClientKeepsNothingOfARequest(t *testing.T) {
	t.Parallel()
	p := newProvider(t, saysOK(goodToken))
	cfg := config(p.URL)
	cfg.Encoding = Query
	c := clientOf(t, cfg, patient())
	_ = c.AuthorizeURL(approval.AuthorizationRequest{Username: "784199012345678"})
	_ = c.LogoutURL("https://portal.example.ae/")
	if err := exchange(c); err != nil {
		t.Fatalf("exchange a code: %v", err)
	}
	for _, u := range []*url.URL{c.endpoints.authorize, c.endpoints.logout, c.endpoints.token} {
		if u.RawQuery != "" {
			t.Errorf("%s keeps a query", u.Path)
		}
	}
}

func TestLogoutURL(t *testing.T) {
	t.Parallel()
	c := clientOf(t, config("https://stg-id.uaepass.ae"), patient())
	got := c.LogoutURL("https://portal.example.ae/en/?a=b&c=d")
	want := "https://stg-id.uaepass.ae/idshub/logout?redirect_uri=https%3A%2F%2Fportal.example.ae%2Fen%2F%3Fa%3Db%26c%3Dd"
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
