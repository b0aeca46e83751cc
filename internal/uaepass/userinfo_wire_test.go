package uaepass

import (
	"context"
	"net/http"
	"testing"
	"time"

	"takeed/internal/approval"
)

// Two tries are all there are, and one is enough where a second would change nothing.
func TestUserInfoTries(t *testing.T) {
	t.Parallel()
	good := saysOK(residentInfo)
	truncated := raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{}")
	tests := []struct {
		name     string
		answer   http.HandlerFunc
		want     approval.Reason // empty: an identity
		requests int64
	}{
		{"500 once", inTurn(says(500, "", ""), good), "", 2},
		{"503 once", inTurn(says(503, "text/html", providerText), good), "", 2},
		{"reset once", inTurn(reset, good), "", 2},
		{"closed once", inTurn(raw(""), good), "", 2},
		{"half a body once", inTurn(truncated, good), "", 2},
		{"500 twice", inTurn(says(500, "", ""), says(500, "", ""), good), approval.ReasonUserinfoUnavailable, 2},
		{"500 for ever", says(500, "application/json", residentInfo), approval.ReasonUserinfoUnavailable, 2},
		{"502, then reset", inTurn(says(502, "", ""), reset, good), approval.ReasonUserinfoUnavailable, 2},
		{"reset for ever", reset, approval.ReasonUserinfoUnavailable, 2},
		{"closed for ever", raw(""), approval.ReasonUserinfoUnavailable, 2},
		{"500, then malformed", inTurn(says(500, "", ""), saysOK("{"), good), approval.ReasonUserinfoMalformed, 2},
		{"500, then 401", inTurn(says(500, "", ""), says(401, "", ""), good), approval.ReasonUserinfoRejected, 2},

		{"400 of the face page", says(400, "application/json", `{"error":"Invalid request"}`), approval.ReasonUserinfoRejected, 1},
		{"400 with an identity", says(400, "application/json", residentInfo), approval.ReasonUserinfoRejected, 1},
		{"401", says(401, "application/json", residentInfo), approval.ReasonUserinfoRejected, 1},
		{"403", says(403, "text/html", providerText), approval.ReasonUserinfoRejected, 1},
		{"404", says(404, "text/html", providerText), approval.ReasonUserinfoRejected, 1},
		{"429", says(429, "application/json", residentInfo), approval.ReasonProviderUnavailable, 1},
		{"201", says(201, "application/json", residentInfo), approval.ReasonUserinfoUnavailable, 1},
		{"204", says(204, "application/json", ""), approval.ReasonUserinfoUnavailable, 1},
		{"206", says(206, "application/json", residentInfo), approval.ReasonUserinfoUnavailable, 1},
		{"302 without an address", says(302, "application/json", residentInfo), approval.ReasonUserinfoUnavailable, 1},
		{"page", says(200, "text/html", residentInfo), approval.ReasonUserinfoMalformed, 1},
		{"signed", says(200, "application/jwt", residentInfo), approval.ReasonUserinfoMalformed, 1},
		{"no type", says(200, "", residentInfo), approval.ReasonUserinfoMalformed, 1},
		{"endless", endless(200), approval.ReasonUserinfoMalformed, 1},
		{"gzip nobody asked for", gzipped, approval.ReasonUserinfoMalformed, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newProvider(t, tt.answer)
			got, err := clientFor(t, p).UserInfo(context.Background(), approval.SecretOf(tokenText))
			if tt.want != "" {
				wantFailure(t, err, tt.want)
			} else if err != nil || got != resident {
				t.Errorf("got %+v, %v", got, err)
			}
			p.wantRequests(t, tt.requests)
		})
	}
}

func TestUserInfoAfterAConnectionThatFailed(t *testing.T) {
	t.Parallel()
	p, _ := droppingProvider(t, 1, saysOK(residentInfo))
	if err := userInfo(clientFor(t, p)); err != nil {
		t.Errorf("the second try did not help: %v", err)
	}
	p, l := droppingProvider(t, 1000, saysOK(residentInfo))
	wantFailure(t, userInfo(clientFor(t, p)), approval.ReasonUserinfoUnavailable)
	if n := l.accepted.Load(); n != 2 {
		t.Errorf("%d connections, want 2", n)
	}
}

// The first try has its own deadline: one that hangs leaves time for the other.
func TestUserInfoThatHangsOnce(t *testing.T) {
	t.Parallel()
	p := newProvider(t, inTurn(silent, saysOK(residentInfo)))
	d := patient()
	d.try = time.Second
	if err := userInfo(clientOf(t, config(p.URL), d)); err != nil {
		t.Errorf("the second try did not help: %v", err)
	}
	p.wantRequests(t, 2)

	p = newProvider(t, trickle(200))
	d = patient()
	d.try, d.userinfo = time.Second, 2*time.Second
	wantFailure(t, userInfo(clientOf(t, config(p.URL), d)), approval.ReasonUserinfoUnavailable)
	p.wantRequests(t, 2)
}

func TestNoSecondUserInfoWhenTheCallerHasNoTime(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	p := newProvider(t, func(w http.ResponseWriter, r *http.Request) {
		cancel()
		silent(w, r)
	})
	_, err := clientFor(t, p).UserInfo(ctx, approval.SecretOf(tokenText))
	wantFailure(t, err, approval.ReasonUserinfoUnavailable)
	p.wantRequests(t, 1)
}
