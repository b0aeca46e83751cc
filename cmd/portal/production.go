package main

import (
	"net/netip"
	"net/url"
	"strings"

	"takeed/internal/app"
)

// rejectTestSettings keeps test settings out of production: the credentials that UAE PASS
// publishes, its test systems, plain http, limits that limit nothing.
func (e *environment) rejectTestSettings(c Config) {
	e.rejectPlainHTTP(c)
	u, err := url.Parse(c.UAEPass.BaseURL)
	if err != nil || u.Scheme != "https" {
		e.fault("UAEPASS_BASE_URL must be https in production")
	} else if !productionHost(u.Hostname()) {
		e.fault("UAEPASS_BASE_URL %s is not a production host of UAE PASS: use https://id.uaepass.ae", u.Host)
	}
	e.rejectSandbox("UAEPASS_SIGNIN", c.UAEPass.Signin)
	e.rejectSandbox("UAEPASS_CONFIRM", c.UAEPass.Confirm)
	e.rejectStaffTestSettings(c.Staff)
	e.rejectUnsafeLimits(c.Limits)
	e.rejectUncheckedLog(c.Translog)
}

func (e *environment) rejectPlainHTTP(c Config) {
	if u, err := url.Parse(c.BaseURL); err == nil && u.Scheme == "http" {
		e.fault("PORTAL_BASE_URL is plain http: %s needs https, or cookies and callbacks can be read", c.Env)
	}
}

func (e *environment) rejectSandbox(prefix string, client app.Client) {
	if strings.HasPrefix(client.ID, "sandbox") || strings.HasPrefix(client.Secret.Reveal(), "sandbox") {
		e.fault("%s_CLIENT_ID or its secret is the sandbox's, which UAE PASS publishes: use your own", prefix)
	}
}

// productionHost is false for this machine, for bare addresses and for the names of the
// test systems of UAE PASS.
func productionHost(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if _, err := netip.ParseAddr(host); err == nil || host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return false
	}
	for _, test := range []string{"stg-", "qa-", "dev-"} {
		if strings.HasPrefix(host, test) {
			return false
		}
	}
	return host != ""
}
