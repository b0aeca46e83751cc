package main

import (
	"net/url"
	"strings"

	"takeed/internal/app"
)

// The values of PORTAL_ENV.
const (
	envProduction  = "production"
	envSandbox     = "sandbox"
	envDevelopment = "development"
)

func (e *environment) env() string {
	env := e.or("PORTAL_ENV", envProduction)
	if env != envProduction && env != envSandbox && env != envDevelopment {
		e.fault(`PORTAL_ENV must be "production", "sandbox" or "development"`)
	}
	return env
}

// serious is true of a portal that strangers may reach.
func (c Config) serious() bool { return c.Env != envDevelopment }

// rejectUnsafeSandbox holds a sandbox to what keeps production safe: integrators reach it over
// the internet. What it may have and production may not is a stand-in for UAE PASS and for the
// identity provider of the staff, with their published credentials. UAE PASS itself it must not
// have: real people would confirm what nobody means.
func (e *environment) rejectUnsafeSandbox(c Config) {
	e.rejectPlainHTTP(c)
	u, err := url.Parse(c.UAEPass.BaseURL)
	if err != nil || u.Scheme != "https" {
		e.fault("UAEPASS_BASE_URL must be https in a sandbox")
	} else if host := u.Hostname(); ofUAEPass(host) && productionHost(host) {
		e.fault("UAEPASS_BASE_URL %s is UAE PASS, where real people confirm: a sandbox needs a simulator or a test system", u.Host)
	}
	e.rejectPlainIssuer(c.Staff)
	e.rejectUnsafeLimits(c.Limits)
	e.rejectUncheckedLog(c.Translog)
}

func ofUAEPass(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return host == "uaepass.ae" || strings.HasSuffix(host, ".uaepass.ae")
}

func (e *environment) rejectPlainIssuer(s *app.Staff) {
	if s == nil || s.Issuer == "" {
		return
	}
	if u, err := url.Parse(s.Issuer); err == nil && u.Scheme != "https" {
		e.fault("OIDC_ISSUER must be https in a sandbox")
	}
}
