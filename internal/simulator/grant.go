package simulator

import (
	"fmt"
	"net/url"
	"slices"
	"time"

	"takeed/internal/simulator/oauthserver"
)

// grant is what a person allowed: the code stands for it, and so do the tokens that were
// issued for it. Everything in it that changes is guarded by the lock.
type grant struct {
	code        string
	client      *Client
	redirectURI string
	challenge   string
	scope       []string
	person      *Persona
	issued      time.Time

	used    bool
	tokens  []string
	strikes []*strike
}

// token is an access token.
type token struct {
	grant    *grant
	issued   time.Time
	verified int // introspections so far
}

// Grant is a code to be issued without a browser, for tests that are not about
// pages.
type Grant struct {
	ClientID    string
	RedirectURI string
	Persona     string
	Challenge   string // PKCE, S256; "": none
	Scope       string // "": the general profile
	Scenario    string // "": the client's default
}

// Issue issues a code as if the persona had answered a request just now.
func (s *Simulator) Issue(want Grant) (code string, err error) {
	client := s.clients[want.ClientID]
	if client == nil || !slices.Contains(client.RedirectURIs, want.RedirectURI) {
		return "", fmt.Errorf("issue a code: client %q or its redirect URI is not registered", want.ClientID)
	}
	person, ok := s.persona(want.Persona)
	if !ok {
		return "", fmt.Errorf("issue a code: persona %q is not known", want.Persona)
	}
	scenario, ok := scenarioNamed(want.Scenario)
	if !ok {
		return "", fmt.Errorf("issue a code: scenario %q is not known", want.Scenario)
	}
	s.memory.mu.Lock()
	defer s.memory.mu.Unlock()
	if want.Scenario == "" {
		scenario = s.memory.defaults[client]
	}
	scope := append(knownScopes(want.Scope), scopeGeneral)
	return s.issue(&grant{
		client: client, redirectURI: want.RedirectURI, challenge: want.Challenge, person: person,
		scope: slices.Compact(slices.Sorted(slices.Values(scope))), issued: s.config.Now(),
	}, scenario), nil
}

// issue gives a grant its code. The caller holds the lock.
func (s *Simulator) issue(g *grant, sc *Scenario) (code string) {
	g.code = oauthserver.NewUUID()
	if sc != nil {
		g.strikes = append(g.strikes, &strike{scenario: sc})
	}
	s.memory.codes.Put(s.config.Now(), g.code, g)
	s.remember(g.code)
	return g.code
}

// redeem uses a code. Any attempt uses it up, whether or not it succeeds, and a second use
// revokes what the first one got. The caller holds the lock.
func (s *Simulator) redeem(client *Client, p url.Values) (*grant, Fault) {
	g, ok := s.memory.codes.Get(p.Get("code"))
	if !ok {
		return nil, UnknownCode
	}
	before := g.used
	g.used = true
	switch {
	case before:
		s.revoke(g)
		return g, UsedCode
	case g.client != client:
		return g, ForeignCode
	case s.config.Now().Sub(g.issued) >= s.config.CodeLifetime:
		return g, ExpiredCode
	case g.redirectURI != p.Get("redirect_uri"):
		return g, RedirectMismatch
	}
	return g, g.verify(p.Get("code_verifier"))
}

func (s *Simulator) revoke(g *grant) {
	for _, t := range g.tokens {
		s.memory.tokens.Remove(t)
	}
}

// verify checks PKCE: a client that sent a challenge must show its verifier.
func (g *grant) verify(verifier string) Fault {
	switch {
	case g.challenge == "":
		return ""
	case verifier == "":
		return MissingVerifier
	case !oauthserver.Verifies(g.challenge, verifier):
		return WrongVerifier
	}
	return ""
}

// tokenFor issues an access token. The caller holds the lock.
func (s *Simulator) tokenFor(g *grant) string {
	now, value := s.config.Now(), oauthserver.NewUUID()
	g.tokens = append(g.tokens, value)
	s.memory.tokens.Put(now, value, &token{grant: g, issued: now})
	s.remember(value)
	return value
}

// live finds a token that is not revoked and not too old. The caller holds the lock.
func (s *Simulator) live(value string) (*token, bool) {
	t, ok := s.memory.tokens.Get(value)
	if !ok || s.config.Now().Sub(t.issued) >= tokenLifetime {
		return nil, false
	}
	return t, true
}
