package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"takeed/internal/integration/webhook"
)

func TestConformanceNeedsAnAddressAndAKey(t *testing.T) {
	t.Parallel()
	secret, signing := webhook.NewSecret().Reveal(), webhook.NewSigningKey().Reveal()
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"https://core.example/hooks"}, "--secret whsec_… or --key whsk_… is needed, or both: what signs for the endpoint, or the path of a file that holds it\n"},
		{[]string{"https://core.example/hooks", "--secret", "nowhere"}, "--secret is neither whsec_… nor a file that can be read\n"},
		{[]string{"https://core.example/hooks", "--secret", "whsec_x"}, "--secret is not a key of an endpoint\n"},
		{[]string{"https://core.example/hooks", "--key", file(t, []byte(secret))}, "--key is not a key of an endpoint\n"},
		{[]string{"https://core.example/hooks", "--key", signing, "--fast"}, "--fast is none of --key, --secret\n"},
	} {
		if got := portal(t, env{}, append([]string{"client", "conformance"}, c.args...)...); got != (ended{2, "", c.want}) {
			t.Errorf("%q: %+v", c.args, got)
		}
	}
	if got := portal(t, env{}, "client", "conformance", "http://core.example/hooks", "--secret", secret); got.code != 2 || !strings.HasPrefix(got.stderr, "URL: ") {
		t.Errorf("plain http: %+v", got)
	}
}

// A receiver that takes everything is found out.
func TestConformanceNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	careless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	t.Cleanup(careless.Close)
	deaf := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }))
	t.Cleanup(deaf.Close)
	e := env{"PORTAL_ENV": "development", "PORTAL_EGRESS_ALLOW": "127.0.0.0/8"}
	secret := file(t, []byte(webhook.NewSecret().Reveal()+"\n"))
	for url, want := range map[string]string{careless.URL: "WRONG  stale: ", deaf.URL: "1 tried, 1 wrong\n"} {
		got := portal(t, e, "client", "conformance", url, "--secret", secret)
		if got.code != 1 || !strings.Contains(got.stdout, want) || !strings.HasPrefix(got.stderr, "portal: the receiver is wrong in ") {
			t.Errorf("%s: %+v", url, got)
		}
	}
}
