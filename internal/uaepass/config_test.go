package uaepass

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"takeed/internal/approval"
)

func TestConfigurationsThatAreRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*Config)
		want   string
	}{
		{"no base URL", func(c *Config) { c.BaseURL = "" }, "the base URL is missing"},
		{"relative base URL", func(c *Config) { c.BaseURL = "stg-id.uaepass.ae" }, "the base URL is not an absolute web address in plain ASCII"},
		{"no host", func(c *Config) { c.BaseURL = "https:///idshub" }, "the base URL is not an absolute web address in plain ASCII"},
		{"port only", func(c *Config) { c.BaseURL = "https://:443" }, "the base URL is not an absolute web address in plain ASCII"},
		{"line break", func(c *Config) { c.BaseURL = "https://id.uaepass.ae\n" }, "the base URL is not an absolute web address in plain ASCII"},
		{"plain http", func(c *Config) { c.BaseURL = "http://id.uaepass.ae" }, "the base URL must be https; plain http is for this machine only"},
		{"looks like this machine", func(c *Config) { c.BaseURL = "http://localhost.example.ae" }, "the base URL must be https; plain http is for this machine only"},
		{"other scheme", func(c *Config) { c.BaseURL = "ftp://id.uaepass.ae" }, "the base URL is not an absolute web address in plain ASCII"},
		{"password in the base URL", func(c *Config) { c.BaseURL = "https://u:CANARY@id.uaepass.ae" }, "the base URL must have neither credentials nor a fragment"},
		{"query in the base URL", func(c *Config) { c.BaseURL = "https://id.uaepass.ae/?a=b" }, "the base URL must not have a query"},
		{"redirect into an app", func(c *Config) { c.RedirectURI = "uaepass://callback" }, "the redirect URI is not an absolute web address in plain ASCII"},
		{"no redirect URI", func(c *Config) { c.RedirectURI = "" }, "the redirect URI is missing"},
		{"fragment in the redirect URI", func(c *Config) { c.RedirectURI += "#x" }, "the redirect URI must have neither credentials nor a fragment"},
		{"empty fragment", func(c *Config) { c.RedirectURI += "#" }, "the redirect URI must have neither credentials nor a fragment"},
		{"Arabic in the redirect URI", func(c *Config) { c.RedirectURI += "/تأكيد" }, "the redirect URI is not an absolute web address in plain ASCII"},
		{"no client id", func(c *Config) { c.ClientID = "" }, "the client id is missing"},
		{"no client secret", func(c *Config) { c.ClientSecret = approval.Secret{} }, "the client secret is missing"},
		{"line break behind the secret", func(c *Config) { c.ClientSecret = approval.SecretOf("CANARY\n") }, "the client secret has a space, a line break or a character outside ASCII"},
		{"unknown encoding", func(c *Config) { c.Encoding = "json" }, "the token encoding must be form, multipart or query"},
		{"extra state", func(c *Config) { c.Extra = url.Values{"state": {"x"}} }, "the extra authorize parameter state is not free to be set"},
		{"extra Username", func(c *Config) { c.Extra = url.Values{"Username": {"x"}} }, "the extra authorize parameter Username is not free to be set"},
		{"request object", func(c *Config) { c.Extra = url.Values{"request_uri": {"x"}} }, "the extra authorize parameter request_uri is not free to be set"},
		{"extra twice", func(c *Config) { c.Extra = url.Values{"prompt": {"a", "b"}} }, "the extra authorize parameter prompt must have one value"},
		{"extra without a value", func(c *Config) { c.Extra = url.Values{"prompt": {""}} }, "the extra authorize parameter prompt must have one value"},
		{"extra without a name", func(c *Config) { c.Extra = url.Values{"": {"x"}} }, "an extra authorize parameter has an unusable name"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			cfg := config("https://stg-id.uaepass.ae")
			tt.change(&cfg)
			if _, err := New(cfg); err == nil || err.Error() != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

func TestAllFaultsAreReportedAtOnce(t *testing.T) {
	t.Parallel()
	_, err := New(Config{Encoding: "x", Extra: url.Values{"state": {"x"}, "scope": {"x"}}})
	if err == nil || len(strings.Split(err.Error(), "\n")) != 7 {
		t.Errorf("got %v, want seven faults", err)
	}
}

func TestConfigurationsThatAreAccepted(t *testing.T) {
	t.Parallel()
	for _, baseURL := range []string{
		"https://id.uaepass.ae", "https://id.uaepass.ae/", "https://gateway.example.ae:8443/uaepass",
		"http://localhost:8081", "http://idp.localhost:8081", "http://127.0.0.1:8081", "http://[::1]:8081",
	} {
		if _, err := New(config(baseURL)); err != nil {
			t.Errorf("%s: %v", baseURL, err)
		}
	}
}

func TestAPortalOnPlainHTTP(t *testing.T) {
	t.Parallel()
	cfg := config("https://stg-id.uaepass.ae")
	cfg.RedirectURI = "http://portal.test:8080/uaepass/confirm/callback"
	if _, err := New(cfg); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestParseTokenEncoding(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{"form": true, "multipart": true, "query": true, "": false, "Form": false, "json": false} {
		if got, ok := ParseTokenEncoding(name); ok != want || ok && string(got) != name {
			t.Errorf("%q: %q, %v", name, got, ok)
		}
	}
}

func TestDeadlinesFitTheTimeOfACallback(t *testing.T) {
	t.Parallel()
	d := standardDeadlines()
	if d.token != approval.TokenTime || d.connect+d.pause >= d.token {
		t.Errorf("the token call does not fit: %+v", d)
	}
	if d.userinfo > approval.ExchangeBy || d.try+d.pause >= d.userinfo || d.introspect >= approval.ExchangeBy {
		t.Errorf("the other calls do not fit: %+v", d)
	}
}

// A change to the caller's map after New would otherwise put an unchecked parameter
// into the authorize URL.
func TestTheConfigurationIsCopied(t *testing.T) {
	t.Parallel()
	cfg := config("https://stg-id.uaepass.ae")
	cfg.Extra = url.Values{"prompt": {"login"}}
	c := clientOf(t, cfg, patient())
	cfg.Extra["prompt"][0] = "none"
	cfg.Extra.Set("state", "planted")
	if q := query(t, c.AuthorizeURL(approval.AuthorizationRequest{})); q.Get("prompt") != "login" || q.Get("state") != "" {
		t.Errorf("the authorize URL follows the caller's map: %v", q)
	}
}

func TestAClientPrintsNothingItHolds(t *testing.T) {
	t.Parallel()
	c := clientOf(t, config("https://stg-id.uaepass.ae"), patient())
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb, c)
		fmt.Fprintf(&out, verb, *c)
		fmt.Fprintf(&out, verb, struct{ inner *Client }{c})
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("client", "client", c, "config", c.cfg)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("client", "client", c, "config", c.cfg.ClientSecret)
	if strings.Contains(out.String(), "CANARY") || strings.Contains(out.String(), fmt.Sprintf("%x", "CANARY")) {
		t.Errorf("printed: %s", out.String())
	}
}
