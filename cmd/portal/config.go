package main

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"takeed/internal/app"
	"takeed/internal/approval"
	"takeed/internal/brand"
	"takeed/internal/catalogue"
	"takeed/internal/egress"
	"takeed/internal/guard"
	"takeed/internal/keys"
	"takeed/internal/uaepass"
)

// Config is the environment of the portal. Every secret (marked so) may instead be
// named by a file: NAME_FILE=/run/secrets/… .
type Config struct {
	Env      string // PORTAL_ENV: "production" (default), "sandbox" or "development". Production refuses whatever is fit for trying only; a sandbox, whatever is unsafe, and UAE PASS itself.
	Addr     string // PORTAL_ADDR: where to listen, host:port; without a host on every address. Default "localhost:8080".
	BaseURL  string // PORTAL_BASE_URL: the public address, such as https://portal.example.ae. Required.
	EntityEN string // PORTAL_ENTITY_NAME_EN: the name of the bank, insurer or ministry, in English. Required, unless the brand has it.
	EntityAR string // PORTAL_ENTITY_NAME_AR: the same in Arabic.

	Brand brand.Brand // PORTAL_BRAND: path of a folder with names, logo, colours and the official sign-in button. Default none.

	DatabaseURL approval.Secret // DATABASE_URL (secret): postgres://… of a login that is a member of takeed_app and owns nothing. Required.
	MigrateURL  approval.Secret // DATABASE_MIGRATE_URL (secret): of the schema's owner; commands that change what the portal's login cannot use it. Default DATABASE_URL.

	Replicated bool // PORTAL_REPLICATION: "sync" if the database must have a synchronous standby, else "none" (default). With "sync", "portal check" and /readyz fail without one.

	AuditYears int // PORTAL_AUDIT_YEARS: how long events are kept before "portal audit prune" removes them, from 1. Default for ever, which is 0.

	Keys        *keys.Keyset // PORTAL_KEYSET: path of a keyset file, as "portal keyset" prints one. Required.
	KeysExposed error        // who may read that file and should not; nil if no one. Production does not serve with it.

	Proxies   []netip.Prefix       // PORTAL_TRUSTED_PROXIES: addresses or CIDR ranges whose X-Forwarded-For is believed, comma-separated. Default none.
	Egress    egress.Allow         // PORTAL_EGRESS_ALLOW: networks and ports that webhooks and key documents of clients may be at, besides public addresses at port 443; see egress.ParseAllow. Default none.
	Catalogue *catalogue.Catalogue // PORTAL_KINDS: path of a catalogue of kinds of transaction. Default the embedded one.

	Limits approval.Limits // PORTAL_LIMITS: "name=number,…"; those not named keep their default. Names, meanings, bounds: approval.LimitTable.

	Translog *app.Translog // The transparency log; there is none without PORTAL_LOG_KEY.
	// PORTAL_LOG_KEY (secret): its signing keys, one a line; all sign. "portal log key" prints a new one.
	// PORTAL_LOG_ORIGIN: its name, which is also that of the keys. Default the host of PORTAL_BASE_URL, and "/log".
	// PORTAL_WITNESSES: path of the policy that names the witnesses which are asked to cosign it; see package witness.
	// PORTAL_LOG_FILE: path of the file that keeps the last signed checkpoint outside the database. Required in production.

	UAEPass app.UAEPass
	// UAEPASS_BASE_URL: default https://stg-id.uaepass.ae; production https://id.uaepass.ae.
	// UAEPASS_SIGNIN_CLIENT_ID, UAEPASS_SIGNIN_CLIENT_SECRET (secret): the login client. Required.
	// UAEPASS_CONFIRM_CLIENT_ID, UAEPASS_CONFIRM_CLIENT_SECRET (secret): the facial-confirmation client; another one. Required.
	// UAEPASS_TOKEN_ENCODING: "form" (default), "multipart" or "query".
	// UAEPASS_PKCE: "on" (default) or "off".
	// UAEPASS_INTROSPECT: "on" or "off" (default).
	// UAEPASS_SIGNIN_SCOPE: default the general profile with profile type and unified id, which visitors need.
	// UAEPASS_SCOPE: of the face flow. Default the general profile.
	// UAEPASS_ACR_VALUES: default the documented value.
	// UAEPASS_EXTRA_PARAMS: further parameters of the face flow's authorization request, as a query string.

	Staff *app.Staff // The back office; there is none if no setting below is there.
	// OIDC_ISSUER: of the identity provider of the staff, exactly as it writes it. Required.
	// OIDC_CLIENT_ID, OIDC_CLIENT_SECRET (secret): the portal's registration there. Required.
	// OIDC_ROLES: which values of the role claim give which role, "operator=Helpdesk; auditor=Internal Audit". Required.
	// OIDC_ROLE_CLAIM: the claim of the ID token that roles are read from. Default "roles".
	// OIDC_SCOPE: default "openid profile email".
}

const (
	defaultAddr  = "localhost:8080"
	generalScope = uaepass.DefaultScope
	signinScope  = generalScope + " " + generalScope + ":profileType " + generalScope + ":unifiedId"
)

// years reads for how many years the audit log is kept.
func (e *environment) years() int {
	text := e.get("PORTAL_AUDIT_YEARS")
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 100 {
		e.fault("PORTAL_AUDIT_YEARS must be a number of years from 1 to 100, or not be set to keep all events")
	}
	return n
}

func (e *environment) replicated() bool {
	how := e.or("PORTAL_REPLICATION", "none")
	if how != "none" && how != "sync" {
		e.fault(`PORTAL_REPLICATION must be "none" or "sync"`)
	}
	return how == "sync"
}

// readPrune reads the few settings that "portal audit prune" needs.
func readPrune(get func(string) string) (url approval.Secret, years int, err error) {
	url, err = readDatabase(get)
	e := &environment{get: get}
	if years = e.years(); years == 0 && len(e.faults) == 0 {
		e.fault("PORTAL_AUDIT_YEARS is missing: without it all events are kept")
	}
	var known usageError
	if errors.As(err, &known) {
		e.faults = append([]error{known.error}, e.faults...)
	}
	return url, years, e.result()
}

// readDatabase reads the address of the database for a command of the schema's owner, which
// needs nothing else.
func readDatabase(get func(string) string) (approval.Secret, error) {
	e := &environment{get: get}
	return e.ownerURL(), e.result()
}

// readMigrate reads what "portal migrate" needs.
func readMigrate(get func(string) string) (url approval.Secret, env string, err error) {
	e := &environment{get: get}
	url, env = e.ownerURL(), e.env()
	return url, env, e.result()
}

// read returns the whole configuration, or every fault of it.
func read(get func(string) string) (Config, error) {
	e := &environment{get: get}
	c := Config{
		Env:         e.env(),
		Addr:        e.or("PORTAL_ADDR", defaultAddr),
		BaseURL:     e.required("PORTAL_BASE_URL", "https://portal.example.ae"),
		Brand:       e.brand(),
		DatabaseURL: e.database("DATABASE_URL", e.requiredSecret),
		MigrateURL:  e.database("DATABASE_MIGRATE_URL", e.secret),
	}
	c.EntityEN = e.entity("PORTAL_ENTITY_NAME_EN", c.Brand.Name.EN, `"Example Bank"`)
	c.EntityAR = e.entity("PORTAL_ENTITY_NAME_AR", c.Brand.Name.AR, `"بنك المثال"`)
	c.AuditYears = e.years()
	c.Replicated = e.replicated()
	c.Keys, c.KeysExposed = e.keyset()
	c.Proxies = e.proxies()
	c.Egress = e.egress()
	c.Catalogue = e.kinds()
	c.Limits = e.limits()
	c.Translog = e.translog()
	c.UAEPass = e.uaePass()
	c.Staff = e.staff()
	e.addr(c.Addr)
	e.baseURL(c.BaseURL)
	switch c.Env {
	case envProduction:
		e.rejectTestSettings(c)
	case envSandbox:
		e.rejectUnsafeSandbox(c)
	}
	return c, e.result()
}

func (e *environment) addr(text string) {
	_, port, err := net.SplitHostPort(text)
	if number, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil || number == 0 && port != "0" {
		e.fault("PORTAL_ADDR must be a host and a port, such as localhost:8080 or :8080")
	}
}

// baseURL demands the very text that browsers put into their headers: requests for any
// other host are refused.
func (e *environment) baseURL(text string) {
	u, err := url.Parse(text)
	if text != "" && (err != nil || u.Hostname() == "" || text != u.Scheme+"://"+u.Host || u.Scheme != "https" && u.Scheme != "http") {
		e.fault("PORTAL_BASE_URL must be a scheme and a host and nothing else, such as https://portal.example.ae")
		return
	}
	if text != strings.ToLower(text) || u.Port() == map[string]string{"https": "443", "http": "80"}[u.Scheme] && u.Port() != "" {
		e.fault("PORTAL_BASE_URL must be as browsers write it: in small letters, without a port that goes without saying")
	}
}

func (e *environment) brand() brand.Brand {
	path := e.get("PORTAL_BRAND")
	if path == "" {
		return brand.Brand{}
	}
	b, err := brand.Read(path)
	if err != nil {
		e.fault("PORTAL_BRAND: %w", err)
	}
	return b
}

// entity is the name of the institution, from the brand or else from the setting. It is on
// every page, so a setting with a character that no page may show is refused.
func (e *environment) entity(name, ofBrand, example string) string {
	if ofBrand == "" {
		entity, refusal := guard.Text(e.required(name, example))
		if refusal != nil {
			e.fault("%s has the character %s where no page may show it", name, guard.Describe(refusal.Character))
		}
		return entity
	}
	if e.get(name) != "" {
		e.fault("%s is set, and the folder in PORTAL_BRAND has the name too: keep one", name)
	}
	return ofBrand
}

func (e *environment) proxies() []netip.Prefix {
	var list []netip.Prefix
	for part := range strings.SplitSeq(e.get("PORTAL_TRUSTED_PROXIES"), ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		prefix, err := netip.ParsePrefix(part)
		if addr, notAddr := netip.ParseAddr(part); notAddr == nil {
			addr = addr.Unmap()
			prefix, err = addr.Prefix(addr.BitLen())
		}
		switch {
		case err != nil || prefix.Addr().Is4In6():
			e.fault("PORTAL_TRUSTED_PROXIES: %q is neither an address nor a CIDR range", part)
		case prefix.Bits() == 0:
			e.fault("PORTAL_TRUSTED_PROXIES: %s is everybody, and whoever is believed chooses their own address: name your proxies", part)
		default:
			list = append(list, prefix.Masked())
		}
	}
	return list
}

func (e *environment) egress() egress.Allow {
	allow, err := egress.ParseAllow(e.get("PORTAL_EGRESS_ALLOW"))
	if err != nil {
		e.fault("PORTAL_EGRESS_ALLOW: %w", err)
	}
	return allow
}

func (e *environment) kinds() *catalogue.Catalogue {
	read := catalogue.Builtin
	if path := e.get("PORTAL_KINDS"); path != "" {
		read = func() (*catalogue.Catalogue, error) { return catalogue.LoadFile(path) }
	}
	c, err := read()
	if err != nil {
		e.fault("PORTAL_KINDS: %w", err)
	}
	return c
}
