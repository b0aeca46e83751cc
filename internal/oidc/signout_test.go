package oidc_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"takeed/internal/approval"
)

func TestSigningOutAtTheProvider(t *testing.T) {
	t.Parallel()
	f := newFake(t, httptest.NewServer)
	f.metadata["end_session_endpoint"] = f.URL + "/out?tenant=1"
	location, err := f.client(t).LogoutURL(t.Context(), approval.SecretOf("a.b.c"), "https://portal.example/ar/staff/signedout")
	want := f.URL + "/out?client_id=takeed&id_token_hint=a.b.c&post_logout_redirect_uri=https%3A%2F%2Fportal.example%2Far%2Fstaff%2Fsignedout&tenant=1"
	if err != nil || location != want {
		t.Errorf("%q, %v", location, err)
	}
	without := newFake(t, httptest.NewServer)
	if location, err := without.client(t).LogoutURL(t.Context(), approval.SecretOf("a.b.c"), "https://portal.example"); err != nil || location != "" {
		t.Errorf("without a place for it: %q, %v", location, err)
	}
}

// Somebody in many groups has a large ID token, and wants to sign out all the same.
func TestALargeIDTokenIsNoPartOfTheWayOut(t *testing.T) {
	t.Parallel()
	f := newFake(t, httptest.NewServer)
	f.metadata["end_session_endpoint"] = f.URL + "/out?tenant=1"
	c := f.client(t)
	const returnTo = "https://portal.example/ar/staff/signedout"
	for _, size := range []int{0, 10, 1_000, 1_800, 2_000, 3_000, 19_482, 250_000} {
		location, err := c.LogoutURL(t.Context(), approval.SecretOf(strings.Repeat("a", size)), returnTo)
		u, parseErr := url.Parse(location)
		if err != nil || parseErr != nil {
			t.Fatal(err, parseErr)
		}
		q := u.Query()
		if len(location) > 2048 || q.Get("client_id") != clientID || q.Get("post_logout_redirect_uri") != returnTo || q.Get("tenant") != "1" {
			t.Errorf("%d: %d bytes, %.200s", size, len(location), location)
		}
		if hint := q.Get("id_token_hint"); q.Has("id_token_hint") != (size <= 1_800) || hint != "" && len(hint) != size {
			t.Errorf("%d: a hint of %d bytes", size, len(hint))
		}
	}
}
