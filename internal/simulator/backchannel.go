package simulator

import (
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"

	"takeed/internal/simulator/oauthserver"
)

// call is one request of a client's server.
type call struct {
	at       Where
	grant    *grant // to which its code or token belongs; nil if there is none
	client   string // if it is one of ours
	code     string
	encoding Encoding
}

const maxJournalled = 128 // bytes of a code; our own are shorter

// serve works out the honest answer to a call, and sends it as the scenario of its grant
// says. What an honest refusal says is never changed, only how it travels. A lost request
// is the exception: it is not carried out at all.
func (s *Simulator) serve(w http.ResponseWriter, r *http.Request, c call, honest func(Effect) (map[string]any, Fault)) {
	s.memory.mu.Lock()
	effect, id := c.grant.next(c.at)
	s.memory.mu.Unlock()
	entry := Entry{
		Endpoint: c.at, Client: c.client, Code: c.code[:min(len(c.code), maxJournalled)], Encoding: c.encoding, Scenario: id,
	}
	if effect.Lost == LostRequest {
		entry.Outcome = outcome(effect, "")
		s.record(entry)
		reset(w)
		return
	}
	fields, fault := honest(effect)
	if fault != "" {
		effect = effect.onTheWay()
	} else {
		fault = effect.Fault
	}
	entry.Outcome = outcome(effect, fault)
	s.record(entry)
	if fault != "" {
		s.send(w, r, s.refuse(fault), effect)
		return
	}
	s.send(w, r, answer{http.StatusOK, nil, effect.Edit(fields), nil}, effect)
}

func outcome(e Effect, f Fault) string {
	switch {
	case e.Lost != "":
		return "lost"
	case f != "":
		return string(f)
	}
	return "ok"
}

// token exchanges a code.
func (s *Simulator) token(w http.ResponseWriter, r *http.Request) {
	p, encoding, fault := s.parameters(w, r)
	client, unauthenticated := s.authenticate(r)
	c := call{at: AtToken, client: registeredID(client), code: p.Get("code"), encoding: encoding}
	s.memory.mu.Lock()
	c.grant, _ = s.memory.codes.Get(c.code)
	s.remember(c.code, p.Get("code_verifier"))
	s.memory.mu.Unlock()
	s.serve(w, r, c, func(Effect) (map[string]any, Fault) {
		switch {
		case unauthenticated != "":
			return nil, unauthenticated
		case fault != "":
			return nil, fault
		case p.Get("grant_type") == "" || p.Get("code") == "" || p.Get("redirect_uri") == "":
			return nil, BadRequest
		case p.Get("grant_type") != "authorization_code":
			return nil, UnsupportedGrant
		}
		return s.exchange(client, p)
	})
}

func (s *Simulator) exchange(client *Client, p url.Values) (map[string]any, Fault) {
	s.memory.mu.Lock()
	defer s.memory.mu.Unlock()
	g, fault := s.redeem(client, p)
	if fault != "" {
		return nil, fault
	}
	return map[string]any{
		"access_token": s.tokenFor(g), "token_type": "Bearer", "expires_in": int(tokenLifetime.Seconds()),
		"scope": strings.Join(g.scope, " "),
	}, ""
}

// userinfo returns the profile of the person who answered.
func (s *Simulator) userinfo(w http.ResponseWriter, r *http.Request) {
	c, t := s.tokenCall(AtUserinfo, oauthserver.Bearer(r))
	if t != nil {
		c.client = t.grant.client.ID
	}
	s.serve(w, r, c, func(e Effect) (map[string]any, Fault) {
		if t == nil {
			return nil, BadToken
		}
		person := t.grant.person
		if e.OtherPerson {
			person = s.otherThan(person)
		}
		return person.userinfo(t.grant.scope), ""
	})
}

// tokenCall is a call about a token; the token is nil if it is not live.
func (s *Simulator) tokenCall(at Where, value string) (call, *token) {
	s.memory.mu.Lock()
	defer s.memory.mu.Unlock()
	t, ok := s.live(value)
	if !ok {
		return call{at: at}, nil
	}
	return call{at: at, grant: t.grant, code: t.grant.code}, t
}

// authenticate checks the client's credentials: HTTP Basic, with id and secret as
// they are (UAE PASS does not decode them).
func (s *Simulator) authenticate(r *http.Request) (*Client, Fault) {
	scheme, encoded, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Basic") {
		return nil, NotBasic
	}
	decoded, err := base64.StdEncoding.DecodeString(encoded)
	id, secret, found := strings.Cut(string(decoded), ":")
	if err != nil || !found {
		return nil, MalformedBasic
	}
	client := s.clients[id]
	if client == nil {
		return nil, UnregisteredClient
	}
	if subtle.ConstantTimeCompare([]byte(secret), []byte(client.Secret)) != 1 {
		return client, WrongCredentials
	}
	return client, ""
}

func registeredID(c *Client) string {
	if c == nil {
		return ""
	}
	return c.ID
}
