package simulator

import (
	"net/http"
	"strings"
)

// inactiveBody is as the documents print it; it is not JSON.
const inactiveBody = `{ {"active":false,} }`

// introspect says whether a token is active. Any registered client may ask.
func (s *Simulator) introspect(w http.ResponseWriter, r *http.Request) {
	p, encoding, fault := s.parameters(w, r)
	client, unauthenticated := s.authenticate(r)
	c, t := s.tokenCall(AtIntrospection, p.Get("token"))
	c.client, c.encoding = registeredID(client), encoding
	s.serve(w, r, c, func(Effect) (map[string]any, Fault) {
		switch {
		case unauthenticated != "":
			return nil, unauthenticated
		case fault != "":
			return nil, fault
		case p.Get("token") == "":
			return nil, BlankToken
		case t == nil:
			return nil, InactiveToken
		}
		return s.introspection(t, issuer(r)), ""
	})
}

func (s *Simulator) inactive() answer {
	if s.config.Inactive == InactiveOK {
		return answer{status: http.StatusOK, raw: []byte(`{"active":false}`)}
	}
	return answer{status: http.StatusBadRequest, raw: []byte(inactiveBody)}
}

// introspection is the documented answer. The documents show only the token of a client;
// for the token of a person the subject is that of userinfo.
func (s *Simulator) introspection(t *token, issuer string) map[string]any {
	s.memory.mu.Lock()
	defer s.memory.mu.Unlock()
	t.verified++
	g := t.grant
	return map[string]any{
		"active": true, "token_type": "Bearer", "client_id": g.client.ID, "scope": strings.Join(g.scope, " "),
		"sub": g.person.Subject, "username": g.person.UUID + "@carbon.super", "iss": issuer,
		"iat": t.issued.Unix(), "nbf": t.issued.Unix(), "exp": t.issued.Add(tokenLifetime).Unix(),
		"client_claims":  map[string]any{"sub": g.client.ID, "name": g.client.Name, "acr": documentedACR, "domain": "main"},
		"times_verified": t.verified - 1,
	}
}

// issuer is the address of the token endpoint, as WSO2 has it.
func issuer(r *http.Request) string {
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	return scheme + r.Host + "/idshub/token"
}
