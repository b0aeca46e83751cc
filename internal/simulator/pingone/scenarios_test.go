package pingone_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"takeed/internal/simulator"
	"takeed/internal/simulator/pingone"
	"takeed/internal/simulator/simulatortest"
)

// staffChanged says what each row of the table changes, compared with a sign-in on which
// nothing goes wrong: parameters of the callback, the status of the exchange, the header
// and the claims of the ID token.
var staffChanged = map[string]string{
	"none":          "",
	"access-denied": "-?code ?error", "server-error": "-?code ?error ?error_description", "other-state": "?state", "no-state": "-?state",
	"other-iss": "?iss", "no-iss": "-?iss", "old-code": "400",
	"token-401": "401", "token-400": "400", "token-500": "500", "token-malformed": "broken", "token-redirect": "307", "token-huge": "huge",
	"token-reset": "lost", "token-held": "held", "no-id-token": "-id_token", "no-access-token": "-access_token",
	"unsigned": "alg=none", "symmetric": "alg=HS256", "confused": "alg=HS256", "other-key": "", "unknown-key": "kid", "tampered": "roles",
	"other-issuer": "iss", "other-audience": "aud", "more-audiences": "aud", "other-azp": "aud azp", "expired": "exp iat", "no-expiry": "-exp",
	"other-nonce": "nonce", "no-nonce": "-nonce", "other-at-hash": "at_hash", "no-at-hash": "-at_hash", "no-subject": "-sub",
	"no-roles": "-roles", "odd-roles": "roles", "one-role": "roles", "many-groups": "roles", "bare": "-email -given_name -name -preferred_username",
}

//takeed:race
func TestEveryStaffScenario(t *testing.T) {
	w := start(t)
	honest := w.staffJourney("none")
	for _, sc := range pingone.Scenarios() {
		want, listed := staffChanged[sc.ID]
		if got := staffDifference(honest, w.staffJourney(sc.ID)); !listed || got != want {
			t.Errorf("%s changes %q, want %q", sc.ID, got, want)
		}
	}
	if len(staffChanged) != len(pingone.Scenarios()) {
		t.Error("the test knows a scenario that is not there")
	}
}

// staffJourney is everything that a portal sees of a sign-in, flat.
func (w *world) staffJourney(scenario string) map[string]string {
	w.t.Helper()
	seen := map[string]string{}
	q := w.staffAnswer(w.StaffRequest(), simulatortest.Decision{Persona: "noura", Scenario: scenario})
	for name := range q {
		if seen["?"+name] = q.Get(name); name == "code" || name == "error" {
			seen["?"+name] = "some"
		}
	}
	if q.Get("code") == "" {
		return seen
	}
	req := w.StaffTokenRequest(q.Get("code"))
	if scenario == "token-held" {
		go func() { _ = w.AwaitHeld(w.t.Context(), 1); w.Release() }()
		seen["held"] = "some"
	}
	r, err := simulatortest.Do(req)
	switch {
	case err != nil:
		seen["lost"] = "some"
	case r.Status != http.StatusOK:
		seen[fmt.Sprint(r.Status)] = "some"
	case len(r.Body) > 1<<20:
		seen["huge"] = "some"
	case !json.Valid([]byte(r.Body)):
		seen["broken"] = "some"
	default:
		w.staffTokenSeen(r.JSON(w.t), seen)
	}
	return seen
}

func (w *world) staffTokenSeen(fields map[string]any, seen map[string]string) {
	w.t.Helper()
	for name := range fields {
		seen[name] = "some"
	}
	token, _ := fields["id_token"].(string)
	if token == "" {
		return
	}
	header, _, _ := strings.Cut(token, ".")
	content, _ := base64.RawURLEncoding.DecodeString(header)
	var h struct{ Alg, Kid string }
	_ = json.Unmarshal(content, &h)
	seen["alg="+h.Alg], seen["kid"] = "some", h.Kid
	for name, value := range payload(w.t, token) {
		if seen[name] = fmt.Sprint(value); name == "sid" || name == "at_hash" && len(seen[name]) == 22 && !strings.HasPrefix(seen[name], "AAAA") {
			seen[name] = "some"
		}
	}
}

// staffDifference names what was added, lost or changed. What comes after something that went
// wrong is not counted as lost.
func staffDifference(honest, seen map[string]string) string {
	var said []string
	for name, value := range seen {
		if honest[name] != value {
			said = append(said, name)
		}
	}
	ended := slices.ContainsFunc(said, func(name string) bool { return staffEnds[name] })
	for name := range honest {
		if _, ok := seen[name]; !ok && !strings.HasPrefix(name, "alg=") && (!ended || name == "?code" && seen["?error"] != "") {
			said = append(said, "-"+name)
		}
	}
	if slices.Contains(said, "-id_token") {
		return "-id_token"
	}
	slices.Sort(said)
	return strings.Join(said, " ")
}

var staffEnds = map[string]bool{"?error": true, "400": true, "401": true, "500": true, "307": true, "huge": true, "lost": true, "broken": true}

func TestAStandingScenarioOfTheStaff(t *testing.T) {
	w := start(t, func(c *simulator.Config) { c.Staff.(*pingone.Client).Scenario = "no-roles" })
	if claims := w.staffClaims(simulatortest.Decision{Persona: "noura"}); claims["roles"] != nil {
		t.Errorf("%v", slices.Sorted(maps.Keys(claims)))
	}
	if _, err := simulator.New(simulator.Config{Clients: []simulator.Client{w.Signin}, Staff: &pingone.Client{ID: "x", Scenario: "x"}}); err == nil ||
		!strings.Contains(err.Error(), `scenario "x" is not known`) || !strings.Contains(err.Error(), "needs an id, a secret and a redirect URI") ||
		!strings.Contains(err.Error(), "needs an address to return to after signing out") {
		t.Errorf("%v", err)
	}
}
