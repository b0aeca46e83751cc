package simulator_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"takeed/internal/simulator"
)

// profile is what userinfo says about a persona to a client with a scope.
func (w *world) profile(persona, scope string) map[string]any {
	w.t.Helper()
	code, err := w.Issue(simulator.Grant{ClientID: w.Signin.ID, RedirectURI: w.Signin.RedirectURIs[0], Persona: persona, Scope: scope})
	if err != nil {
		w.t.Fatal(err)
	}
	return w.must(w.userinfoRequest(w.accessToken(w.Signin, code))).JSON(w.t)
}

func TestTheProfileOfACitizen(t *testing.T) {
	w := start(t)
	want := map[string]any{
		"sub": "UAEPASS/6c1f0a52-7d0e-4b8e-9a51-0f4a7e1d0001", "uuid": "6c1f0a52-7d0e-4b8e-9a51-0f4a7e1d0001",
		"userType": "SOP3", "idn": "784199000000010", "idType": "ID", "gender": "Female",
		"mobile": "971500000001", "email": "fatima@example.com",
		"firstnameEN": "Fatima", "lastnameEN": "Al Tajribi", "fullnameEN": "Fatima,Salem,,,Al Tajribi,,",
		"firstnameAR": "فاطمة", "lastnameAR": "التجريبي", "fullnameAR": "فاطمة,سالم,,,التجريبي,,",
		"nationalityEN": "ARE", "nationalityAR": "الإمارات",
	}
	if got := w.profile("fatima", general); !maps.Equal(got, want) {
		t.Errorf("%v", got)
	}
	want["profileType"] = "1"
	if got := w.profile("fatima", visitors); !maps.Equal(got, want) {
		t.Errorf("with every scope: %v", got)
	}
}

func TestTheProfileOfAVisitor(t *testing.T) {
	w := start(t)
	want := map[string]any{
		"sub": "35a00610-27b0-4555-8d93-453392900005", "uuid": "9d41b7e6-50f2-4c88-92ab-77e0f13c0005",
		"userType": "SOP3", "mobile": "971500000005", "email": "daniel@example.com",
		"firstnameEN": "Daniel", "lastnameEN": "Visitor", "fullnameEN": "DANIEL,,,,VISITOR,,",
		"firstnameAR": "دانيال", "lastnameAR": "فيزيتور", "fullnameAR": "دانيال,,,,فيزيتور,,",
		"nationalityEN": "IND", "nationalityAR": "الهند",
	}
	if got := w.profile("daniel", general); !maps.Equal(got, want) {
		t.Errorf("%v", got)
	}
	want["profileType"], want["unifiedID"] = "2", "100000005"
	if got := w.profile("daniel", visitors); !maps.Equal(got, want) {
		t.Errorf("with every scope: %v", got)
	}
}

func TestTheProfileOfABasicAccount(t *testing.T) {
	w := start(t)
	if got := slices.Sorted(maps.Keys(w.profile("sara", visitors))); strings.Join(got, " ") != "email firstnameEN lastnameEN mobile sub userType uuid" {
		t.Errorf("%v", got)
	}
}

// The table of people must hold what the tests of a portal rely on.
func TestThePeople(t *testing.T) {
	t.Parallel()
	people := map[string]simulator.Persona{}
	for _, p := range simulator.Personas() {
		people[p.ID] = p
		if p.About.EN == "" || p.About.AR == "" || p.Name(simulator.EN) == "" || p.Name(simulator.AR) == "" {
			t.Errorf("%s: a text is missing", p.ID)
		}
		if p.EmiratesID != "" && (len(p.EmiratesID) != 15 || !checksum(p.EmiratesID)) {
			t.Errorf("%s: the Emirates ID is not one", p.ID)
		}
		if verified := p.Level != "SOP1"; verified != p.Eligible() || !verified && (p.EmiratesID+p.FullName.EN+p.Gender != "") {
			t.Errorf("%s: the profile does not go with its level", p.ID)
		}
		if p.Visitor && p.EmiratesID != "" {
			t.Errorf("%s: a visitor with an Emirates ID", p.ID)
		}
		if parts := strings.Count(p.FullName.EN, ","); p.FullName.EN != "" && (parts != 6 || strings.Count(p.FullName.AR, ",") != 6) {
			t.Errorf("%s: a full name has seven parts", p.ID)
		}
	}
	if people["ahmed"].Level != "SOP2" || people["sara"].Level != "SOP1" || people["khalid"].Mobile != "" || people["mariam"].Level != "SOP3" {
		t.Error("a case is missing")
	}
	if got := people["fatima"].FormattedEmiratesID(); got != "784-1990-0000001-0" {
		t.Errorf("%s", got)
	}
	simulator.Personas()[0].ID = "changed"
	if simulator.Personas()[0].ID == "changed" {
		t.Error("the list can be changed from outside")
	}
}

// checksum is Luhn's, which the number on the card ends with.
func checksum(digits string) bool {
	sum := 0
	for i := range digits {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

func TestUserinfoWantsALiveBearerToken(t *testing.T) {
	w := start(t)
	token := w.accessToken(w.Face, w.issue(w.Face, "fatima", ""))
	for name, authorization := range map[string]string{
		"none": "", "another scheme": "Basic " + token, "no scheme": token, "unknown": "Bearer 00000000-0000-4000-8000-000000000000", "empty": "Bearer ",
	} {
		req := w.userinfoRequest(token)
		req.Header.Set("Authorization", authorization)
		if r := w.must(req); r.Status != 400 || r.JSON(t)["error"] != "Invalid_Token" {
			t.Errorf("%s: %d %s", name, r.Status, r.Body)
		}
	}
	lower := w.userinfoRequest(token)
	lower.Header.Set("Authorization", "bearer "+token)
	if r := w.must(lower); r.Status != http.StatusOK {
		t.Errorf("the scheme in lower case: %d", r.Status)
	}
	w.clock.Advance(time.Hour - time.Nanosecond)
	if r := w.must(w.userinfoRequest(token)); r.Status != http.StatusOK {
		t.Errorf("before its hour is over: %d", r.Status)
	}
	w.clock.Advance(time.Nanosecond)
	if r := w.must(w.userinfoRequest(token)); r.Status != 400 {
		t.Errorf("after an hour: %d", r.Status)
	}
}

func TestIntrospectionOfALiveToken(t *testing.T) {
	w := start(t)
	token := w.accessToken(w.Face, w.issue(w.Face, "fatima", ""))
	first := w.must(w.introspectRequest(w.Face, token)).JSON(t)
	issued := float64(w.clock.Now().Unix())
	want := map[string]any{
		"active": true, "token_type": "Bearer", "client_id": w.Face.ID, "scope": visitors,
		"sub": "UAEPASS/6c1f0a52-7d0e-4b8e-9a51-0f4a7e1d0001", "username": "6c1f0a52-7d0e-4b8e-9a51-0f4a7e1d0001@carbon.super",
		"iss": w.URL + "/idshub/token", "iat": issued, "nbf": issued, "exp": issued + 3600, "times_verified": 0.0,
	}
	claims, _ := first["client_claims"].(map[string]any)
	delete(first, "client_claims")
	if !maps.Equal(first, want) || claims["sub"] != w.Face.ID {
		t.Errorf("%v %v", first, claims)
	}
	if again := w.must(w.introspectRequest(w.Signin, token)).JSON(t); again["times_verified"] != 1.0 || again["client_id"] != w.Face.ID {
		t.Errorf("asked again, by another client: %v", again)
	}
}

func TestIntrospectionOfADeadToken(t *testing.T) {
	w := start(t)
	dead := "00000000-0000-4000-8000-000000000000"
	r := w.must(w.introspectRequest(w.Face, dead))
	if r.Status != 400 || r.Body != `{ {"active":false,} }` || json.Valid([]byte(r.Body)) {
		t.Errorf("%d %s", r.Status, r.Body)
	}
	if got := last(w).Outcome; got != "inactive_token" {
		t.Errorf("journalled as %s", got)
	}
	if r := w.must(w.introspectRequest(w.Face, "")); r.Status != 400 || r.Body != `{"error":"Invalid input"}` {
		t.Errorf("blank: %d %s", r.Status, r.Body)
	}
	stranger := w.introspectRequest(w.Face, dead)
	stranger.SetBasicAuth("stranger", "x")
	if r := w.must(stranger); r.JSON(t)["error_description"] != "unregisteredClient" {
		t.Errorf("a stranger asks: %d %s", r.Status, r.Body)
	}
	plain := start2(t, func(c *simulator.Config) { c.Inactive = simulator.InactiveOK })
	if r := plain.must(plain.introspectRequest(plain.Face, dead)); r.Status != 200 || r.Body != `{"active":false}` {
		t.Errorf("as the RFC has it: %d %s", r.Status, r.Body)
	}
}
