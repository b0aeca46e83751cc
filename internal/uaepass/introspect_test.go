package uaepass

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"takeed/internal/approval"
)

// The clock of these tests stands at 1,800,000,000 seconds.
const activeToken = `{"sub":"face-client","active":true,"client_id":"face-client","exp":1800003600,"iat":1800000000,"username":"admin@carbon.super"}`

func TestIntrospectionVerdicts(t *testing.T) {
	t.Parallel()
	const yes, no, noAnswer = approval.Reason(""), approval.ReasonTokenInactive, approval.ReasonIntrospectionUnavailable
	with := func(old, changed string) http.HandlerFunc {
		body := strings.Replace(activeToken, old, changed, 1)
		if body == activeToken {
			t.Fatalf("%s is not in the answer", old)
		}
		return saysOK(body)
	}
	tests := []struct {
		name   string
		answer http.HandlerFunc
		want   approval.Reason
	}{
		{"as documented", saysOK(activeToken), yes},
		{"space before true", with(`"active":true`, `"active" :  true `), yes},
		{"another subject, which is not looked at", with(`"sub":"face-client"`, `"sub":7`), yes},
		{"expires now", with("1800003600", "1800000000"), yes},
		{"expired a minute ago", with("1800003600", "1799999940"), yes},
		{"expired longer ago", with("1800003600", "1799999939"), no},
		{"expired before time began", with("1800003600", "-9223372036854775808"), no},
		{"expiry beyond all numbers", with("1800003600", "9223372036854775808"), no},
		{"expiry in exponents", with("1800003600", "1.8e300"), no},
		{"expiry a string", with("1800003600", `"1800003600"`), no},
		{"expiry null", with("1800003600", "null"), no},
		{"no expiry", with(`"exp":1800003600,`, ""), no},

		{"inactive", saysOK(`{"active":false}`), no},
		{"inactive with everything else", with(`"active":true`, `"active":false`), no},
		{"active a string", with(`"active":true`, `"active":"true"`), no},
		{"active a number", with(`"active":true`, `"active":1`), no},
		{"active null", with(`"active":true`, `"active":null`), no},
		{"active True", with(`"active":true`, `"active":True`), no},
		{"no active", with(`"active":true,`, ""), no},
		{"active twice", with(`"active":true`, `"active":false,"active":true`), no},
		{"Active beside active", with(`"active":true`, `"active":true,"Active":false`), no},
		{"other client", with(`"client_id":"face-client"`, `"client_id":"sign-in-client"`), no},
		{"client in upper case", with(`"client_id":"face-client"`, `"client_id":"FACE-CLIENT"`), no},
		{"client a list", with(`"client_id":"face-client"`, `"client_id":["face-client"]`), no},
		{"no client", with(`"client_id":"face-client",`, ""), no},
		{"client of a nested object", with(`"client_id":"face-client"`, `"client_claims":{"client_id":"face-client"}`), no},
		{"trailing data", saysOK(activeToken + activeToken), no},
		{"empty", saysOK(""), no},
		{"page", says(200, "text/html", activeToken), no},
		{"endless", endless(200), no},
		{"400 as documented", says(400, "application/json", `{ {"active":false,} }`), no},
		{"400 that says active", says(400, "application/json", activeToken), no},
		{"400 of a blank token", says(400, "application/json", `{"error":"Invalid input"}`), no},

		{"201", says(201, "application/json", activeToken), noAnswer},
		{"401", says(401, "application/json", `{"error":"invalid_client","error_description":"CANARY-provider"}`), noAnswer},
		{"403", says(403, "application/json", activeToken), noAnswer},
		{"404", says(404, "text/html", providerText), noAnswer},
		{"500", says(500, "", ""), noAnswer},
		{"503", says(503, "application/json", activeToken), noAnswer},
		{"reset", reset, noAnswer},
		{"closed", raw(""), noAnswer},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newProvider(t, tt.answer)
			err := introspect(clientFor(t, p))
			if tt.want != yes {
				wantFailure(t, err, tt.want)
			} else if err != nil {
				t.Errorf("got %v", err)
			}
			p.wantRequests(t, 1)
		})
	}
}

func TestIntrospectionRequest(t *testing.T) {
	t.Parallel()
	p := newProvider(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Method != http.MethodPost || r.URL.Path != "/idshub/introspect" || r.URL.RawQuery != "" || string(body) != "token=a%26b%3Dc" {
			t.Errorf("%s %s %s", r.Method, r.URL, body)
		}
		if got := r.Header.Get("Content-Type"); got != "application/x-www-form-urlencoded; charset=UTF-8" {
			t.Errorf("Content-Type: %q", got)
		}
		if id, secret, _ := r.BasicAuth(); id != clientID || secret != secretText {
			t.Errorf("credentials %q, %q", id, secret)
		}
		saysOK(activeToken)(w, r)
	})
	if err := clientFor(t, p).Introspect(context.Background(), approval.SecretOf("a&b=c")); err != nil {
		t.Errorf("ask about the token: %v", err)
	}
}

func TestIntrospectionEnds(t *testing.T) {
	t.Parallel()
	p := newProvider(t, trickle(200))
	d := patient()
	d.introspect = time.Second
	wantFailure(t, introspect(clientOf(t, config(p.URL), d)), approval.ReasonIntrospectionUnavailable)
	p.wantRequests(t, 1)
}
