package pingone_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

func TestTheMetadataOfTheStaffsProvider(t *testing.T) {
	w := start(t)
	meta := w.get(w.Issuer + "/.well-known/openid-configuration").JSON(t)
	if meta["issuer"] != w.Issuer {
		t.Errorf("the issuer is %v", meta["issuer"])
	}
	for _, name := range []string{"authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "end_session_endpoint"} {
		address, _ := meta[name].(string)
		if r := w.get(address); !strings.HasPrefix(address, w.Issuer+"/") || r.Status == http.StatusNotFound {
			t.Errorf("%s: %s answers %d", name, address, r.Status)
		}
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
		r := w.get(w.StaffRequest(edits...))
		callback := r.Header.Get("Location")
		u, err := url.Parse(callback)
		if err != nil || !strings.HasPrefix(callback, w.Staff.RedirectURIs[0]+"?") || u.Query().Get("error") != strings.TrimSpace(want) || u.Query().Get("state") != simulatortest.StaffState {
			t.Errorf("%v: %d %s", edits, r.Status, callback)
		}
	}
	if r := w.get(w.StaffRequest() + "&state=again"); !strings.Contains(r.Header.Get("Location"), "error=invalid_request") {
		t.Errorf("a repeated parameter: %s", r.Header.Get("Location"))
	}
	for name, edits := range map[string][]string{
		"another client": {"client_id", "another"}, "no client": {"client_id", ""}, "another address": {"redirect_uri", "https://evil.example/oidc/callback"},
		"more of the address": {"redirect_uri", portal + "/oidc/callback/"}, "the address of a sign-out": {"redirect_uri", portal + "/en/staff/signedout"},
	} {
		if r := w.get(w.StaffRequest(edits...)); r.Status != http.StatusBadRequest || r.Header.Get("Location") != "" {
			t.Errorf("%s: %d %s", name, r.Status, r.Header.Get("Location"))
		}
	}
}

// The session at the provider answers the next request, until it is signed out of.
func TestTheSessionAtTheStaffsProvider(t *testing.T) {
	w := start(t)
	b := simulatortest.NewBrowser(t)
	first, err := simulatortest.Answer(b, w.StaffRequest(), simulatortest.Decision{Persona: "saeed"})
	if err != nil {
		t.Fatal(err)
	}
	second, err := simulatortest.Answer(b, w.StaffRequest(), simulatortest.Decision{})
	if err != nil || second == first || !strings.Contains(second, "code=") {
		t.Fatalf("the session does not answer: %v", err)
	}
	u, _ := url.Parse(second)
	token, _ := w.staffExchange(u.Query().Get("code")).JSON(t)["id_token"].(string)
	if payload(t, token)["email"] != "saeed@staff.example.com" {
		t.Error("somebody else answers")
	}
	for name, q := range map[string]url.Values{
		"no token":       {"post_logout_redirect_uri": {w.Staff.SignOffURLs[0]}},
		"a broken token": {"post_logout_redirect_uri": {w.Staff.SignOffURLs[0]}, "id_token_hint": {token[:len(token)-4] + "AAAA"}},
		"elsewhere":      {"post_logout_redirect_uri": {"https://evil.example/"}, "id_token_hint": {token}},
		"the callback":   {"post_logout_redirect_uri": {w.Staff.RedirectURIs[0]}, "id_token_hint": {token}},
	} {
		if r := w.get(w.Issuer + "/signoff?" + q.Encode()); r.Status != http.StatusOK || r.Header.Get("Location") != "" {
			t.Errorf("%s: %d %s", name, r.Status, r.Header.Get("Location"))
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
	if _, err := simulatortest.Open(b, w.StaffRequest()); err != nil {
		t.Errorf("the session has not ended: %v", err)
	}
}

func TestAProviderOfTheStaffIsNotThereUnlessItIsWanted(t *testing.T) {
	w := start(t, func(c *simulator.Config) { c.Staff = nil })
	for _, path := range []string{"/.well-known/openid-configuration", "/authorize", "/jwks"} {
		if r := w.get(w.Issuer + path); r.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, r.Status)
		}
	}
	if page := w.get(w.URL + "/"); strings.Contains(page.Body, "PingOne") || strings.Contains(page.Body, "noura") {
		t.Error("the start page tells of it")
	}
}

func TestAnAnswerOfTheStaffThatIsNoneChangesNothing(t *testing.T) {
	w := start(t)
	page := w.staffPage(w.StaffRequest())
	action, flow := strings.Split(page, "?")[0], flowOf(t, page)
	for name, form := range map[string]url.Values{
		"nobody":          {"flowId": {flow}, "persona": {"fatima"}, "scenario": {"none"}},
		"no such failure": {"flowId": {flow}, "persona": {"noura"}, "scenario": {"userinfo-500"}},
		"no such request": {"flowId": {"x"}, "persona": {"noura"}, "scenario": {"none"}},
	} {
		resp, err := simulatortest.Fresh.PostForm(action, form)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusBadRequest && resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", name, resp.StatusCode)
		}
	}
	if r := w.get(page); !strings.Contains(r.Body, `value="noura"`) {
		t.Error("the request is not waiting any more")
	}
}
