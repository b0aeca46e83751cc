package pingone

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"takeed/internal/simulator"
	"takeed/internal/simulator/oauthserver"
)

// Environment is the id of the environment.
const Environment = "3f6d2c1a-58b7-4e0d-9a43-c1e8b7d60100"

const (
	basePath = "/" + Environment + "/as"
	pagePath = "/" + Environment + "/signon/"

	codeLifetime  = time.Minute
	tokenLifetime = time.Hour
)

// Callback is the path that a Takeed portal has registered as its redirect URI, unless it
// says otherwise.
const Callback = "/oidc/callback"

// Issuer is the issuer of a simulator that is reached at an origin.
func Issuer(origin string) string { return origin + basePath }

// Client is a relying party, and the provider that knows it: a [simulator.Neighbour].
type Client struct {
	ID           string
	Secret       string
	Name         string // as it is shown to the people who sign in
	RedirectURIs []string
	SignOffURLs  []string // where a sign-out may lead back to
	Scenario     string   // of Scenarios: what goes wrong unless the user chooses otherwise; "": nothing
}

// provider is the state of the provider.
type provider struct {
	host     simulator.Host
	client   Client
	standing *simulator.Scenario
	personas []Persona

	mu       sync.Mutex // guards what follows, and the values in it
	requests *oauthserver.Shelf[*request]
	codes    *oauthserver.Shelf[*grant]
	tokens   *oauthserver.Shelf[Persona]
	sessions *oauthserver.Shelf[*session]
}

// request is one authorization request.
type request struct {
	key         string // names it in the address of its page
	redirectURI string
	state       string
	nonce       string
	scope       []string
	challenge   string
	lang        simulator.Lang
	location    string // the callback, once there is one
}

// session is what a sign-in leaves in the browser.
type session struct {
	id     string // "sid" of the ID tokens
	person Persona
	began  time.Time
}

// Check says what is wrong with a registration.
func (c *Client) Check() []error {
	faults := simulator.Client{ID: c.ID, Secret: c.Secret, RedirectURIs: slices.Concat(c.RedirectURIs, c.SignOffURLs)}.Check()
	if _, ok := simulator.Named(scenarios, c.Scenario); !ok {
		faults = append(faults, fmt.Errorf("client %q: scenario %q is not known", c.ID, c.Scenario))
	}
	if len(c.SignOffURLs) == 0 {
		faults = append(faults, errors.New("the client of the staff needs an address to return to after signing out"))
	}
	return faults
}

// Present lists the people and what can go wrong.
func (c *Client) Present() (people []simulator.Account, failures []simulator.Scenario) {
	for _, p := range Personas() {
		people = append(people, simulator.Account{ID: p.ID, Name: p.Name, About: p.About, Email: p.Email})
	}
	return people, scenarios
}

// Secrets are those of the registration, and the identifiers of the people.
func (c *Client) Secrets() []string {
	all := []string{c.Secret}
	for _, p := range Personas() {
		all = append(all, p.Subject, p.Email)
	}
	return all
}

// Open starts a provider with this client.
func (c *Client) Open(host simulator.Host, mux *http.ServeMux) {
	p := &provider{
		host: host, client: *c, personas: Personas(),
		requests: oauthserver.NewShelf[*request](oauthserver.MaxRemembered, oauthserver.KeepRequests),
		codes:    oauthserver.NewShelf[*grant](oauthserver.MaxRemembered, oauthserver.KeepCodes),
		tokens:   oauthserver.NewShelf[Persona](oauthserver.MaxRemembered, tokenLifetime),
		sessions: oauthserver.NewShelf[*session](oauthserver.MaxRemembered, oauthserver.KeepSessions),
	}
	p.standing, _ = simulator.Named(scenarios, c.Scenario)
	mux.HandleFunc("GET "+basePath+"/.well-known/openid-configuration", p.metadata)
	mux.HandleFunc("GET "+basePath+"/authorize", p.authorize)
	mux.HandleFunc("GET "+pagePath+"{$}", p.page)
	mux.HandleFunc("POST "+pagePath+"{$}", p.answer)
	mux.HandleFunc("POST "+basePath+"/token", p.token)
	mux.HandleFunc("GET "+basePath+"/jwks", p.keys)
	mux.HandleFunc("GET "+basePath+"/userinfo", p.userinfo)
	mux.HandleFunc("GET "+basePath+"/signoff", p.signoff)
}

// issuerOf is the issuer at the host that a request was sent to. A portal sends requests
// only to the issuer of its configuration, so the two are the same.
func issuerOf(r *http.Request) string {
	u := url.URL{Scheme: "http", Host: r.Host}
	if r.TLS != nil {
		u.Scheme = "https"
	}
	return Issuer(u.String())
}

func (p *provider) metadata(w http.ResponseWriter, r *http.Request) {
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
