package simulator_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

const (
	staffState = "state-of-the-staff"
	staffNonce = "nonce-of-the-staff"
)

// staffRequest builds an authorization request; edits as for [world.request].
func (w *world) staffRequest(edits ...string) string {
	q := url.Values{
		"response_type": {"code"}, "client_id": {w.Staff.ID}, "scope": {"openid profile email"}, "redirect_uri": {w.Staff.RedirectURIs[0]},
		"state": {staffState}, "nonce": {staffNonce}, "code_challenge": {challenge()}, "code_challenge_method": {"S256"},
	}
	for i := 0; i < len(edits); i += 2 {
		if q.Set(edits[i], edits[i+1]); edits[i+1] == "" {
			q.Del(edits[i])
		}
	}
	return w.Issuer + "/authorize?" + q.Encode()
}

// staffPage is the address of the page that a request leads to.
func (w *world) staffPage(authorizeURL string) string {
	w.t.Helper()
	r := w.get(authorizeURL)
	if r.status != http.StatusFound || !strings.HasPrefix(r.header.Get("Location"), "/"+simulator.StaffEnvironment+"/signon/?flowId=") {
		w.t.Fatalf("%d %s", r.status, r.header.Get("Location"))
	}
	return w.URL + r.header.Get("Location")
}

func flowOf(t *testing.T, page string) string {
	t.Helper()
	u, err := url.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("flowId")
}

// staffAnswer answers a request in a browser of its own.
func (w *world) staffAnswer(authorizeURL string, d simulatortest.Decision) url.Values {
	w.t.Helper()
	callback, err := simulatortest.Answer(newBrowser(w.t), authorizeURL, d)
	if err != nil {
		w.t.Fatal(err)
	}
	address, query, _ := strings.Cut(callback, "?")
	q, err := url.ParseQuery(query)
	if err != nil || address != w.Staff.RedirectURIs[0] {
		w.t.Fatalf("the callback leads to %s: %v", address, err)
	}
	return q
}

func (w *world) staffTokenRequest(code string, edits ...string) *http.Request {
	p := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {w.Staff.RedirectURIs[0]}, "code_verifier": {verifier}}
	for i := 0; i < len(edits); i += 2 {
		if p.Set(edits[i], edits[i+1]); edits[i+1] == "" {
			p.Del(edits[i])
		}
	}
	req, _ := http.NewRequest(http.MethodPost, w.Issuer+"/token", strings.NewReader(p.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(url.QueryEscape(w.Staff.ID), url.QueryEscape(w.Staff.Secret))
	return req
}

func (w *world) staffExchange(code string) reply {
	w.t.Helper()
	return w.must(w.staffTokenRequest(code))
}

// staffClaims is a sign-in to its end.
func (w *world) staffClaims(d simulatortest.Decision) map[string]any {
	w.t.Helper()
	r := w.staffExchange(w.staffAnswer(w.staffRequest(), d).Get("code"))
	token, _ := r.json(w.t)["id_token"].(string)
	return payload(w.t, token)
}

func payload(t *testing.T, token string) map[string]any {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("not a JWT: %q", token)
	}
	content, err := base64.RawURLEncoding.DecodeString(parts[1])
	var claims map[string]any
	if err != nil || json.Unmarshal(content, &claims) != nil {
		t.Fatalf("not a payload: %v", err)
	}
	return claims
}

func TestTheMetadataOfTheStaffsProvider(t *testing.T) {
	w := start(t)
	meta := w.get(w.Issuer + "/.well-known/openid-configuration").json(t)
	if meta["issuer"] != w.Issuer {
		t.Errorf("the issuer is %v", meta["issuer"])
	}
	for _, name := range []string{"authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "end_session_endpoint"} {
		address, _ := meta[name].(string)
		if r := w.get(address); !strings.HasPrefix(address, w.Issuer+"/") || r.status == http.StatusNotFound {
			t.Errorf("%s: %s answers %d", name, address, r.status)
		}
	}
}

func TestWhoSignsInIsInTheIDToken(t *testing.T) {
	w := start(t)
	for _, p := range simulator.StaffPersonas() {
		claims := w.staffClaims(simulatortest.Decision{Persona: p.ID})
		want := map[string]any{
			"iss": w.Issuer, "aud": w.Staff.ID, "sub": p.Subject, "nonce": staffNonce, "name": p.Listed, "email": p.Email,
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
	q := w.staffAnswer(w.staffRequest(), simulatortest.Decision{Persona: "noura"})
	if q.Get("state") != staffState || q.Get("iss") != w.Issuer {
		t.Errorf("the callback is %v", q)
	}
}

func TestAnAccessTokenOfTheStaffTellsTheSame(t *testing.T) {
	w := start(t)
	code := w.staffAnswer(w.staffRequest(), simulatortest.Decision{Persona: "noura"}).Get("code")
	token, _ := w.staffExchange(code).json(t)["access_token"].(string)
	ask := func(token string) reply {
		req, _ := http.NewRequest(http.MethodGet, w.Issuer+"/userinfo", nil)
		req.Header.Set("Authorization", "Bearer "+token)
		return w.must(req)
	}
	if r := ask(token); r.status != http.StatusOK || r.json(t)["sub"] != simulator.StaffPersonas()[0].Subject {
		t.Errorf("%d %s", r.status, r.body)
	}
	if r := ask("another"); r.status != http.StatusUnauthorized {
		t.Errorf("another token: %d", r.status)
	}
}

// What is wrong with a request is said to the registered address, or to nobody.
func TestAStaffRequestThatIsNotGood(t *testing.T) {
	w := start(t)
	for want, edits := range map[string][]string{
		"invalid_request":           {"code_challenge", ""},
		"invalid_request ":          {"code_challenge_method", "plain"},
		"invalid_request  ":         {"code_challenge", "short"},
		"unsupported_response_type": {"response_type", "id_token"},
		"invalid_scope":             {"scope", "profile"},
		"login_required":            {"prompt", "none"},
	} {
		r := w.get(w.staffRequest(edits...))
		callback := r.header.Get("Location")
		u, err := url.Parse(callback)
		if err != nil || !strings.HasPrefix(callback, w.Staff.RedirectURIs[0]+"?") || u.Query().Get("error") != strings.TrimSpace(want) || u.Query().Get("state") != staffState {
			t.Errorf("%v: %d %s", edits, r.status, callback)
		}
	}
	if r := w.get(w.staffRequest() + "&state=again"); !strings.Contains(r.header.Get("Location"), "error=invalid_request") {
		t.Errorf("a repeated parameter: %s", r.header.Get("Location"))
	}
	for name, edits := range map[string][]string{
		"another client": {"client_id", "another"}, "no client": {"client_id", ""}, "another address": {"redirect_uri", "https://evil.example/oidc/callback"},
		"more of the address": {"redirect_uri", portal + "/oidc/callback/"}, "the address of a sign-out": {"redirect_uri", portal + "/en/staff/signedout"},
	} {
		if r := w.get(w.staffRequest(edits...)); r.status != http.StatusBadRequest || r.header.Get("Location") != "" {
			t.Errorf("%s: %d %s", name, r.status, r.header.Get("Location"))
		}
	}
}

// A code is good once, for a minute, for who asked for it and with what it was asked.
func TestAStaffCodeIsGoodOnce(t *testing.T) {
	w := start(t)
	issued := func() string {
		return w.staffAnswer(w.staffRequest(), simulatortest.Decision{Persona: "noura"}).Get("code")
	}
	for name, edits := range map[string][]string{
		"no verifier": {"code_verifier", ""}, "another verifier": {"code_verifier", strings.Repeat("x", 43)},
		"another address": {"redirect_uri", portal + "/"}, "another code": {"code", "x"}, "no code": {"code", ""},
	} {
		code := issued()
		if r := w.must(w.staffTokenRequest(code, edits...)); r.status != http.StatusBadRequest || r.json(t)["error"] != "invalid_grant" {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
		if r := w.staffExchange(code); (r.status == http.StatusOK) != (edits[0] == "code") {
			t.Errorf("%s, and then the right way: %d", name, r.status)
		}
	}
	code := issued()
	if first, second := w.staffExchange(code), w.staffExchange(code); first.status != http.StatusOK || second.status != http.StatusBadRequest {
		t.Errorf("twice: %d, %d", first.status, second.status)
	}
	code = issued()
	w.clock.advance(time.Minute)
	if r := w.staffExchange(code); r.status != http.StatusBadRequest {
		t.Errorf("after a minute: %d", r.status)
	}
	if n := w.Exchanges(code); n != 1 {
		t.Errorf("the journal knows of %d exchanges", n)
	}
}

func TestTheStaffsClientHasToProveItself(t *testing.T) {
	w := start(t)
	code := w.staffAnswer(w.staffRequest(), simulatortest.Decision{Persona: "noura"}).Get("code")
	for name, change := range map[string]func(*http.Request){
		"no credentials":       func(r *http.Request) { r.Header.Del("Authorization") },
		"another secret":       func(r *http.Request) { r.SetBasicAuth(w.Staff.ID, "x") },
		"a secret not encoded": func(r *http.Request) { r.SetBasicAuth(w.Staff.ID, w.Staff.Secret) },
		"another client":       func(r *http.Request) { r.SetBasicAuth("x", url.QueryEscape(w.Staff.Secret)) },
	} {
		req := w.staffTokenRequest(code)
		change(req)
		if r := w.must(req); r.status != http.StatusUnauthorized || r.json(t)["error"] != "invalid_client" || r.header.Get("Www-Authenticate") == "" {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
	}
	for name, change := range map[string]func(*http.Request){
		"JSON":         func(r *http.Request) { r.Header.Set("Content-Type", "application/json") },
		"in the query": func(r *http.Request) { r.URL.RawQuery = "code=" + code },
	} {
		req := w.staffTokenRequest(code)
		change(req)
		if r := w.must(req); r.status != http.StatusBadRequest || r.json(t)["error"] != "invalid_request" {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
	}
	if r := w.must(w.staffTokenRequest(code, "grant_type", "password")); r.json(t)["error"] != "unsupported_grant_type" {
		t.Errorf("another grant: %d %s", r.status, r.body)
	}
	if r := w.staffExchange(code); r.status != http.StatusOK {
		t.Errorf("none of that used the code up: %d", r.status)
	}
}

// The session at the provider answers the next request, until it is signed out of.
func TestTheSessionAtTheStaffsProvider(t *testing.T) {
	w := start(t)
	b := newBrowser(t)
	first, err := simulatortest.Answer(b, w.staffRequest(), simulatortest.Decision{Persona: "saeed"})
	if err != nil {
		t.Fatal(err)
	}
	second, err := simulatortest.Answer(b, w.staffRequest(), simulatortest.Decision{})
	if err != nil || second == first || !strings.Contains(second, "code=") {
		t.Fatalf("the session does not answer: %v", err)
	}
	u, _ := url.Parse(second)
	token, _ := w.staffExchange(u.Query().Get("code")).json(t)["id_token"].(string)
	if payload(t, token)["email"] != "saeed@staff.example.com" {
		t.Error("somebody else answers")
	}
	for name, q := range map[string]url.Values{
		"no token":       {"post_logout_redirect_uri": {w.Staff.SignOffURLs[0]}},
		"a broken token": {"post_logout_redirect_uri": {w.Staff.SignOffURLs[0]}, "id_token_hint": {token[:len(token)-4] + "AAAA"}},
		"elsewhere":      {"post_logout_redirect_uri": {"https://evil.example/"}, "id_token_hint": {token}},
		"the callback":   {"post_logout_redirect_uri": {w.Staff.RedirectURIs[0]}, "id_token_hint": {token}},
	} {
		if r := w.get(w.Issuer + "/signoff?" + q.Encode()); r.status != http.StatusOK || r.header.Get("Location") != "" {
			t.Errorf("%s: %d %s", name, r.status, r.header.Get("Location"))
		}
	}
	out := url.Values{"post_logout_redirect_uri": {w.Staff.SignOffURLs[1]}, "id_token_hint": {token}, "state": {"x y"}}
	b.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := b.Get(w.Issuer + "/signoff?" + out.Encode())
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.Header.Get("Location") != w.Staff.SignOffURLs[1]+"?state=x+y" {
		t.Errorf("signing out leads to %q", resp.Header.Get("Location"))
	}
	if _, err := simulatortest.Open(b, w.staffRequest()); err != nil {
		t.Errorf("the session has not ended: %v", err)
	}
}

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

func TestEveryStaffScenario(t *testing.T) {
	w := start(t)
	honest := w.staffJourney("none")
	for _, sc := range simulator.StaffScenarios() {
		want, listed := staffChanged[sc.ID]
		if got := staffDifference(honest, w.staffJourney(sc.ID)); !listed || got != want {
			t.Errorf("%s changes %q, want %q", sc.ID, got, want)
		}
	}
	if len(staffChanged) != len(simulator.StaffScenarios()) {
		t.Error("the test knows a scenario that is not there")
	}
}

// staffJourney is everything that a portal sees of a sign-in, flat.
func (w *world) staffJourney(scenario string) map[string]string {
	w.t.Helper()
	seen := map[string]string{}
	q := w.staffAnswer(w.staffRequest(), simulatortest.Decision{Persona: "noura", Scenario: scenario})
	for name := range q {
		if seen["?"+name] = q.Get(name); name == "code" || name == "error" {
			seen["?"+name] = "some"
		}
	}
	if q.Get("code") == "" {
		return seen
	}
	req := w.staffTokenRequest(q.Get("code"))
	if scenario == "token-held" {
		go func() { _ = w.AwaitHeld(w.t.Context(), 1); w.Release() }()
		seen["held"] = "some"
	}
	r, err := do(req)
	switch {
	case err != nil:
		seen["lost"] = "some"
	case r.status != http.StatusOK:
		seen[fmt.Sprint(r.status)] = "some"
	case len(r.body) > 1<<20:
		seen["huge"] = "some"
	case !json.Valid([]byte(r.body)):
		seen["broken"] = "some"
	default:
		w.staffTokenSeen(r.json(w.t), seen)
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

func TestTwoKeysOfTheStaffDiffer(t *testing.T) {
	w := start(t)
	signature := func(scenario string) string {
		code := w.staffAnswer(w.staffRequest(), simulatortest.Decision{Persona: "noura", Scenario: scenario}).Get("code")
		token, _ := w.staffExchange(code).json(t)["id_token"].(string)
		return token
	}
	q := url.Values{"post_logout_redirect_uri": {w.Staff.SignOffURLs[0]}}
	for scenario, ours := range map[string]bool{"none": true, "other-key": false, "unknown-key": false, "tampered": false, "symmetric": false, "confused": false, "unsigned": false} {
		q.Set("id_token_hint", signature(scenario))
		if r := w.get(w.Issuer + "/signoff?" + q.Encode()); (r.status == http.StatusFound) != ours {
			t.Errorf("%s is taken for signed by the provider: %v", scenario, !ours)
		}
	}
}

func TestAProviderOfTheStaffIsNotThereUnlessItIsWanted(t *testing.T) {
	w := start(t, func(c *simulator.Config) { c.Staff = nil })
	for _, path := range []string{"/.well-known/openid-configuration", "/authorize", "/jwks"} {
		if r := w.get(w.Issuer + path); r.status != http.StatusNotFound {
			t.Errorf("%s: %d", path, r.status)
		}
	}
	if page := w.get(w.URL + "/"); strings.Contains(page.body, "PingOne") || strings.Contains(page.body, "noura") {
		t.Error("the start page tells of it")
	}
}

func TestAStandingScenarioOfTheStaff(t *testing.T) {
	w := start(t, func(c *simulator.Config) { c.Staff.Scenario = "no-roles" })
	if claims := w.staffClaims(simulatortest.Decision{Persona: "noura"}); claims["roles"] != nil {
		t.Errorf("%v", slices.Sorted(maps.Keys(claims)))
	}
	if _, err := simulator.New(simulator.Config{Clients: []simulator.Client{w.Signin}, Staff: &simulator.StaffClient{ID: "x", Scenario: "x"}}); err == nil ||
		!strings.Contains(err.Error(), `scenario "x" is not known`) || !strings.Contains(err.Error(), "needs an id, a secret and a redirect URI") ||
		!strings.Contains(err.Error(), "needs an address to return to after signing out") {
		t.Errorf("%v", err)
	}
}

func TestAnAnswerOfTheStaffThatIsNoneChangesNothing(t *testing.T) {
	w := start(t)
	page := w.staffPage(w.staffRequest())
	action, flow := strings.Split(page, "?")[0], flowOf(t, page)
	for name, form := range map[string]url.Values{
		"nobody":          {"flowId": {flow}, "persona": {"fatima"}, "scenario": {"none"}},
		"no such failure": {"flowId": {flow}, "persona": {"noura"}, "scenario": {"userinfo-500"}},
		"no such request": {"flowId": {"x"}, "persona": {"noura"}, "scenario": {"none"}},
	} {
		resp, err := fresh.PostForm(action, form)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusBadRequest && resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", name, resp.StatusCode)
		}
	}
	if r := w.get(page); !strings.Contains(r.body, `value="noura"`) {
		t.Error("the request is not waiting any more")
	}
}
