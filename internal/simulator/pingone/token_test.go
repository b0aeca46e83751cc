package pingone_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"takeed/internal/simulator/pingone"
	"takeed/internal/simulator/simulatortest"
)

func TestWhoSignsInIsInTheIDToken(t *testing.T) {
	w := start(t)
	for _, p := range pingone.Personas() {
		claims := w.staffClaims(simulatortest.Decision{Persona: p.ID})
		want := map[string]any{
			"iss": w.Issuer, "aud": w.Staff.ID, "sub": p.Subject, "nonce": simulatortest.StaffNonce, "name": p.Listed, "email": p.Email,
			"iat": float64(w.clock.Now().Unix()), "exp": float64(w.clock.Now().Add(time.Hour).Unix()),
		}
		for name, value := range want {
			if claims[name] != value {
				t.Errorf("%s: %s is %v, want %v", p.ID, name, claims[name], value)
			}
		}
		if fmt.Sprint(claims["roles"]) != fmt.Sprint(p.Roles) {
			t.Errorf("%s: the roles are %v", p.ID, claims["roles"])
		}
	}
	q := w.staffAnswer(w.StaffRequest(), simulatortest.Decision{Persona: "noura"})
	if q.Get("state") != simulatortest.StaffState || q.Get("iss") != w.Issuer {
		t.Errorf("the callback is %v", q)
	}
}

func TestAnAccessTokenOfTheStaffTellsTheSame(t *testing.T) {
	w := start(t)
	code := w.staffAnswer(w.StaffRequest(), simulatortest.Decision{Persona: "noura"}).Get("code")
	token, _ := w.staffExchange(code).JSON(t)["access_token"].(string)
	ask := func(token string) simulatortest.Reply {
		req, _ := http.NewRequest(http.MethodGet, w.Issuer+"/userinfo", nil)
		req.Header.Set("Authorization", "Bearer "+token)
		return w.must(req)
	}
	if r := ask(token); r.Status != http.StatusOK || r.JSON(t)["sub"] != pingone.Personas()[0].Subject {
		t.Errorf("%d %s", r.Status, r.Body)
	}
	if r := ask("another"); r.Status != http.StatusUnauthorized {
		t.Errorf("another token: %d", r.Status)
	}
}

// A code is good once, for a minute, for who asked for it and with what it was asked.
func TestAStaffCodeIsGoodOnce(t *testing.T) {
	w := start(t)
	issued := func() string {
		return w.staffAnswer(w.StaffRequest(), simulatortest.Decision{Persona: "noura"}).Get("code")
	}
	for name, edits := range map[string][]string{
		"no verifier": {"code_verifier", ""}, "another verifier": {"code_verifier", strings.Repeat("x", 43)},
		"another address": {"redirect_uri", portal + "/"}, "another code": {"code", "x"}, "no code": {"code", ""},
	} {
		code := issued()
		if r := w.must(w.StaffTokenRequest(code, edits...)); r.Status != http.StatusBadRequest || r.JSON(t)["error"] != "invalid_grant" {
			t.Errorf("%s: %d %s", name, r.Status, r.Body)
		}
		if r := w.staffExchange(code); (r.Status == http.StatusOK) != (edits[0] == "code") {
			t.Errorf("%s, and then the right way: %d", name, r.Status)
		}
	}
	code := issued()
	if first, second := w.staffExchange(code), w.staffExchange(code); first.Status != http.StatusOK || second.Status != http.StatusBadRequest {
		t.Errorf("twice: %d, %d", first.Status, second.Status)
	}
	code = issued()
	w.clock.Advance(time.Minute)
	if r := w.staffExchange(code); r.Status != http.StatusBadRequest {
		t.Errorf("after a minute: %d", r.Status)
	}
	if n := w.Exchanges(code); n != 1 {
		t.Errorf("the journal knows of %d exchanges", n)
	}
}

func TestTheStaffsClientHasToProveItself(t *testing.T) {
	w := start(t)
	code := w.staffAnswer(w.StaffRequest(), simulatortest.Decision{Persona: "noura"}).Get("code")
	for name, change := range map[string]func(*http.Request){
		"no credentials":       func(r *http.Request) { r.Header.Del("Authorization") },
		"another secret":       func(r *http.Request) { r.SetBasicAuth(w.Staff.ID, "x") },
		"a secret not encoded": func(r *http.Request) { r.SetBasicAuth(w.Staff.ID, w.Staff.Secret) },
		"another client":       func(r *http.Request) { r.SetBasicAuth("x", url.QueryEscape(w.Staff.Secret)) },
	} {
		req := w.StaffTokenRequest(code)
		change(req)
		if r := w.must(req); r.Status != http.StatusUnauthorized || r.JSON(t)["error"] != "invalid_client" || r.Header.Get("Www-Authenticate") == "" {
			t.Errorf("%s: %d %s", name, r.Status, r.Body)
		}
	}
	for name, change := range map[string]func(*http.Request){
		"JSON":         func(r *http.Request) { r.Header.Set("Content-Type", "application/json") },
		"in the query": func(r *http.Request) { r.URL.RawQuery = "code=" + code },
	} {
		req := w.StaffTokenRequest(code)
		change(req)
		if r := w.must(req); r.Status != http.StatusBadRequest || r.JSON(t)["error"] != "invalid_request" {
			t.Errorf("%s: %d %s", name, r.Status, r.Body)
		}
	}
	if r := w.must(w.StaffTokenRequest(code, "grant_type", "password")); r.JSON(t)["error"] != "unsupported_grant_type" {
		t.Errorf("another grant: %d %s", r.Status, r.Body)
	}
	if r := w.staffExchange(code); r.Status != http.StatusOK {
		t.Errorf("none of that used the code up: %d", r.Status)
	}
}

func TestTwoKeysOfTheStaffDiffer(t *testing.T) {
	w := start(t)
	signature := func(scenario string) string {
		code := w.staffAnswer(w.StaffRequest(), simulatortest.Decision{Persona: "noura", Scenario: scenario}).Get("code")
		token, _ := w.staffExchange(code).JSON(t)["id_token"].(string)
		return token
	}
	q := url.Values{"post_logout_redirect_uri": {w.Staff.SignOffURLs[0]}}
	for scenario, ours := range map[string]bool{"none": true, "other-key": false, "unknown-key": false, "tampered": false, "symmetric": false, "confused": false, "unsigned": false} {
		q.Set("id_token_hint", signature(scenario))
		if r := w.get(w.Issuer + "/signoff?" + q.Encode()); (r.Status == http.StatusFound) != ours {
			t.Errorf("%s is taken for signed by the provider: %v", scenario, !ours)
		}
	}
}
