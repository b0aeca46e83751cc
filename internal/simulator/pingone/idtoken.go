package pingone

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"strings"
	"sync"

	"takeed/internal/simulator"
)

// keyPairs are the provider's key and one that is not its own. Making them takes long, so
// all providers of a process share them.
var keyPairs = sync.OnceValue(func() [2]*rsa.PrivateKey {
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
	keyID        = "simulator-1"
	strangeKeyID = "simulator-2"
)

// keys lists the key that ID tokens are signed with.
func (p *provider) keys(w http.ResponseWriter, _ *http.Request) {
	public := keyPairs()[0].PublicKey
	sendJSON(w, http.StatusOK, map[string]any{"keys": []any{map[string]any{
		"kty": "RSA", "use": "sig", "alg": "RS256", "kid": keyID,
		"n": base64.RawURLEncoding.EncodeToString(public.N.Bytes()),
		"e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(public.E)).Bytes()),
	}}})
}

// idToken says who signed in, changed as the scenario says.
func (p *provider) idToken(issuer string, g *grant, access string) string {
	effect := g.scenario.At(simulator.AtIDToken)
	now := p.host.Now().Add(-effect.Age)
	half := sha256.Sum256([]byte(access))
	claims := map[string]any{
		"iss": issuer, "sub": g.session.person.Subject, "aud": p.client.ID, "sid": g.session.id,
		"iat": now.Unix(), "exp": now.Add(tokenLifetime).Unix(), "auth_time": g.session.began.Unix(),
		"acr": "Single_Factor", "amr": []string{"pwd"}, "env": Environment,
		"at_hash": base64.RawURLEncoding.EncodeToString(half[:16]),
	}
	if g.nonce != "" {
		claims["nonce"] = g.nonce
	}
	for name, value := range g.session.person.claims() {
		claims[name] = value
	}
	return sign(effect.Edit(claims), effect.Sign, p.client.Secret)
}

func (p Persona) claims() map[string]any {
	return map[string]any{
		"name": p.Listed, "given_name": strings.Fields(p.Listed)[0], "preferred_username": p.ID, "email": p.Email, "roles": p.Roles,
	}
}

// sign makes a JWT of claims, signed properly or in one of the wrong ways of how.
func sign(claims map[string]any, how simulator.Signature, secret string) string {
	keys, header := keyPairs(), map[string]string{"typ": "JWT", "alg": "RS256", "kid": keyID}
	switch how {
	case simulator.SignNone:
		header["alg"] = "none"
		return segment(header) + "." + segment(claims) + "."
	case simulator.SignSymmetric, simulator.SignConfused:
		header["alg"] = "HS256"
		if how == simulator.SignConfused {
			secret = string(x509.MarshalPKCS1PublicKey(&keys[0].PublicKey))
		}
		signed := segment(header) + "." + segment(claims)
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(signed))
		return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
	case simulator.SignUnknownKey:
		header["kid"] = strangeKeyID
	}
	signer := keys[0]
	if how == simulator.SignOtherKey || how == simulator.SignUnknownKey {
		signer = keys[1]
	}
	signed := segment(header) + "." + segment(claims)
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, signer, crypto.SHA256, digest[:])
	if err != nil {
		panic("simulator: sign a token: " + err.Error())
	}
	if how == simulator.SignTampered {
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

// ownIDToken reports whether a token was signed here for our client, even if it has
// expired.
func (p *provider) ownIDToken(r *http.Request, token string) bool {
	i := strings.LastIndexByte(token, '.')
	if i < 0 {
		return false
	}
	digest := sha256.Sum256([]byte(token[:i]))
	signature, err := base64.RawURLEncoding.DecodeString(token[i+1:])
	if err != nil || rsa.VerifyPKCS1v15(&keyPairs()[0].PublicKey, crypto.SHA256, digest[:], signature) != nil {
		return false
	}
	_, payload, _ := strings.Cut(token[:i], ".")
	content, err := base64.RawURLEncoding.DecodeString(payload)
	var claims struct{ Iss, Aud string }
	return err == nil && json.Unmarshal(content, &claims) == nil && claims.Iss == issuerOf(r) && claims.Aud == p.client.ID
}
