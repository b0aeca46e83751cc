package simulator

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// The paths that a Takeed portal has registered as its redirect URIs, unless it says
// otherwise.
const (
	SigninCallback  = "/uaepass/signin/callback"
	ConfirmCallback = "/uaepass/confirm/callback"
)

// Config says which clients the simulator serves, and how.
type Config struct {
	Clients []Client
	Now     func() time.Time // nil: time.Now
	Log     *slog.Logger     // nil: no log

	// Strict holds the portal to the letter of the documents: only documented
	// parameters (and PKCE) at the authorize endpoint, a state in every request,
	// and token parameters in a form body unless Accept says otherwise.
	Strict bool

	Accept       []Encoding     // of token requests; nil: all three, or only Form when Strict
	Vocabulary   Vocabulary     // of refusals; "": TrustedX
	Inactive     InactiveAnswer // to the introspection of a dead token; "": InactiveBadRequest
	CodeLifetime time.Duration  // 0: ten seconds
	Personas     []Persona      // nil: Personas()

	// Scanner is how a link scanner reaches a portal; nil: http.DefaultTransport. It is for
	// tests whose portal only seems to have a public address.
	Scanner http.RoundTripper

	Staff Neighbour // the identity provider of the staff; nil: there is none
}

// Client is a relying party that was registered with the provider.
type Client struct {
	ID           string
	Secret       string
	Name         string // as it is shown to the people who are asked
	RedirectURIs []string
	Face         bool   // the facial-confirmation client: asks one person's phone
	Scenario     string // what goes wrong unless the user chooses otherwise; "": nothing
}

// Encoding is where a token request carries its parameters. The documents of UAE
// PASS contradict each other, and all three are seen in public integrations.
type Encoding string

const (
	Form      Encoding = "form"
	Multipart Encoding = "multipart"
	Query     Encoding = "query"
)

// InactiveAnswer is how the introspection of a dead token is answered: the
// documents show a 400 whose body is not JSON, the RFC and WSO2 say otherwise.
type InactiveAnswer string

const (
	InactiveBadRequest InactiveAnswer = "400"
	InactiveOK         InactiveAnswer = "200"
)

func (c Config) withDefaults() Config {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Accept == nil && c.Strict {
		c.Accept = []Encoding{Form}
	} else if c.Accept == nil {
		c.Accept = []Encoding{Form, Multipart, Query}
	}
	if c.Vocabulary == "" {
		c.Vocabulary = TrustedX
	}
	if c.Inactive == "" {
		c.Inactive = InactiveBadRequest
	}
	if c.CodeLifetime == 0 {
		c.CodeLifetime = 10 * time.Second
	}
	if c.Personas == nil {
		c.Personas = Personas()
	}
	if c.Scanner == nil {
		c.Scanner = http.DefaultTransport
	}
	return c
}

// check reports every fault at once.
func (c Config) check() error {
	var faults []error
	if len(c.Clients) == 0 {
		faults = append(faults, errors.New("no client is registered"))
	}
	seen := map[string]bool{}
	for _, client := range c.Clients {
		if seen[client.ID] {
			faults = append(faults, fmt.Errorf("client %q is registered twice", client.ID))
		}
		seen[client.ID] = true
		faults = append(faults, client.Check()...)
	}
	return errors.Join(append(faults, c.checkSettings()...)...)
}

func (c Config) checkSettings() []error {
	var faults []error
	for _, e := range c.Accept {
		if !slices.Contains([]Encoding{Form, Multipart, Query}, e) {
			faults = append(faults, fmt.Errorf("encoding %q is not known", e))
		}
	}
	if !slices.Contains(Vocabularies, c.Vocabulary) {
		faults = append(faults, fmt.Errorf("vocabulary %q is not known", c.Vocabulary))
	}
	if c.Inactive != InactiveBadRequest && c.Inactive != InactiveOK {
		faults = append(faults, fmt.Errorf("inactive answer %q is not known", c.Inactive))
	}
	if c.Staff != nil {
		faults = append(faults, c.Staff.Check()...)
	}
	return append(faults, checkPersonas(c.Personas)...)
}

// Check says what is wrong with a registration.
func (c Client) Check() []error {
	var faults []error
	if c.ID == "" || c.Secret == "" || len(c.RedirectURIs) == 0 {
		faults = append(faults, fmt.Errorf("client %q needs an id, a secret and a redirect URI", c.ID))
	}
	for _, uri := range c.RedirectURIs {
		u, err := url.Parse(uri)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.Fragment != "" {
			faults = append(faults, fmt.Errorf("client %q: redirect URI %q is not an absolute web address", c.ID, uri))
		}
	}
	if _, ok := scenarioNamed(c.Scenario); !ok {
		faults = append(faults, fmt.Errorf("client %q: scenario %q is not known", c.ID, c.Scenario))
	}
	return faults
}
