package api_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"takeed/internal/integration"
	"takeed/internal/postgres/postgrestest"
	"takeed/web/api"
)

// assertion is what a client signs to authenticate.
func (w *world) assertion(client string) string {
	w.Helper()
	part := func(v any) string {
		text, err := json.Marshal(v)
		w.must(err)
		return base64.RawURLEncoding.EncodeToString(text)
	}
	now := time.Now().Unix()
	signed := part(map[string]any{"alg": "EdDSA", "kid": "1"}) + "." +
		part(map[string]any{"iss": client, "sub": client, "aud": base, "iat": now, "exp": now + 60, "jti": rand.Text()})
	return signed + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(w.keys[client], []byte(signed)))
}

// tokenCall is a call for a token that is good for everything that the client may do.
func (w *world) tokenCall(client string) ask {
	w.Helper()
	form := "grant_type=client_credentials&client_assertion_type=" + url.QueryEscape("urn:ietf:params:oauth:client-assertion-type:jwt-bearer") +
		"&client_assertion=" + w.assertion(client)
	return ask{method: http.MethodPost, path: api.TokenPath, body: form, header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}}
}

func TestAClientGetsATokenWithItsKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.tokenCall("hub")
	a.body += "&scope=" + url.QueryEscape("transactions:read events:read")
	g := w.do(a)
	w.wants(g, http.StatusOK, "")
	if g.member("token_type") != "Bearer" || g.member("scope") != "transactions:read events:read" {
		t.Errorf("%s", g.body)
	}
	token := g.member("access_token")
	w.wants(w.do(ask{method: http.MethodGet, path: "/api/v1/events", header: headers(token)}), http.StatusOK, "")
	w.wants(w.do(ask{method: http.MethodGet, path: endpoints, header: headers(token)}), http.StatusForbidden, "scope_missing")
	w.wants(w.do(a), http.StatusUnauthorized, "invalid_client") // the same assertion again
	if log := w.lines.text(); strings.Contains(log, token) || strings.Contains(log, "eyJ") {
		t.Error("the log has a token or an assertion")
	}
}

// A stranger cannot tell why: an unknown client, a disabled one, a wrong key.
func TestEveryRefusedClientIsToldTheSame(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.addClient("gone")
	gone := w.tokenCall("gone")
	w.database.SetClient(w, "gone", "disabled_at = takeed_now()")
	w.keys["nobody"] = w.keys["hub"]
	wrong := w.tokenCall("core")
	wrong.body = strings.Replace(wrong.body, wrong.body[len(wrong.body)-86:], w.assertion("hub")[len(w.assertion("hub"))-86:], 1)
	var first string
	for _, a := range []ask{gone, w.tokenCall("nobody"), wrong} {
		g := w.do(a)
		w.wants(g, http.StatusUnauthorized, "invalid_client")
		if first == "" {
			first = string(g.body)
		}
		if string(g.body) != first {
			t.Errorf("%s, and before %s", g.body, first)
		}
	}
	reasons := postgrestest.Query[string](t, w.database, `select string_agg(body::jsonb ->> 'reason' || ' ' || (body::jsonb ->> 'client_id'), ', ' order by id)
		from audit_events where kind = 'token_refused' and actor = 'anonymous' and stream like 'login:%'`)
	if reasons != "client_disabled gone, client_unknown nobody, signature_wrong core" {
		t.Errorf("the events say %s", reasons)
	}
}

// A client that is disabled is out at once, and so is one whose scope was taken away.
func TestATokenIsNoMoreThanItsClient(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token := w.as("hub")
	w.database.SetClient(w, "hub", `scopes = '{transactions:read}'`)
	w.wants(w.get("hub", "/api/v1/events"), http.StatusForbidden, "scope_missing")
	w.database.SetClient(w, "hub", "disabled_at = takeed_now()")
	w.wants(w.get("hub", "/api/v1/kinds"), http.StatusUnauthorized, "invalid_token")
	w.database.SetClient(w, "hub", "disabled_at = null")
	w.passes(integration.TokenTTL + time.Second)
	w.wants(w.do(ask{method: http.MethodGet, path: "/api/v1/kinds", header: headers(token)}), http.StatusUnauthorized, "invalid_token")
}

// Everything else than one bearer token is none.
func TestWhatIsNoTokenIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token := w.as("hub")
	for _, h := range []http.Header{
		{}, {"Cookie": {"session=x"}}, {"Authorization": {"Bearer"}}, {"Authorization": {"Bearer "}}, {"Authorization": {"Basic " + token}},
		{"Authorization": {"Bearer " + token + "x"}}, {"Authorization": {"Bearer  " + token}}, {"Authorization": {"Bearer " + token, "Bearer " + token}},
		{"Authorization": {"Bearer " + w.assertion("hub")}}, {"Authorization": {token}},
	} {
		g := w.do(ask{method: http.MethodGet, path: "/api/v1/kinds", header: h})
		w.wants(g, http.StatusUnauthorized, "invalid_token")
		if !strings.HasPrefix(g.Header.Get("WWW-Authenticate"), "Bearer ") {
			t.Errorf("%v: %v", h, g.Header)
		}
	}
	g := w.do(ask{method: http.MethodGet, path: "/api/v1/kinds", header: http.Header{"Authorization": {"bearer " + token}, "Cookie": {"session=x"}}})
	w.wants(g, http.StatusOK, "")
}
