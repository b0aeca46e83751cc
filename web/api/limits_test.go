package api_test

import (
	"net/http"
	"testing"

	"takeed/internal/integration/clientauth"
	"takeed/web/api"
)

// What one client does too much of keeps no other client from it, and nothing else from the
// client itself.
func TestEachClientHasALimitOfItsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *api.Config) { c.Limits.Read = 1e-3 })
	w.wants(w.get("hub", "/api/v1/kinds"), http.StatusOK, "")
	refused := w.get("hub", "/api/v1/kinds")
	w.wants(refused, http.StatusTooManyRequests, "rate_limited")
	if wait := refused.Header.Get("Retry-After"); wait != "1000" {
		t.Errorf("Retry-After: %s", wait)
	}
	w.wants(w.get("core", "/api/v1/kinds"), http.StatusOK, "")
	asked := w.asked()
	for range 2 { // nor do three kinds of calls share one
		w.wants(w.post("hub", of(asked, "/consume"), execution(asked)), http.StatusForbidden, "kind_not_allowed")
	}
}

// Whoever guesses is stopped before the database is asked, and whoever does not is not.
func TestWhoeverFailsTooOftenWaits(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *api.Config) { c.Limits.Failures = 1e-3 })
	token, good := w.as("hub"), w.tokenCall("hub")
	a := w.tokenCall("hub")
	a.body = a.body[:len(a.body)-8] + "AAAAAAAA"
	w.wants(w.do(a), http.StatusUnauthorized, "invalid_client")
	w.wants(w.do(a), http.StatusTooManyRequests, "rate_limited")
	w.wants(w.do(good), http.StatusTooManyRequests, "rate_limited")
	w.wants(w.do(ask{method: http.MethodGet, path: "/api/v1/kinds", header: headers(token)}), http.StatusTooManyRequests, "rate_limited")

	w.serve(func(c *api.Config) { c.Limits.Failures = 1e-3 })
	wrong := headers(clientauth.NewToken().Reveal())
	w.wants(w.do(ask{method: http.MethodGet, path: "/api/v1/kinds", header: wrong}), http.StatusUnauthorized, "invalid_token")
	w.wants(w.do(ask{method: http.MethodGet, path: "/api/v1/kinds", header: wrong}), http.StatusTooManyRequests, "rate_limited")
}
