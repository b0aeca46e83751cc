package simulator

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

var errRepeated = errors.New("a parameter is repeated")

// staffKeyPairs are the provider's key and one that it does not have. Making them takes
// long, so that a process has one pair for all its providers.
var staffKeyPairs = sync.OnceValue(func() [2]*rsa.PrivateKey {
	var pairs [2]*rsa.PrivateKey
	for i := range pairs {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic("simulator: make a key: " + err.Error())
		}
		pairs[i] = key
	}
	return pairs
})

const (
	staffKeyID   = "simulator-1"
	strangeKeyID = "simulator-2"
)

// staffKeys lists the key that ID tokens are signed with.
func (s *Simulator) staffKeys(w http.ResponseWriter, _ *http.Request) {
	public := staffKeyPairs()[0].PublicKey
	sendJSON(w, http.StatusOK, map[string]any{"keys": []any{map[string]any{
		"kty": "RSA", "use": "sig", "alg": "RS256", "kid": staffKeyID,
		"n": base64.RawURLEncoding.EncodeToString(public.N.Bytes()),
		"e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(public.E)).Bytes()),
	}}})
}

// staffToken exchanges a code.
func (s *Simulator) staffToken(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	client, p, refused := s.staffCall(r)
	var g *staffGrant
	if refused == "" {
		g, refused = s.staffRedeem(p)
	}
	s.record(staffEntry(client, p.Get("code"), g, refused))
	if refused != "" {
		refuseStaff(w, refused)
		return
	}
	effect := g.scenario.at(AtToken)
	s.send(w, r, answer{http.StatusOK, http.Header{"Cache-Control": {"no-store"}}, effect.edit(s.staffTokens(r, g)), nil}, effect)
}

func staffEntry(client, code string, g *staffGrant, refused string) Entry {
	e := Entry{Endpoint: AtToken, Client: client, Code: code[:min(len(code), maxJournalled)], Encoding: Form, Outcome: "ok"}
	if refused != "" {
		e.Outcome = refused
	} else if g.scenario != nil {
		e.Scenario = g.scenario.ID
	}
	return e
}

func refuseStaff(w http.ResponseWriter, refused string) {
	status := http.StatusBadRequest
	if refused == "invalid_client" {
		status = http.StatusUnauthorized
		w.Header().Set("Www-Authenticate", `Basic realm="`+StaffEnvironment+`"`)
	}
	sendJSON(w, status, map[string]any{"error": refused})
}

// staffCall reads a request of the client's server: credentials by HTTP Basic, encoded
// as RFC 6749, section 2.3.1, has it; parameters in a form, each once.
func (s *Simulator) staffCall(r *http.Request) (client string, p url.Values, refused string) {
	mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err := r.ParseForm(); err != nil || mediaType != "application/x-www-form-urlencoded" || r.URL.RawQuery != "" {
		return "", url.Values{}, "invalid_request"
	}
	s.mu.Lock()
	s.remember(r.PostForm.Get("code_verifier"))
	s.mu.Unlock()
	user, password, _ := r.BasicAuth()
	id, err1 := url.QueryUnescape(user)
	secret, err2 := url.QueryUnescape(password)
	if err1 != nil || err2 != nil || id != s.staff.client.ID || secret != s.staff.client.Secret {
		return "", r.PostForm, "invalid_client"
	}
	for _, values := range r.PostForm {
		if len(values) > 1 {
			return id, r.PostForm, "invalid_request"
		}
	}
	if r.PostForm.Get("grant_type") != "authorization_code" {
		return id, r.PostForm, "unsupported_grant_type"
	}
	return id, r.PostForm, ""
}

// staffRedeem uses a code, which is used up by the attempt.
func (s *Simulator) staffRedeem(p url.Values) (*staffGrant, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, ok := s.staff.codes.get(p.Get("code"))
	if !ok || g.used {
		return nil, "invalid_grant"
	}
	g.used = true
	pkce := &grant{challenge: g.challenge}
	if s.config.Now().Sub(g.issued) >= staffCodeLifetime || p.Get("redirect_uri") != g.redirectURI || pkce.verify(p.Get("code_verifier")) != "" {
		return nil, "invalid_grant"
	}
	return g, ""
}

// staffTokens issues the tokens of a grant.
func (s *Simulator) staffTokens(r *http.Request, g *staffGrant) map[string]any {
	access := newUUID()
	idToken := s.staffIDToken(issuerOf(r), g, access)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.staff.tokens.put(s.config.Now(), access, g.session.person)
	s.remember(access, idToken)
	return map[string]any{
		"access_token": access, "token_type": "Bearer", "expires_in": int(staffTokenLifetime.Seconds()),
		"scope": strings.Join(g.scope, " "), "id_token": idToken,
	}
}

// staffIDToken says who signed in, as the scenario wants it.
func (s *Simulator) staffIDToken(issuer string, g *staffGrant, access string) string {
	effect := g.scenario.at(AtIDToken)
	now := s.config.Now().Add(-effect.Age)
	half := sha256.Sum256([]byte(access))
	claims := map[string]any{
		"iss": issuer, "sub": g.session.person.Subject, "aud": s.staff.client.ID, "sid": g.session.id,
		"iat": now.Unix(), "exp": now.Add(staffTokenLifetime).Unix(), "auth_time": g.session.began.Unix(),
		"acr": "Single_Factor", "amr": []string{"pwd"}, "env": StaffEnvironment,
		"at_hash": base64.RawURLEncoding.EncodeToString(half[:16]),
	}
	if g.nonce != "" {
		claims["nonce"] = g.nonce
	}
	for name, value := range g.session.person.claims() {
		claims[name] = value
	}
	return sign(effect.edit(claims), effect.Sign, s.staff.client.Secret)
}

func (p *StaffPersona) claims() map[string]any {
	return map[string]any{
		"name": p.Listed, "given_name": strings.Fields(p.Listed)[0], "preferred_username": p.ID, "email": p.Email, "roles": p.Roles,
	}
}

// sign makes a JWT of claims, by the rules or against them.
func sign(claims map[string]any, how Signature, secret string) string {
	keys, header := staffKeyPairs(), map[string]string{"typ": "JWT", "alg": "RS256", "kid": staffKeyID}
	switch how {
	case SignNone:
		header["alg"] = "none"
		return segment(header) + "." + segment(claims) + "."
	case SignSymmetric, SignConfused:
		header["alg"] = "HS256"
		if how == SignConfused {
			secret = string(x509.MarshalPKCS1PublicKey(&keys[0].PublicKey))
		}
		signed := segment(header) + "." + segment(claims)
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(signed))
		return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
	case SignUnknownKey:
		header["kid"] = strangeKeyID
	}
	signer := keys[0]
	if how == SignOtherKey || how == SignUnknownKey {
		signer = keys[1]
	}
	signed := segment(header) + "." + segment(claims)
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, signer, crypto.SHA256, digest[:])
	if err != nil {
		panic("simulator: sign a token: " + err.Error())
	}
	if how == SignTampered {
		claims["roles"] = []string{GroupAdmins}
		signed = segment(header) + "." + segment(claims)
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func segment(value any) string {
	content, err := json.Marshal(value)
	if err != nil {
		panic("simulator: write a token: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(content)
}

// ownIDToken reports whether a token was signed here for our client, however long ago.
func (s *Simulator) ownIDToken(r *http.Request, token string) bool {
	i := strings.LastIndexByte(token, '.')
	if i < 0 {
		return false
	}
	digest := sha256.Sum256([]byte(token[:i]))
	signature, err := base64.RawURLEncoding.DecodeString(token[i+1:])
	if err != nil || rsa.VerifyPKCS1v15(&staffKeyPairs()[0].PublicKey, crypto.SHA256, digest[:], signature) != nil {
		return false
	}
	_, payload, _ := strings.Cut(token[:i], ".")
	content, err := base64.RawURLEncoding.DecodeString(payload)
	var claims struct{ Iss, Aud string }
	return err == nil && json.Unmarshal(content, &claims) == nil && claims.Iss == issuerOf(r) && claims.Aud == s.staff.client.ID
}

// staffUserinfo says who an access token is about.
func (s *Simulator) staffUserinfo(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	person, ok := s.staff.tokens.get(bearer(r))
	s.mu.Unlock()
	if !ok {
		w.Header().Set("Www-Authenticate", `Bearer error="invalid_token"`)
		sendJSON(w, http.StatusUnauthorized, map[string]any{"error": "invalid_token"})
		return
	}
	claims := person.claims()
	claims["sub"] = person.Subject
	sendJSON(w, http.StatusOK, claims)
}
