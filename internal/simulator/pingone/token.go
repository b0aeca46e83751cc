package pingone

import (
	"mime"
	"net/http"
	"net/url"
	"strings"

	"takeed/internal/simulator"
	"takeed/internal/simulator/oauthserver"
)

// token exchanges a code.
func (p *provider) token(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, oauthserver.MaxBody)
	client, q, refused := p.readCall(r)
	var g *grant
	if refused == "" {
		g, refused = p.redeem(q)
	}
	p.host.Record(journalEntry(client, q.Get("code"), g, refused))
	if refused != "" {
		refuse(w, refused)
		return
	}
	effect := g.scenario.At(simulator.AtToken)
	p.host.Send(w, r, p.issueTokens(r, g), effect)
}

func journalEntry(client, code string, g *grant, refused string) simulator.Entry {
	e := simulator.Entry{Endpoint: simulator.AtToken, Client: client, Code: code, Encoding: simulator.Form, Outcome: "ok"}
	if refused != "" {
		e.Outcome = refused
	} else if g.scenario != nil {
		e.Scenario = g.scenario.ID
	}
	return e
}

func refuse(w http.ResponseWriter, refused string) {
	status := http.StatusBadRequest
	if refused == "invalid_client" {
		status = http.StatusUnauthorized
		w.Header().Set("Www-Authenticate", `Basic realm="`+Environment+`"`)
	}
	sendJSON(w, status, map[string]any{"error": refused})
}

// readCall reads a request of the client's server: credentials by HTTP Basic, encoded as in
// RFC 6749, section 2.3.1; parameters in a form, each once.
func (p *provider) readCall(r *http.Request) (client string, q url.Values, refused string) {
	mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err := r.ParseForm(); err != nil || mediaType != "application/x-www-form-urlencoded" || r.URL.RawQuery != "" {
		return "", url.Values{}, "invalid_request"
	}
	p.host.Remember(r.PostForm.Get("code_verifier"))
	user, password, _ := r.BasicAuth()
	id, err1 := url.QueryUnescape(user)
	secret, err2 := url.QueryUnescape(password)
	if err1 != nil || err2 != nil || id != p.client.ID || secret != p.client.Secret {
		return "", r.PostForm, "invalid_client"
	}
	switch {
	case isRepeated(r.PostForm):
		return id, r.PostForm, "invalid_request"
	case r.PostForm.Get("grant_type") != "authorization_code":
		return id, r.PostForm, "unsupported_grant_type"
	}
	return id, r.PostForm, ""
}

// redeem uses a code. Any attempt uses it up.
func (p *provider) redeem(q url.Values) (*grant, string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	g, ok := p.codes.Get(q.Get("code"))
	if !ok || g.used {
		return nil, "invalid_grant"
	}
	g.used = true
	if p.host.Now().Sub(g.issued) >= codeLifetime || q.Get("redirect_uri") != g.redirectURI || !oauthserver.Verifies(g.challenge, q.Get("code_verifier")) {
		return nil, "invalid_grant"
	}
	return g, ""
}

// issueTokens issues the tokens of a grant.
func (p *provider) issueTokens(r *http.Request, g *grant) map[string]any {
	access := oauthserver.NewUUID()
	idToken := p.idToken(issuerOf(r), g, access)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tokens.Put(p.host.Now(), access, g.session.person)
	p.host.Remember(access, idToken)
	return map[string]any{
		"access_token": access, "token_type": "Bearer", "expires_in": int(tokenLifetime.Seconds()),
		"scope": strings.Join(g.scope, " "), "id_token": idToken,
	}
}

// userinfo returns the person whose access token it is shown.
func (p *provider) userinfo(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	person, ok := p.tokens.Get(oauthserver.Bearer(r))
	p.mu.Unlock()
	if !ok {
		w.Header().Set("Www-Authenticate", `Bearer error="invalid_token"`)
		sendJSON(w, http.StatusUnauthorized, map[string]any{"error": "invalid_token"})
		return
	}
	claims := person.claims()
	claims["sub"] = person.Subject
	sendJSON(w, http.StatusOK, claims)
}
