package uaepass

import (
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"takeed/internal/approval"
	"takeed/internal/oauthclient"
)

// The defaults of what is asked for.
const (
	// DefaultScope is the one that the documentation of the face flow gives. It
	// brings neither profileType nor unifiedID: to serve visitors, both clients need
	// "urn:uae:digitalid:profile:general:profileType" and
	// "urn:uae:digitalid:profile:general:unifiedId" beside it, separated by spaces,
	// and UAE PASS must have granted them.
	DefaultScope = "urn:uae:digitalid:profile:general"

	// DefaultACRValues is the documented value, the same for sign-in and for the
	// face flow: which of the two happens is decided by the client's registration.
	DefaultACRValues = "urn:safelayer:tws:policies:authentication:level:low"
)

// Config describes one client that is registered at UAE PASS.
type Config struct {
	BaseURL      string // "https://stg-id.uaepass.ae"; the paths /idshub/… lie below it
	ClientID     string
	ClientSecret approval.Secret
	RedirectURI  string // sent byte for byte as it stands here; must be the registered one

	Encoding  TokenEncoding // default Form
	PKCE      bool          // send a code challenge, and its verifier with the code
	Scope     string        // default DefaultScope
	ACRValues string        // default DefaultACRValues
	Extra     url.Values    // more authorize parameters, should UAE PASS ask for any

	RootCAs *x509.CertPool   // whom to trust instead of the system's authorities
	Now     func() time.Time // default time.Now; judges the expiry in an introspection
}

// TokenEncoding is how the parameters of a token request travel. The documentation
// contradicts itself; UAE PASS's own SDKs send a form.
type TokenEncoding string

// The three ways.
const (
	Form      TokenEncoding = "form"      // a form in the body
	Multipart TokenEncoding = "multipart" // multipart/form-data in the body
	Query     TokenEncoding = "query"     // in the URL: the code ends up in the provider's access logs
)

// ParseTokenEncoding accepts the three names.
func ParseTokenEncoding(s string) (TokenEncoding, bool) {
	e := TokenEncoding(s)
	return e, e == Form || e == Multipart || e == Query
}

// withDefaults fills in what was left empty, and copies what the caller could change later.
func (cfg Config) withDefaults() Config {
	if cfg.Encoding == "" {
		cfg.Encoding = Form
	}
	if cfg.Scope == "" {
		cfg.Scope = DefaultScope
	}
	if cfg.ACRValues == "" {
		cfg.ACRValues = DefaultACRValues
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	extra := url.Values{}
	for name, values := range cfg.Extra {
		extra[name] = slices.Clone(values)
	}
	cfg.Extra = extra
	return cfg
}

// Fault is what is wrong with one field of a Config.
type Fault = oauthclient.Fault

// Faults returns everything that is wrong with the configuration. No fault quotes a value: a
// URL may hold a password.
func (cfg Config) Faults() []Fault {
	cfg = cfg.withDefaults()
	faults := oauthclient.AppendFault(nil, "BaseURL", checkBaseURL(cfg.BaseURL))
	faults = oauthclient.AppendFault(faults, "RedirectURI", checkRedirectURI(cfg.RedirectURI))
	faults = oauthclient.AppendFault(faults, "ClientID", oauthclient.CheckCredential("the client id", cfg.ClientID))
	faults = oauthclient.AppendFault(faults, "ClientSecret", oauthclient.CheckCredential("the client secret", cfg.ClientSecret.Reveal()))
	if _, ok := ParseTokenEncoding(string(cfg.Encoding)); !ok {
		faults = append(faults, Fault{Field: "Encoding", Err: errors.New("the token encoding must be form, multipart or query")})
	}
	for _, name := range slices.Sorted(maps.Keys(cfg.Extra)) {
		faults = oauthclient.AppendFault(faults, "Extra", checkExtra(name, cfg.Extra[name]))
	}
	return faults
}

// checkBaseURL demands a URL to which secrets may be sent.
func checkBaseURL(raw string) error {
	if err := oauthclient.CheckProvider("the base URL", raw); err != nil {
		return err
	}
	if strings.Contains(raw, "?") {
		return errors.New("the base URL must not have a query")
	}
	return nil
}

// checkRedirectURI leaves it to the portal whether it serves plain http: the
// callback comes to the portal's own address.
func checkRedirectURI(raw string) error {
	_, err := oauthclient.CheckURL("the redirect URI", raw)
	return err
}

// reservedParameters are the authorize parameters that Config.Extra may not set: those that
// this package sends, and those that would change what the others mean or show a secret to
// the browser.
var reservedParameters = []string{
	"response_type", "client_id", "redirect_uri", "scope", "state", "username", "acr_values", "ui_locales",
	"code_challenge", "code_challenge_method",
	"request", "request_uri", "response_mode", "client_secret", "code_verifier", "code",
}

func checkExtra(name string, values []string) error {
	switch {
	case !oauthclient.VisibleASCII(name) || name == "":
		return errors.New("an extra authorize parameter has an unusable name")
	case slices.Contains(reservedParameters, strings.ToLower(name)):
		return fmt.Errorf("the extra authorize parameter %s is not free to be set", name)
	case len(values) != 1 || values[0] == "":
		return fmt.Errorf("the extra authorize parameter %s must have one value", name)
	}
	return nil
}
