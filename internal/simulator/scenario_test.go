package simulator_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"takeed/internal/simulator"
	"takeed/internal/simulator/simulatortest"
)

// changed says what each row of the table changes, seen from outside, compared
// with a journey on which nothing goes wrong.
var changed = map[string]string{
	"none":              "",
	"redirect-mismatch": "stays", "dead-end": "stays", "never-returns": "stays",
	"sso-shortcut": "userinfo: person=mariam | userinfo again: person=mariam | introspect: sub=UAEPASS/e87a4b10-95c3-4d26-b0f8-61c2d7ab0003 username=e87a4b10-95c3-4d26-b0f8-61c2d7ab0003@carbon.super",
	"scanned":      "", "other-browser": "", "logout-stays": "", // tests of their own

	"cancelled-on-app":        "callback: -code crId=36 error=cancelledOnApp sp=Takeed tenantDomain=carbon.super",
	"access-denied":           "callback: -code error=access_denied",
	"login-required":          "callback: -code error=login_required",
	"invalid-request":         "callback: -code error=invalid_request",
	"cancelled-on-web":        "callback: -code error=cancelledOnWeb",
	"cancelled-on-mobile":     "callback: -code error=cancelledOnMobile",
	"cancelled-in-capitals":   "callback: -code error=CANCELLED_ON_MOBILE",
	"server-error":            "callback: -code error=server_error",
	"temporarily-unavailable": "callback: -code error=temporarily_unavailable",
	"unknown-error":           "callback: -code error=face_liveness_failed",
	"empty-error":             "callback: -code error=",
	"long-error":              "callback: -code error=10000",
	"code-and-error":          "callback: error=access_denied",
	"no-code":                 "callback: -code",
	"empty-code":              "callback: code=",
	"repeated-code":           "callback: code=issued,issued",
	"long-code":               "callback: code=6000",
	"no-state":                "callback: -state",
	"repeated-state":          "callback: state=state-of-the-portal+=/,state-of-the-portal+=/",
	"cut-state":               "callback: state=state-of-th",
	"upper-case-state":        "callback: state=STATE-OF-THE-PORTAL+=/",
	"other-state":             "callback: state=36",
	"old-code":                "token: error=invalid_grant error_description=expiredCode status=400",
	"foreign-code":            "token: error=invalid_grant error_description=codeNotIssuedToClientId status=400",

	"token-code-not-found":      "token: error=invalid_grant error_description=codeNotFound status=400",
	"token-expired-code":        "token: error=invalid_grant error_description=expiredCode status=400",
	"token-used-code":           "token: error=invalid_grant error_description=invalidOrExpiredCode status=400",
	"token-foreign-code":        "token: error=invalid_grant error_description=codeNotIssuedToClientId status=400",
	"token-redirect-mismatch":   "token: error=invalid_grant error_description=redirectUriMismatch status=400",
	"token-unregistered-client": "token: error=invalid_client error_description=unregisteredClient status=400",
	"token-bad-basic":           "token: error=Invalid_basic_header_authentication error_description=invalidHttpBasicAuthenticationToken status=400",
	"token-not-basic":           "token: error=invalid_client error_description=unsupportedAuthenticationScheme status=401",
	"token-401-invalid-client":  "token: error=invalid_client error_description=invalidCredentials status=401",
	"token-unsupported-grant":   "token: error=unsupported_grant_type status=400",
	"token-invalid-scope":       "token: error=invalid_scope status=400",
	"token-400-invalid-request": "token: error=Invalid request status=400",
	"token-description-alone":   "token: -access_token -expires_in -scope -token_type error_description=invalidHttpBasicAuthenticationToken status=400",
	"token-unknown-refusal":     "token: error=face_liveness_failed status=400",
	"token-plain-refusal":       "token: size=20 status=400 type=text/html; charset=utf-8",
	"token-500":                 "token: size=0 status=500 type=",
	"token-502-html":            "token: size=30672 status=502 type=text/html; charset=utf-8",
	"token-503":                 "token: size=0 status=503 type=",
	"token-429":                 "token: size=0 status=429 type=",
	"token-415":                 "token: size=0 status=415 type=",
	"token-404":                 "token: size=0 status=404 type=",
	"token-201":                 "token: status=201",
	"token-202":                 "token: status=202",
	"token-204":                 "token: size=0 status=204",
	"token-206":                 "token: status=206",
	"token-304":                 "token: size=0 status=304 type=",
	"token-empty":               "token: size=0 type=",
	"token-malformed":           "token: size=72",
	"token-trailing-data":       "token: size=458",
	"token-byte-order-mark":     "token: size=232",
	"token-list":                "token: size=231",
	"token-repeated":            "token: -expires_in -scope | userinfo: error=Invalid_Token status=400 | userinfo again: error=Invalid_Token status=400 | introspect: size=21 status=400",
	"token-other-spelling":      `token: Access_Token="another-token"`,
	"token-content-type":        "token: type=text/html; charset=utf-8",
	"token-missing":             "token: -access_token",
	"token-blank":               `token: access_token=""`,
	"token-null":                "token: access_token=null",
	"token-number":              "token: access_token=42",
	"token-type-mac":            `token: token_type="mac"`,
	"token-type-missing":        "token: -token_type",
	"token-type-lower-case":     `token: token_type="bearer"`,
	"token-expires-text":        `token: expires_in="3600"`,
	"token-expires-never":       "token: -expires_in",
	"token-expires-before":      "token: expires_in=-1",
	"token-expires-endless":     "token: size=230",
	"token-more":                `token: id_token="e30.e30." refresh_token="another-token"`,
	"token-huge":                "token: padding=8388608",
	"token-compressed":          "token: padding=1048576 size=1048576 type=application/json",
	"token-long-header":         "token: filler=262144",
	"token-cut-off":             "token: cut off",
	"token-301":                 "token: status=301",
	"token-302":                 "token: status=302",
	"token-303":                 "token: status=303",
	"token-redirect":            "token: status=307",
	"token-308":                 "token: status=308",
	"token-unhurried":           "token: held | token again: held",
	"token-slow":                "token: held | token again: held",
	"token-held":                "token: held | token again: held",
	"token-trickle":             "token: trickles | token again: trickles",
	"token-reset":               "token: reset",
	"token-reset-early":         "token: reset | token again: reset",

	"userinfo-500":            "userinfo: size=0 status=500 type= | userinfo again: size=0 status=500 type=",
	"userinfo-500-once":       "userinfo: size=0 status=500 type=",
	"userinfo-429":            twice("size=0 status=429 type="),
	"userinfo-201":            twice("status=201"),
	"userinfo-204":            twice("size=0 status=204"),
	"userinfo-302":            twice("status=302"),
	"userinfo-400":            "userinfo: error=Invalid request status=400 | userinfo again: error=Invalid request status=400",
	"userinfo-401":            "userinfo: error=Invalid_Token status=401 | userinfo again: error=Invalid_Token status=401",
	"userinfo-403":            twice("size=0 status=403 type="),
	"userinfo-404":            twice("size=0 status=404 type="),
	"userinfo-bad-token":      "userinfo: error=Invalid_Token status=400 | userinfo again: error=Invalid_Token status=400",
	"userinfo-malformed":      "userinfo: size=145 | userinfo again: size=145",
	"userinfo-empty":          twice("size=0 type="),
	"userinfo-null":           twice("-email -firstnameAR -firstnameEN -fullnameAR -fullnameEN -gender -idType -idn -lastnameAR -lastnameEN -mobile -nationalityAR -nationalityEN -profileType -sub -userType -uuid"),
	"userinfo-content-type":   twice("type=text/html; charset=utf-8"),
	"userinfo-trailing-data":  twice("size=1018"),
	"userinfo-huge":           twice("padding=8388608"),
	"userinfo-compressed":     twice("padding=1048576 size=1048576 type=application/json"),
	"userinfo-slow":           "userinfo: held | userinfo again: held",
	"userinfo-slow-once":      "userinfo: held",
	"userinfo-held":           "userinfo: held | userinfo again: held",
	"userinfo-trickle":        twice("trickles"),
	"userinfo-reset":          "userinfo: reset | userinfo again: reset",
	"userinfo-reset-once":     "userinfo: reset",
	"userinfo-other-person":   "userinfo: person=ahmed | userinfo again: person=ahmed",
	"userinfo-other-subject":  twice(`sub="UAEPASS/00000000-0000-4000-8000-000000000099"`),
	"userinfo-bare-subject":   twice(`sub="6c1f0a52-7d0e-4b8e-9a51-0f4a7e1d0001"`),
	"userinfo-other-idn":      twice(`idn="784199912345679"`),
	"userinfo-other-uuid":     twice(`uuid="00000000-0000-4000-8000-000000000099"`),
	"userinfo-no-idn":         twice("-idn"),
	"userinfo-empty-idn":      twice(`idn=""`),
	"userinfo-number-idn":     twice("-email -firstnameAR -firstnameEN -fullnameAR -fullnameEN -gender -idType -lastnameAR -lastnameEN -mobile -nationalityAR -nationalityEN -profileType idn=784199000000010"),
	"userinfo-no-sub":         twice("-sub"),
	"userinfo-null-sub":       twice("sub=null"),
	"userinfo-repeated-sub":   twice("-email -firstnameAR -firstnameEN -fullnameAR -fullnameEN -gender -idType -lastnameAR -lastnameEN -mobile -nationalityAR -nationalityEN -profileType"),
	"userinfo-other-spelling": twice(`Sub="UAEPASS/somebody-else"`),
	"userinfo-no-uuid":        twice("-uuid"),
	"userinfo-sop1":           twice(`userType="SOP1"`),
	"userinfo-sop2":           twice(`userType="SOP2"`),
	"userinfo-no-level":       twice("-userType"),
	"userinfo-unknown-level":  twice(`userType="SOP4"`),
	"userinfo-no-contact":     twice("-email -mobile"),
	"userinfo-more":           twice(`acr="urn:safelayer:tws:policies:authentication:level:low" amr=["face"] photo="QUJD"`),
	"userinfo-hostile-name":   twice("fullnameAR=\"\u2067\\u003cimg src=x onerror=alert(1)\\u003e\" fullnameEN=\"\\u003cscript\\u003ealert(1)\\u003c/script\\u003e\u202e\\u0000\""),
	"userinfo-new-contact":    twice(`email="moved.fatima@example.com" mobile="971500000999"`),
	"userinfo-spaces":         twice(`idn="784199000000010 " sub=" UAEPASS/6c1f0a52-7d0e-4b8e-9a51-0f4a7e1d0001 "`),
	"userinfo-no-arabic-name": twice("-firstnameAR -fullnameAR -lastnameAR"),

	"introspect-inactive":        "introspect: size=21 status=400",
	"introspect-inactive-200":    "introspect: -client_claims -client_id -exp -iat -iss -nbf -scope -sub -times_verified -token_type -username active=false",
	"introspect-malformed":       "introspect: size=15",
	"introspect-repeated":        "introspect: -client_claims -iat -iss -nbf -scope -sub -times_verified -token_type -username exp=4102444800",
	"introspect-expired":         "introspect: exp=1",
	"introspect-active-text":     `introspect: active="true"`,
	"introspect-other-client":    `introspect: client_id="sdg_digivault"`,
	"introspect-no-client":       "introspect: -client_id",
	"introspect-verified-before": "introspect: times_verified=3",
	"introspect-500":             "introspect: size=0 status=500 type=",
	"introspect-401":             "introspect: error=invalid_client error_description=invalidCredentials status=401",
	"introspect-huge":            "introspect: padding=8388608",
	"introspect-held":            "introspect: held",
	"introspect-reset":           "introspect: reset",

	"network-reset": "token: reset | token again: reset",
	"network-held":  "token: held | userinfo: held | userinfo again: held | introspect: held | token again: held",
}

func twice(change string) string { return "userinfo: " + change + " | userinfo again: " + change }

func TestEveryRowOfTheTableIsSeenFromOutside(t *testing.T) {
	w := start(t)
	w.answer(w.request(w.Signin), simulatortest.Decision{Persona: "mariam"})
	honest := w.journey("none")
	rows := simulator.Scenarios()
	if len(rows) != len(changed) {
		t.Errorf("%d rows, %d expectations", len(rows), len(changed))
	}
	for _, sc := range rows {
		want, ok := changed[sc.ID]
		if got := compare(honest, w.journey(sc.ID)); !ok || got != want {
			t.Errorf("%s:\n got %s\nwant %s", sc.ID, got, want)
		}
	}
}

func TestEveryRowSpeaksBothLanguagesAndHasItsOwnName(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, sc := range simulator.Scenarios() {
		if sc.Says.EN == "" || sc.Says.AR == "" || seen[sc.ID] || strings.Contains(sc.ID, " ") {
			t.Errorf("%q: a text is missing, or the name is not its own", sc.ID)
		}
		seen[sc.ID] = true
	}
}

// observation is what one step looked like.
type observation map[string]string

var steps = []string{"callback", "token", "userinfo", "userinfo again", "introspect", "token again"}

// journey plays a whole confirmation, as far as it goes.
func (w *world) journey(scenario string) map[string]observation {
	w.t.Helper()
	callback, err := simulatortest.Answer(w.browser, w.request(w.Face, "scope", visitors), simulatortest.Decision{Scenario: scenario})
	if errors.Is(err, simulatortest.ErrStays) {
		return nil
	}
	if err != nil {
		w.t.Fatalf("%s: %v", scenario, err)
	}
	_, query, _ := strings.Cut(callback, "?")
	q, err := url.ParseQuery(query)
	if err != nil {
		w.t.Fatalf("%s: the callback cannot be read", scenario)
	}
	seen := map[string]observation{"callback": observeCallback(q)}
	if code := q.Get("code"); len(code) == 36 && q.Get("error") == "" {
		w.exchangeAndAsk(seen, code)
	}
	return seen
}

func (w *world) exchangeAndAsk(seen map[string]observation, code string) {
	w.t.Helper()
	request := func() *http.Request { return w.tokenRequest(w.Face, grantParameters(w.Face, code)) }
	var token string
	seen["token"], token = w.observe(request())
	if token != "" {
		seen["userinfo"], _ = w.observe(w.userinfoRequest(token))
		seen["userinfo again"], _ = w.observe(w.userinfoRequest(token))
		seen["introspect"], _ = w.observe(w.introspectRequest(w.Face, token))
	}
	seen["token again"], _ = w.observe(request())
}

func observeCallback(q url.Values) observation {
	o := observation{}
	for name, values := range q {
		var said []string
		for _, v := range values {
			switch {
			case name == "code" && len(v) == 36:
				v = "issued"
			case len(v) == 36 || len(v) > 100:
				v = fmt.Sprint(len(v))
			}
			said = append(said, v)
		}
		o[name] = strings.Join(said, ",")
	}
	return o
}

// observe sends a request and describes what came back; what is held back it
// releases. token is the access token in the answer, if it has a good one.
func (w *world) observe(req *http.Request) (o observation, token string) {
	w.t.Helper()
	ctx, cancel := context.WithCancel(w.t.Context())
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		o, token = read(req.WithContext(ctx))
	}()
	held := make(chan error, 1)
	go func() { held <- w.AwaitHeld(ctx, 1) }()
	select {
	case <-done:
		return o, token
	case <-held:
	}
	w.Release()
	<-done
	o["held"] = ""
	return o, token
}

func read(req *http.Request) (observation, string) {
	resp, err := fresh.Do(req)
	if err != nil {
		return observation{"reset": ""}, ""
	}
	defer resp.Body.Close()
	first := make([]byte, 4096)
	n, _ := resp.Body.Read(first)
	if n == 1 {
		return observation{"trickles": ""}, ""
	}
	rest, cutOff := io.ReadAll(resp.Body)
	body := string(append(first[:n], rest...))
	o := observation{"status": fmt.Sprint(resp.StatusCode), "type": resp.Header.Get("Content-Type")}
	if filler := len(resp.Header.Get("X-Filler")); filler > 0 {
		o["filler"] = fmt.Sprint(filler)
	}
	if cutOff != nil {
		o["cut off"] = ""
	}
	if trimmed := strings.TrimRight(body, " "); trimmed != body {
		o["padding"] = fmt.Sprint(len(body) - len(trimmed))
	}
	return describe(o, body)
}

// describe adds the fields of a JSON object, or else the size of what came instead.
func describe(o observation, body string) (observation, string) {
	var fields map[string]any
	if err := json.Unmarshal([]byte(body), &fields); err != nil {
		o["size"] = fmt.Sprint(len(body))
		return o, ""
	}
	token, _ := fields["access_token"].(string)
	if token != "" {
		fields["access_token"] = "issued"
	}
	for name, value := range fields {
		text, _ := json.Marshal(value)
		if o[name] = string(text); strings.HasPrefix(name, "error") || name == "username" || name == "sub" && fields["active"] != nil {
			o[name] = strings.Trim(string(text), `"`)
		}
	}
	for _, p := range simulator.Personas() {
		if fields["email"] == p.Email && p.ID != "fatima" {
			return observation{"person": p.ID}, ""
		}
	}
	return o, token
}

// compare lists what differs from an honest journey, step by step.
func compare(honest, got map[string]observation) string {
	if got == nil {
		return "stays"
	}
	var all []string
	for _, step := range steps {
		o, reached := got[step]
		if d := difference(honest[step], o); reached && d != "" {
			all = append(all, step+": "+d)
		}
	}
	return strings.Join(all, " | ")
}

// difference lists what is new or other, and what is missing if the answer is one
// of the kind that was asked for.
func difference(honest, got observation) string {
	var all []string
	if got.comparable() {
		for _, name := range slices.Sorted(maps.Keys(honest)) {
			if _, ok := got[name]; !ok {
				all = append(all, "-"+name)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		switch value, ok := honest[name]; {
		case wholeAnswers[name]:
			all = append(all, name)
		case !ok || value != got[name]:
			all = append(all, name+"="+got[name])
		}
	}
	return strings.Join(all, " ")
}

// wholeAnswers are words that describe an answer without looking into it.
var wholeAnswers = map[string]bool{"held": true, "reset": true, "trickles": true, "cut off": true}

// comparable is false for refusals, for what is not JSON, and for another person.
func (o observation) comparable() bool {
	_, isCallback := o["state"]
	for _, name := range []string{"error", "size", "person", "held", "reset", "trickles"} {
		if _, ok := o[name]; ok && !isCallback {
			return false
		}
	}
	return true
}
