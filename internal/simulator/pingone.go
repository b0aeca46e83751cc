package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// The identity provider of the staff: OpenID Connect in the shape of PingOne, whose
// addresses begin with the id of an environment. It is the second provider of this
// package and shares nothing with the first but the pages, the clock and the list of
// secrets. What it imitates:
//
//	GET  /{env}/as/.well-known/openid-configuration   what there is
//	GET  /{env}/as/authorize                          the browser arrives; PKCE is a must
//	     /{env}/signon/                               the page that asks who it is
//	POST /{env}/as/token                              a code becomes an ID token; Basic, form body
//	GET  /{env}/as/jwks                               the key that signed it
//	GET  /{env}/as/userinfo                           the same person, for an access token
//	GET  /{env}/as/signoff                            the session at the provider ends
//
// Codes live a minute and work once.

// StaffEnvironment is the id of the environment.
const StaffEnvironment = "3f6d2c1a-58b7-4e0d-9a43-c1e8b7d60100"

const (
	staffPath     = "/" + StaffEnvironment + "/as"
	staffPagePath = "/" + StaffEnvironment + "/signon/"

	staffCodeLifetime  = time.Minute
	staffTokenLifetime = time.Hour
)

// StaffIssuer is the issuer of a simulator that is reached at an origin.
func StaffIssuer(origin string) string { return origin + staffPath }

// StaffClient is a relying party of the identity provider of the staff.
type StaffClient struct {
	ID           string
	Secret       string
	Name         string // as the people who sign in read it
	RedirectURIs []string
	SignOffURLs  []string // where a sign-out may lead back to
	Scenario     string   // of StaffScenarios: what goes wrong unless somebody chooses otherwise; "": nothing
}

// staffProvider is its state. The lock of the simulator guards it.
type staffProvider struct {
	client   *Client
	signOff  []string
	standing *Scenario
	personas []*StaffPersona
	requests *shelf[*staffRequest]
	codes    *shelf[*staffGrant]
	tokens   *shelf[*StaffPersona]
	sessions *shelf[*staffSession]
}

// staffRequest is one authorization request.
type staffRequest struct {
	authorization
	nonce string
}

// staffSession is what a sign-in leaves in the browser.
type staffSession struct {
	id     string // "sid" of the ID tokens
	person *StaffPersona
	began  time.Time
}

func newStaffProvider(c StaffClient) *staffProvider {
	p := &staffProvider{
		client:   &Client{ID: c.ID, Secret: c.Secret, Name: c.Name, RedirectURIs: c.RedirectURIs},
		signOff:  c.SignOffURLs,
		requests: newShelf[*staffRequest](maxRemembered, keepRequests),
		codes:    newShelf[*staffGrant](maxRemembered, keepCodes),
		tokens:   newShelf[*StaffPersona](maxRemembered, staffTokenLifetime),
		sessions: newShelf[*staffSession](maxRemembered, keepSessions),
	}
	p.standing, _ = staffScenarioNamed(c.Scenario)
	for _, persona := range StaffPersonas() {
		p.personas = append(p.personas, &persona)
	}
	return p
}

func (c *StaffClient) check() []error {
	if c == nil {
		return nil
	}
	faults := Client{ID: c.ID, Secret: c.Secret, RedirectURIs: slices.Concat(c.RedirectURIs, c.SignOffURLs)}.check()
	if _, ok := staffScenarioNamed(c.Scenario); !ok {
		faults = append(faults, fmt.Errorf("client %q: scenario %q is not known", c.ID, c.Scenario))
	}
	if len(c.SignOffURLs) == 0 {
		faults = append(faults, errors.New("the client of the staff needs an address to return to after signing out"))
	}
	return faults
}

func (s *Simulator) staffRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET "+staffPath+"/.well-known/openid-configuration", s.staffMetadata)
	mux.HandleFunc("GET "+staffPath+"/authorize", s.staffAuthorize)
	mux.HandleFunc("GET "+staffPagePath+"{$}", s.staffPage)
	mux.HandleFunc("POST "+staffPagePath+"{$}", s.staffAnswer)
	mux.HandleFunc("POST "+staffPath+"/token", s.staffToken)
	mux.HandleFunc("GET "+staffPath+"/jwks", s.staffKeys)
	mux.HandleFunc("GET "+staffPath+"/userinfo", s.staffUserinfo)
	mux.HandleFunc("GET "+staffPath+"/signoff", s.staffSignoff)
}

// issuerOf is the issuer under the name by which a request reached this place: that of
// the configuration, or it would not be here.
func issuerOf(r *http.Request) string {
	u := url.URL{Scheme: "http", Host: r.Host}
	if r.TLS != nil {
		u.Scheme = "https"
	}
	return StaffIssuer(u.String())
}

func (s *Simulator) staffMetadata(w http.ResponseWriter, r *http.Request) {
	issuer := issuerOf(r)
	sendJSON(w, http.StatusOK, map[string]any{
		"issuer":                                         issuer,
		"authorization_endpoint":                         issuer + "/authorize",
		"token_endpoint":                                 issuer + "/token",
		"userinfo_endpoint":                              issuer + "/userinfo",
		"jwks_uri":                                       issuer + "/jwks",
		"end_session_endpoint":                           issuer + "/signoff",
		"scopes_supported":                               []string{"openid", "profile", "email"},
		"response_types_supported":                       []string{"code"},
		"response_modes_supported":                       []string{"query"},
		"grant_types_supported":                          []string{"authorization_code"},
		"subject_types_supported":                        []string{"public"},
		"id_token_signing_alg_values_supported":          []string{"RS256"},
		"token_endpoint_auth_methods_supported":          []string{"client_secret_basic"},
		"code_challenge_methods_supported":               []string{"S256"},
		"authorization_response_iss_parameter_supported": true,
		"claims_supported":                               []string{"sub", "iss", "aud", "exp", "iat", "nonce", "name", "email", "roles"},
	})
}

func sendJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value)
}
